import { beforeAll, describe, expect, it } from "vitest";
import { findRecord } from "#functions/platform/find-record";
import { startSystem } from "#test/support/app";
import { fullMember, inventId } from "#test/support/people";

/** What a hostile or a clumsy caller sends: refused with a sentence, never an error of the server, never a look into another branch. */

let system: Awaited<ReturnType<typeof startSystem>>;
let own: Awaited<ReturnType<typeof system.foundBranch>>;
let other: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem();
  own = await system.foundBranch("甲支部");
  other = await system.foundBranch("乙支部");
});

const register = async (branch: typeof own, more: Record<string, unknown>) => {
  const answer = await branch.secretary.post(`/api/branches/${branch.id}/members`, fullMember(900, more));
  expect(answer.status).toBe(201);
  return answer.body;
};

describe("地址", () => {
  it.each(["a%23b", "a%2Fb", "%00", "%E0%A4%A", "%20", "x".repeat(3000)])(
    "编号 %s 是没有的记录，不是系统错误",
    async (id) => {
      const { secretary } = own;
      const at = `/api/branches/${own.id}`;
      const answers = await Promise.all([
        secretary.get(`${at}/members/${id}`),
        secretary.get(`${at}/members/${id}/history`),
        secretary.get(`${at}/activities/${id}`),
        secretary.get(`${at}/activities/${id}/minutes.docx`),
        secretary.patch(`${at}/activities/${id}`, 1, {}),
        secretary.patch(`${at}/talks/${id}`, 1, {}),
        secretary.post(`${at}/handovers/${id}/receipt`),
        system.systemAdmin.patch(`/api/accounts/${id}`, 1, {}),
        system.office.patch(`/api/units/${id}`, 1, {}),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    },
  );

  it("改过的翻页位置被拒绝", async () => {
    await register(own, { name: "翻页一", idNumber: inventId(901) });
    await register(own, { name: "翻页二", idNumber: inventId(902) });
    const list = `/api/branches/${own.id}/members?limit=1`;
    const [binding] = JSON.parse(Buffer.from((await own.secretary.get(list)).body.next, "base64url").toString());
    const forged = Buffer.from(`["${binding}","\\q"]`).toString("base64url");
    expect((await own.secretary.get(`${list}&cursor=${forged}`)).body.code).toBe("request.cursor");
  });
});

describe("正文", () => {
  it("整个正文不对时指向正文本身，很多错误只列出前一百条", async () => {
    const path = `/api/branches/${own.id}/members`;
    expect((await own.secretary.post(path, [])).body.errors).toMatchObject([{ pointer: "#" }]);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`a/${i}`, 1]));
    const { status, body } = await own.secretary.post(path, many);
    expect([status, body.errors.length]).toEqual([422, 100]);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain("#/a~10");
  });
});

describe("别的支部", () => {
  it("看不到别的支部的党员被谁查看过", async () => {
    const stranger = await register(other, { name: "外人", idNumber: inventId(903) });
    await other.secretary.post(`/api/branches/${other.id}/members/${stranger.id}/reveals`, {
      fields: ["phone"],
      reason: "核对",
    });
    expect((await own.secretary.get(`/api/branches/${own.id}/members/${stranger.id}/opened`)).status).toBe(404);
  });

  it("党小组长同时是党员，仍只看到本党小组的人", async () => {
    const group = await own.secretary.post("/api/units", {
      parentId: own.id,
      kind: "group",
      name: "一组",
      foundedOn: "2020-01-01",
    });
    const mine = await register(own, { name: "组内人", idNumber: inventId(904), groupId: group.body.id });
    const invited = await system.office.post("/api/accounts", {
      login: "leader-member",
      name: "组长",
      memberId: mine.id,
      grants: [
        { role: "leader", unitId: group.body.id },
        { role: "member", unitId: own.id },
      ],
    });
    await system.grant(invited.body.id);
    const leader = await system.follow(invited.body.setupUrl);
    const { items } = (await leader.get(`/api/branches/${own.id}/members`)).body;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(["组内人"]);
  });
});

describe("值", () => {
  it("联系电话和住址改为空白，支部照常打开", async () => {
    const { id, version } = await register(own, { name: "空白", idNumber: inventId(905) });
    const path = `/api/branches/${own.id}/members`;
    const changed = await own.secretary.patch(`${path}/${id}`, version, { phone: "", address: "", idNumber: "" });
    expect([changed.status, (await own.secretary.get(path)).status]).toEqual([200, 200]);
    expect((await own.secretary.get(`${path}/${id}`)).body).toMatchObject({
      phone: null,
      address: null,
      idNumber: null,
    });
  });

  it("学时和月数最多两位小数", async () => {
    const activities = `/api/branches/${own.id}/activities`;
    const meeting = { kinds: ["study"], title: "学习", startsAt: "2024-05-20T09:00" };
    const refused = await own.secretary.post(activities, { ...meeting, hours: 1e-200 });
    expect([refused.status, refused.body.errors]).toEqual([422, [{ pointer: "#/hours", detail: "学时最多两位小数" }]]);
    expect((await own.secretary.post(activities, { ...meeting, hours: 1.15 })).status).toBe(201);
  });

  it("已撤销的支部不再登记党员", async () => {
    const closing = await system.foundBranch("将撤支部");
    const { items } = (await system.office.get("/api/units")).body;
    const { version } = items.find(({ id }: { id: string }) => id === closing.id);
    expect(
      (await system.office.patch(`/api/units/${closing.id}`, version, { closedOn: system.platform.today() })).status,
    ).toBe(200);
    const answer = await closing.secretary.post(
      `/api/branches/${closing.id}/members`,
      fullMember(906, { idNumber: inventId(906) }),
    );
    expect(answer.body.code).toBe("unit.closed");
  });
});

describe("同时", () => {
  it("六十四人同时保存同一名党员：一人成功，其余看到现在的内容", async () => {
    const { id, version } = await register(own, { name: "众人", idNumber: inventId(907) });
    const path = `/api/branches/${own.id}/members/${id}`;
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => own.secretary.patch(path, version, { position: `岗位${i}` })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const stale = answers.filter(({ status }) => status === 412);
    expect(stale).toHaveLength(63);
    const { position } = (await own.secretary.get(path)).body;
    expect(new Set(stale.map(({ body }) => body.current?.position))).toEqual(new Set([position]));
  });

  it("几个人同时查看同一名党员的号码，每次都记下；同一请求重复只记一次", async () => {
    const { id } = await register(own, { name: "被看", idNumber: inventId(908) });
    const path = `/api/branches/${own.id}/members/${id}`;
    const asked = { fields: ["idNumber"], reason: "核对" };
    const answers = await Promise.all([1, 2, 3, 4].map(() => own.secretary.post(`${path}/reveals`, asked)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const _ of [1, 2])
      expect((await own.secretary.post(`${path}/reveals`, asked, { key: "twice" })).body).toEqual({
        idNumber: inventId(908),
      });
    expect((await own.secretary.get(`${path}/opened`)).body.items).toHaveLength(5);
  });

  it("双击确认：同一请求同时到达，每次都得到同一个回答", async () => {
    const path = `/api/branches/${own.id}/activities`;
    const { id } = (await own.secretary.post(path, { kinds: ["study"], title: "双击", startsAt: "2024-08-20T09:00" }))
      .body;
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => own.secretary.post(`${path}/${id}/confirm`, {}, { key: "double-click" })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
  });

  it("退出登录之后，同时在办的请求不会把会话带回来", async () => {
    const { table } = system.platform;
    const key = { pk: "ACCOUNT#a_test", sk: "SESSION#test" };
    await table.keep(key, { entity: "session" });
    expect(await table.renew(key, { entity: "session" }, 4_000_000_000)).toBe(true);
    await table.drop(key);
    expect(await table.renew(key, { entity: "session" }, 4_000_000_000)).toBe(false);
    expect(await table.getMany([key])).toEqual([]);
  });

  it("索引还没有跟上时，也能按编号找到刚记下或刚改期的活动", async () => {
    const meeting = { kinds: ["study"], title: "学习", startsAt: "2024-06-20T09:00" };
    const { id } = (await own.secretary.post(`/api/branches/${own.id}/activities`, meeting)).body;
    const { table } = system.platform;
    const late = { ...table, index: async () => [] };
    const stale = {
      ...table,
      index: async () => [{ pk: `BRANCH#${own.id}`, sk: "YEAR#2023#ACTIVITY#x", branchId: own.id }],
    };
    expect(await findRecord(late, own.id, id)).toMatchObject({ id, entity: "activity" });
    expect(await findRecord(stale, own.id, id)).toMatchObject({ id, entity: "activity" });
    expect(await findRecord(table, other.id, id)).toBeNull();
    expect(await findRecord(late, other.id, id)).toBeNull();
  });
});

describe("账号", () => {
  it("下级党务部门不能替在上级也有角色的人去掉那里的角色", async () => {
    const general = await system.office.post("/api/units", {
      parentId: system.root.id,
      kind: "general",
      name: "总支",
      foundedOn: "2020-01-01",
    });
    const lower = await system.person("office", general.body.id, "lower-office");
    const invited = await system.office.post("/api/accounts", {
      login: "double",
      name: "兼任",
      grants: [
        { role: "office", unitId: system.root.id },
        { role: "inspector", unitId: general.body.id },
      ],
    });
    await system.grant(invited.body.id);
    const propose = (visitor: typeof lower, grants: object[]) =>
      visitor.post(`/api/accounts/${invited.body.id}/proposal`, { grants });
    const kept = { role: "office", unitId: system.root.id };
    expect((await propose(lower, [])).status).toBe(403);
    expect((await propose(lower, [kept])).status).toBe(200);
    expect((await propose(system.office, [])).status).toBe(200);
  });
});

describe("很长的内容", () => {
  const long = (at: number) =>
    Array.from({ length: 12 }, (_, n) => ({
      title: `议题${n}`,
      // Not the same signs over and over: those would pack to nothing.
      text: Array.from({ length: 6600 }, (_, i) =>
        String.fromCharCode(0x4e00 + ((i * 7919 + n * 104_729 + at * 31 + i * i) % 20_000)),
      ).join(""),
    }));

  it("写满的会议能记、能确认、能更正，重复的请求不做第二次", async () => {
    const path = `/api/branches/${own.id}/activities`;
    const meeting = {
      kinds: ["general"],
      title: "写满",
      startsAt: "2024-07-20T09:00",
      items: long(1),
      resolutions: Array.from({ length: 50 }, () => ({ text: "决".repeat(500) })),
    };
    const [first, again] = [
      await own.secretary.post(path, meeting, { key: "long" }),
      await own.secretary.post(path, meeting, { key: "long" }),
    ];
    expect(first.status).toBe(201);
    if (again.status === 201) expect(again.body).toEqual(first.body);
    else expect([again.status, again.body.detail]).toEqual([409, "这一操作已经完成，请刷新页面查看结果"]);
    const { items } = (await own.secretary.get(`${path}?year=2024&limit=200`)).body;
    expect(items.filter(({ title }: { title: string }) => title === "写满")).toHaveLength(1);
    expect((await own.secretary.post(`${path}/${first.body.id}/confirm`)).status).toBe(200);
    for (const at of [2, 3]) {
      const amended = await own.secretary.post(`${path}/${first.body.id}/amendments`, {
        reason: "补正",
        changes: { items: long(at) },
      });
      expect(amended.status).toBe(200);
    }
  });
});

describe("撤销与恢复", () => {
  it("成立日期不能改到撤销之后，上级已撤销的不能单独恢复", async () => {
    const today = system.platform.today();
    const make = async (kind: string, parentId: string) =>
      (await system.office.post("/api/units", { parentId, kind, name: `撤销${kind}`, foundedOn: "2020-01-01" })).body;
    const general = await make("general", system.root.id);
    const branch = await make("branch", general.id);
    const change = (unit: { id: string }, version: number, body: object) =>
      system.office.patch(`/api/units/${unit.id}`, version, body);
    expect((await change(branch, 1, { closedOn: "2024-05-01" })).status).toBe(200);
    expect((await change(branch, 2, { foundedOn: today })).body.errors).toMatchObject([{ pointer: "#/closedOn" }]);
    expect((await change(general, 1, { closedOn: today })).status).toBe(200);
    expect((await change(branch, 2, { closedOn: null })).body.code).toBe("unit.closed");
  });
});
