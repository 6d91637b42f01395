import type { Role } from "#shared/access";
import type { startSystem } from "../app";
import { fullMember, inventId } from "../people";

type System = Awaited<ReturnType<typeof startSystem>>;
type Browser = ReturnType<System["browser"]>;
/** `isLasting`: the installation cannot do without it, so nothing that ends or locks it is asked in its name. */
export type Identity = {
  isLasting?: true;
  role: Role;
  login: string;
  cookie: string;
  unitId: string;
  memberId?: string;
};

const MOST_KEPT = 40;
const MOST_TRIES = 5;

/** What lies under `/api/me` is everybody's own: it is known by whose it is. */
export const placeOf = (path: string, login = ""): string => (path.startsWith("/api/me/") ? `${path} ${login}` : path);

/** What exists: by the address under which it was found, and which field names it. */
export function knownIds() {
  const byPlace = new Map<string, string[]>();
  const spared = new Set<unknown>();
  const add = (place: string, id: unknown) => {
    if (typeof id !== "string" || id === "" || spared.has(id)) return;
    byPlace.set(place, [...(byPlace.get(place) ?? []).filter((one) => one !== id), id].slice(-MOST_KEPT));
  };
  return {
    /** Never to be named in a request. */
    spare: (id: unknown) => spared.add(id),
    at: (place: string): readonly string[] => byPlace.get(place) ?? [],
    add,
    all: (): string[] => [...byPlace.values()].flat(),
    ending: (end: string): string[] => [...byPlace].flatMap(([place, ids]) => (place.endsWith(end) ? ids : [])),
    /** An answer tells what lies under its address. */
    learn(place: string, body: unknown): void {
      if (typeof body !== "object" || body === null) return;
      if ("id" in body) add(place, body.id);
      if ("items" in body && Array.isArray(body.items))
        for (const item of body.items)
          if (typeof item === "object" && item !== null && "id" in item) add(place, item.id);
    },
  };
}

/** People of every role around two branches of their own, with something of every kind in one of them. */
export async function makeWorld(system: System, number: number) {
  const ids = knownIds();
  async function must(path: string, answer: ReturnType<Browser["post"]>): Promise<{ id: string; version: number }> {
    const { status, body, text } = await answer;
    if (status >= 300) throw new Error(`${path}: ${text}`);
    ids.learn(path.split("?")[0] ?? "", body);
    return body;
  }
  const create = (by: Browser, path: string, body: unknown, type?: string) =>
    must(path, by.post(path, body, type === undefined ? {} : { type }));

  const unit = (parentId: string, kind: string, name: string) =>
    create(system.office, "/api/units", { parentId, kind, name, foundedOn: "2020-01-01" });
  const general = await unit(system.root.id, "general", `模糊总支${number}`);
  const [branch, other] = [await unit(general.id, "branch", "甲支部"), await unit(general.id, "branch", "乙支部")];
  for (const { id } of [branch, other]) ids.add("/api/branches", id);

  const identities: Identity[] = [];
  const state = { people: 0 };
  /** Somebody whose link another request has used up or renewed, or who was refused meanwhile, stays outside: the next one is tried. */
  async function newcomer(role: Role, unitId: string, memberId?: string, tries = MOST_TRIES) {
    state.people += 1;
    const login = `fz${number}.${state.people}`;
    try {
      return { login, browser: await system.person(role, unitId, login, memberId) };
    } catch (error) {
      if (tries === 1) throw error;
      return newcomer(role, unitId, memberId, tries - 1);
    }
  }
  async function join(role: Role, unitId: string, memberId?: string): Promise<Browser> {
    const { login, browser } = await newcomer(role, unitId, memberId);
    // A second session, which can be ended from the first.
    await system.browser().post("/api/session", system.credentials(login));
    ids.learn(placeOf("/api/me/sessions", login), (await browser.get("/api/me/sessions")).body);
    const at = identities.findIndex((one) => one.role === role && one.unitId === unitId);
    identities.splice(at < 0 ? identities.length : at, at < 0 ? 0 : 1, {
      ...{ role, login, unitId, cookie: browser.cookie },
      ...(memberId !== undefined && { memberId }),
    });
    return browser;
  }

  const secretary = await join("secretary", branch.id);
  const at = `/api/branches/${branch.id}`;
  const group = await create(secretary, "/api/units", {
    ...{ parentId: branch.id, kind: "group", name: "一组", foundedOn: "2020-01-01" },
  });
  const members: string[] = [];
  for (const serial of [1, 2, 3, 4, 5]) {
    const person = fullMember(serial, { idNumber: undefined, groupId: serial < 3 ? group.id : null });
    members.push((await create(secretary, `${at}/members`, person)).id);
  }
  const [first = "", second = ""] = members;
  for (const state of ["planned", "recorded", "recorded"]) {
    const startsAt = state === "planned" ? "2099-01-01T09:00" : "2023-05-20T09:00";
    const resolutions = [{ text: "办", ownerId: first }];
    const activity = { kinds: ["study"], title: "学习", startsAt, state, resolutions };
    const { id } = await create(secretary, `${at}/activities`, activity);
    await create(secretary, `${at}/activities/${id}/files?name=a.png`, PICTURE, "image/png");
  }
  for (const title of ["会一", "会二"]) {
    const meeting = { kinds: ["study"], title, startsAt: "2023-06-20T09:00" };
    const { id } = await create(secretary, `${at}/activities`, meeting);
    await create(secretary, `${at}/activities/${id}/confirm`, {});
  }
  const talk = { on: "2023-05-20", kind: "member", talkerId: first, memberId: second };
  await create(secretary, `${at}/talks`, talk);
  const training = { memberId: first, from: "2023-04-01", to: "2023-04-03", kind: "course", name: "业务", hours: 8 };
  await create(secretary, `${at}/trainings`, training);
  await create(secretary, `${at}/members/imports?name=a.csv`, csvOf("members", number), "text/csv");
  await create(secretary, `${at}/activities/imports?name=b.csv`, csvOf("activities"), "text/csv");
  const today = system.platform.today();
  // In every second world it is still to be handed in.
  if (today.slice(5) < "04" && number % 2 === 0)
    await create(secretary, `${at}/assessments/${Number(today.slice(0, 4)) - 1}/submission`, {});
  await join("committee", branch.id);
  await join("leader", group.id);
  await join("member", branch.id, first);
  await join("office", general.id);
  await join("inspector", general.id);
  await join("secretary", other.id);
  for (const [role, browser] of [
    ["office", system.office],
    ["system", system.systemAdmin],
    ["security", system.security],
    ["audit", system.audit],
  ] as const) {
    ids.spare((await browser.get("/api/me")).body.account.id);
    identities.push({ isLasting: true, role, login: role, cookie: browser.cookie, unitId: system.root.id });
  }
  for (const name of ["待定一", "待定二"]) {
    const grants = [{ role: "committee", unitId: branch.id }];
    await create(system.office, "/api/accounts", { login: `ask${number}.${name === "待定一" ? 1 : 2}`, name, grants });
    await create(system.security, "/api/approvals", {
      ...{ kind: "policy", passwords: "dengbao", trailDays: 400, reason: name },
    });
  }
  await create(system.office, `${at}/handovers`, { memberId: second, on: "2023-07-01" });
  // Who hands over keeps no role in the branch.
  await join("secretary", branch.id);
  // What was agreed to is used under its own id.
  const wanted = { kind: "export", unitId: general.id, year: 2025, reason: "汇总" };
  const { id: asked } = await create(system.office, "/api/approvals", wanted);
  await must("/api/approvals", system.security.post(`/api/approvals/${asked}/decision`, { granted: true }));
  ids.add("/api/exports", asked);
  return {
    ...{ ids, identities, branchId: branch.id },
    /** Somebody whose session has ended comes back as a new person with the same role. */
    renew: async ({ isLasting, role, unitId, memberId }: Identity): Promise<unknown> =>
      isLasting ? null : join(role, unitId, memberId),
  };
}
export type World = Awaited<ReturnType<typeof makeWorld>>;

export const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** A small sheet that can be imported; `serial` makes its people others. */
export const csvOf = (kind: "members" | "activities", serial = 0): Uint8Array =>
  Buffer.from(
    kind === "members"
      ? `姓名,性别,公民身份号码,政治面貌\n王芳,女,${inventId(serial, "19950101", "female")},入党积极分子\n李强,男,${inventId(serial, "19950102")},入党申请人\n`
      : "日期,会议类别,主题,应到,实到\n2023-03-05,支部党员大会,学习,5,5\n2023-04-05,党课,听课,5,4\n",
  );
