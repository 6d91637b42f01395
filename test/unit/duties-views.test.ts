import { describe, expect, test } from "vitest";
import { evaluateDuties } from "#shared/duties/engine";
import type { BranchFacts } from "#shared/duties/types";
import { groupForHome, yearGrid } from "#shared/duties/views";
import { aBranch, aMember, anActivity, committeeOfThree, factsOf, membersOf } from "../support/facts";

const homeOf = (facts: BranchFacts, on: string, year = 2026) =>
  groupForHome(evaluateDuties(facts, { year, on }).items, on);

describe("首页待办", () => {
  test("分成逾期、待办、接下来和未完成，先到期的在前", () => {
    const branch = aBranch({ term: { startedOn: "2023-01-01", years: 3, extendedTo: null } });
    const home = homeOf(factsOf({ branch }), "2026-05-20");
    expect(home.overdue.map(({ rule }) => rule)).toEqual(["term"]);
    expect(home.due.map(({ rule, dueOn }) => [rule, dueOn])).toEqual([
      ["theme-day", "2026-05-31"],
      ["general-meeting", "2026-06-30"],
      ["lecture", "2026-06-30"],
    ]);
    expect(home.missed.map(({ rule, period }) => [rule, period])[0]).toEqual(["theme-day", "2026年4月"]);
  });
  test("没有期限的待办也列出，排在最后", () => {
    const home = homeOf(factsOf({ members: membersOf(8) }), "2026-05-20");
    expect(home.due.slice(-2).map(({ rule, act }) => [rule, act.kind])).toEqual([
      ["term", "branch"],
      ["committee-size", "branch"],
    ]);
  });
  test("接下来每项只列最近的一次；年度事项到第四季度才进入待办", () => {
    const next = homeOf(factsOf(), "2026-05-20").next;
    expect(next.filter(({ rule }) => rule === "theme-day").map(({ period }) => period)).toEqual(["2026年6月"]);
    expect(next.some(({ rule }) => rule === "org-life")).toBe(true);
    expect(homeOf(factsOf(), "2026-10-01").due.some(({ rule }) => rule === "org-life")).toBe(true);
  });
  test("许多人的学时合成一行，各带自己的名单", () => {
    const study = homeOf(factsOf(), "2026-10-01").due.filter(({ rule }) => rule === "study-hours");
    expect(study).toHaveLength(1);
    expect(study[0]).toMatchObject({
      subject: "5 人",
      missing: "还有 5 人没有达到 32 学时",
      act: { kind: "training" },
    });
    expect(study[0]?.duties).toHaveLength(5);
    const one = homeOf(factsOf({ members: membersOf(1) }), "2026-10-01").due.find(({ rule }) => rule === "study-hours");
    expect(one?.subject).toBe("党员m1");
  });
  test("每一行有一个办法：记录、确认、补录，带着类别、日子和小组", () => {
    const groups = [{ id: "g1", name: "第一党小组", foundedOn: "2015-01-01", closedOn: null }];
    const activities = [anActivity("a", { kinds: ["general"], startsAt: "2026-05-10T09:00", state: "recorded" })];
    const home = homeOf(factsOf({ branch: aBranch({ groups }), activities }), "2026-05-20");
    const act = (rule: string) => home.due.find((entry) => entry.rule === rule)?.act;
    expect(act("general-meeting")).toEqual({ kind: "confirm", label: "确认支部党员大会", params: { activityId: "a" } });
    expect(act("group-meeting")).toEqual({
      kind: "record",
      label: "记录党小组会",
      params: { kind: "group", day: "2026-05-20", groupId: "g1" },
    });
    expect(home.missed.find(({ rule, period }) => rule === "theme-day" && period === "2026年2月")?.act).toEqual({
      kind: "record",
      label: "补录主题党日",
      params: { kind: "themeDay", day: "2026-02-28" },
    });
    expect(home.next.find(({ rule }) => rule === "theme-day")?.act.params).toEqual({
      kind: "themeDay",
      day: "2026-06-01",
    });
    expect(home.next.find(({ rule }) => rule === "org-life")?.act.params).toEqual({
      kind: "orgLife",
      day: "2026-05-20",
      forYear: "2026",
    });
  });
  test("谈话、培训、预备党员和人数各有去处", () => {
    const members = [aMember("m1"), aMember("p", { stage: "probationary", joinedOn: "2025-11-01", convertedOn: null })];
    const home = homeOf(factsOf({ branch: aBranch({ committee: committeeOfThree }), members }), "2026-10-20");
    const act = (rule: string) => home.due.find((entry) => entry.rule === rule)?.act;
    expect(act("talks")?.kind).toBe("talk");
    expect(act("secretary-training")).toMatchObject({ kind: "training", params: { memberId: "m1", kind: "rotation" } });
    expect(act("probation")).toMatchObject({ kind: "member", params: { memberId: "p" } });
    expect(act("branch-size")?.kind).toBe("members");
    const none = homeOf(factsOf({ members }), "2026-10-20").due.find(({ rule }) => rule === "secretary-training");
    expect(none?.act.kind).toBe("branch");
  });
  test("完成的和不适用的不列出", () => {
    const home = homeOf(factsOf({ branch: aBranch({ closedOn: "2016-01-01" }) }), "2026-05-20");
    expect(home).toEqual({ overdue: [], due: [], next: [], missed: [] });
  });
});

describe("全年表格", () => {
  const activities = [
    anActivity("b", { kinds: ["themeDay", "lecture"], startsAt: "2026-05-20T09:00" }),
    anActivity("a", { kinds: ["themeDay"], startsAt: "2026-05-08T09:00", state: "recorded" }),
    anActivity("c", { kinds: ["themeDay"], startsAt: "2026-12-31T09:00", state: "planned" }),
    anActivity("d", { kinds: ["orgLife"], startsAt: "2027-02-01T09:00", forYear: 2026 }),
    anActivity("e", { kinds: ["orgLife"], startsAt: "2026-02-01T09:00", forYear: 2025 }),
  ];
  const row = (kind: string, year = 2026) => yearGrid(activities, year).find((one) => one.kind === kind);
  test("每格列出它所数的记录，只把已确认的计入合计", () => {
    expect(row("themeDay")?.months[4]).toEqual({ month: 5, ids: ["a", "b"], confirmed: 1, recorded: 1, planned: 0 });
    expect(row("themeDay")?.months[11]).toEqual({ month: 12, ids: ["c"], confirmed: 0, recorded: 0, planned: 1 });
    expect(row("themeDay")?.total).toBe(1);
  });
  test("一次活动属于几类就在几行里", () => {
    expect(row("lecture")?.months[4]?.ids).toEqual(["b"]);
  });
  test("次年初补开、算作本年度的放在最后一格", () => {
    expect(row("orgLife")?.after.ids).toEqual(["d"]);
    expect(row("orgLife")?.total).toBe(2);
    expect(row("orgLife", 2025)?.after.ids).toEqual(["e"]);
    expect(row("orgLife", 2027)?.months[1]?.ids).toEqual(["d"]);
  });
});
