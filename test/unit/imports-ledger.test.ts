import { describe, expect, it } from "vitest";
import type { Activity } from "#shared/activities/schema";
import { activityRecord } from "#shared/activities/schema";
import { fieldOf, headerWords, ledgerColumns } from "#shared/imports/columns";
import { columnLetters } from "#shared/imports/header";
import { type LedgerContext, planLedger, readLedgerRows } from "#shared/imports/ledger-rows";
import { placesOf } from "#shared/imports/rows";
import { memberRecord } from "#shared/members/schema";
import { branchRecord } from "#shared/org/schema";

const person = (name: string, more: Record<string, unknown> = {}) =>
  memberRecord.parse({
    ...{
      id: `m_${name}`,
      branchId: "b_1",
      version: 1,
      name,
      stage: "full",
      joinedOn: "2010-07-01",
      convertedOn: "2011-07-01",
    },
    ...{ enteredAt: "", enteredBy: "", ...more },
  });
const members = ["张一", "王二", "李三", "赵四", "钱五"].map((name) => person(name));
const branch = branchRecord.parse({
  ...{
    version: 1,
    id: "b_1",
    name: "第一党支部",
    branchKind: "ordinary",
    foundedOn: "2020-01-01",
    closedOn: null,
    term: null,
    committee: [],
  },
  ...{ groups: [{ id: "g_1", name: "第一党小组", foundedOn: "2020-01-01", closedOn: null }], settings: {} },
});
const headers = ["会议日期", "会议类型", "议题", "地点", "主持人", "应到", "实到", "缺席人员"];

function plan(rows: string[][], more: Partial<LedgerContext> = {}) {
  const words = headerWords(ledgerColumns);
  const places = placesOf(
    headers.map((header, i) => ({
      column: columnLetters(i),
      header,
      field: fieldOf(header, words, new Map()) ?? null,
    })),
  );
  const sheet = rows.map((cells, i) => ({
    number: i + 2,
    hidden: false,
    fixed: {},
    cells: cells.map((text) => ({ kind: "text" as const, text })),
  }));
  const context: LedgerContext = {
    branch,
    members,
    activities: [],
    today: "2026-11-22",
    nowLocal: "2026-11-22T12:00",
    confirms: true,
    ...more,
  };
  return planLedger(readLedgerRows(sheet, places), places, context);
}
const one = (row: string[], more: Partial<LedgerContext> = {}) => {
  const [planned] = plan([row], more);
  if (!planned) throw new Error("no row");
  return planned;
};

describe("会议台账的每一行", () => {
  it("缺席名单与人数对得上时，按人记出勤", () => {
    const { act, answer } = one([
      "2026年3月5日",
      "支部党员大会",
      "学习",
      "会议室",
      "张一",
      "5",
      "3",
      "王二（病假）、李三",
    ]);
    expect(answer).toMatchObject({ verdict: "new", issues: [], warnings: [] });
    expect(act).toMatchObject({
      input: {
        ...{
          kinds: ["general"],
          startsAt: "2026-03-05T00:00",
          forYear: 2026,
          place: "会议室",
          hostId: "m_张一",
          state: "confirmed",
          counted: null,
        },
        attendance: {
          default: "present",
          exceptions: [
            { memberId: "m_王二", state: "leave", reason: "病假" },
            { memberId: "m_李三", state: "absent", reason: "" },
          ],
        },
        roll: { expected: members.map(({ id }) => id) },
      },
    });
  });

  it("应到等于实到时全员到会", () => {
    expect(one(["2026.03.05", "党课", "讲党课", "", "", "5人", "5", "无"]).act).toMatchObject({
      input: { counted: null, attendance: { exceptions: [] } },
    });
  });

  it("没有名单时只记人数，不猜是谁", () => {
    expect(one(["2026-03-05", "党课", "讲党课", "", "", "5", "4", ""]).act).toMatchObject({
      input: { counted: { expected: 5, present: 4 }, roll: null },
    });
  });

  it("人数与名册不同时提示，并按表中的数字记", () => {
    const { act, answer } = one(["2026-03-05", "党课", "讲党课", "", "", "9", "8", "王二"]);
    expect(answer.warnings).toMatchObject([{ cell: "F2", code: "count.differs" }]);
    expect(act).toMatchObject({ input: { counted: { expected: 9, present: 8 } } });
  });

  it("名单里有不认识的人时提示，按人数记；没有人数就是错误", () => {
    expect(one(["2026-03-05", "党课", "讲", "", "", "5", "4", "陌生人"])).toMatchObject({
      act: { input: { counted: { expected: 5, present: 4 } } },
      answer: { warnings: [{ cell: "H2", code: "person.unknown" }] },
    });
    expect(one(["2026-03-05", "党课", "讲", "", "", "", "", "陌生人"]).answer.verdict).toBe("error");
  });

  it("同名的两个人不猜是哪一个", () => {
    const { answer } = one(["2026-03-05", "党课", "讲", "", "张一", "6", "5", ""], {
      members: [...members, person("张一", { id: "m_张一2" })],
    });
    expect(answer.warnings[0]?.detail).toContain("不止一名");
  });

  it.each([
    ["2026年3月", "党课", "5", "5", "date.month-only"],
    ["2026-12-31", "党课", "5", "5", "date.future"],
    ["", "党课", "5", "5", "date.missing"],
    ["2026-03-05", "三会一课", "5", "5", "choice.unknown"],
    ["2026-03-05", "", "5", "5", "kind.missing"],
    ["2026-03-05", "党课", "4", "5", "count.too-many"],
    ["2026-03-05", "党课", "5", "", "count.missing"],
    ["2026-03-05", "党课", "若干", "5", "count.unreadable"],
  ])("日期 %s、类别 %s、应到 %s、实到 %s 是错误 %s", (date, kind, expected, present, code) => {
    const { answer, act } = one([date, kind, "主题", "", "", expected, present, ""]);
    expect([act, answer.issues.map((issue) => issue.code)]).toEqual([null, expect.arrayContaining([code])]);
  });

  it("党小组会要说明是哪个党小组，只有一个时就是它", () => {
    expect(one(["2026-03-05", "党小组会", "学习", "", "", "3", "3", ""]).act).toMatchObject({
      input: { groupId: "g_1" },
    });
    const groups = [...branch.groups, { id: "g_2", name: "第二党小组", foundedOn: "2020-01-01", closedOn: null }];
    expect(
      one(["2026-03-05", "第二党小组会", "学习", "", "", "3", "3", ""], { branch: { ...branch, groups } }).act,
    ).toMatchObject({ input: { groupId: "g_2" } });
    expect(
      one(["2026-03-05", "党小组会", "学习", "", "", "3", "3", ""], { branch: { ...branch, groups } }).answer.issues[0]
        ?.code,
    ).toBe("group.missing");
  });

  it("一月到三月的组织生活会，主题写明上年度的算上年", () => {
    expect(one(["2026-01-20", "组织生活会", "2025年度组织生活会", "", "", "5", "5", ""]).act).toMatchObject({
      input: { forYear: 2025 },
    });
    expect(one(["2026-01-20", "组织生活会", "组织生活会", "", "", "5", "5", ""]).act).toMatchObject({
      input: { forYear: 2026 },
    });
  });

  it("支委导入的记录待书记确认", () => {
    expect(one(["2026-03-05", "党课", "讲", "", "", "5", "5", ""], { confirms: false }).act).toMatchObject({
      input: { state: "recorded", roll: null },
    });
  });

  it("已有的活动不重复记，文件里写了两次的是错误，同日同类的提示", () => {
    const existing: Activity = activityRecord.parse({
      ...{
        version: 1,
        id: "a_1",
        branchId: "b_1",
        kinds: ["lecture"],
        title: "讲 党课",
        startsAt: "2026-03-05T14:30",
        forYear: 2026,
        state: "confirmed",
      },
      ...{ attendance: { default: "present", exceptions: [] }, enteredAt: "", enteredBy: "" },
    });
    const row = ["2026-03-05", "党课", "讲党课", "", "", "5", "5", ""];
    expect(one(row, { activities: [existing] })).toMatchObject({
      act: { type: "none", activityId: "a_1" },
      answer: { verdict: "unchanged" },
    });
    expect(plan([row, row]).map(({ answer }) => answer.verdict)).toEqual(["error", "error"]);
    expect(one([...row.slice(0, 2), "另一个题目", ...row.slice(3)], { activities: [existing] }).answer).toMatchObject({
      verdict: "new",
      warnings: [{ code: "activity.same-day" }],
    });
  });
});
