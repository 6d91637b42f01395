import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Action, actionNames } from "#shared/audit/labels";
import { shanghaiDay } from "#shared/dates";
import { type Answer, PASSWORD, startSystem } from "../support/app";
import { eventsOf } from "../support/events";
import { fullMember, inventId } from "../support/people";

type System = Awaited<ReturnType<typeof startSystem>>;
let system: System;
let branch: Awaited<ReturnType<System["foundBranch"]>>;
const at = (rest: string) => `/api/branches/${branch.id}/${rest}`;

async function ok(answer: Promise<Answer>, status = 200) {
  const { status: got, text, body } = await answer;
  expect([got, text]).toEqual([status, expect.anything()]);
  return body;
}
const history = async (path: string, who = branch.secretary) => (await ok(who.get(`${path}/history`))).items;

beforeAll(async () => {
  system = await startSystem({ today: "2026-11-22" });
  branch = await system.foundBranch("留痕支部");
});
afterAll(() => undefined);

const meeting = (more: Record<string, unknown> = {}) => ({
  kinds: ["committee"],
  title: "研究年度工作",
  startsAt: "2026-11-10T09:00",
  place: "二楼会议室",
  hours: 1,
  items: [{ title: "一、学习", text: "原来的内容" }],
  ...more,
});

describe("每条记录的修改记录", () => {
  it("党员：原值和新值，保密的只说改了，最近的在前，分页不重不漏", async () => {
    const member = await ok(branch.secretary.post(at("members"), fullMember(1)), 201);
    const path = at(`members/${member.id}`);
    await ok(branch.secretary.patch(path, 1, { name: "李四", phone: "19912340000" }));
    await ok(branch.secretary.patch(path, 2, { left: { on: "2026-11-01", how: "transfer" } }));
    await ok(branch.secretary.patch(path, 3, { left: null }));
    const items = await history(path);
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      ...["member.changed", "member.changed", "member.changed", "member.registered"],
    ]);
    expect(items[2].changes).toEqual([
      { field: "name", secret: false, from: member.name, to: "李四" },
      { field: "phone", secret: true, from: null, to: null },
    ]);
    expect(items[1].changes).toEqual([
      { field: "left", secret: false, from: null, to: { on: "2026-11-01", how: "transfer" } },
    ]);
    expect(items[3].changes).toEqual([]);
    expect(items[0]).not.toHaveProperty("from");
    const first = await ok(branch.secretary.get(`${path}/history?limit=3`));
    const rest = await ok(branch.secretary.get(`${path}/history?limit=3&cursor=${first.next}`));
    expect([...first.items, ...rest.items]).toEqual(items);
    expect(rest.next).toBeNull();
  });

  it("恢复原值就是再改一次，规则照样适用", async () => {
    const member = await ok(branch.secretary.post(at("members"), fullMember(2)), 201);
    const path = at(`members/${member.id}`);
    await ok(branch.secretary.patch(path, 1, { name: "改错的名字" }));
    const [{ changes }] = await history(path);
    await ok(branch.secretary.patch(path, 2, { [changes[0].field]: changes[0].from }));
    expect((await ok(branch.secretary.get(path))).name).toBe(member.name);
    expect((await history(path))[0].changes).toEqual([
      { field: "name", secret: false, from: "改错的名字", to: member.name },
    ]);
    const stale = await branch.secretary.patch(path, 2, { name: "又一个" });
    expect(stale.status).toBe(412);
  });

  it("支部信息：任期、班子、每一项设置", async () => {
    const before = await ok(branch.secretary.get(`/api/branches/${branch.id}`));
    const term = { startedOn: "2025-01-10", years: 3, extendedTo: null };
    await ok(
      branch.secretary.patch(`/api/branches/${branch.id}`, before.version, { term, settings: { studyHours: 40 } }),
    );
    const [entry] = await history(`/api/branches/${branch.id}`);
    expect(entry).toMatchObject({ action: "branch.changed" });
    expect(entry.changes).toEqual([
      { field: "term", secret: false, from: null, to: term },
      { field: "settings.studyHours", secret: false, from: 32, to: 40 },
    ]);
  });

  it("组织：改名记原名；管不到的人看不到", async () => {
    const unit = await ok(
      system.office.post("/api/units", {
        ...{ parentId: system.root.id, kind: "branch", name: "旧名支部", foundedOn: "2020-01-01" },
      }),
      201,
    );
    await ok(system.office.patch(`/api/units/${unit.id}`, 1, { name: "新名支部" }));
    const [entry] = await history(`/api/units/${unit.id}`, system.office);
    expect(entry.changes).toEqual([{ field: "name", secret: false, from: "旧名支部", to: "新名支部" }]);
    expect((await branch.secretary.get(`/api/units/${unit.id}/history`)).status).toBe(404);
  });

  it("活动：确认前的修改也有原值，包括议题内容；确认和更正都在", async () => {
    const made = await ok(branch.secretary.post(at("activities"), meeting()), 201);
    const path = at(`activities/${made.id}`);
    const items = [{ title: "一、学习", text: "改过的内容" }];
    await ok(branch.secretary.patch(path, 1, { place: "三楼会议室", items }));
    const [changed] = await history(path);
    expect(changed.changes).toEqual([
      { field: "place", secret: false, from: "二楼会议室", to: "三楼会议室" },
      {
        field: "items",
        secret: false,
        from: [{ title: "一、学习", vote: null, text: "原来的内容" }],
        to: [{ title: "一、学习", vote: null, text: "改过的内容" }],
      },
    ]);
    await ok(branch.secretary.patch(path, 2, { items: changed.changes[1].from }));
    expect((await ok(branch.secretary.get(path))).items[0].text).toBe("原来的内容");
    await ok(branch.secretary.post(`${path}/confirm`));
    await ok(branch.secretary.post(`${path}/amendments`, { reason: "地点有误", changes: { place: "四楼" } }));
    const [amended, confirmed] = await history(path);
    expect(amended).toMatchObject({ action: "activity.amended", changes: [{ field: "place", to: "四楼" }] });
    expect(confirmed.changes).toEqual([{ field: "state", secret: false, from: "recorded", to: "confirmed" }]);
  });

  it("谈话：只给看得到这次谈话的人，内容从不出现", async () => {
    const [one, two] = [
      await ok(branch.secretary.post(at("members"), fullMember(3)), 201),
      await ok(branch.secretary.post(at("members"), fullMember(4)), 201),
    ];
    const talk = { on: "2026-11-05", kind: "member", talkerId: one.id, memberId: two.id, text: "绝不外传的谈话内容" };
    const made = await ok(branch.secretary.post(at("talks"), talk), 201);
    const path = at(`talks/${made.id}`);
    await ok(branch.secretary.patch(path, 1, { place: "办公室", text: "改过的谈话内容" }));
    await ok(branch.secretary.patch(path, 2, { place: "车间", text: "改过的谈话内容" }));
    const items = await history(path);
    expect(items[1].changes).toEqual([
      { field: "place", secret: false, from: "", to: "办公室" },
      { field: "text", secret: true, from: null, to: null },
    ]);
    expect(items[0].changes).toEqual([{ field: "place", secret: false, from: "办公室", to: "车间" }]);
    const other = await system.person("committee", branch.id, "committee-talk");
    expect((await other.get(`${path}/history`)).status).toBe(404);
  });

  it("培训：修改有原值，删除也留下原来的内容", async () => {
    const member = await ok(branch.secretary.post(at("members"), fullMember(5)), 201);
    const training = {
      ...{
        from: "2026-10-10",
        to: "2026-10-12",
        memberId: member.id,
        kind: "course",
        name: "支部书记培训班",
        hours: 24,
      },
    };
    const made = await ok(branch.secretary.post(at("trainings"), training), 201);
    const path = at(`trainings/${made.id}`);
    await ok(branch.secretary.patch(path, 1, { hours: 16 }));
    expect((await history(path))[0].changes).toEqual([{ field: "hours", secret: false, from: 24, to: 16 }]);
    await ok(branch.secretary.delete(path, 2), 204);
    const removal = (await eventsOf(system)).find(({ action }) => action === "training.removed");
    expect(removal?.detail.changes).toContainEqual({ field: "name", from: "支部书记培训班", to: null });
  });

  it("账号：角色给看，密码和链接只说改了；自己看得到来自哪里，党务部门看不到历史", async () => {
    const accounts = (await ok(system.security.get("/api/accounts"))).items;
    const account = accounts.find(({ name }: { name: string }) => name === "committee-talk");
    const items = await history(`/api/accounts/${account.id}`, system.security);
    expect(items[0]).toMatchObject({ action: "account.set-up", by: "committee-talk" });
    expect(items[0].changes).toEqual([
      { field: "password", secret: true, from: null, to: null },
      { field: "setup", secret: true, from: null, to: null },
    ]);
    expect(items[1].changes).toContainEqual({
      ...{ field: "grants", secret: false, from: [], to: [{ role: "committee", unitId: branch.id }] },
    });
    expect(JSON.stringify(items)).not.toContain("203.0.113");
    expect((await system.office.get(`/api/accounts/${account.id}/history`)).status).toBe(403);
    const own = await history("/api/me", branch.secretary);
    expect(own[0]).toMatchObject({ action: "account.set-up", from: "203.0.113.1" });
  });
});

/** What never stands in the trail, nor in what the auditor is given. */
const canary = {
  idNumber: inventId(77),
  phone: "13577778888",
  address: "金丝雀小区九号楼",
  talk: "金丝雀谈话内容",
  password: "Canary-Password-2026",
};

describe("保密内容从不进入留痕", () => {
  it("走遍写入以后，所有留痕里找不到证件号、电话、住址、谈话内容、密码和链接", async () => {
    const { id: id1 } = await ok(
      branch.secretary.post(at("members"), { ...fullMember(21), phone: canary.phone, address: canary.address }),
      201,
    );
    const { id: id2 } = await ok(branch.secretary.post(at("members"), fullMember(22)), 201);
    await ok(branch.secretary.patch(at(`members/${id1}`), 1, { phone: "13666667777", address: "另一处" }));
    await ok(branch.secretary.patch(at(`members/${id1}`), 2, { phone: canary.phone, address: canary.address }));
    await ok(branch.secretary.post(at(`members/${id1}/reveals`), { fields: ["phone"], reason: "核对" }));
    const talk = { on: "2026-11-05", kind: "member", talkerId: id1, memberId: id2, text: canary.talk };
    const made = await ok(branch.secretary.post(at("talks"), talk), 201);
    await ok(branch.secretary.patch(at(`talks/${made.id}`), 1, { text: `${canary.talk}二` }));
    await ok(branch.secretary.delete(at(`talks/${made.id}`), 2), 204);
    const sheet = `姓名,公民身份号码,人员类别,加入党组织日期,转为正式党员日期,联系电话,家庭住址\n周四五,${canary.idNumber},正式党员,2010-07-01,2011-07-01,${canary.phone},${canary.address}\n`;
    const file = new TextEncoder().encode(sheet);
    const batch = await ok(branch.secretary.post(at("members/imports?name=a.csv"), file, { type: "text/csv" }), 201);
    expect(batch.rows[0].issues).toEqual([]);
    await ok(branch.secretary.get(at(`members/imports/${batch.id}/errors.xlsx`)));
    expect(await ok(branch.secretary.post(at(`members/imports/${batch.id}/commit`)))).toMatchObject({ created: 1 });
    await ok(branch.secretary.post(at(`members/imports/${batch.id}/undo`)));
    const person = await system.person("committee", branch.id, "canary-person");
    await ok(person.post("/api/me/password", { current: PASSWORD, password: canary.password }), 204);

    const events = JSON.stringify(await eventsOf(system));
    for (const secret of [...Object.values(canary), "13666667777", PASSWORD]) expect(events).not.toContain(secret);
    expect(events).not.toMatch(/"codeHash"|"salt"/);
  });

  it("留痕里的每个动作都有中文名称", async () => {
    const unknown = (await eventsOf(system)).filter(({ action }) => actionNames[action as Action] === undefined);
    expect(unknown).toEqual([]);
  });
});

describe("审计", () => {
  const listed = async (query = "") => (await ok(system.audit.get(`/api/audit?limit=200${query}`))).items;
  const todayInShanghai = () => shanghaiDay(Date.now());

  it("审计员看到谁、何时、从哪里、做了什么、哪条记录、哪些字段，看不到任何值和原因", async () => {
    const member = await ok(branch.secretary.post(at("members"), fullMember(31, { name: "绝不外传的姓名" })), 201);
    const address = { headers: { "x-test-address": "198.51.100.9" } };
    await ok(
      branch.secretary.patch(at(`members/${member.id}`), 1, { note: "绝不外传的备注", phone: "13500000000" }, address),
    );
    await ok(
      branch.secretary.post(
        at(`members/${member.id}/reveals`),
        { fields: ["phone"], reason: "绝不外传的原因" },
        address,
      ),
    );
    const items = await listed(`&record=${member.id}`);
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      ...["record.opened", "member.changed", "member.registered"],
    ]);
    const me = (await ok(branch.secretary.get("/api/me"))).account;
    expect(items[1]).toEqual({
      ...{ at: expect.any(String), by: { id: me.id, name: me.name }, from: "198.51.100.9", action: "member.changed" },
      ...{ record: { area: "member", id: member.id }, fields: ["phone", "note"] },
    });
    expect(items[0]).toMatchObject({ record: { area: "record", id: member.id }, fields: ["phone"] });
    expect(JSON.stringify(await listed())).not.toContain("绝不外传");
  });

  it("按人员、动作、类别、记录查找；翻页不重不漏，最近的在前", async () => {
    const me = (await ok(branch.secretary.get("/api/me"))).account;
    const mine = await listed(`&by=${me.id}`);
    expect(mine.length).toBeGreaterThan(20);
    expect(new Set(mine.map(({ by }: { by: { id: string } }) => by.id))).toEqual(new Set([me.id]));
    expect(await listed(`&by=${encodeURIComponent(me.name)}`)).toEqual(mine);
    const talks = await listed("&action=talk");
    expect(new Set(talks.map(({ record }: { record: { area: string } }) => record.area))).toEqual(new Set(["talk"]));
    expect((await listed("&action=talk.removed")).length).toBe(1);
    const all = await listed();
    const paged: unknown[] = [];
    for (let cursor = ""; ; ) {
      const page = await ok(system.audit.get(`/api/audit?limit=17${cursor && `&cursor=${cursor}`}`));
      paged.push(...page.items);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(paged.slice(0, all.length)).toEqual(all);
    expect(paged.length).toBe((await eventsOf(system)).length);
    const times = all.map(({ at: time }: { at: string }) => time);
    expect(times).toEqual([...times].sort((a: string, b: string) => b.localeCompare(a, "en")));
  });

  it("一天从北京时间零点到零点，没有记录的日子是空的；翻页位置不能换到别的查询", async () => {
    const events = await eventsOf(system);
    const day = todayInShanghai();
    const ofDay = events.filter(({ at: time }) => shanghaiDay(Date.parse(time)) === day);
    const counted = await ok(system.audit.get(`/api/audit/days?month=${day.slice(0, 7)}`));
    expect(counted.items).toContainEqual({ day, count: ofDay.length });
    expect(await listed("&day=2026-01-05")).toEqual([]);
    const { next } = await ok(system.audit.get(`/api/audit?day=${day}&limit=1`));
    expect((await system.audit.get(`/api/audit?day=2026-01-05&limit=1&cursor=${next}`)).status).toBe(400);
  });

  it("没有记录的长时间也一段一段地查，每次只查有限的天数", async () => {
    const first = await ok(system.audit.get("/api/audit?from=2024-01-01&to=2024-12-31"));
    expect([first.items, typeof first.next, first.until]).toEqual([[], "string", "2024-11-30"]);
    const second = await ok(system.audit.get(`/api/audit?from=2024-01-01&to=2024-12-31&cursor=${first.next}`));
    expect([second.items, second.until < first.until]).toEqual([[], true]);
  });

  it("导出一天的记录：表格和 csv 一样的行，公式不执行，导出本身先记下来", async () => {
    const day = todayInShanghai();
    await ok(system.audit.get("/api/me"));
    const csv = await system.audit.get(`/api/audit/${day}.csv`);
    expect([...csv.bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = csv.text.trim().split("\r\n");
    expect(lines[0]).toContain("时间,人员,账号编号,来源地址,动作,对象类别,对象编号,字段,版本,校验值");
    expect(lines[1]).toContain("导出审计记录");
    expect(csv.text).not.toContain("绝不外传");
    const xlsx = await system.audit.get(`/api/audit/${day}.xlsx`);
    expect([xlsx.status, xlsx.bytes[0], xlsx.bytes[1]]).toEqual([200, 0x50, 0x4b]);
    const exports = (await eventsOf(system)).filter(({ action }) => action === "audit.exported");
    expect(exports.map(({ detail }) => detail.format)).toEqual(["csv", "xlsx"]);
    expect((await system.audit.get("/api/audit/2026-02-30.csv")).status).toBe(404);
  });

  it("每一种敏感的查看和导出都先记下来，本人看得到", async () => {
    const member = await ok(branch.secretary.post(at("members"), fullMember(41)), 201);
    const self = await system.person("member", branch.id, "own-record-41", member.id);
    await ok(branch.secretary.post(at(`members/${member.id}/reveals`), { fields: ["phone"], reason: "通知开会" }));
    expect((await branch.secretary.get(at("roster.xlsx"))).status).toBe(200);
    expect((await branch.secretary.post(at("roster-full.xlsx"), { password: PASSWORD, reason: "归档" })).status).toBe(
      200,
    );
    for (const format of ["xlsx", "docx", "csv"])
      expect((await system.office.get(at(`assessments/2026.${format}`))).status).toBe(200);
    expect((await branch.secretary.get(at("assessments/2026.json"))).status).toBe(200);
    const { opened } = await ok(self.get("/api/me/record"));
    expect(opened.slice(0, 6).map(({ action, scope }: { action: string; scope: string }) => [action, scope])).toEqual([
      ["assessment.exported", "branch"],
      ["assessment.exported", "branch"],
      ["assessment.exported", "branch"],
      ["roster.exported-full", "branch"],
      ["roster.exported", "branch"],
      ["record.opened", "record"],
    ]);
  });
});
