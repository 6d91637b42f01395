import { beforeAll, describe, expect, test } from "vitest";
import { startSystem } from "../support/app";

type System = Awaited<ReturnType<typeof startSystem>>;
type Browser = ReturnType<System["browser"]>;

const TODAY = "2026-05-21";
const full = { stage: "full", joinedOn: "2010-07-01", convertedOn: "2011-07-01" };
const meeting = { kinds: ["general"], title: "第二季度支部党员大会", startsAt: "2026-05-20T09:00", state: "recorded" };

let system: System;
let branch: string;
let secretary: Browser;
let committee: Browser;
let inspector: Browser;
const members: string[] = [];

const at = (path = "", b = branch) => `/api/branches/${b}/activities${path}`;

async function register(b: string, by: Browser, count: number, more: Record<string, unknown> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const answer = await by.post(`/api/branches/${b}/members`, {
      name: `党员${String.fromCharCode(0x4e00 + i)}`,
      ...full,
      ...more,
    });
    expect(answer.status, answer.text).toBe(201);
    ids.push(answer.body.id);
  }
  return ids;
}

const record = async (more: Record<string, unknown> = {}, by = secretary) => {
  const answer = await by.post(at(), { ...meeting, ...more });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const absent = (count: number, state = "absent") => ({
  default: "present",
  exceptions: members.slice(0, count).map((memberId) => ({ memberId, state })),
});
const vote = (basis: string, yes: number, no: number, outcome = "passed", more: Record<string, unknown> = {}) => ({
  basis,
  yes,
  no,
  abstain: 0,
  outcome,
  ...more,
});
const decide = (present: number, ballot: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  secretary.post(at(), {
    ...meeting,
    attendance: absent(16 - present),
    items: [{ title: "表决", text: "", vote: ballot }],
    ...more,
  });

beforeAll(async () => {
  system = await startSystem({ today: TODAY });
  ({ id: branch, secretary } = await system.foundBranch("机关第一党支部"));
  committee = await system.person("committee", branch, "committee");
  inspector = await system.person("inspector", system.root.id, "inspector");
  members.push(...(await register(branch, secretary, 16)));
});

describe("记录与读取", () => {
  test("安排的活动写明各类表决须到多少人，到会人数为零", async () => {
    const planned = await record({ startsAt: "2026-06-20T09:00", state: "planned" });
    expect(planned).toMatchObject({
      state: "planned",
      expected: 16,
      entitled: 16,
      present: 0,
      late: false,
      version: 1,
      forYear: 2026,
    });
    expect(planned.quorum).toEqual({ ordinary: 8, admission: 9, election: 13 });
  });

  test("记下的活动带有应到、实到、录入人，议题全文只在单条中给出", async () => {
    const made = await record({
      attendance: absent(3),
      items: [{ title: "学习文件", text: "第一段\n第二段" }],
      resolutions: [{ text: "整改台账", ownerId: members[4], dueOn: "2026-06-01" }],
    });
    expect(made).toMatchObject({
      state: "recorded",
      expected: 16,
      present: 13,
      enteredBy: expect.stringMatching(/^sec-/),
      confirmedAt: null,
    });
    const one = await secretary.get(at(`/${made.id}`));
    expect(one.body).toEqual(made);
    expect(one.body.items[0].text).toBe("第一段\n第二段");
    const list = await secretary.get(at("?year=2026&month=5"));
    expect(list.body.items.find((item: { id: string }) => item.id === made.id)).toEqual({
      ...made,
      items: [{ title: "学习文件", text: "", vote: null }],
    });
  });

  test("没有写状态时，已开始的按记录、未开始的按安排", async () => {
    const { state: _, ...blank } = meeting;
    expect((await secretary.post(at(), blank)).body.state).toBe("recorded");
    expect((await secretary.post(at(), { ...blank, startsAt: "2026-08-01T09:00" })).body.state).toBe("planned");
  });

  test("同一个 Idempotency-Key 重复提交只记一次，并得到同一答复", async () => {
    const before = (await secretary.get(at("?year=2026&limit=200"))).body.items.length;
    const first = await secretary.post(at(), meeting, { key: "twice" });
    const again = await secretary.post(at(), meeting, { key: "twice" });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect((await secretary.get(at("?year=2026&limit=200"))).body.items).toHaveLength(before + 1);
    expect((await secretary.post(at(), { ...meeting, title: "另一次" }, { key: "twice" })).body.code).toBe(
      "request.key-reused",
    );
  });

  test("未来的活动不能记录", async () => {
    const answer = await secretary.post(at(), { ...meeting, startsAt: "2026-05-23T09:00" });
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      422,
      "activity.future",
      "#/startsAt",
    ]);
  });

  test("不认识的字段、不在册的人和不存在的类别都指到字段", async () => {
    expect((await secretary.post(at(), { ...meeting, score: 3 })).body.errors[0].pointer).toBe("#/score");
    expect((await secretary.post(at(), { ...meeting, hostId: "m_nobody" })).body.errors[0].pointer).toBe("#/hostId");
    expect((await secretary.post(at(), { ...meeting, kinds: ["party"] })).body.errors[0].pointer).toBe("#/kinds/0");
    expect((await secretary.post(at(), { ...meeting, kinds: [] })).body.errors[0]).toEqual({
      pointer: "#/kinds",
      detail: "请选择活动类别",
    });
  });

  test("议题内容合计太长时说明原因，而不是出错", async () => {
    const text = "长".repeat(19_000);
    const answer = await secretary.post(at(), {
      ...meeting,
      items: Array.from({ length: 6 }, () => ({ title: "议题", text })),
    });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, "#/items"]);
    expect(
      (await secretary.post(at(), { ...meeting, items: Array.from({ length: 4 }, () => ({ title: "议题", text })) }))
        .status,
    ).toBe(201);
  });

  test("超过规定天数才录入的标为补录", async () => {
    expect((await record({ startsAt: "2026-05-14T09:00" })).late).toBe(false);
    expect((await record({ startsAt: "2026-05-13T09:00" })).late).toBe(true);
  });

  test("按时安排、过后很久才记录的也标为补录", async () => {
    system.clock.today = "2026-03-01";
    const planned = await record({ startsAt: "2026-03-10T09:00", state: "planned" });
    system.clock.today = TODAY;
    expect(planned.late).toBe(false);
    const recorded = await secretary.patch(at(`/${planned.id}`), 1, { state: "recorded" });
    expect(recorded.body).toMatchObject({ state: "recorded", late: true, enteredAt: planned.enteredAt });
  });
});

describe("列表", () => {
  let b: string;
  let by: Browser;
  beforeAll(async () => {
    ({ id: b, secretary: by } = await system.foundBranch("机关第五党支部"));
    await register(b, by, 3);
    const made = [
      ["2026-02-10T09:00", ["orgLife"], 2025],
      ["2026-01-15T09:00", ["lecture", "themeDay"], 2026],
      ["2026-05-05T09:00", ["general"], 2026],
      ["2025-12-30T09:00", ["general"], 2025],
    ] as const;
    for (const [startsAt, kinds, forYear] of made) {
      expect((await by.post(at("", b), { kinds, title: startsAt, startsAt, forYear, state: "recorded" })).status).toBe(
        201,
      );
    }
  });
  const titles = async (query: string) =>
    (await by.get(at(query, b))).body.items.map(({ title }: { title: string }) => title.slice(0, 10));

  test("一年的列表按时间排列，含当年举行的和为当年补开的", async () => {
    expect(await titles("?year=2026")).toEqual(["2026-01-15", "2026-02-10", "2026-05-05"]);
    expect(await titles("?year=2025")).toEqual(["2025-12-30", "2026-02-10"]);
    expect(await titles("")).toEqual(["2026-01-15", "2026-02-10", "2026-05-05"]);
  });

  test("可按类别、月份和状态筛选", async () => {
    expect(await titles("?year=2026&kind=themeDay")).toEqual(["2026-01-15"]);
    expect(await titles("?year=2026&month=2")).toEqual(["2026-02-10"]);
    expect(await titles("?year=2025&month=2")).toEqual([]);
    expect(await titles("?year=2026&state=confirmed")).toEqual([]);
    expect((await by.get(at("?month=13", b))).status).toBe(400);
  });

  test("翻页不重不漏，游标换了查询就无效", async () => {
    const first = (await by.get(at("?year=2026&limit=2", b))).body;
    expect(first.items).toHaveLength(2);
    const second = (await by.get(at(`?year=2026&limit=2&cursor=${first.next}`, b))).body;
    expect([second.items.map(({ title }: { title: string }) => title), second.next]).toEqual([
      ["2026-05-05T09:00"],
      null,
    ]);
    expect((await by.get(at(`?year=2025&limit=2&cursor=${first.next}`, b))).body.code).toBe("request.cursor");
  });

  test("组织生活会只在一至三月可记为上一年度", async () => {
    const answer = await by.post(at("", b), {
      kinds: ["orgLife"],
      title: "组织生活会",
      startsAt: "2026-04-02T09:00",
      forYear: 2025,
      state: "recorded",
    });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, "#/forYear"]);
  });
});

describe("表决：应到会有表决权 16 人", () => {
  const refusals: [string, number, Record<string, unknown>, string][] = [
    ["一般议题到会 7 人", 7, vote("ordinary", 7, 0), "vote.quorum"],
    ["一般议题赞成 8 票", 9, vote("ordinary", 8, 1), "vote.majority"],
    ["接收转正到会 8 人", 8, vote("admission", 8, 0), "vote.quorum"],
    ["接收转正赞成 8 票", 9, vote("admission", 8, 1), "vote.majority"],
    ["选举到会 12 人", 12, vote("election", 12, 0), "vote.quorum"],
    ["选举到会 13 人赞成 6 票", 13, vote("election", 6, 7), "vote.majority"],
  ];
  test.each(refusals)("%s，不能记为通过，错误指到表决结果", async (_, present, ballot, code) => {
    const answer = await decide(present, ballot);
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      422,
      code,
      "#/items/0/vote/outcome",
    ]);
    expect(answer.body.errors[0].detail).toContain("应到会");
    const honest = await decide(present, { ...ballot, outcome: "notPassed" });
    expect(honest.status).toBe(201);
  });

  const passes: [string, number, Record<string, unknown>, Record<string, unknown>][] = [
    ["一般议题到会 9 人赞成 9 票", 9, vote("ordinary", 9, 0), { quorumNeeded: 8, majorityNeeded: 9 }],
    ["接收转正到会 9 人赞成 9 票", 9, vote("admission", 9, 0), { quorumNeeded: 9, majorityNeeded: 9 }],
    ["选举到会 13 人赞成 7 票", 13, vote("election", 7, 6), { quorumNeeded: 13, majorityNeeded: 7 }],
  ];
  test.each(passes)("%s，记为通过", async (_, present, ballot, needed) => {
    const answer = await decide(present, ballot);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body.items[0].vote).toMatchObject({ ...needed, entitled: 16, present, valid: true });
    expect(answer.body.items[0].vote.sentence).toContain("通过");
  });

  test("一般议题到会 8 人可以开会，但 8 票不足半数以上", async () => {
    expect((await decide(8, vote("ordinary", 8, 0, "notPassed"))).body.items[0].vote).toMatchObject({
      valid: true,
      majorityNeeded: 9,
    });
    expect((await decide(8, vote("ordinary", 8, 0))).body.code).toBe("vote.majority");
  });

  test("票数合计与到会人数不符时指到该项表决", async () => {
    const answer = await decide(16, vote("ordinary", 10, 2));
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      422,
      "vote.count",
      "#/items/0/vote",
    ]);
  });

  test("线上参加的计入一般议题，不计入接收转正，除非另行设定", async () => {
    const attendance = absent(8, "online");
    const items = [{ title: "接收", vote: vote("admission", 16, 0) }];
    expect((await secretary.post(at(), { ...meeting, attendance, items })).body.code).toBe("vote.count");
    expect((await secretary.post(at(), { ...meeting, attendance, items, onlineCounts: true })).status).toBe(201);
    expect(
      (
        await secretary.post(at(), {
          ...meeting,
          attendance,
          items: [{ title: "议题", vote: vote("ordinary", 16, 0) }],
        })
      ).status,
    ).toBe(201);
  });

  test("保存时合法的表决，改了出勤后重新核算", async () => {
    const made = (await decide(9, vote("admission", 9, 0))).body;
    const answer = await secretary.patch(at(`/${made.id}`), 1, { attendance: absent(8) });
    expect([answer.status, answer.body.code]).toEqual([422, "vote.count"]);
  });

  test("确认时按当天名册重新核算表决", async () => {
    const { id: b, secretary: by } = await system.foundBranch("机关第六党支部");
    await register(b, by, 4);
    const made = await by.post(at("", b), { ...meeting, items: [{ title: "议题", vote: vote("ordinary", 4, 0) }] });
    expect(made.status).toBe(201);
    await register(b, by, 1);
    const answer = await by.post(at(`/${made.body.id}/confirm`, b));
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      422,
      "vote.count",
      "#/items/0/vote",
    ]);
  });

  test("临时党支部不能记录接收、转正和选举", async () => {
    const { id: b, secretary: by } = await system.foundBranch("工地临时党支部", { branchKind: "provisional" });
    await register(b, by, 3);
    expect(
      (await by.post(at("", b), { ...meeting, items: [{ title: "接收", vote: vote("admission", 3, 0) }] })).body.code,
    ).toBe("branch.provisional");
    expect((await by.post(at("", b), { ...meeting, kinds: ["election"] })).body.code).toBe("branch.provisional");
    expect((await by.post(at("", b), meeting)).status).toBe(201);
  });
});

describe("修改", () => {
  test("只改给出的字段；没有 If-Match 是 428", async () => {
    const made = await record({ items: [{ title: "议题", text: "原文" }], place: "会议室" });
    expect((await secretary.patch(at(`/${made.id}`), undefined, { title: "改" })).status).toBe(428);
    const changed = await secretary.patch(at(`/${made.id}`), 1, { title: "改" });
    expect(changed.body).toEqual({ ...made, title: "改", version: 2 });
    expect((await secretary.get(at(`/${made.id}`))).body).toEqual(changed.body);
  });

  test("版本旧了答 412，并给出别人保存的内容", async () => {
    const made = await record();
    await committee.patch(at(`/${made.id}`), 1, { title: "委员改的", items: [{ title: "议题", text: "委员写的" }] });
    const answer = await secretary.patch(at(`/${made.id}`), 1, { title: "书记改的" });
    expect([answer.status, answer.body.code]).toEqual([412, "record.stale"]);
    expect(answer.body.current).toMatchObject({ title: "委员改的", version: 2, items: [{ text: "委员写的" }] });
  });

  test("两人同时保存，只有一人成功，另一人看到成功的内容", async () => {
    const made = await record({ items: [{ title: "议题", text: "原文" }] });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        (i % 2 ? secretary : committee).patch(at(`/${made.id}`), 1, {
          title: `第${i}人`,
          items: [{ title: "议题", text: `第${i}人` }],
        }),
      ),
    );
    const winner = answers.find(({ status }) => status === 200);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const lost of answers.filter((one) => one !== winner)) {
      expect([lost.status, lost.body.current.title]).toEqual([412, winner?.body.title]);
    }
    const now = (await secretary.get(at(`/${made.id}`))).body;
    expect([now.version, now.title, now.items[0].text]).toEqual([2, winner?.body.title, winner?.body.title]);
  });

  test("改期到另一年，所属年度随之改变，旧的一年里不再有它", async () => {
    const made = await record();
    const moved = await secretary.patch(at(`/${made.id}`), 1, { startsAt: "2025-11-20T09:00" });
    expect(moved.body).toMatchObject({ forYear: 2025, startsAt: "2025-11-20T09:00" });
    const ids = async (year: number) =>
      (await secretary.get(at(`?year=${year}&limit=200`))).body.items.map(({ id }: { id: string }) => id);
    expect(await ids(2026)).not.toContain(made.id);
    expect(await ids(2025)).toContain(made.id);
    expect((await secretary.get(at(`/${made.id}`))).body.version).toBe(2);
  });

  test("没有确认的可以删除，要写明版本", async () => {
    const made = await record({
      startsAt: "2026-07-20T09:00",
      state: "planned",
      items: [{ title: "议题", text: "草稿" }],
    });
    expect((await secretary.delete(at(`/${made.id}`))).status).toBe(428);
    expect((await secretary.delete(at(`/${made.id}`), 7)).status).toBe(412);
    expect((await secretary.delete(at(`/${made.id}`), 1)).status).toBe(204);
    expect((await secretary.get(at(`/${made.id}`))).status).toBe(404);
  });
});

describe("确认与更正", () => {
  const confirm = async (id: string) => {
    const answer = await secretary.post(at(`/${id}/confirm`));
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };

  test("确认后写明时间和确认人，名册冻结", async () => {
    const made = await record({ attendance: absent(2) });
    const confirmed = await confirm(made.id);
    expect(confirmed).toMatchObject({
      state: "confirmed",
      version: 2,
      confirmedBy: expect.stringMatching(/^sec-/),
      expected: 16,
      present: 14,
    });
    expect(new Set(confirmed.roll.expected)).toEqual(new Set(members));
    expect((await secretary.get(at(`/${made.id}`))).body).toEqual(confirmed);
  });

  test("委员可以记录，只有书记能确认", async () => {
    const made = await record({}, committee);
    expect((await committee.post(at(`/${made.id}/confirm`))).status).toBe(403);
    await confirm(made.id);
  });

  test("再次确认、修改、删除已确认的都被拒绝", async () => {
    const made = await record();
    await confirm(made.id);
    expect((await secretary.post(at(`/${made.id}/confirm`))).body).toMatchObject({
      status: 409,
      code: "activity.state",
    });
    expect((await secretary.patch(at(`/${made.id}`), 2, { title: "改" })).body).toMatchObject({
      status: 409,
      code: "activity.confirmed",
    });
    expect((await secretary.delete(at(`/${made.id}`), 2)).body).toMatchObject({
      status: 409,
      code: "activity.confirmed",
    });
  });

  test("同一个键的确认重复提交，答复相同", async () => {
    const made = await record();
    const first = await secretary.post(at(`/${made.id}/confirm`), {}, { key: `confirm-${made.id}` });
    const again = await secretary.post(at(`/${made.id}/confirm`), {}, { key: `confirm-${made.id}` });
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  test("还没开始的和只是安排的不能确认", async () => {
    const future = await record({ startsAt: "2026-09-01T09:00", state: "planned" });
    expect((await secretary.post(at(`/${future.id}/confirm`))).body).toMatchObject({
      status: 422,
      code: "activity.future",
    });
    const past = await record({ state: "planned" });
    expect((await secretary.post(at(`/${past.id}/confirm`))).body).toMatchObject({
      status: 409,
      code: "activity.state",
    });
  });

  test("写明版本的确认不会确认没有看过的内容", async () => {
    const made = await record();
    await committee.patch(at(`/${made.id}`), 1, { title: "后来改的" });
    const answer = await secretary.post(at(`/${made.id}/confirm`), {}, { ifMatch: 1 });
    expect([answer.status, answer.body.current.title]).toEqual([412, "后来改的"]);
  });

  test("没有确认的不能更正", async () => {
    const made = await record();
    expect(
      (await secretary.post(at(`/${made.id}/amendments`), { reason: "笔误", changes: { title: "改" } })).body,
    ).toMatchObject({ status: 409, code: "activity.state" });
  });

  test("更正保留原来的内容和文字，写明原因和更正人", async () => {
    const made = await record({ items: [{ title: "议题", text: "原文" }], place: "一楼" });
    await confirm(made.id);
    const amended = await secretary.post(at(`/${made.id}/amendments`), {
      reason: "记录有误",
      changes: { items: [{ title: "议题", text: "改正" }], place: "一楼" },
    });
    expect(amended.status, amended.text).toBe(200);
    const again = await secretary.post(at(`/${made.id}/amendments`), {
      reason: "地点有误",
      changes: { place: "二楼" },
    });
    const now = (await secretary.get(at(`/${made.id}`))).body;
    expect(again.body).toEqual(now);
    expect(now).toMatchObject({ state: "confirmed", version: 4, place: "二楼", items: [{ text: "改正" }] });
    expect(now.amendments).toMatchObject([
      { reason: "记录有误", by: expect.stringMatching(/^sec-/), before: { items: [{ title: "议题", text: "原文" }] } },
      { reason: "地点有误", before: { place: "一楼" } },
    ]);
    expect(Object.keys(now.amendments[0].before)).toEqual(["items"]);
    expect(
      (await secretary.post(at(`/${made.id}/amendments`), { reason: "没有改动", changes: { place: "二楼" } })).status,
    ).toBe(422);
    expect(
      (await committee.post(at(`/${made.id}/amendments`), { reason: "委员", changes: { place: "三楼" } })).status,
    ).toBe(403);
    expect(
      (await secretary.post(at(`/${made.id}/amendments`), { reason: "", changes: { place: "三楼" } })).body.errors[0]
        .pointer,
    ).toBe("#/reason");
  });

  test("更正也重新核算表决，错误指到更正的字段", async () => {
    const made = (await decide(9, vote("admission", 9, 0))).body;
    await confirm(made.id);
    const answer = await secretary.post(at(`/${made.id}/amendments`), {
      reason: "到会人数有误",
      changes: { attendance: absent(8), items: [{ title: "表决", vote: vote("admission", 8, 0) }] },
    });
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      422,
      "vote.quorum",
      "#/changes/items/0/vote/outcome",
    ]);
  });

  test("确认后名册有变，原来的应到、实到和表决不变；更正日期时按那一天的名册", async () => {
    const { id: b, secretary: by } = await system.foundBranch("机关第七党支部");
    const ids = await register(b, by, 4);
    const made = await by.post(at("", b), { ...meeting, items: [{ title: "议题", vote: vote("ordinary", 4, 0) }] });
    expect((await by.post(at(`/${made.body.id}/confirm`, b))).status).toBe(200);
    await register(b, by, 2);
    await by.patch(`/api/branches/${b}/members/${ids[0]}`, 1, { left: { on: "2026-05-01", how: "transfer" } });
    const kept = (await by.get(at(`/${made.body.id}`, b))).body;
    expect([kept.expected, kept.present, kept.items[0].vote.entitled]).toEqual([4, 4, 4]);
    const listed = (await by.get(at("?year=2026", b))).body.items[0];
    expect([listed.expected, listed.present]).toEqual([4, 4]);
    const titled = await by.post(at(`/${made.body.id}/amendments`, b), {
      reason: "标题有误",
      changes: { title: "大会" },
    });
    expect([titled.body.expected, titled.body.items[0].vote.entitled]).toEqual([4, 4]);
    const moved = await by.post(at(`/${made.body.id}/amendments`, b), {
      reason: "日期有误",
      changes: { startsAt: "2026-05-19T09:00", items: [{ title: "议题", vote: vote("ordinary", 5, 0) }] },
    });
    expect([moved.status, moved.body.expected, moved.body.items[0].vote?.entitled]).toEqual([200, 5, 5]);
  });

  test("已离开的党员仍计入他在时还没确认的会议", async () => {
    const { id: b, secretary: by } = await system.foundBranch("机关第八党支部");
    const ids = await register(b, by, 4);
    const made = await by.post(at("", b), { ...meeting, startsAt: "2026-05-10T09:00" });
    await by.patch(`/api/branches/${b}/members/${ids[0]}`, 1, { left: { on: "2026-05-15", how: "transfer" } });
    expect((await by.get(at(`/${made.body.id}`, b))).body.expected).toBe(4);
    expect((await by.get(at("?year=2026", b))).body.items[0].expected).toBe(4);
    expect((await by.post(at(`/${made.body.id}/confirm`, b))).body.expected).toBe(4);
  });
});

describe("谁可以看、谁可以写", () => {
  test("党务部门和检查人员只读，党员没有权限，外支部的人看不到", async () => {
    const made = await record();
    for (const reader of [system.office, inspector]) {
      expect((await reader.get(at(`/${made.id}`))).status).toBe(200);
      expect((await reader.get(at())).status).toBe(200);
      expect((await reader.post(at(), meeting)).status).toBe(403);
      expect((await reader.patch(at(`/${made.id}`), 1, { title: "改" })).status).toBe(403);
      expect((await reader.delete(at(`/${made.id}`), 1)).status).toBe(403);
      expect((await reader.post(at(`/${made.id}/confirm`))).status).toBe(403);
    }
    const member = await system.person("member", branch, "member01", members[3]);
    expect((await member.get(at())).status).toBe(403);
    const { id: other, secretary: stranger } = await system.foundBranch("机关第九党支部");
    expect((await stranger.get(at(`/${made.id}`))).status).toBe(404);
    expect((await stranger.get(at(`/${made.id}`, other))).status).toBe(404);
    expect((await stranger.patch(at(`/${made.id}`, other), 1, { title: "改" })).status).toBe(404);
    expect((await system.browser().get(at())).status).toBe(401);
  });

  test("党小组长只看见、只记录本组的会议，不能确认", async () => {
    const { id: b, secretary: by } = await system.foundBranch("机关第十党支部");
    const group = async (name: string) =>
      (await by.post("/api/units", { parentId: b, kind: "group", name, foundedOn: "2020-01-01" })).body.id;
    const [own, other] = [await group("第一党小组"), await group("第二党小组")];
    const ids = [...(await register(b, by, 3, { groupId: own })), ...(await register(b, by, 2, { groupId: other }))];
    const leader = await system.person("leader", own, "leader01", ids[0]);
    const inGroup = (groupId: string) => ({ ...meeting, kinds: ["group"], groupId });
    const theirs = (await by.post(at("", b), inGroup(other))).body;
    const general = (await by.post(at("", b), meeting)).body;

    const made = await leader.post(at("", b), inGroup(own));
    expect([made.status, made.body.expected]).toEqual([201, 3]);
    expect((await leader.patch(at(`/${made.body.id}`, b), 1, { title: "组会" })).status).toBe(200);
    expect((await leader.post(at("", b), inGroup(other))).status).toBe(403);
    expect((await leader.post(at("", b), meeting)).status).toBe(403);
    expect((await leader.patch(at(`/${made.body.id}`, b), 2, { groupId: other })).status).toBe(403);
    expect((await leader.post(at(`/${made.body.id}/confirm`, b))).status).toBe(403);
    for (const hidden of [theirs, general]) {
      expect((await leader.get(at(`/${hidden.id}`, b))).status).toBe(404);
      expect((await leader.patch(at(`/${hidden.id}`, b), 1, { title: "改" })).status).toBe(404);
    }
    expect((await leader.get(at("?year=2026", b))).body.items.map(({ id }: { id: string }) => id)).toEqual([
      made.body.id,
    ]);
    expect((await leader.get(at("/prefill?kinds=group", b))).body).toMatchObject({ groupId: own, expected: 3 });
    expect((await leader.get(at("/prefill?kinds=general", b))).status).toBe(403);
  });
});

describe("预填", () => {
  test("地点、学时、主持人、记录人和应到人数都已填好", async () => {
    const { id: b, secretary: by } = await system.foundBranch("机关第十一党支部");
    const ids = await register(b, by, 5);
    const profile = (await by.get(`/api/branches/${b}`)).body;
    const posts = [
      { memberId: ids[0], post: "secretary", from: "2024-01-01", to: null },
      { memberId: ids[1], post: "organisation", from: "2024-01-01", to: null },
    ];
    expect(
      (
        await by.patch(`/api/branches/${b}`, profile.version, {
          committee: posts,
          settings: { usualPlace: "党员活动室" },
        })
      ).status,
    ).toBe(200);
    const filled = (await by.get(at("/prefill?kinds=themeDay,study&on=2026-05-20", b))).body;
    expect(filled).toMatchObject({
      kinds: ["themeDay", "study"],
      title: "2026年5月主题党日",
      place: "党员活动室",
      hours: 2,
      hostId: ids[0],
      recorderId: ids[1],
      forYear: 2026,
      years: [2026],
      expected: 5,
      entitled: 5,
      quorum: { ordinary: 3, admission: 3, election: 4 },
    });
    const { years: _y, expected: _e, entitled: _n, quorum: _q, planned: _p, ...input } = filled;
    expect((await by.post(at("", b), { ...input, state: "recorded" })).status).toBe(201);
  });

  test("一月的组织生活会预填为上一年度", async () => {
    expect((await secretary.get(at("/prefill?kinds=orgLife&on=2026-01-20"))).body).toMatchObject({
      forYear: 2025,
      years: [2026, 2025],
    });
  });

  test("没有类别是 400", async () => {
    expect((await secretary.get(at("/prefill"))).status).toBe(400);
    expect((await secretary.get(at("/prefill?kinds=party"))).status).toBe(400);
  });
});

test("全年列表、待办决议和预填各只用两次 Query，不用 Scan", async () => {
  const commands: string[] = [];
  system.client.middlewareStack.add(
    (next, context) => (args) => {
      commands.push(String(context.commandName));
      return next(args);
    },
    { step: "initialize", name: "recorder" },
  );
  for (const path of [at("?year=2026&limit=200"), `/api/branches/${branch}/followups`, at("/prefill?kinds=general")]) {
    commands.length = 0;
    expect((await secretary.get(path)).status).toBe(200);
    expect(commands.filter((name) => name === "QueryCommand")).toHaveLength(2);
    expect(new Set(commands)).toEqual(new Set(["BatchGetItemCommand", "QueryCommand"]));
  }
  system.client.middlewareStack.remove("recorder");
});
