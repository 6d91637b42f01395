import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assessmentBlocks, assessmentDocument } from "#functions/papers/assessment-report";
import { assessmentWorkbook, selfCheckRow } from "#functions/papers/assessment-sheets";
import { movementsOf } from "#shared/assessment/movements";
import { buildAssessment, noteOf, substanceOf } from "#shared/assessment/report";
import { checkSubmission, isSubmissionOpen, returnedWith, submitted } from "#shared/assessment/rules";
import { type AssessmentReport, assessmentReport } from "#shared/assessment/schema";
import { addDays } from "#shared/dates";
import type { Member } from "#shared/members/schema";
import { Fault } from "#shared/problem";
import { largestBranch } from "../bench/assessment-facts";
import { aMember, anActivity, factsOf, membersOf } from "../support/facts";
import { checkOoxml } from "../support/ooxml-check";

const asked = { year: 2026, on: "2026-12-31", madeOn: "2027-01-10" };
const built = (more: Parameters<typeof factsOf>[0] = {}, how: Partial<typeof asked> = {}) =>
  buildAssessment(factsOf(more), { ...asked, ...how });
const textOf = (report: AssessmentReport) => JSON.stringify(assessmentBlocks(report));
const roll = (ids: string[]) => ({ expected: ids, entitled: ids });
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return "ok";
  } catch (error) {
    return error instanceof Fault ? error.code : "other";
  }
};

describe("年度考核的内容", () => {
  it("台账只有已开展的活动：本年度的，和年初为上年度补开的", () => {
    const { activities } = built({
      activities: [
        anActivity("planned", { state: "planned", startsAt: "2026-04-01T09:00" }),
        anActivity("recorded", { state: "recorded", startsAt: "2026-05-01T09:00" }),
        anActivity("for2025", { kinds: ["orgLife"], startsAt: "2026-01-10T09:00", forYear: 2025 }),
        anActivity("later", { startsAt: "2027-01-05T09:00", forYear: 2026 }),
      ],
    });
    expect(activities.map(({ id }) => id)).toEqual(["for2025", "recorded"]);
  });

  it("次年一月为本年度开的组织生活会在台账里，不在本年各月的出勤里", () => {
    const january = anActivity("a1", {
      kinds: ["orgLife"],
      startsAt: "2027-01-08T09:00",
      forYear: 2026,
      roll: roll(["m1"]),
    });
    const report = built({ activities: [january] }, { on: "2027-01-10" });
    expect(report.activities).toHaveLength(1);
    expect(report.attendance.rows.every(({ expected }) => expected === 0)).toBe(true);
  });

  it("出勤按月计应到和实到，线上算实到，列席既不算请假也不算缺席", () => {
    const states = [
      { memberId: "m2", state: "online" as const, reason: "" },
      { memberId: "m3", state: "leave" as const, reason: "" },
      { memberId: "m4", state: "absent" as const, reason: "" },
      { memberId: "m5", state: "observer" as const, reason: "" },
    ];
    const march = anActivity("a1", {
      startsAt: "2026-03-03T09:00",
      roll: roll(["m1", "m2", "m3", "m4", "m5"]),
      attendance: { default: "present", exceptions: states },
    });
    const { rows } = built({ activities: [march] }).attendance;
    expect(rows.map(({ expected, present, leave, absent }) => [expected, present, leave, absent])).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 0, 1],
      [1, 0, 0, 0],
    ]);
    expect(rows[0]?.months.map(({ expected }) => expected)).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("只知道人数、不知道是谁的活动不进出勤表，单独计数", () => {
    const known = anActivity("a1", { roll: roll(["m1", "m2"]), counted: { expected: 2, present: 2 } });
    const unknown = anActivity("a2", { roll: roll(["m1", "m2"]), counted: { expected: 2, present: 1 } });
    const { rows, countedOnly } = built({ activities: [known, unknown] }).attendance;
    expect(countedOnly).toBe(1);
    expect(rows.find(({ memberId }) => memberId === "m1")?.expected).toBe(1);
  });

  it("待确认的活动不计出勤和学时，列在未办事项", () => {
    const report = built({ activities: [anActivity("a1", { state: "recorded", hours: 2, roll: roll(["m1"]) })] });
    expect(report.hours.every(({ total }) => total === 0)).toBe(true);
    expect(report.attendance.rows.every(({ expected }) => expected === 0)).toBe(true);
    expect(report.open.filter(({ kind }) => kind === "unconfirmed")).toHaveLength(1);
  });

  it("学时分会议和培训，免于要求的没有差额并写明原因", () => {
    const [first, ...rest] = membersOf(3);
    const members = [{ ...first, excused: { reason: "年老体弱", from: "2026-01-01", to: null } } as Member, ...rest];
    const training = { ...largestBranch().trainings[0], memberId: "m2", hours: 8, to: "2026-04-03" } as ReturnType<
      typeof largestBranch
    >["trainings"][number];
    const meeting = anActivity("a1", { hours: 2.5, roll: roll(["m1", "m2", "m3"]) });
    const { hours } = built({ members, activities: [meeting], trainings: [training] });
    expect(
      hours.map(({ meetings, trainings, total, required, gap }) => [meetings, trainings, total, required, gap]),
    ).toEqual([
      [2.5, 0, 2.5, null, 0],
      [2.5, 8, 10.5, 32, 21.5],
      [2.5, 0, 2.5, 32, 29.5],
    ]);
    expect(hours[0]?.reason).toContain("免于参加");
  });

  it("没有完成的决议列在未办事项，截至日以后才完成的也还没有完成", () => {
    const resolution = (doneOn: string | null) => ({ text: "整改", ownerId: "m2", dueOn: "2026-03-31", doneOn });
    const held = anActivity("a1", {
      resolutions: [resolution(null), resolution("2026-03-01"), resolution("2026-09-01")],
    });
    const rows = built({ activities: [held] }, { on: "2026-06-30" }).open.filter(({ kind }) => kind === "resolution");
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ owner: "党员m2", dueOn: "2026-03-31" });
  });

  it("未到开始日的事项不是未办事项", () => {
    const { open } = built({}, { on: "2026-02-15" });
    expect(open.some(({ text }) => text.includes("12月"))).toBe(false);
    expect(open.some(({ text }) => text.includes("2月"))).toBe(true);
  });

  it("发展党员只列截至日在册的申请人至预备党员，和当年转正的", () => {
    const members = [
      aMember("m1", {
        stage: "activist",
        joinedOn: null,
        convertedOn: null,
        appliedOn: "2025-05-04",
        activistOn: "2026-09-01",
      }),
      aMember("m2", { joinedOn: "2025-03-01", convertedOn: "2026-03-01" }),
      aMember("m3"),
      aMember("m4", {
        stage: "applicant",
        joinedOn: null,
        convertedOn: null,
        left: { on: "2026-02-01", how: "other" },
      }),
    ];
    const rows = built({ members }).development;
    expect(rows.map(({ memberId, stage }) => [memberId, stage])).toEqual([
      ["m1", "activist"],
      ["m2", "full"],
    ]);
    const june = built({ members }, { on: "2026-06-30" }).development;
    expect(june[0]).toMatchObject({ stage: "applicant", appliedOn: "2025-05-04", activistOn: null });
  });

  it("同一份记录得出同一份实质内容，换一天制表不算改动，记录变了才算", () => {
    const facts = largestBranch();
    const first = buildAssessment(facts, asked);
    expect(substanceOf(buildAssessment(facts, { ...asked, madeOn: "2027-02-01" }))).toBe(substanceOf(first));
    const [activity, ...others] = facts.activities;
    const amended = {
      ...facts,
      activities: [{ ...activity, title: "更正后的主题" } as (typeof facts.activities)[number], ...others],
    };
    expect(substanceOf(buildAssessment(amended, asked))).not.toBe(substanceOf(first));
  });

  it("内容符合所公布的结构，没有身份证号和电话", () => {
    const report = buildAssessment(largestBranch(), asked);
    expect(assessmentReport.parse(report)).toEqual(report);
    expect(JSON.stringify(report)).not.toMatch(/990000198001010000|19900000000/);
  });

  it("不写为什么免于参加活动", () => {
    const report = buildAssessment(largestBranch(), asked);
    expect(JSON.stringify(report)).not.toContain("年老体弱");
    expect(report.hours.find(({ memberId }) => memberId === "m13")?.reason).toBe(
      "已登记免于参加活动，学习不作硬性要求。",
    );
  });
});

describe("党员变动", () => {
  it("发展、转入、转正、转出、停止党籍各算各的", () => {
    const suspended = aMember("m5", {
      standing: "suspended",
      timeline: [
        { field: "standing", from: "1900-01-01", value: "normal" },
        { field: "standing", from: "2026-07-01", value: "suspended" },
      ],
    });
    const members = [
      aMember("m1", { stage: "probationary", joinedOn: "2026-03-10", convertedOn: null }),
      aMember("m2", { arrivedOn: "2026-04-01", arrival: "transfer" }),
      aMember("m3", { joinedOn: "2025-05-01", convertedOn: "2026-05-01" }),
      aMember("m4", { left: { on: "2026-06-01", how: "death" } }),
      suspended,
    ];
    const { start, end, changes } = movementsOf(members, 2026, "2026-12-31");
    expect([start.total, end.total]).toEqual([3, 3]);
    expect(changes.map(({ on, kind, effect }) => [on, kind, effect])).toEqual([
      ["2026-03-10", "admitted", 1],
      ["2026-04-01", "arrived", 1],
      ["2026-05-01", "converted", 0],
      ["2026-06-01", "left", -1],
      ["2026-07-01", "suspended", -1],
    ]);
    expect(changes[3]?.detail).toBe("去世");
  });

  it("上年末人数加增减总是等于截至日人数", () => {
    const days = fc.integer({ min: 0, max: 900 }).map((n) => addDays("2025-06-01", n));
    const maybe = fc.option(days, { nil: null });
    const person = fc.record({
      joined: maybe,
      probation: fc.integer({ min: 1, max: 500 }),
      isFull: fc.boolean(),
      arrived: maybe,
      left: maybe,
      suspended: maybe,
    });
    const toMember = (
      one: {
        joined: string | null;
        probation: number;
        isFull: boolean;
        arrived: string | null;
        left: string | null;
        suspended: string | null;
      },
      i: number,
    ) =>
      aMember(`m${i}`, {
        stage: one.joined === null ? "full" : one.isFull ? "full" : "probationary",
        joinedOn: one.joined ?? "2010-07-01",
        convertedOn: one.joined === null ? "2011-07-01" : one.isFull ? addDays(one.joined, one.probation) : null,
        arrivedOn: one.arrived,
        left: one.left === null ? null : { on: one.left, how: "transfer" },
        timeline:
          one.suspended === null
            ? []
            : [
                { field: "standing", from: "1900-01-01", value: "normal" },
                { field: "standing", from: one.suspended, value: "suspended" },
              ],
      });
    fc.assert(
      fc.property(fc.array(person, { maxLength: 12 }), fc.integer({ min: 0, max: 364 }), (people, n) => {
        const { start, end, changes } = movementsOf(people.map(toMember), 2026, addDays("2026-01-01", n));
        return start.total + changes.reduce((sum, { effect }) => sum + effect, 0) === end.total;
      }),
    );
  });
});

describe("上报的规则", () => {
  const submission = { on: "2026-11-22", at: "2026-11-22T02:00:00.000Z", by: "王书记", sha256: "a".repeat(64) };
  const handed = submitted(null, { branchId: "b1", year: 2026, submission, pieces: 1 });
  const returned = returnedWith(handed, { at: "2026-12-01T00:00:00.000Z", by: "党务部门", reason: "请补" });

  it("十月一日起至次年三月三十一日止可以上报", () => {
    const days = ["2026-09-30", "2026-10-01", "2027-03-31", "2027-04-01"];
    expect(days.map((day) => isSubmissionOpen(2026, day, null))).toEqual([false, true, true, false]);
    expect(days.map((day) => codeOf(() => checkSubmission(2026, day, null, "2020-01-01")))).toEqual([
      "assessment.window",
      "ok",
      "ok",
      "assessment.window",
    ]);
  });

  it("已上报的不能再报；退回后可以，也不受截止日限制", () => {
    expect(codeOf(() => checkSubmission(2026, "2026-12-01", handed, "2020-01-01"))).toBe("assessment.submitted");
    expect(codeOf(() => checkSubmission(2026, "2027-06-01", returned, "2020-01-01"))).toBe("ok");
  });

  it("成立以前的年度没有考核", () => {
    expect(codeOf(() => checkSubmission(2026, "2027-01-10", null, "2027-01-05"))).toBe("assessment.window");
  });

  it("没有上报的不能退回，退回留下那一次的哈希，再报时次数递增", () => {
    const how = { at: "", by: "", reason: "" };
    expect(codeOf(() => returnedWith(null, how))).toBe("assessment.not-submitted");
    expect(codeOf(() => returnedWith(returned, how))).toBe("assessment.not-submitted");
    expect(returned.returns).toEqual([expect.objectContaining({ reason: "请补", submission })]);
    expect(submitted(returned, { branchId: "b1", year: 2026, submission, pieces: 1 })).toMatchObject({
      submissions: 2,
      state: "submitted",
      returns: returned.returns,
    });
  });
});

describe("年度考核的文件", () => {
  it("差额不为负，不适用的没有差额并写明原因，状态用约定的词，条款不明的写待核对", () => {
    const report = buildAssessment(largestBranch(), asked);
    const rows = report.duties.map((duty) => selfCheckRow(duty, report.on));
    const words = new Set(rows.map((row) => row[8]));
    for (const word of words)
      expect(["已完成", "逾期完成", "待办", "未到期", "逾期", "未完成", "不适用"]).toContain(word);
    expect(rows.every((row) => row[7] === null || Number(row[7]) >= 0)).toBe(true);
    const exempt = rows.filter((row) => row[8] === "不适用");
    expect(exempt.length).toBeGreaterThan(0);
    expect(exempt.every((row) => row[7] === null)).toBe(true);
    const none = report.duties.findIndex(({ article }) => article === null);
    expect(rows[none]?.[4]).toBe("待核对");
    expect(noteOf({ detail: "规则（《条例》第一条）。说明。", regulation: "《条例》", article: "第一条" })).toBe(
      "说明。",
    );
  });

  it("还没有到开始日的写未到期，到了的写待办，与页面一致", () => {
    const [duty] = buildAssessment(largestBranch(), asked).duties;
    if (!duty) throw new Error("no duty");
    const next = { ...duty, status: "due" as const, opensOn: "2026-12-01" };
    expect([selfCheckRow(next, "2026-11-30")[8], selfCheckRow(next, "2026-12-01")[8]]).toEqual(["未到期", "待办"]);
  });

  it("佐证只列前几项并写明一共几项", () => {
    const evidence = Array.from({ length: 8 }, (_, i) => ({
      kind: "activity" as const,
      id: `a${i}`,
      name: `会${i}`,
      on: "2026-01-01",
    }));
    const [duty] = buildAssessment(largestBranch(), asked).duties;
    if (!duty) throw new Error("no duty");
    const text = selfCheckRow({ ...duty, evidence }, "2026-11-22").at(-1);
    expect(text).toContain("会1等 8 项");
    expect(text).not.toContain("会2");
  });

  it("报告的句子出自数字：缺的会写明，空白处标出【待补】", () => {
    const text = textOf(buildAssessment(largestBranch(), asked));
    expect(text).toContain("2026年7月没有主题党日的记录");
    expect(text).toContain("【待补：整改措施、责任人和时限】");
    expect(text).toContain("支部党员大会 3 次");
    expect(text).toContain("另有 1 次已记录、待书记确认，未计入");
    expect(text).not.toContain("undefined");
    expect(text).not.toContain("NaN");
  });

  it("空白支部也有完整的报告", () => {
    const text = textOf(built({ members: [], activities: [] }));
    expect(text).toContain("本年度还没有已确认的会议活动记录");
    expect(text).toContain("【待补：书记、委员】");
    expect(text).not.toContain("NaN");
  });

  it("年度没有结束的，报告开头写明截至哪一天", () => {
    expect(textOf(built({}, { on: "2026-11-22", madeOn: "2026-11-22" }))).toContain("截至2026年11月22日，年度尚未结束");
    expect(textOf(built())).not.toContain("尚未结束");
  });

  it("最大支部的工作簿和报告通过结构检查", async () => {
    const report = buildAssessment(largestBranch(), asked);
    expect(await checkOoxml(await assessmentWorkbook(report, "a".repeat(64)))).toEqual([]);
    expect(await checkOoxml(await assessmentDocument(report))).toEqual([]);
  });
});
