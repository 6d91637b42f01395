import { type Answer, PASSWORD, startSystem } from "./app";
import { csvOf, PICTURE } from "./fuzz/world";
import { fullMember } from "./people";

/** January to March, when a year can be handed in. */
const TODAY = "2027-02-10";

type System = Awaited<ReturnType<typeof startSystem>>;
export type Act = (key: string) => Promise<Answer>;
export type Operation = {
  /** Brings about what the operation needs; the act is the operation itself, sent under a key. */
  prepare: (world: World) => Promise<Act>;
  /** What a repetition may leave behind: nobody can reach it, and it expires. */
  leaves?: readonly string[];
  /** The operation changes what proves who somebody is: after a lost answer the person goes on by signing in. */
  goesOn?: (world: World) => Promise<Answer>;
  /** It can be done once in an installation: every run has its own, `bare` before the administrators are named. */
  own?: "installation" | "bare";
};

/** One branch with a secretary and three people, made anew for every run. */
export async function makeWorld(system: System, n: number) {
  const { id, secretary } = await system.foundBranch(`支部${n}`);
  const path = `/api/branches/${id}`;
  const make = async (answer: Promise<Answer>): Promise<Answer["body"]> => {
    const { status, body, text } = await answer;
    if (status >= 300) throw new Error(text);
    return body;
  };
  const enter = (serial: number) =>
    make(secretary.post(`${path}/members`, fullMember(n * 10 + serial, { name: "党员" })));
  const [first, second] = [await enter(1), await enter(2)];
  const meeting = (more: object = {}) =>
    make(
      secretary.post(`${path}/activities`, { ...MEETING, ...more, resolutions: [{ text: "办", ownerId: first.id }] }),
    );
  const confirmed = async () => {
    const { id: a } = await meeting();
    return make(secretary.post(`${path}/activities/${a}/confirm`));
  };
  const talk = { on: "2026-05-20", kind: "member", talkerId: first.id, memberId: second.id, text: "谈心" };
  const training = { memberId: first.id, from: "2026-04-01", to: "2026-04-03", kind: "course", name: "业务", hours: 8 };
  const invite = (login: string) =>
    make(system.office.post("/api/accounts", { login, name: "某人", grants: [{ role: "committee", unitId: id }] }));
  const sheet = (kind: "members" | "activities") =>
    make(secretary.post(`${path}/${kind}/imports?name=a.csv`, csvOf(kind, 100 + n), { type: "text/csv" }));
  const unit = async () =>
    (await system.office.get("/api/units")).body.items.find((one: { id: string }) => one.id === id);
  return {
    system,
    n,
    id,
    path,
    secretary,
    make,
    first,
    second,
    meeting,
    confirmed,
    talk,
    training,
    invite,
    sheet,
    unit,
  };
}
export type World = Awaited<ReturnType<typeof makeWorld>>;

export const newSystem = (withoutAdministrators = false) => startSystem({ today: TODAY, withoutAdministrators });

const MEETING = { kinds: ["study"], title: "学习", startsAt: "2026-06-20T09:00", state: "recorded" };
const tokenOf = ({ id }: World) => ({ name: "报表", unitIds: [id], formats: ["csv"], days: 30 });
const three = Object.fromEntries(["system", "security", "audit"].map((login) => [login, { login, name: login }]));
const policy = { kind: "policy", passwords: "asvs", trailDays: 400, reason: "按要求" };

type Kind = "members" | "activities";
const importOperations = (kind: Kind): Record<string, Operation> => {
  const at = ({ path }: World, id: string) => `${path}/${kind}/imports/${id}`;
  const committed = async (w: World) => {
    const { id } = await w.sheet(kind);
    await w.make(w.secretary.post(`${at(w, id)}/commit`));
    return id;
  };
  return {
    [`POST /api/branches/:b/${kind}/imports`]: {
      // A batch that is there is whole: its rows are written first, those of a batch that never came expire.
      leaves: ["import-chunk"],
      prepare: async (w) => (key) =>
        w.secretary.post(`${w.path}/${kind}/imports?name=a.csv`, csvOf(kind, 100 + w.n), { key, type: "text/csv" }),
    },
    [`PATCH /api/branches/:b/${kind}/imports/:i`]: {
      prepare: async (w) => {
        const { id, version, mapping } = await w.sheet(kind);
        const last = mapping.length - 1;
        const changed = { mapping: [{ column: mapping[last].column, header: mapping[last].header, field: null }] };
        return (key) => w.secretary.patch(at(w, id), version, changed, { key });
      },
    },
    [`PATCH /api/branches/:b/${kind}/imports/:i/rows/:row`]: {
      prepare: async (w) => {
        const { id, version, rows } = await w.sheet(kind);
        const fields = kind === "members" ? { name: "王小芳" } : { title: "学习会" };
        return (key) => w.secretary.patch(`${at(w, id)}/rows/${rows[0].row}`, version, { fields }, { key });
      },
    },
    [`POST /api/branches/:b/${kind}/imports/:i/commit`]: {
      prepare: async (w) => {
        const { id } = await w.sheet(kind);
        return (key) => w.secretary.post(`${at(w, id)}/commit`, {}, { key });
      },
    },
    [`POST /api/branches/:b/${kind}/imports/:i/undo`]: {
      prepare: async (w) => {
        const id = await committed(w);
        return (key) => w.secretary.post(`${at(w, id)}/undo`, {}, { key });
      },
    },
  };
};

/** Signing in again is another sign-in, noted and counted as one. */
const SIGNING_IN = ["session", "guesses", "entry", "account.signed-in"];
const accountOperations: Record<string, Operation> = {
  "POST /api/session": {
    leaves: SIGNING_IN,
    prepare: async (w) => () => w.system.browser().post("/api/session", { login: "office", password: PASSWORD }),
  },
  "DELETE /api/session": { prepare: async (w) => () => w.secretary.delete("/api/session") },
  "POST /api/setup": {
    leaves: SIGNING_IN,
    prepare: async (w) => {
      const { setupUrl } = await w.invite(`person${w.n}`);
      return () => w.system.browser().post("/api/setup", { code: setupUrl.split("#")[1], password: PASSWORD });
    },
    goesOn: (w) => w.system.browser().post("/api/session", { login: `person${w.n}`, password: PASSWORD }),
  },
  "POST /api/me/password": {
    leaves: SIGNING_IN,
    prepare: async (w) => {
      const person = await w.system.person("committee", w.id, `person${w.n}`);
      return (key) => person.post("/api/me/password", { current: PASSWORD, password: `${PASSWORD}-neu` }, { key });
    },
    goesOn: (w) => w.system.browser().post("/api/session", { login: `person${w.n}`, password: `${PASSWORD}-neu` }),
  },
  "DELETE /api/me/sessions/:s": {
    prepare: async (w) => {
      const person = await w.system.person("committee", w.id, `person${w.n}`);
      await w.make(w.system.browser().post("/api/session", { login: `person${w.n}`, password: PASSWORD }));
      const { items } = await w.make(person.get("/api/me/sessions"));
      const other = items.find(({ current }: { current: boolean }) => !current);
      return (key) => person.delete(`/api/me/sessions/${other.id}`, undefined, { key });
    },
  },
  "POST /api/me/sessions/end-others": {
    prepare: async (w) => {
      const person = await w.system.person("committee", w.id, `person${w.n}`);
      await w.make(w.system.browser().post("/api/session", { login: `person${w.n}`, password: PASSWORD }));
      return (key) => person.post("/api/me/sessions/end-others", {}, { key });
    },
  },
  "POST /api/me/tokens": {
    prepare: async (w) => (key) => w.secretary.post("/api/me/tokens", tokenOf(w), { key }),
  },
  "DELETE /api/me/tokens/:t": {
    prepare: async (w) => {
      const { id } = await w.make(w.secretary.post("/api/me/tokens", tokenOf(w)));
      return (key) => w.secretary.delete(`/api/me/tokens/${id}`, undefined, { key });
    },
  },
  "POST /api/setup/link": {
    prepare: async (w) => {
      const { setupUrl } = await w.invite(`person${w.n}`);
      return () => w.system.browser().post("/api/setup/link", { code: setupUrl.split("#")[1] });
    },
  },
  "POST /api/accounts/:id/unlock": {
    prepare: async (w) => {
      const { id } = await w.invite(`person${w.n}`);
      await w.system.browser().post("/api/session", { login: `person${w.n}`, password: "wrong" });
      return (key) => w.system.security.post(`/api/accounts/${id}/unlock`, {}, { key });
    },
  },
  "POST /api/accounts": {
    prepare: async (w) => (key) =>
      w.system.office.post(
        "/api/accounts",
        { login: `person${w.n}`, name: "某人", grants: [{ role: "committee", unitId: w.id }] },
        { key },
      ),
  },
  "PATCH /api/accounts/:id": {
    prepare: async (w) => {
      const { id } = await w.invite(`person${w.n}`);
      return (key) => w.system.systemAdmin.patch(`/api/accounts/${id}`, 1, { name: "别人" }, { key });
    },
  },
  "POST /api/accounts/:id/invitation": {
    prepare: async (w) => {
      const { id } = await w.invite(`person${w.n}`);
      return (key) => w.system.systemAdmin.post(`/api/accounts/${id}/invitation`, undefined, { key });
    },
  },
  "POST /api/accounts/:id/proposal": {
    prepare: async (w) => {
      const { id } = await w.invite(`person${w.n}`);
      const grants = [{ role: "secretary", unitId: w.id }];
      return (key) => w.system.office.post(`/api/accounts/${id}/proposal`, { grants }, { key });
    },
  },
  "POST /api/accounts/:id/decision": {
    prepare: async (w) => {
      const { id } = await w.invite(`person${w.n}`);
      return (key) => w.system.security.post(`/api/accounts/${id}/decision`, { granted: true }, { key });
    },
  },
  "POST /api/administrators": {
    own: "bare",
    prepare: async (w) => (key) => w.system.office.post("/api/administrators", three, { key }),
  },
  "POST /api/approvals": {
    prepare: async (w) => (key) => w.system.security.post("/api/approvals", policy, { key }),
  },
  "POST /api/approvals/:id/decision": {
    prepare: async (w) => {
      const { id } = await w.make(w.system.security.post("/api/approvals", policy));
      return (key) => w.system.audit.post(`/api/approvals/${id}/decision`, { granted: true }, { key });
    },
    own: "installation",
  },
  "POST /api/approvals/:id/withdrawal": {
    prepare: async (w) => {
      const { id } = await w.make(w.system.security.post("/api/approvals", policy));
      return (key) => w.system.security.post(`/api/approvals/${id}/withdrawal`, undefined, { key });
    },
  },
};

const branchOperations: Record<string, Operation> = {
  "POST /api/units": {
    prepare: async (w) => (key) =>
      w.secretary.post("/api/units", { parentId: w.id, kind: "group", name: "一组", foundedOn: "2020-01-01" }, { key }),
  },
  "PATCH /api/units/:u": {
    prepare: async (w) => {
      for (const { id, version } of [w.first, w.second])
        await w.make(
          w.secretary.patch(`${w.path}/members/${id}`, version, { left: { on: "2026-10-01", how: "transfer" } }),
        );
      return (key) => w.system.office.patch(`/api/units/${w.id}`, 1, { closedOn: "2026-11-01" }, { key });
    },
  },
  "PATCH /api/branches/:b": {
    prepare: async (w) => (key) =>
      w.secretary.patch(w.path, 1, { term: { startedOn: "2024-03-01" }, settings: { lectureMonths: 1 } }, { key }),
  },
  "POST /api/branches/:b/members": {
    prepare: async (w) => (key) =>
      w.secretary.post(`${w.path}/members`, fullMember(w.n * 10 + 5, { name: "党员" }), { key }),
  },
  "PATCH /api/branches/:b/members/:m": {
    prepare: async (w) => (key) =>
      w.secretary.patch(`${w.path}/members/${w.first.id}`, 1, { phone: "13900000000" }, { key }),
  },
  "POST /api/branches/:b/members/:m/reveals": {
    prepare: async (w) => (key) =>
      w.secretary.post(`${w.path}/members/${w.first.id}/reveals`, { fields: ["phone"], reason: "核对" }, { key }),
  },
  "POST /api/branches/:b/roster-full.xlsx": {
    prepare: async (w) => (key) =>
      w.secretary.post(`${w.path}/roster-full.xlsx`, { password: PASSWORD, reason: "报送" }, { key }),
  },
  "POST /api/branches/:b/assessments/:year{[0-9]{4}}/submission": {
    prepare: async (w) => (key) => w.secretary.post(`${w.path}/assessments/2026/submission`, {}, { key }),
  },
  "POST /api/branches/:b/assessments/:year{[0-9]{4}}/submission/return": {
    prepare: async (w) => {
      await w.make(w.secretary.post(`${w.path}/assessments/2026/submission`));
      const path = `${w.path}/assessments/2026/submission/return`;
      return (key) => w.system.office.post(path, { reason: "请补充" }, { key });
    },
  },
  "POST /api/branches/:b/handovers": {
    prepare: async (w) => (key) =>
      w.system.office.post(`${w.path}/handovers`, { memberId: w.first.id, on: "2027-02-01" }, { key }),
  },
  "POST /api/branches/:b/handovers/:h/receipt": {
    prepare: async (w) => {
      const body = { memberId: w.first.id, on: "2027-02-01" };
      const { id } = await w.make(w.system.office.post(`${w.path}/handovers`, body));
      const next = await w.system.person("secretary", w.id, `next${w.n}`, w.first.id);
      return (key) => next.post(`${w.path}/handovers/${id}/receipt`, {}, { key });
    },
  },
};

const recordOperations: Record<string, Operation> = {
  "POST /api/branches/:b/activities": {
    prepare: async (w) => (key) =>
      w.secretary.post(`${w.path}/activities`, { ...MEETING, items: [{ title: "学", text: "学习" }] }, { key }),
  },
  "PATCH /api/branches/:b/activities/:a": {
    prepare: async (w) => {
      const { id } = await w.meeting();
      return (key) => w.secretary.patch(`${w.path}/activities/${id}`, 1, { title: "学习会" }, { key });
    },
  },
  "DELETE /api/branches/:b/activities/:a": {
    prepare: async (w) => {
      const { id } = await w.meeting({ items: [{ title: "学", text: "学习" }] });
      return (key) => w.secretary.delete(`${w.path}/activities/${id}`, 1, { key });
    },
  },
  "POST /api/branches/:b/activities/:a/confirm": {
    prepare: async (w) => {
      const { id } = await w.meeting();
      return (key) => w.secretary.post(`${w.path}/activities/${id}/confirm`, {}, { key });
    },
  },
  "POST /api/branches/:b/activities/:a/amendments": {
    prepare: async (w) => {
      const { id } = await w.confirmed();
      const body = { reason: "笔误", changes: { title: "学习会" } };
      return (key) => w.secretary.post(`${w.path}/activities/${id}/amendments`, body, { key });
    },
  },
  "POST /api/branches/:b/activities/:a/resolutions/:n{[0-9]{1,2}}/done": {
    prepare: async (w) => {
      const { id } = await w.meeting();
      const path = `${w.path}/activities/${id}/resolutions/0/done`;
      return (key) => w.secretary.post(path, { doneOn: "2026-07-01" }, { key });
    },
  },
  "POST /api/branches/:b/activities/:a/files": {
    prepare: async (w) => {
      const { id } = await w.meeting();
      const path = `${w.path}/activities/${id}/files?name=a.png`;
      return (key) => w.secretary.post(path, PICTURE, { key, type: "image/png" });
    },
  },
  "DELETE /api/branches/:b/activities/:a/files/:f": {
    prepare: async (w) => {
      const path = `${w.path}/activities/${(await w.meeting()).id}/files`;
      const { id } = await w.make(w.secretary.post(`${path}?name=a.png`, PICTURE, { type: "image/png" }));
      return (key) => w.secretary.delete(`${path}/${id}`, undefined, { key });
    },
  },
  ...Object.fromEntries(
    (["talk", "training"] as const).flatMap((kind): [string, Operation][] => {
      const path = (w: World) => `${w.path}/${kind}s`;
      const made = (w: World) => w.make(w.secretary.post(path(w), w[kind]));
      return [
        [
          `POST /api/branches/:b/${kind}s`,
          { prepare: async (w) => (key) => w.secretary.post(path(w), w[kind], { key }) },
        ],
        [
          `PATCH /api/branches/:b/${kind}s/:t`,
          {
            prepare: async (w) => {
              const { id } = await made(w);
              const change = kind === "talk" ? { text: "谈工作" } : { hours: 16 };
              return (key) => w.secretary.patch(`${path(w)}/${id}`, 1, change, { key });
            },
          },
        ],
        [
          `DELETE /api/branches/:b/${kind}s/:t`,
          {
            prepare: async (w) => {
              const { id } = await made(w);
              return (key) => w.secretary.delete(`${path(w)}/${id}`, 1, { key });
            },
          },
        ],
      ];
    }),
  ),
};

/** Every write of the app, by method and path as the routes state them. */
export const operations: Record<string, Operation> = {
  ...accountOperations,
  ...branchOperations,
  ...importOperations("members"),
  ...importOperations("activities"),
  ...recordOperations,
};
