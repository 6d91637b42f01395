import { beforeAll, describe, expect, it } from "vitest";
import { startSystem } from "#test/support/app";
import { fullMember, inventId } from "#test/support/people";

/** The hours in which Shanghai and Greenwich have different days, the turn of the year, 29 February, and ids of other branches. */

let system: Awaited<ReturnType<typeof startSystem>>;
let own: Awaited<ReturnType<typeof system.foundBranch>>;
let other: Awaited<ReturnType<typeof system.foundBranch>>;
const ids: { own: string[]; stranger: string; group: string } = { own: [], stranger: "", group: "" };
const at = (rest: string) => `/api/branches/${own.id}/${rest}`;

beforeAll(async () => {
  // 00:30 of 1 January 2028 in Shanghai, still 2027 in Greenwich.
  system = await startSystem({ now: Date.parse("2027-12-31T16:30:00Z") });
  own = await system.foundBranch("甲支部");
  other = await system.foundBranch("乙支部");
  for (const serial of [1, 2, 3, 4])
    ids.own.push((await own.secretary.post(at("members"), fullMember(serial, { idNumber: inventId(serial) }))).body.id);
  ids.stranger = (
    await other.secretary.post(`/api/branches/${other.id}/members`, fullMember(9, { idNumber: inventId(9) }))
  ).body.id;
  const group = { parentId: other.id, kind: "group", name: "乙组", foundedOn: "2020-01-01" };
  ids.group = (await other.secretary.post("/api/units", group)).body.id;
});

const pointers = (body: { errors?: { pointer: string }[] }) => body.errors?.map(({ pointer }) => pointer);

describe("元旦零点半（上海）", () => {
  it("业务日期和默认年度是新的一年", async () => {
    expect((await own.secretary.get("/api/me")).body.today).toBe("2028-01-01");
    expect((await own.secretary.get(at("duties"))).body).toMatchObject({ year: 2028, on: "2028-01-01" });
  });

  it("零点十分的活动已经开始，九点的还没有", async () => {
    const meeting = (startsAt: string) => ({ kinds: ["study"], title: "学习", startsAt, state: "recorded" });
    expect((await own.secretary.post(at("activities"), meeting("2028-01-01T00:10"))).status).toBe(201);
    expect((await own.secretary.post(at("activities"), meeting("2028-01-01T09:00"))).body.code).toBe("activity.future");
  });

  it("组织生活会可以记为上一年度，主题党日不能", async () => {
    const meeting = (kind: string) => ({ kinds: [kind], title: "会", startsAt: "2028-01-01T00:10", forYear: 2027 });
    const held = await own.secretary.post(at("activities"), meeting("orgLife"));
    expect(held.body).toMatchObject({ forYear: 2027 });
    expect(pointers((await own.secretary.post(at("activities"), meeting("themeDay"))).body)).toEqual(["#/forYear"]);
    const listed = async (year: number) =>
      (await own.secretary.get(at(`activities?year=${year}&kind=orgLife`))).body.items.length;
    expect([await listed(2027), await listed(2028)]).toEqual([1, 1]);
    expect((await own.secretary.get(at(`activities/${held.body.id}`))).status).toBe(200);
  });

  it("谈话、培训、党员的日期不能晚于今天，2 月 29 日只在闰年", async () => {
    const [a = "", b = ""] = ids.own;
    const talk = (on: string) => own.secretary.post(at("talks"), { on, kind: "member", talkerId: a, memberId: b });
    expect((await talk("2028-01-01")).status).toBe(201);
    expect(pointers((await talk("2028-01-02")).body)).toEqual(["#/on"]);
    expect(pointers((await talk("2027-02-29")).body)).toEqual(["#/on"]);
    expect((await talk("2024-02-29")).status).toBe(201);
  });

  it("上年度在窗口内可以上报，冻结后导出的字节与摘要一致", async () => {
    expect((await own.secretary.post(at("assessments/2028/submission"))).body.code).toBe("assessment.window");
    const handed = await own.secretary.post(at("assessments/2027/submission"));
    expect(handed.status).toBe(201);
    await own.secretary.post(at("activities"), { kinds: ["study"], title: "补", startsAt: "2027-12-30T09:00" });
    const { bytes, body } = await own.secretary.get(at("assessments/2027.json"));
    expect(body.frozen).toMatchObject({ on: "2028-01-01" });
    const digest = await crypto.subtle.digest("SHA-256", bytes.slice());
    expect(Buffer.from(digest).toString("hex")).toBe(handed.body.sha256);
    expect((await own.secretary.get(at("assessments/2027.json?draft=true"))).body.frozen).toBeNull();
  });
});

describe("别的支部的人和小组", () => {
  it("写进活动、谈话、培训、支委会、党员都被指出是哪一栏", async () => {
    const [a = ""] = ids.own;
    const { stranger, group } = ids;
    const meeting = { kinds: ["study"], title: "学习", startsAt: "2027-12-20T09:00" };
    const post = async (path: string, body: unknown) => pointers((await own.secretary.post(at(path), body)).body);
    const activity = (more: object) => post("activities", { ...meeting, ...more });
    expect(await activity({ hostId: stranger, recorderId: stranger })).toEqual(["#/hostId", "#/recorderId"]);
    expect(await activity({ resolutions: [{ text: "办", ownerId: stranger }] })).toEqual(["#/resolutions/0/ownerId"]);
    const exceptions = [{ memberId: stranger, state: "observer" }];
    expect(await activity({ attendance: { exceptions } })).toEqual(["#/attendance/exceptions/0/memberId"]);
    expect(await activity({ kinds: ["group"], groupId: group })).toEqual(["#/groupId"]);
    expect(await post("talks", { on: "2027-12-20", kind: "member", talkerId: a, memberId: stranger })).toEqual([
      "#/memberId",
    ]);
    const training = { from: "2027-12-20", to: "2027-12-20", kind: "course", name: "训", hours: 1 };
    expect(await post("trainings", { ...training, memberId: stranger })).toEqual(["#/memberId"]);
    expect(await post("members", fullMember(20, { idNumber: inventId(20), groupId: group }))).toEqual(["#/groupId"]);
    expect(await post("handovers", { memberId: stranger, on: "2027-12-20" })).toEqual(["#/memberId"]);
    const { version } = (await own.secretary.get(`/api/branches/${own.id}`)).body;
    const committee = [{ memberId: stranger, post: "secretary", from: "2027-01-01" }];
    const changed = await own.secretary.patch(`/api/branches/${own.id}`, version, { committee });
    expect(pointers(changed.body)).toEqual(["#/committee/0/memberId"]);
  });

  it("表决正好一半到会可以开会，正好一半赞成不能通过", async () => {
    // Four are entitled: half are two, more than half are three.
    const [a = "", b = "", c = ""] = ids.own;
    const vote = (absent: string[], yes: number, no: number) =>
      own.secretary.post(at("activities"), {
        kinds: ["general"],
        title: "大会",
        startsAt: "2027-12-21T09:00",
        attendance: { exceptions: absent.map((memberId) => ({ memberId, state: "leave" })) },
        items: [{ title: "一", vote: { basis: "ordinary", yes, no, abstain: 0, outcome: "passed" } }],
      });
    expect((await vote([a], 3, 0)).status).toBe(201);
    expect((await vote([a, b], 2, 0)).body.code).toBe("vote.majority");
    expect((await vote([a, b, c], 1, 0)).body.code).toBe("vote.quorum");
    expect((await vote([], 2, 2)).body.code).toBe("vote.majority");
    expect((await vote([], 4, 4)).body.code).toBe("vote.count");
  });
});
