import { beforeAll, describe, expect, it } from "vitest";
import { duty } from "#shared/duties/types";
import { startSystem } from "../support/app";

const TODAY = "2026-11-22";

async function prepare() {
  const system = await startSystem({ today: TODAY });
  const branch = await system.foundBranch("事项支部");
  const { secretary } = branch;
  const path = `/api/branches/${branch.id}`;
  const member = async (name: string, more: object = {}) => {
    const answer = await secretary.post(`${path}/members`, {
      ...{ name, stage: "full", joinedOn: "2010-07", convertedOn: "2011-07", ...more },
    });
    expect(answer.status, answer.text).toBe(201);
    return String(answer.body.id);
  };
  const people = [];
  for (const name of ["赵一", "钱二", "孙三", "李四"]) people.push(await member(name));
  const record = async (more: object, isConfirmed = true) => {
    const made = await secretary.post(`${path}/activities`, {
      ...{ kinds: ["themeDay"], title: "主题党日", startsAt: "2026-10-15T14:00", hours: 2, state: "recorded", ...more },
    });
    expect(made.status, made.text).toBe(201);
    if (isConfirmed) {
      const done = await secretary.post(`${path}/activities/${made.body.id}/confirm`, {});
      expect(done.status, done.text).toBe(200);
    }
    return String(made.body.id);
  };
  return { system, branch, secretary, path, people, member, record };
}

let at: Awaited<ReturnType<typeof prepare>>;
beforeAll(async () => {
  at = await prepare();
});

type Item = { rule: string; status: string; period: { label: string; from: string }; evidence: { id: string }[] };
const themeDay = (items: Item[], month: string) =>
  items.find((item) => item.rule === "theme-day" && item.period.from === `2026-${month}-01`);

describe("事项清单", () => {
  it("确认过的主题党日使当月事项完成，佐证指向这条记录，未开展的月份为未完成", async () => {
    const id = await at.record({});
    const answer = await at.secretary.get(`${at.path}/duties?year=2026`);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({ branchId: at.branch.id, year: 2026, on: TODAY });
    for (const item of answer.body.items) expect(() => duty.parse(item)).not.toThrow();
    expect(themeDay(answer.body.items, "10")).toMatchObject({
      status: "done",
      evidence: [{ kind: "activity", id, name: "主题党日", on: "2026-10-15" }],
    });
    expect(themeDay(answer.body.items, "09")?.status).toBe("breached");
    expect(themeDay(answer.body.items, "11")?.status).toBe("due");
    const counts = answer.body.counts;
    for (const status of ["done", "due", "overdue", "breached", "notApplicable"]) {
      expect(counts[status]).toBe(answer.body.items.filter((item: Item) => item.status === status).length);
    }
  });

  it("没有确认的记录不算完成", async () => {
    const id = await at.record({ startsAt: "2026-08-12T14:00" }, false);
    const before = themeDay((await at.secretary.get(`${at.path}/duties?year=2026`)).body.items, "08");
    expect(before?.status).toBe("overdue");
    await at.secretary.post(`${at.path}/activities/${id}/confirm`, {});
    const after = themeDay((await at.secretary.get(`${at.path}/duties?year=2026`)).body.items, "08");
    expect(after?.status).toBe("done");
  });

  it("按截至日期看：当天之后的活动不计，九月底时十月还没到", async () => {
    const items = (await at.secretary.get(`${at.path}/duties?year=2026&on=2026-09-30`)).body.items;
    expect(themeDay(items, "10")).toMatchObject({ status: "due", evidence: [] });
  });

  it("截至日期早于今天时，用当天的花名册：后来转出的党员仍在名单里", async () => {
    const gone = await at.member("周转出", { left: { on: "2026-07-01", how: "transfer" } });
    const concerns = (answer: { text: string }) => answer.text.includes(gone);
    expect(concerns(await at.secretary.get(`${at.path}/duties?year=2026&on=2026-06-30`))).toBe(true);
    expect(concerns(await at.secretary.get(`${at.path}/duties?year=2026`))).toBe(false);
  });

  it("可以看到明年底，再往后不行；参数不正确时说明原因", async () => {
    expect((await at.secretary.get(`${at.path}/duties?on=2027-12-31`)).body.year).toBe(2027);
    const far = await at.secretary.get(`${at.path}/duties?on=2028-01-01`);
    expect([far.status, far.body.errors[0].detail]).toEqual([422, "截至日期最晚为 2027-12-31"]);
    expect((await at.secretary.get(`${at.path}/duties?year=abc`)).status).toBe(400);
    expect((await at.secretary.get(`${at.path}/duties?on=2026-02-30`)).status).toBe(400);
    expect((await at.secretary.get(`${at.path}/duties?month=3`)).status).toBe(400);
  });

  it("党员、党小组长不能看支部的事项，外支部的人看不到这个支部", async () => {
    const member = await at.system.person("member", at.branch.id, "plain-member", at.people[0]);
    const outsider = (await at.system.foundBranch("别的支部")).secretary;
    for (const page of ["duties", "home", "handovers"]) {
      expect((await member.get(`${at.path}/${page}`)).status).toBe(403);
      expect((await outsider.get(`${at.path}/${page}`)).status).toBe(404);
      expect((await at.system.office.get(`${at.path}/${page}`)).status).toBe(200);
    }
  });
});

describe("支部设置", () => {
  it("只改写明的一项，其他设置不变；党课按新的频次要求", async () => {
    const before = (await at.secretary.get(at.path)).body;
    const monthly = await at.secretary.patch(at.path, before.version, {
      settings: { lectureMonths: 1, studyHours: 40 },
    });
    expect(monthly.body.settings).toEqual({ ...before.settings, lectureMonths: 1, studyHours: 40 });
    const after = await at.secretary.patch(at.path, monthly.body.version, { settings: { usualPlace: "三楼会议室" } });
    expect(after.body.settings).toEqual({ ...monthly.body.settings, usualPlace: "三楼会议室" });
    const { items } = (await at.secretary.get(`${at.path}/duties?year=2026`)).body;
    expect(items.filter((item: Item) => item.rule === "lecture")).toHaveLength(12);
  });
});

describe("首页", () => {
  it("列出到期、逾期、下一步、待确认的记录和没有办结的决议", async () => {
    const [owner] = at.people;
    await at.record({
      ...{ title: "支部党员大会", kinds: ["general"], startsAt: "2026-10-20T14:00" },
      resolutions: [
        { text: "修订学习计划", ownerId: owner, dueOn: "2026-11-01" },
        { text: "已经办完的事", doneOn: "2026-10-25" },
      ],
    });
    const waiting = await at.record({ title: "待确认的党课", kinds: ["lecture"], startsAt: "2026-11-10T14:00" }, false);
    const home = await at.secretary.get(`${at.path}/home`);
    expect(home.status, home.text).toBe(200);
    expect(home.body).toMatchObject({ year: 2026, on: TODAY, handover: null });
    expect(home.body.unconfirmed).toMatchObject([{ id: waiting, title: "待确认的党课", on: "2026-11-10" }]);
    expect(home.body.followups).toMatchObject([
      { text: "修订学习计划", ownerName: "赵一", dueOn: "2026-11-01", open: true, overdue: true, n: 0 },
    ]);
    expect(home.body.duties.due.map((entry: { rule: string }) => entry.rule)).toContain("theme-day");
    expect(home.body.duties.missed.length).toBeGreaterThan(0);
    expect(home.body.counts).toEqual((await at.secretary.get(`${at.path}/duties?year=2026`)).body.counts);
  });

  it("上半年的首页还列出上一年没有完成的年度事项，下半年不再列出", async () => {
    const lastYear = async (on: string) =>
      (await at.secretary.get(`${at.path}/home?on=${on}`)).body.duties.overdue
        .concat((await at.secretary.get(`${at.path}/home?on=${on}`)).body.duties.due)
        .filter((entry: { period: string }) => entry.period.startsWith("2026年"))
        .map((entry: { rule: string }) => entry.rule);
    expect(await lastYear("2027-02-01")).toContain("org-life");
    expect(await lastYear("2027-05-01")).toContain("org-life");
    expect(await lastYear("2027-07-01")).not.toContain("org-life");
    expect(await lastYear("2027-02-01")).not.toContain("committee-size");
  });
});
