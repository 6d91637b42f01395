import { keys } from "#functions/platform/keys";
import type { Role } from "#shared/access";
import { type Answer, startSystem } from "../app";
import { fullMember, inventId } from "../people";

/** A tree with a branch in the middle, people of every role all around it, and canaries in every field that somebody must not see. */

export const TODAY = "2026-11-22";
/** Where somebody stands, seen from the branch that the routes ask about. */
export type Relation =
  | "own"
  | "group"
  | "otherGroup"
  | "sibling"
  | "siblingGroup"
  | "parent"
  | "root"
  | "elsewhere"
  | "elsewhereGeneral";
type System = Awaited<ReturnType<typeof startSystem>>;
type Visitor = ReturnType<System["browser"]>;

const made = (answer: Answer): string => {
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return String(answer.body.id);
};

/** Words that stand in one place only. */
export const canary = {
  idNumber: inventId(321),
  phone: "19987654321",
  address: "金丝雀街七号楼",
  household: "金丝雀乡八号院",
  name: "柯南雀",
  outsideGroup: "凌组外",
  talk: "谈话金丝雀正文",
  minutes: "会议金丝雀记录",
  groupTitle: "小组金丝雀会议",
  activity: "活动金丝雀标题",
  training: "培训金丝雀课程",
  reason: "查看金丝雀原因",
};

export async function setStage() {
  const system = await startSystem({ today: TODAY });
  const unit = async (kind: string, name: string, parentId: string) =>
    made(await system.office.post("/api/units", { parentId, kind, name, foundedOn: "2020-01-01" }));
  const parent = await unit("general", "一总支", system.root.id);
  const elsewhereGeneral = await unit("general", "二总支", system.root.id);
  const own = await unit("branch", "甲支部", parent);
  const sibling = await unit("branch", "乙支部", parent);
  const elsewhere = await unit("branch", "丙支部", elsewhereGeneral);
  const units: Record<Relation, string> = {
    ...{ own, sibling, elsewhere, parent, elsewhereGeneral, root: system.root.id },
    group: await unit("group", "甲一组", own),
    otherGroup: await unit("group", "甲二组", own),
    siblingGroup: await unit("group", "乙一组", sibling),
  };
  const ids = await fill(system, units);
  return { system, units, ids, subjects: await people(system, units, ids) };
}
export type Stage = Awaited<ReturnType<typeof setStage>>;

const accountId = async (system: System, login: string): Promise<string> =>
  (await system.systemAdmin.get("/api/accounts")).body.items.find((one: { login: string }) => one.login === login).id;

/** One record of every kind in the branch, entered by a secretary who then has no further part. */
async function fill(system: System, units: Record<Relation, string>) {
  const keeper = await system.person("secretary", units.own, "first-keeper");
  const at = `/api/branches/${units.own}`;
  const member = async (name: string, more: object = {}) =>
    made(
      await keeper.post(`${at}/members`, {
        ...fullMember(5),
        idNumber: null,
        phone: null,
        address: null,
        name,
        ...more,
      }),
    );
  const { idNumber, phone, address, household } = canary;
  const inGroup = await member(canary.name, { idNumber, phone, address, household, groupId: units.group });
  const outside = await member(canary.outsideGroup, { groupId: units.otherGroup });
  const meeting = (more: object) =>
    keeper.post(`${at}/activities`, {
      ...{ kinds: ["themeDay"], title: canary.activity, startsAt: "2026-05-20T09:00", endsAt: "2026-05-20T11:00" },
      ...{
        place: "会议室",
        hours: 2,
        hostId: inGroup,
        recorderId: outside,
        state: "recorded",
        attendance: { default: "present", exceptions: [] },
      },
      items: [{ title: "议题", text: canary.minutes }],
      resolutions: [{ text: canary.minutes, ownerId: inGroup, dueOn: "2026-06-20" }],
      ...more,
    });
  const activity = made(await meeting({}));
  const groupMeeting = made(
    await meeting({
      kinds: ["group"],
      groupId: units.group,
      title: canary.groupTitle,
      hostId: inGroup,
      recorderId: inGroup,
      items: [],
      resolutions: [],
    }),
  );
  const talk = made(
    await keeper.post(`${at}/talks`, {
      on: "2026-05-20",
      kind: "member",
      talkerId: inGroup,
      memberId: outside,
      text: canary.talk,
    }),
  );
  const training = made(
    await keeper.post(`${at}/trainings`, {
      from: "2026-03-01",
      to: "2026-03-02",
      memberId: outside,
      kind: "course",
      name: canary.training,
      countyOrAbove: true,
      hours: 8,
    }),
  );
  const bring = async (kind: string, text: string) =>
    made(
      await keeper.call("POST", `${at}/${kind}/imports?name=a.csv`, new TextEncoder().encode(text), {
        type: "text/csv",
      }),
    );
  const photo = await keeper.call(
    "POST",
    `${at}/activities/${activity}/files?name=a.pdf`,
    new TextEncoder().encode(`%PDF-1.4\n${canary.minutes}`),
    { type: "application/pdf" },
  );
  await keeper.post(`${at}/members/${inGroup}/reveals`, { fields: ["phone"], reason: canary.reason });
  const roster = await bring("members", `姓名,公民身份号码\n${canary.name}甲,坏号码${canary.phone}\n`);
  const ledger = await bring("activities", `日期,会议类别,主题\n坏日期,主题党日,${canary.activity}\n`);
  // The last: with it the one who entered all this has no further part.
  const handover = made(await system.office.post(`${at}/handovers`, { memberId: inGroup, on: TODAY }));
  return {
    inGroup,
    outside,
    activity,
    groupMeeting,
    talk,
    training,
    import: roster,
    ledger,
    account: await accountId(system, "first-keeper"),
    file: made(photo),
    handover,
  };
}

export type Subject = {
  name: string;
  role: Role | "anonymous" | "disabled" | "expired" | "nobody";
  relation: Relation | null;
  browser: Visitor;
};

const branches: Relation[] = ["own", "sibling", "elsewhere"];
const overUnits: Relation[] = ["own", "parent", "root", "sibling", "elsewhere", "elsewhereGeneral"];
const placements: [Role, Relation[]][] = [
  ["secretary", branches],
  ["committee", branches],
  ["leader", ["group", "otherGroup", "siblingGroup"]],
  ["member", branches],
  ["office", overUnits],
  ["inspector", overUnits],
];

/** Everybody once: every role at every place where it can be given, and those who are not let in at all. */
async function people(system: System, units: Record<Relation, string>, ids: { outside: string }): Promise<Subject[]> {
  const subjects: Subject[] = [
    { name: "没有登录", role: "anonymous", relation: null, browser: system.browser() },
    { name: "system@root", role: "system", relation: "root", browser: system.systemAdmin },
    { name: "security@root", role: "security", relation: "root", browser: system.security },
    { name: "audit@root", role: "audit", relation: "root", browser: system.audit },
  ];
  for (const [role, relations] of placements) {
    for (const relation of relations) {
      const isSelf = role === "member" && relation === "own";
      const browser = await system.person(
        role,
        units[relation],
        `${role}-${relation}`,
        isSelf ? ids.outside : undefined,
      );
      subjects.push({ name: `${role}@${relation}`, role, relation, browser });
    }
  }
  const accounts = async (): Promise<{ id: string; login: string; version: number }[]> =>
    (await system.systemAdmin.get("/api/accounts")).body.items;
  const disabled = await system.person("secretary", units.own, "disabled-one");
  const account = (await accounts()).find(({ login }) => login === "disabled-one");
  await system.systemAdmin.patch(`/api/accounts/${account?.id}`, account?.version, { disabled: true });
  subjects.push({ name: "已停用的书记", role: "disabled", relation: "own", browser: disabled });
  const expired = await system.person("secretary", units.own, "expired-one");
  const id = (await accounts()).find(({ login }) => login === "expired-one")?.id ?? "";
  for (const { mac: _, ...item } of await system.platform.table.range({
    pk: keys.account(id).pk,
    from: "SESSION#",
    to: "SESSION#~",
  }))
    await system.platform.table.keep(
      { pk: String(item.pk), sk: String(item.sk) },
      { ...item, entity: "session", seenAt: Date.now() - 31 * 60_000 },
      { expiresAt: Number(item.expiresAt) },
    );
  subjects.push({ name: "会话已过期的书记", role: "expired", relation: "own", browser: expired });
  const invited = await system.office.post("/api/accounts", {
    login: "nobody",
    name: "某",
    grants: [{ role: "secretary", unitId: units.own }],
  });
  subjects.push({
    name: "角色还没有同意的人",
    role: "nobody",
    relation: null,
    browser: await system.follow(invited.body.setupUrl),
  });
  return subjects;
}
