import { covers, type Grant, type Role } from "./access";

/**
 * The table of authority: who may do what, and where. The server's guard decides by it, the page shows by it, and a test asks every route
 * against a table of its own. What depends on the record itself (one's own talk, one's own group) is decided by the services.
 */
type Standing =
  /** Nobody has to be signed in. */
  | { at: "anyone" }
  /** Everybody who is signed in. */
  | { at: "signedIn" }
  /** A role in the branch of the address: at it, over it, or as leader of one of its groups. */
  | { at: "branch"; roles: readonly Role[] }
  /** A role anywhere; the service narrows it to its unit. */
  | { at: "unit"; roles: readonly Role[] }
  /** A role for the whole installation. */
  | { at: "deployment"; roles: readonly Role[] };

const inBranch = (...roles: Role[]): Standing => ({ at: "branch", roles });
const inUnit = (...roles: Role[]): Standing => ({ at: "unit", roles });
const ofAll = (...roles: Role[]): Standing => ({ at: "deployment", roles });

const keepers = inBranch("secretary", "committee");
const readers = inBranch("secretary", "committee", "office", "inspector");
const meetings = inBranch("secretary", "committee", "leader", "office", "inspector");

export const authority = {
  "page.open": { at: "anyone" },
  "session.enter": { at: "anyone" },
  "own.account": { at: "signedIn" },
  "own.record": { at: "signedIn" },
  "units.see": { at: "signedIn" },

  "units.shape": inUnit("office", "secretary", "committee"),
  "overview.read": inUnit("office", "inspector"),

  "branch.see": inBranch("secretary", "committee", "leader", "member", "office", "inspector"),
  "branch.keep": keepers,
  "handovers.read": readers,
  "handovers.begin": inBranch("secretary", "office"),
  "handovers.receive": inBranch("secretary"),
  "members.names": meetings,
  "members.read": readers,
  "members.keep": keepers,
  "members.reveal": keepers,
  "imports.keep": keepers,
  "activities.read": meetings,
  "activities.record": inBranch("secretary", "committee", "leader"),
  "activities.confirm": inBranch("secretary"),
  "talks.keep": keepers,
  "trainings.read": readers,
  "trainings.keep": keepers,
  "duties.read": readers,
  "assessment.read": readers,
  "assessment.submit": inBranch("secretary"),
  "assessment.return": inBranch("office"),

  "accounts.read": inUnit("office", "system", "security"),
  "accounts.propose": inUnit("office", "system"),
  "accounts.change": ofAll("system", "security"),
  /** Name, state and new one-time links. */
  "accounts.keep": ofAll("system"),
  /** Roles, and the end of a lock after too many attempts. */
  "accounts.grant": ofAll("security"),
  "administrators.name": inUnit("office"),
  "policy.read": { at: "signedIn" },
  "trail.read": ofAll("audit"),
  /** What needs a second person: asked for by one … */
  "approvals.ask": inUnit("office", "system", "security", "audit"),
  "approvals.read": inUnit("office", "system", "security", "audit"),
  /** … and decided by another. */
  "approvals.decide": ofAll("system", "security", "audit"),
  /** What a second person has agreed to. */
  "exports.make": inUnit("office"),
} as const satisfies Record<string, Standing>;

export type Act = keyof typeof authority;
export const standingOf = (act: Act): Standing => authority[act];
/** The roles that may do it; none where no role is asked. */
export const rolesFor = (act: Act): readonly Role[] => {
  const standing = standingOf(act);
  return "roles" in standing ? standing.roles : [];
};

/** The administrators of an installation: their powers are disjoint, no account holds two of them, none sees the branches' business. */
export const administrators = ["system", "security", "audit"] as const satisfies readonly Role[];
export type Administrator = (typeof administrators)[number];
export const isAdministrator = (role: Role): role is Administrator => administrators.some((one) => one === role);

/** Whether the grants allow the act at a unit that is in sight; where it is a branch below, a covering role is enough. The server decides again. */
export const mayAt = (act: Act, grants: readonly Grant[], unitId: string): boolean =>
  grants.some(({ role, unitId: at }) => rolesFor(act).includes(role) && (at === unitId || covers(role)));
/** Whether the grants allow the act somewhere. */
export const may = (act: Act, grants: readonly Pick<Grant, "role">[]): boolean =>
  rolesFor(act).length === 0 || grants.some(({ role }) => rolesFor(act).includes(role));
