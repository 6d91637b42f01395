import { canary, type Relation, type Subject } from "./stage";

/**
 * Who may do what, written down once more from the brief (people and what they may do), without a look at the table of authority that the
 * application uses. `role@place` are the subjects that come in; everybody else who is signed in is told 403 where he has a part in the
 * branch, 404 where he has none.
 */
type Place = Exclude<Relation, "siblingGroup">;
const at = (role: string, ...places: Place[]) => places.map((place) => `${role}@${place}`);
const over: Place[] = ["own", "parent", "root"];

const secretary = at("secretary", "own");
const committee = at("committee", "own");
const keepers = [...secretary, ...committee];
const office = at("office", ...over);
const inspector = at("inspector", ...over);
const readers = [...keepers, ...office, ...inspector];
const groupLeader = at("leader", "group");
const leaders = at("leader", "group", "otherGroup");
const member = at("member", "own");
/** Whoever has a part in the branch is told that something is not for him, everybody else that there is nothing. */
export const partOfBranch = new Set([...readers, ...leaders, ...member]);

const everyOffice = at("office", "own", "parent", "root", "sibling", "elsewhere", "elsewhereGeneral");
const everyInspector = at("inspector", "own", "parent", "root", "sibling", "elsewhere", "elsewhereGeneral");
const systemAdmin = ["system@root"];
const security = ["security@root"];
const audit = ["audit@root"];

export type Row = {
  method: string;
  /** The route as the app states it, and the address that is asked; `{name}` is an id of the stage. */
  route: string;
  path?: string;
  body?: unknown;
  /** With an `If-Match` that no record has: whoever comes in is told that somebody else saved first. */
  stale?: boolean;
  /** With an Idempotency-Key; without one a POST ends before it changes anything. */
  keyed?: boolean;
  allowed: readonly string[] | "anyone" | "signedIn";
  /** Where the route asks for a part in a branch; elsewhere everybody who holds any role is told 403. */
  ofBranch: boolean;
  /** A canary that the route gives to those who come in, as an opening that is noted. */
  shows?: string;
  /** What even those who come in are told, where nothing may be changed by asking. */
  later?: string;
  /** The refusal is another one. */
  refusal?: (subject: Subject) => string | null;
};

const B = "/api/branches/:b";
const branch = (method: string, tail: string, allowed: readonly string[], more: Partial<Row> = {}): Row => ({
  method,
  route: `${B}${tail}`,
  allowed,
  ofBranch: true,
  ...(method === "PATCH" && { stale: true }),
  ...(method === "DELETE" && { stale: true }),
  ...more,
});
const general = (method: string, route: string, allowed: Row["allowed"], more: Partial<Row> = {}): Row => ({
  method,
  route,
  allowed,
  ofBranch: false,
  ...more,
});

const AUDIT_FILE = "/api/audit/:dayFile{[0-9]{4}-[0-9]{2}-[0-9]{2}\\.(?:csv|xlsx)}";
const YEAR_FILE = "/assessments/:file{[0-9]{4}\\.(?:xlsx|docx|csv|json)}";
const yearFile = (kind: string) => branch("GET", YEAR_FILE, readers, { path: `${B}/assessments/2026.${kind}` });
const importRows = (kind: "members" | "activities"): Row[] => [
  branch("GET", `/${kind}/imports`, keepers),
  branch("POST", `/${kind}/imports`, keepers),
  branch("GET", `/${kind}/imports/:i`, keepers),
  branch("GET", `/${kind}/imports/:i/rows`, keepers),
  // The rows to mend and upload again are given as they were uploaded.
  branch("GET", `/${kind}/imports/:i/errors.xlsx`, keepers, { shows: canary.phone }),
  branch("PATCH", `/${kind}/imports/:i`, keepers, { body: { mapping: {} } }),
  branch("PATCH", `/${kind}/imports/:i/rows/:row`, keepers, { body: { fields: {} } }),
  branch("POST", `/${kind}/imports/:i/commit`, keepers),
  branch("POST", `/${kind}/imports/:i/undo`, keepers),
];

/** A unit is shaped by the office over it; a group by the keepers of its branch too. */
const shaping = (target: Relation, allowed: readonly string[]): Row =>
  general("PATCH", "/api/units/:u", allowed, {
    path: `/api/units/{unit:${target}}`,
    body: { name: "新名称" },
    stale: true,
    refusal: outsideOf(target),
  });
const founding = (target: Relation, kind: string, allowed: readonly string[]): Row =>
  general("POST", "/api/units", allowed, {
    body: { parentId: `{unit:${target}}`, kind, name: "新组织", foundedOn: "2099-01-01" },
    keyed: true,
    refusal: outsideOf(target),
  });

/** Whoever shapes a unit sees how it came to be what it is. */
const unitHistory = (target: Relation, allowed: readonly string[]): Row =>
  general("GET", "/api/units/:u/history", allowed, {
    path: `/api/units/{unit:${target}}/history`,
    refusal: outsideOf(target),
  });

/** Those who may shape something, but not this: 404 where it is out of their sight, 403 where it is not. */
const shapers = ["office", "secretary", "committee"];
const inSight: Record<string, readonly string[]> = {
  own: [...partOfBranch].filter((one) => !one.startsWith("leader")),
  group: [...partOfBranch],
  parent: [...at("office", "parent", "root"), ...at("inspector", "parent", "root")],
  root: [...at("office", "root"), ...at("inspector", "root")],
};
const outsideOf = (target: Relation) => (subject: Subject) =>
  shapers.includes(subject.role) && !(inSight[target] ?? []).includes(subject.name) ? "record.missing" : null;

export const rows: Row[] = [
  general("POST", "/api/session", "anyone", { body: { login: "", password: "" } }),
  general("DELETE", "/api/session", "anyone", { path: "/api/session?x=1" }),
  general("POST", "/api/setup", "anyone", { body: { code: "" } }),
  general("POST", "/api/setup/link", "anyone", { body: { code: "" } }),
  ...["/api/sign-in-options", "/api/oidc/start", "/api/oidc/callback"].map((path) => general("GET", path, "anyone")),
  general("GET", "/healthz", "anyone"),
  general("GET", "/api/openapi.json", "anyone"),
  general("GET", "/assets/:name{.+}", "anyone", { path: "/assets/none.js" }),
  general("GET", "/:path{(?!api/|api$|assets/).*}", "anyone", { path: "/sign-in" }),

  general("GET", "/api/me", "signedIn"),
  general("POST", "/api/me/password", "signedIn"),
  ...["", "/confirmation", "/recovery-codes", "/removal"].map((tail) =>
    general("POST", `/api/me/second-factor${tail}`, "signedIn"),
  ),
  general("GET", "/api/me/sessions", "signedIn"),
  general("DELETE", "/api/me/sessions/:s", "signedIn", { path: "/api/me/sessions/none", later: "record.missing" }),
  general("POST", "/api/me/sessions/end-others", "signedIn"),
  general("GET", "/api/me/tokens", "signedIn"),
  general("POST", "/api/me/tokens", "signedIn"),
  general("DELETE", "/api/me/tokens/:t", "signedIn", { path: "/api/me/tokens/none", later: "record.missing" }),
  general("POST", "/api/accounts/:id/unlock", security),
  general("GET", "/api/me/sessions", "signedIn"),
  general("DELETE", "/api/me/sessions/:s", "signedIn", { path: "/api/me/sessions/none", later: "record.missing" }),
  general("POST", "/api/me/sessions/end-others", "signedIn"),
  general("GET", "/api/me/history", "signedIn"),
  general("GET", "/api/units", "signedIn"),
  general("GET", "/api/policy", "signedIn"),
  general("GET", "/api/me/record", member, { refusal: () => "record.missing" }),

  branch("GET", "", [...readers, ...leaders, ...member]),
  branch("PATCH", "", keepers, { body: { settings: {} } }),
  branch("GET", "/history", keepers),
  branch("GET", "/members", [...readers, ...leaders]),
  branch("POST", "/members", keepers),
  branch("GET", "/members/:m", readers),
  branch("PATCH", "/members/:m", keepers, { body: { note: "改" } }),
  branch("POST", "/members/:m/reveals", keepers),
  branch("GET", "/members/:m/history", keepers),
  branch("GET", "/members/:m/opened", keepers),
  branch("GET", "/roster.xlsx", readers),
  branch("POST", "/roster-full.xlsx", keepers),
  ...importRows("members"),
  ...importRows("activities"),

  branch("GET", "/activities", [...readers, ...leaders]),
  branch("POST", "/activities", [...keepers, ...leaders]),
  branch("GET", "/activities/prefill", [...keepers, ...groupLeader], {
    path: `${B}/activities/prefill?kinds=group&on=2026-05-20&groupId={unit:group}`,
  }),
  // A meeting of the whole branch is not a group leader's, and neither is that of another group.
  ...(["", "/minutes.docx", "/signin.docx", "/notice"] as const).flatMap((tail) => [
    branch("GET", `/activities/:a${tail}`, readers, { refusal: notYours }),
    branch("GET", `/activities/:a${tail}`, [...readers, ...groupLeader], {
      path: `${B}/activities/{groupMeeting}${tail}`,
      refusal: notYours,
    }),
  ]),
  branch("PATCH", "/activities/:a", keepers, { body: { title: "改" }, refusal: notYours }),
  branch("PATCH", "/activities/:a", [...keepers, ...groupLeader], {
    path: `${B}/activities/{groupMeeting}`,
    body: { title: "改" },
    refusal: notYours,
  }),
  branch("DELETE", "/activities/:a", keepers, { refusal: notYours }),
  branch("GET", "/activities/:a/history", keepers, { refusal: notYours }),
  branch("GET", "/activities/:a/history", [...keepers, ...groupLeader], {
    path: `${B}/activities/{groupMeeting}/history`,
    refusal: notYours,
  }),
  branch("POST", "/activities/:a/confirm", secretary),
  branch("POST", "/activities/:a/amendments", secretary),
  branch("POST", "/activities/:a/resolutions/:n{[0-9]{1,2}}/done", [...keepers, ...leaders], {
    path: `${B}/activities/:a/resolutions/0/done`,
  }),
  branch("GET", "/followups", [...readers, ...leaders]),
  branch("POST", "/activities/:a/files", [...keepers, ...leaders]),
  branch("GET", "/activities/:a/files/:f", readers, { refusal: notYours }),
  branch("DELETE", "/activities/:a/files/:f", [...keepers], {
    path: `${B}/activities/:a/files/f_none`,
    later: "record.missing",
    refusal: notYours,
  }),

  branch("GET", "/duties", readers),
  branch("GET", "/home", readers),
  branch("GET", "/assessments", readers),
  yearFile("json"),
  yearFile("xlsx"),
  yearFile("docx"),
  yearFile("csv"),
  branch("POST", "/assessments/:year{[0-9]{4}}/submission", secretary, { path: `${B}/assessments/2026/submission` }),
  branch("POST", "/assessments/:year{[0-9]{4}}/submission/return", office, {
    path: `${B}/assessments/2026/submission/return`,
  }),
  branch("GET", "/talks", keepers),
  branch("POST", "/talks", keepers),
  // A committee member who had no part in the talk does not learn that there is one.
  branch("PATCH", "/talks/:t", secretary, { body: { place: "改" }, refusal: notYourTalk }),
  branch("DELETE", "/talks/:t", secretary, { refusal: notYourTalk }),
  branch("GET", "/talks/:t/history", secretary, { refusal: notYourTalk }),
  branch("GET", "/trainings", readers),
  branch("GET", "/trainings/:t/history", keepers, { path: `${B}/trainings/{training}/history` }),
  branch("POST", "/trainings", keepers),
  branch("PATCH", "/trainings/:t", keepers, { path: `${B}/trainings/{training}`, body: { hours: 9 } }),
  branch("DELETE", "/trainings/:t", keepers, { path: `${B}/trainings/{training}` }),
  branch("GET", "/handovers", readers),
  branch("POST", "/handovers", [...secretary, ...office]),
  branch("POST", "/handovers/:h/receipt", secretary),

  founding("own", "group", [...keepers, ...office]),
  founding("parent", "branch", at("office", "parent", "root")),
  founding("root", "general", at("office", "root")),
  shaping("group", [...keepers, ...office]),
  shaping("own", office),
  shaping("parent", at("office", "parent", "root")),
  shaping("root", at("office", "root")),
  unitHistory("group", [...keepers, ...office]),
  unitHistory("own", office),
  unitHistory("parent", at("office", "parent", "root")),
  unitHistory("root", at("office", "root")),
  general("GET", "/api/overview", [...everyOffice, ...everyInspector]),

  general("GET", "/api/accounts", [...everyOffice, ...systemAdmin, ...security]),
  general("POST", "/api/accounts", [...everyOffice, ...systemAdmin]),
  general("PATCH", "/api/accounts/:id", [...systemAdmin, ...security], {
    path: "/api/accounts/{account}",
    body: {},
    stale: true,
  }),
  general("GET", "/api/accounts/:id/history", [...systemAdmin, ...security], {
    path: "/api/accounts/{account}/history",
  }),
  general("POST", "/api/accounts/:id/invitation", systemAdmin),
  general("POST", "/api/accounts/:id/proposal", [...everyOffice, ...systemAdmin]),
  general("POST", "/api/accounts/:id/decision", security),
  general("GET", "/api/administrators", [...everyOffice, ...systemAdmin, ...security]),
  general("POST", "/api/administrators", everyOffice),
  general("GET", "/api/audit", audit),
  general("GET", "/api/audit/days", audit, { path: "/api/audit/days?month=2026-11" }),
  general("GET", AUDIT_FILE, audit, { path: "/api/audit/2026-11-22.csv" }),
  general("GET", AUDIT_FILE, audit, { path: "/api/audit/2026-11-22.xlsx" }),
  general("GET", "/api/approvals", [...everyOffice, ...systemAdmin, ...security, ...audit]),
  general("POST", "/api/approvals", [...everyOffice, ...systemAdmin, ...security, ...audit]),
  general("POST", "/api/approvals/:id/decision", [...systemAdmin, ...security, ...audit]),
  general("POST", "/api/exports/:id", everyOffice),
  general("POST", "/api/approvals/:id/withdrawal", [...everyOffice, ...systemAdmin, ...security, ...audit]),
];

function notYours({ role }: Subject): string | null {
  return role === "leader" ? "record.missing" : null;
}
function notYourTalk({ name }: Subject): string | null {
  return name === "committee@own" ? "record.missing" : null;
}

/** What the subject is told: null when he comes in. */
export function refusalFor(row: Row, subject: Subject): string | null {
  if (row.allowed === "anyone") return null;
  if (["anonymous", "disabled", "expired"].includes(subject.role)) return "session.none";
  if (row.allowed === "signedIn" || row.allowed.includes(subject.name)) return null;
  if (row.ofBranch && !partOfBranch.has(subject.name)) return "record.missing";
  if (subject.role === "nobody") return "record.missing";
  return row.refusal?.(subject) ?? "access.denied";
}
