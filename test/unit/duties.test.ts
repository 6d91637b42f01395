import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Activity, activityKinds, activityStates } from "#shared/activities/schema";
import { addDays, daysInMonth, toDay } from "#shared/dates";
import { evaluateDuties } from "#shared/duties/engine";
import { rules } from "#shared/duties/registry";
import { type BranchFacts, type Duty, type DutyStatus, dutiesAnswer, dutyStatuses } from "#shared/duties/types";
import { stages } from "#shared/members/schema";
import { branchKinds } from "#shared/org/schema";
import { aBranch, aMember, anActivity, aTalk, aTraining, committeeOfThree, factsOf, membersOf } from "../support/facts";

const duties = (rule: string, facts: BranchFacts, on: string, year = 2026): Duty[] =>
  evaluateDuties(facts, { year, on }).items.filter((item) => item.rule === rule);
const statuses = (rule: string, facts: BranchFacts, on: string, year = 2026): DutyStatus[] =>
  duties(rule, facts, on, year).map(({ status }) => status);
const only = (rule: string, facts: BranchFacts, on: string, year = 2026): Duty => {
  const [first, ...rest] = duties(rule, facts, on, year);
  if (!first || rest.length > 0) throw new Error(`${rule}：应当只有一行`);
  return first;
};
const held = (kinds: Activity["kinds"], day: string, more: Partial<Activity> = {}) =>
  anActivity(day, { kinds, startsAt: `${day}T09:00`, ...more });
const settings = (more: Partial<ReturnType<typeof aBranch>["settings"]>) =>
  aBranch({ settings: { ...aBranch().settings, ...more } });

describe("支部党员大会（每季度）", () => {
  test("过去的季度没开是“未完成且不能补”，本季度待办，以后的季度未到", () => {
    const rows = duties("general-meeting", factsOf(), "2026-05-20");
    expect(rows.map(({ status }) => status)).toEqual(["breached", "due", "due", "due"]);
    expect(rows.map(({ opensOn, dueOn }) => [opensOn, dueOn])).toEqual([
      ["2026-01-01", "2026-03-31"],
      ["2026-04-01", "2026-06-30"],
      ["2026-07-01", "2026-09-30"],
      ["2026-10-01", "2026-12-31"],
    ]);
    expect(rows.map(({ missing }) => missing)).toEqual([
      "2026年第一季度没有支部党员大会的记录",
      "2026年第二季度还没有支部党员大会的记录",
      "2026年第三季度需要支部党员大会 1 次",
      "2026年第四季度需要支部党员大会 1 次",
    ]);
  });
  test("季度最后一天仍是待办，次日就是未完成", () => {
    expect(statuses("general-meeting", factsOf(), "2026-03-31")[0]).toBe("due");
    expect(statuses("general-meeting", factsOf(), "2026-04-01")[0]).toBe("breached");
  });
  test("季度首日和末日开的会都算本季度", () => {
    const activities = [held(["general"], "2026-01-01"), held(["general"], "2026-06-30")];
    expect(statuses("general-meeting", factsOf({ activities }), "2026-07-01")).toEqual(["done", "done", "due", "due"]);
  });
  test("已确认的会就是完成，佐证指向这次会", () => {
    const row = duties("general-meeting", factsOf({ activities: [held(["general"], "2026-02-10")] }), "2026-05-20")[0];
    expect(row).toMatchObject({
      status: "done",
      late: false,
      done: 1,
      required: 1,
      missing: "",
      evidence: [{ kind: "activity", id: "2026-02-10", on: "2026-02-10" }],
    });
  });
  test("一句话说明规则、法规和条款", () => {
    expect(duties("general-meeting", factsOf(), "2026-05-20")[0]?.detail).toBe(
      "支部党员大会一般每季度召开 1 次，有表决权的党员半数以上到会（《中国共产党支部工作条例（试行）》第十一条）。",
    );
  });
  test("应到 16 人到 8 人算数，到 7 人不算；应到 15 人到 7 人不算", () => {
    const at = (count: number, absent: number) => {
      const members = membersOf(count);
      const exceptions = members
        .slice(0, absent)
        .map(({ id }) => ({ memberId: id, state: "absent" as const, reason: "" }));
      return factsOf({
        members,
        activities: [held(["general"], "2026-02-10", { attendance: { default: "present", exceptions } })],
      });
    };
    expect(statuses("general-meeting", at(16, 8), "2026-05-20")[0]).toBe("done");
    expect(statuses("general-meeting", at(16, 9), "2026-05-20")[0]).toBe("breached");
    expect(statuses("general-meeting", at(15, 8), "2026-05-20")[0]).toBe("breached");
    expect(statuses("general-meeting", at(15, 7), "2026-05-20")[0]).toBe("done");
  });
  test("到会不够：季度未完仍是待办并说明差几人，季度过了是未完成", () => {
    const attendance = {
      default: "absent" as const,
      exceptions: [{ memberId: "m1", state: "present" as const, reason: "" }],
    };
    const facts = factsOf({ activities: [held(["general"], "2026-04-10", { attendance })] });
    const [, second] = duties("general-meeting", facts, "2026-05-20");
    expect(second).toMatchObject({
      status: "due",
      done: 0,
      missing: "2026年4月10日的支部党员大会到会人数不够：应到有表决权的党员 5 人，实到 1 人，需 3 人",
      evidence: [{ id: "2026-04-10" }],
    });
    expect(duties("general-meeting", facts, "2026-07-01")[1]?.status).toBe("breached");
  });
  test("名册后来改了，已确认的会仍按当时定下的名单算", () => {
    const roll = { expected: ["m1", "m2"], entitled: ["m1", "m2"] };
    const facts = factsOf({ members: membersOf(40), activities: [held(["general"], "2026-02-10", { roll })] });
    expect(statuses("general-meeting", facts, "2026-05-20")[0]).toBe("done");
  });
  test("台账导入的会按填报人数算到会", () => {
    const at = (present: number) =>
      factsOf({ activities: [held(["general"], "2026-02-10", { counted: { expected: 16, present } })] });
    expect(statuses("general-meeting", at(8), "2026-05-20")[0]).toBe("done");
    expect(statuses("general-meeting", at(7), "2026-05-20")[0]).toBe("breached");
  });
  test("已记录未确认的不算完成：本季度待办，季度过了是逾期，确认即可", () => {
    const facts = factsOf({ activities: [held(["general"], "2026-04-10", { state: "recorded" })] });
    expect(duties("general-meeting", facts, "2026-05-20")[1]).toMatchObject({
      status: "due",
      missing: "2026年4月10日的支部党员大会已记录，待书记确认",
      evidence: [{ id: "2026-04-10" }],
    });
    expect(duties("general-meeting", facts, "2026-07-01")[1]?.status).toBe("overdue");
  });
  test("已安排的会说出安排在哪天，过了没记录的说还没有记录", () => {
    const facts = factsOf({ activities: [held(["general"], "2026-05-28", { state: "planned" })] });
    expect(duties("general-meeting", facts, "2026-05-20")[1]?.missing).toBe(
      "2026年第二季度的支部党员大会已安排在2026年5月28日",
    );
    expect(duties("general-meeting", facts, "2026-05-29")[1]?.missing).toBe(
      "2026年5月28日安排的支部党员大会还没有记录",
    );
  });
  test("截至日以后的会不算", () => {
    const facts = factsOf({ activities: [held(["general"], "2026-05-21")] });
    expect(statuses("general-meeting", facts, "2026-05-20")[1]).toBe("due");
    expect(statuses("general-meeting", facts, "2026-05-21")[1]).toBe("done");
  });
  test("季度中间成立的支部从下一个季度起要求", () => {
    const facts = factsOf({ branch: aBranch({ foundedOn: "2026-02-15" }) });
    const rows = duties("general-meeting", facts, "2026-08-01");
    expect(rows.map(({ status }) => status)).toEqual(["notApplicable", "breached", "due", "due"]);
    expect(rows[0]?.detail).toContain("支部成立于2026年2月15日，从第一个完整的周期起要求");
    expect(
      statuses("general-meeting", factsOf({ branch: aBranch({ foundedOn: "2026-04-01" }) }), "2026-08-01"),
    ).toEqual(["notApplicable", "breached", "due", "due"]);
  });
  test("成立当季自愿开的会照样算完成", () => {
    const facts = factsOf({
      branch: aBranch({ foundedOn: "2026-02-15" }),
      activities: [held(["general"], "2026-03-01")],
    });
    expect(statuses("general-meeting", facts, "2026-08-01")[0]).toBe("done");
  });
  test("撤销以后不再要求，撤销以前没开的仍是没开", () => {
    const facts = factsOf({ branch: aBranch({ closedOn: "2026-05-10" }) });
    expect(statuses("general-meeting", facts, "2026-08-01")).toEqual([
      "breached",
      "notApplicable",
      "notApplicable",
      "notApplicable",
    ]);
  });
  test("还没到的年度全部未到，成立以前的年度不作要求，条例施行以前没有这一项", () => {
    expect(
      duties("general-meeting", factsOf(), "2026-05-20", 2027).every(
        ({ status, opensOn }) => status === "due" && (opensOn ?? "") > "2026-05-20",
      ),
    ).toBe(true);
    expect(
      new Set(
        statuses("general-meeting", factsOf({ branch: aBranch({ foundedOn: "2026-01-01" }) }), "2026-05-20", 2025),
      ),
    ).toEqual(new Set(["notApplicable"]));
    expect(duties("general-meeting", factsOf(), "2026-05-20", 2017)).toEqual([]);
    expect(duties("general-meeting", factsOf(), "2026-05-20", 2018)).toHaveLength(1);
  });
  test("只按第一类计入时，后面的类别不算", () => {
    const activities = [held(["lecture", "general"], "2026-02-10")];
    expect(statuses("general-meeting", factsOf({ activities }), "2026-05-20")[0]).toBe("done");
    const branch = settings({ countSeveralKinds: false });
    expect(statuses("general-meeting", factsOf({ activities, branch }), "2026-05-20")[0]).toBe("breached");
    expect(statuses("lecture", factsOf({ activities, branch }), "2026-05-20")[0]).toBe("done");
  });
});

describe("支委会（每月）", () => {
  const branch = aBranch({ committee: committeeOfThree });
  const members = membersOf(7);
  test("没有选出支委会，或者正式党员不足七人，就没有这一项", () => {
    expect(duties("committee-meeting", factsOf({ members }), "2026-05-20")).toEqual([]);
    expect(duties("committee-meeting", factsOf({ branch, members: membersOf(6) }), "2026-05-20")).toEqual([]);
    expect(duties("committee-meeting", factsOf({ branch, members }), "2026-05-20")).toHaveLength(12);
  });
  test("月中选出的支委会从下个月起要求", () => {
    const elected = aBranch({ committee: committeeOfThree.map((post) => ({ ...post, from: "2026-03-10" })) });
    expect(
      duties("committee-meeting", factsOf({ branch: elected, members }), "2026-05-20").map(
        ({ period }) => period.label,
      )[0],
    ).toBe("2026年4月");
  });
  test("到会委员半数以上算数，不到半数不算", () => {
    const meeting = (absent: string[]) =>
      held(["committee"], "2026-04-08", {
        attendance: {
          default: "present",
          exceptions: absent.map((memberId) => ({ memberId, state: "leave" as const, reason: "" })),
        },
      });
    const april = (activity: Activity) =>
      duties("committee-meeting", factsOf({ branch, members, activities: [activity] }), "2026-05-20")[3];
    expect(april(meeting(["m1"]))?.status).toBe("done");
    expect(april(meeting(["m1", "m2"]))).toMatchObject({
      status: "breached",
      missing: "2026年4月8日的支委会到会人数不够：应到委员 3 人，实到 1 人，需 2 人",
    });
  });
  test("和党员大会一起开的，按委员的到会算", () => {
    const activity = held(["general", "committee"], "2026-04-08", {
      attendance: {
        default: "present",
        exceptions: ["m1", "m2"].map((memberId) => ({ memberId, state: "absent" as const, reason: "" })),
      },
    });
    const facts = factsOf({ branch, members, activities: [activity] });
    expect(duties("committee-meeting", facts, "2026-05-20")[3]?.status).toBe("breached");
    expect(duties("general-meeting", facts, "2026-05-20")[1]?.status).toBe("done");
  });
  test("月底最后一天仍是待办，闰年二月到二十九日", () => {
    expect(duties("committee-meeting", factsOf({ branch, members }), "2026-02-28")[1]?.status).toBe("due");
    const leap = duties(
      "committee-meeting",
      factsOf({
        branch: aBranch({ committee: committeeOfThree.map((post) => ({ ...post, from: "2020-01-01" })) }),
        members,
      }),
      "2024-02-29",
      2024,
    )[1];
    expect(leap).toMatchObject({ status: "due", dueOn: "2024-02-29" });
  });
});

describe("党小组会（每月、每个小组）", () => {
  const groups = [
    { id: "g1", name: "第一党小组", foundedOn: "2015-01-01", closedOn: null },
    { id: "g2", name: "第二党小组", foundedOn: "2026-03-10", closedOn: "2026-06-15" },
  ];
  const facts = factsOf({ branch: aBranch({ groups }), members: membersOf(5, { groupId: "g1" }) });
  test("没有小组就没有这一项", () => {
    expect(duties("group-meeting", factsOf(), "2026-05-20")).toEqual([]);
  });
  test("每个小组每月一行，月中成立和撤销的当月不要求", () => {
    const rows = duties("group-meeting", facts, "2026-05-20");
    expect(rows.filter(({ subject }) => subject.id === "g1")).toHaveLength(12);
    expect(rows.filter(({ subject }) => subject.id === "g2").map(({ period }) => period.label)).toEqual([
      "2026年4月",
      "2026年5月",
    ]);
  });
  test("月初成立的小组当月就要求，月底最后一天撤销的当月不要求", () => {
    const short = [{ id: "g3", name: "第三党小组", foundedOn: "2026-04-01", closedOn: "2026-05-31" }];
    const rows = duties("group-meeting", factsOf({ branch: aBranch({ groups: short }) }), "2026-08-20");
    expect(rows.map(({ period }) => period.label)).toEqual(["2026年4月"]);
  });
  test("一个小组开的会不算另一个小组的", () => {
    const rows = duties(
      "group-meeting",
      { ...facts, activities: [held(["group"], "2026-04-09", { groupId: "g1" })] },
      "2026-05-20",
    );
    const april = rows
      .filter(({ period }) => period.label === "2026年4月")
      .map(({ subject, status }) => [subject, status]);
    expect(april).toEqual([
      [{ kind: "group", id: "g1", name: "第一党小组" }, "done"],
      [{ kind: "group", id: "g2", name: "第二党小组" }, "breached"],
    ]);
  });
  test("没有登记组员的小组会写明", () => {
    expect(duties("group-meeting", facts, "2026-05-20").find(({ subject }) => subject.id === "g2")?.detail).toContain(
      "第二党小组还没有登记组员。",
    );
  });
});

describe("党课和主题党日", () => {
  test("党课默认每季度，条款待核对；支部可以设为每月或每半年", () => {
    expect(duties("lecture", factsOf(), "2026-05-20")).toHaveLength(4);
    expect(duties("lecture", factsOf(), "2026-05-20")[0]).toMatchObject({
      article: null,
      detail: "党课应当按期开展，本支部设为每季度 1 次（《中国共产党支部工作条例（试行）》，条款待核对）。",
    });
    expect(duties("lecture", factsOf({ branch: settings({ lectureMonths: 1 }) }), "2026-05-20")).toHaveLength(12);
    expect(
      duties("lecture", factsOf({ branch: settings({ lectureMonths: 6 }) }), "2026-07-01").map(({ period, status }) => [
        period.label,
        status,
      ]),
    ).toEqual([
      ["2026年上半年", "breached"],
      ["2026年下半年", "due"],
    ]);
  });
  test("主题党日每月一次，不看到会人数，临时党支部也要开", () => {
    const activities = [held(["themeDay"], "2026-04-05", { attendance: { default: "absent", exceptions: [] } })];
    expect(
      statuses(
        "theme-day",
        factsOf({ activities, branch: aBranch({ branchKind: "provisional" }) }),
        "2026-05-20",
      ).slice(0, 5),
    ).toEqual(["breached", "breached", "breached", "done", "due"]);
  });
});

describe("组织生活会和民主评议（每年）", () => {
  test("当年到次年三月底都是待办，四月一日起逾期", () => {
    expect(only("org-life", factsOf(), "2026-12-31")).toMatchObject({
      status: "due",
      opensOn: "2026-01-01",
      dueOn: "2027-03-31",
    });
    expect(only("org-life", factsOf(), "2027-03-31").status).toBe("due");
    expect(only("org-life", factsOf(), "2027-04-01").status).toBe("overdue");
  });
  test("次年补开的按所属年度算：截止日以内按期，以后算迟", () => {
    const at = (day: string) =>
      only("org-life", factsOf({ activities: [held(["orgLife"], day, { forYear: 2026 })] }), "2027-06-01");
    expect(at("2027-02-01")).toMatchObject({ status: "done", late: false });
    expect(at("2027-03-31")).toMatchObject({ status: "done", late: false });
    expect(at("2027-04-01")).toMatchObject({ status: "done", late: true });
    expect(
      only("org-life", factsOf({ activities: [held(["orgLife"], "2026-02-01", { forYear: 2025 })] }), "2026-05-20")
        .status,
    ).toBe("due");
  });
  test("截止日可以设，二月三十日按月底算", () => {
    expect(only("appraisal", factsOf({ branch: settings({ yearEnd: "02-30" }) }), "2026-05-20").dueOn).toBe(
      "2027-02-28",
    );
    expect(only("appraisal", factsOf({ branch: settings({ yearEnd: "02-30" }) }), "2023-05-20", 2023).dueOn).toBe(
      "2024-02-29",
    );
  });
  test("同一次会可以同时是两项的佐证", () => {
    const facts = factsOf({ activities: [held(["orgLife", "appraisal"], "2026-11-20")] });
    expect([only("org-life", facts, "2026-12-01").status, only("appraisal", facts, "2026-12-01").status]).toEqual([
      "done",
      "done",
    ]);
  });
  test("已记录待确认的，截止日以后是逾期", () => {
    const facts = factsOf({ activities: [held(["appraisal"], "2026-11-20", { state: "recorded" })] });
    expect(only("appraisal", facts, "2026-12-01").status).toBe("due");
    expect(only("appraisal", facts, "2027-04-01")).toMatchObject({
      status: "overdue",
      missing: "2026年11月20日的民主评议党员已记录，待书记确认",
    });
  });
  test("年中成立的支部从下一年起要求", () => {
    const facts = factsOf({ branch: aBranch({ foundedOn: "2026-03-01" }) });
    expect(only("org-life", facts, "2026-05-20").status).toBe("notApplicable");
    expect(only("org-life", facts, "2026-05-20", 2027).status).toBe("due");
  });
});

describe("谈心谈话（每年）", () => {
  test("每名党员本年度至少参加一次，写出还差谁", () => {
    const talks = [
      aTalk("t1", "m1", "m2", "2026-03-01"),
      aTalk("t2", "m3", "m1", "2026-04-01"),
      aTalk("t3", "m4", "m5", "2025-12-31"),
    ];
    expect(only("talks", factsOf({ talks }), "2026-05-20")).toMatchObject({
      status: "due",
      required: 5,
      done: 3,
      missing: "还有 2 人本年度没有谈心谈话：党员m4、党员m5",
      article: null,
      evidence: [{ kind: "talk", id: "t1", name: "党员m1与党员m2谈心谈话" }, { id: "t2" }],
    });
    const all = [...talks, aTalk("t4", "m4", "m5", "2026-05-20")];
    expect(only("talks", factsOf({ talks: all }), "2026-05-20").status).toBe("done");
    expect(only("talks", factsOf({ talks: all }), "2026-05-19").status).toBe("due");
    expect(only("talks", factsOf({ talks }), "2027-04-01").status).toBe("overdue");
  });
  test("失联党员不计，没有党员的支部不适用，人多时只列前几名", () => {
    const lost = { lost: { on: "2025-01-01", reason: null } };
    expect(only("talks", factsOf({ members: [aMember("a"), aMember("b", lost)] }), "2026-05-20").required).toBe(1);
    expect(only("talks", factsOf({ members: [] }), "2026-05-20").status).toBe("notApplicable");
    expect(only("talks", factsOf({ members: membersOf(9) }), "2026-05-20").missing).toContain("党员m5等 9 人");
  });
  test("谈过话的人离开以后，佐证仍能显示", () => {
    expect(
      only(
        "talks",
        factsOf({ talks: [aTalk("t1", "gone", "m2", "2026-03-01"), aTalk("t2", "m1", "away", "2026-03-01")] }),
        "2026-05-20",
      ).evidence.map(({ name }) => name),
    ).toEqual(["已离开的同志与党员m2谈心谈话", "党员m1与已离开的同志谈心谈话"]);
  });
  test("年中成立的支部当年不作要求", () => {
    expect(only("talks", factsOf({ branch: aBranch({ foundedOn: "2026-03-01" }) }), "2026-05-20").status).toBe(
      "notApplicable",
    );
  });
});

describe("按期换届", () => {
  const termed = (more: Partial<NonNullable<ReturnType<typeof aBranch>["term"]>> = {}) =>
    factsOf({ branch: aBranch({ term: { startedOn: "2023-09-10", years: 3, extendedTo: null, ...more } }) });
  test("届满前六个月起待办，届满当天仍是待办，次日逾期", () => {
    expect(only("term", termed(), "2026-03-09")).toMatchObject({
      status: "done",
      dueOn: "2026-09-10",
      opensOn: "2026-03-10",
    });
    expect(only("term", termed(), "2026-03-10")).toMatchObject({
      status: "due",
      missing: "本届任期到2026年9月10日届满，请准备换届",
    });
    expect(only("term", termed(), "2026-09-10").status).toBe("due");
    expect(only("term", termed(), "2026-09-11")).toMatchObject({
      status: "overdue",
      missing: "本届任期到2026年9月10日，已经届满",
    });
  });
  test("批准延期的看延期日，超过一年的提示", () => {
    expect(only("term", termed({ extendedTo: "2027-03-10" }), "2026-09-11").status).toBe("due");
    expect(only("term", termed({ extendedTo: "2027-03-10" }), "2027-03-11").status).toBe("overdue");
    expect(only("term", termed({ extendedTo: "2027-09-11" }), "2026-09-11").detail).toContain("延期一般不超过 1 年");
    expect(only("term", termed({ extendedTo: "2027-09-10" }), "2026-09-11").detail).not.toContain(
      "延期一般不超过 1 年",
    );
  });
  test("没有登记任期就是没有完成，并说明缺什么", () => {
    expect(only("term", factsOf(), "2026-05-20")).toMatchObject({
      status: "due",
      dueOn: null,
      missing: "没有登记本届的起始日期",
    });
  });
  test("已开选举大会而任期没有更新时，提示更新", () => {
    const facts = { ...termed(), activities: [held(["election"], "2026-05-01")] };
    expect(only("term", facts, "2026-05-20").missing).toBe("2026年5月1日已召开选举大会，请更新本届的起始日期");
  });
  test("二月二十九日开始的任期到二月二十八日届满", () => {
    expect(only("term", termed({ startedOn: "2024-02-29" }), "2026-05-20").dueOn).toBe("2027-02-28");
  });
  test("成立当天、本届起始当天和撤销以前都看任期", () => {
    const facts = termed({ startedOn: "2026-05-20" });
    const branch = { ...facts.branch, foundedOn: "2026-05-20", closedOn: "2026-05-21" };
    expect(only("term", { ...facts, branch }, "2026-05-20").status).toBe("done");
    expect(only("term", { ...facts, branch }, "2026-05-21").status).toBe("notApplicable");
  });
  test("本届开始以前、临时党支部、未成立和已撤销的支部不适用", () => {
    expect(only("term", termed(), "2023-09-09").status).toBe("notApplicable");
    expect(only("term", factsOf({ branch: aBranch({ branchKind: "provisional" }) }), "2026-05-20").status).toBe(
      "notApplicable",
    );
    expect(only("term", factsOf({ branch: aBranch({ foundedOn: "2026-06-01" }) }), "2026-05-20").status).toBe(
      "notApplicable",
    );
    expect(only("term", factsOf({ branch: aBranch({ closedOn: "2026-05-20" }) }), "2026-05-20").status).toBe(
      "notApplicable",
    );
  });
});

describe("支委会设置和支部人数", () => {
  const branch = aBranch({ committee: committeeOfThree });
  test("正式党员七人以上没有支委会是待办，没有期限", () => {
    expect(only("committee-size", factsOf({ members: membersOf(7) }), "2026-05-20")).toMatchObject({
      status: "due",
      dueOn: null,
      required: 3,
      done: 0,
      missing: "正式党员 7 人，还没有登记支委会",
      article: null,
    });
  });
  test("不足七人不设支委会，没有书记时提示", () => {
    const row = only("committee-size", factsOf({ members: membersOf(6) }), "2026-05-20");
    expect(row.status).toBe("notApplicable");
    expect(row.detail).toContain("正式党员 6 人，不足 7 人，不设支委会，设书记 1 名，还没有登记书记");
    expect(only("committee-size", factsOf({ branch, members: membersOf(6) }), "2026-05-20").detail).not.toContain(
      "还没有登记书记",
    );
  });
  test("三名在任委员并有书记即为完成，缺的分工写在说明里", () => {
    const row = only("committee-size", factsOf({ branch, members: membersOf(7) }), "2026-05-20");
    expect(row).toMatchObject({ status: "done", done: 3 });
    expect(row.detail).toContain("没有登记纪检委员");
  });
  test("离开支部的委员不再算在任", () => {
    const members = membersOf(8).map((member) =>
      member.id === "m3" ? { ...member, left: { on: "2026-05-01", how: "transfer" as const } } : member,
    );
    expect(only("committee-size", factsOf({ branch, members }), "2026-04-30").status).toBe("done");
    expect(only("committee-size", factsOf({ branch, members }), "2026-05-01")).toMatchObject({
      status: "due",
      missing: "支委会现有 2 人，还差 1 人",
    });
  });
  test("没有在任的书记不算完成，委员多于五人时提示", () => {
    const plain = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        memberId: `m${i + 1}`,
        post: "other" as const,
        from: "2024-03-01",
        to: null,
      }));
    expect(
      only("committee-size", factsOf({ branch: aBranch({ committee: plain(3) }), members: membersOf(7) }), "2026-05-20")
        .missing,
    ).toBe("没有在任的党支部书记");
    const six = aBranch({
      committee: [...plain(6), { memberId: "m1", post: "secretary", from: "2024-03-01", to: null }],
    });
    expect(only("committee-size", factsOf({ branch: six, members: membersOf(9) }), "2026-05-20")).toMatchObject({
      status: "done",
      done: 6,
    });
    expect(only("committee-size", factsOf({ branch: six, members: membersOf(9) }), "2026-05-20").detail).toContain(
      "一般由 3 至 5 人组成",
    );
  });
  test("临时党支部和已撤销的支部不适用", () => {
    expect(
      only(
        "committee-size",
        factsOf({ branch: aBranch({ branchKind: "provisional" }), members: membersOf(9) }),
        "2026-05-20",
      ).status,
    ).toBe("notApplicable");
    expect(only("branch-size", factsOf({ branch: aBranch({ closedOn: "2026-01-01" }) }), "2026-05-20").status).toBe(
      "notApplicable",
    );
  });
  test("正式党员三人以上完成，不足的说还差几人", () => {
    expect(only("branch-size", factsOf({ members: membersOf(3) }), "2026-05-20").status).toBe("done");
    expect(only("branch-size", factsOf({ members: membersOf(2) }), "2026-05-20")).toMatchObject({
      status: "due",
      missing: "正式党员 2 人，还差 1 人",
      article: "第四条",
    });
  });
  test("正好五十人不提示，超过五十人提示", () => {
    expect(only("branch-size", factsOf({ members: membersOf(50) }), "2026-05-20").detail).not.toContain("超过 50 人，");
    expect(only("branch-size", factsOf({ members: membersOf(51) }), "2026-05-20").detail).toContain(
      "现有党员 51 人，超过 50 人",
    );
  });
});

describe("预备期满讨论转正", () => {
  const probationer = (more: Parameters<typeof aMember>[1] = {}) =>
    aMember("p", { stage: "probationary", joinedOn: "2025-07-15", convertedOn: null, ...more });
  const at = (on: string, more?: Parameters<typeof aMember>[1], year = 2026) =>
    only("probation", factsOf({ members: [probationer(more)] }), on, year);

  test("满十二个月到期，提前一个月开始，到期次日逾期", () => {
    expect(at("2026-06-01")).toMatchObject({ status: "due", opensOn: "2026-06-15", dueOn: "2026-07-15" });
    expect(at("2026-07-15")).toMatchObject({ status: "due", missing: "党员p的预备期到2026年7月15日届满" });
    expect(at("2026-07-16")).toMatchObject({
      status: "overdue",
      missing: "党员p的预备期已于2026年7月15日届满，还没有讨论转正",
    });
  });
  test("延长预备期的从期满日起顺延", () => {
    expect(at("2026-08-01", { probationMonths: 6 })).toMatchObject({ status: "due", dueOn: "2027-01-15" });
  });
  test("二月二十九日接收的，次年二月二十八日期满；只有年月的从一日算", () => {
    expect(at("2024-06-01", { joinedOn: "2024-02-29" }, 2024).dueOn).toBe("2025-02-28");
    expect(at("2026-06-01", { joinedOn: "2025-07" }).dueOn).toBe("2026-07-01");
  });
  test("期满在 2026 年 5 月 18 日以前的按 2014 年版，以后的按 2026 年版", () => {
    expect(at("2026-06-01", { joinedOn: "2025-05-17" })).toMatchObject({
      article: null,
      regulation: "《中国共产党发展党员工作细则》（2014年）",
    });
    expect(at("2026-06-01", { joinedOn: "2025-05-18" })).toMatchObject({
      article: "第三十一条",
      regulation: "《中国共产党发展党员工作细则》（2026年修订）",
    });
  });
  test("当年转正的列为完成，晚于期满日的标为迟", () => {
    const full = (convertedOn: string) =>
      only("probation", factsOf({ members: [aMember("p", { joinedOn: "2025-07-15", convertedOn })] }), "2026-12-01");
    expect(full("2026-07-15")).toMatchObject({ status: "done", late: false, evidence: [{ kind: "member", id: "p" }] });
    expect(full("2026-07-16")).toMatchObject({ status: "done", late: true });
    expect(duties("probation", factsOf(), "2026-12-01")).toEqual([]);
  });
  test("没有入党日期的说明缺什么", () => {
    expect(at("2026-06-01", { joinedOn: null })).toMatchObject({
      status: "due",
      missing: "没有登记党员p加入党组织的日期",
    });
  });
  test("临时党支部不办理，撤销的支部没有这一项", () => {
    expect(
      only(
        "probation",
        factsOf({ branch: aBranch({ branchKind: "provisional" }), members: [probationer()] }),
        "2026-06-01",
      ).status,
    ).toBe("notApplicable");
    expect(
      duties(
        "probation",
        factsOf({ branch: aBranch({ closedOn: "2026-05-01" }), members: [probationer()] }),
        "2026-06-01",
      ),
    ).toEqual([]);
  });
});

describe("学时和书记轮训（每年）", () => {
  const roll = { expected: ["m1", "m2"], entitled: ["m1", "m2"] };
  test("党员三十二学时、书记和班子成员五十六学时，出处不同", () => {
    const facts = factsOf({ branch: aBranch({ committee: committeeOfThree }), members: membersOf(4) });
    const rows = duties("study-hours", facts, "2026-05-20");
    expect(rows.map(({ subject, required, article }) => [subject.id, required, article])).toEqual([
      ["m4", 32, "第二十条"],
      ["m1", 56, null],
      ["m2", 56, null],
      ["m3", 56, null],
    ]);
    expect(rows[1]?.regulation).toBe("《全国党员教育培训工作规划》");
  });
  test("活动和培训的学时相加，写明还差多少", () => {
    const facts = factsOf({
      members: membersOf(2),
      activities: [held(["study"], "2026-03-01", { hours: 2.5, roll })],
      trainings: [aTraining("t", "m1", { hours: 29.5 })],
    });
    expect(
      duties("study-hours", facts, "2026-05-20").map(({ status, done, missing, evidence }) => [
        status,
        done,
        missing,
        evidence.map(({ id }) => id),
      ]),
    ).toEqual([
      ["done", 32, "", ["2026-03-01", "t"]],
      ["due", 2.5, "党员m2已有 2.5 学时，还差 29.5 学时", ["2026-03-01"]],
    ]);
    expect(statuses("study-hours", facts, "2027-04-01")).toEqual(["done", "overdue"]);
  });
  test("次年一月的学时不计入本年", () => {
    const facts = factsOf({
      members: membersOf(1),
      activities: [held(["orgLife"], "2027-01-10", { hours: 32, forYear: 2026, roll })],
    });
    expect(statuses("study-hours", facts, "2027-02-01")).toEqual(["due"]);
  });
  test("免于参加的、失联的、当年入党的不作要求并写明原因", () => {
    const members = [
      aMember("a", { excused: { reason: "年老体弱", from: "2020-01-01", to: null } }),
      aMember("b", { lost: { on: "2025-01-01", reason: null } }),
      aMember("c", { stage: "probationary", joinedOn: "2026-03-01", convertedOn: null }),
    ];
    const rows = duties("study-hours", factsOf({ members }), "2026-05-20");
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["notApplicable"]));
    expect(rows.map(({ detail }) => detail.split("。")[1])).toEqual([
      "已登记免于参加活动（年老体弱），学习不作硬性要求",
      "已登记为失联党员",
      "本年度入党，从第一个完整的年度起要求",
    ]);
  });
  test("离退休党支部只有一行说明，离开的党员没有行", () => {
    expect(only("study-hours", factsOf({ branch: aBranch({ branchKind: "retired" }) }), "2026-05-20")).toMatchObject({
      status: "notApplicable",
      subject: { kind: "branch" },
    });
    expect(
      duties(
        "study-hours",
        factsOf({ members: [aMember("a", { left: { on: "2026-05-20", how: "transfer" } })] }),
        "2026-05-20",
      ),
    ).toEqual([]);
  });
  test("年底以后看上一年，按年底的名册算", () => {
    const facts = factsOf({ members: [aMember("a", { left: { on: "2027-01-05", how: "transfer" } })] });
    expect(duties("study-hours", facts, "2027-02-01")).toHaveLength(1);
  });
  test("书记本年度参加县级以上轮训才算", () => {
    const branch = aBranch({ committee: committeeOfThree });
    const done = aTraining("t", "m1", { kind: "rotation", countyOrAbove: true });
    expect(only("secretary-training", factsOf({ branch, trainings: [done] }), "2026-05-20")).toMatchObject({
      status: "done",
      evidence: [{ kind: "training", id: "t", on: "2026-04-03" }],
    });
    for (const wrong of [
      { ...done, countyOrAbove: false },
      { ...done, kind: "course" as const },
      { ...done, memberId: "m2" },
      { ...done, to: "2025-04-03" },
    ])
      expect(only("secretary-training", factsOf({ branch, trainings: [wrong] }), "2026-05-20")).toMatchObject({
        status: "due",
        missing: "党员m1本年度还没有县级以上集中轮训的记录",
      });
  });
  test("没有登记书记是缺少事实，不是完成", () => {
    expect(only("secretary-training", factsOf(), "2026-05-20")).toMatchObject({
      status: "due",
      missing: "没有登记党支部书记",
      subject: { kind: "branch" },
    });
  });
});

describe("引擎", () => {
  test("规则按约定的名称和次序列出", () => {
    expect([...new Set(rules.map(({ id }) => id))]).toEqual([
      "general-meeting",
      "committee-meeting",
      "group-meeting",
      "lecture",
      "theme-day",
      "org-life",
      "appraisal",
      "talks",
      "term",
      "committee-size",
      "branch-size",
      "probation",
      "study-hours",
      "secretary-training",
    ]);
  });
  test("算不出来的规则显示为一行待办，其余照常", () => {
    const [first] = rules;
    if (!first) throw new Error("没有规则");
    const failing = {
      ...first,
      name: "坏规则",
      evaluate: () => {
        throw new Error("坏数据");
      },
    };
    const { items, counts } = evaluateDuties(factsOf(), { year: 2026, on: "2026-05-20" }, [failing, first]);
    expect(items[0]).toMatchObject({ status: "due", missing: "“坏规则”没有算出来，请核对支部和党员的资料" });
    expect(counts).toEqual({ done: 0, due: 4, overdue: 0, breached: 1, notApplicable: 0 });
  });

  const someDay = fc.integer({ min: 0, max: 365 * 6 }).map((days) => addDays("2023-06-01", days));
  const memberIds = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"];
  const someMember = fc.record({
    stage: fc.constantFrom(...stages),
    joinedOn: fc.option(someDay),
    convertedOn: fc.option(someDay),
    arrivedOn: fc.option(someDay),
    groupId: fc.constantFrom(null, "g1"),
  });
  const someActivity = fc.record({
    kinds: fc.uniqueArray(fc.constantFrom(...activityKinds), { minLength: 1, maxLength: 3 }),
    day: someDay,
    state: fc.constantFrom(...activityStates),
    isAbsent: fc.boolean(),
    groupId: fc.constantFrom(null, "g1"),
  });
  const asActivity = (
    {
      kinds,
      day,
      state,
      isAbsent,
      groupId,
    }: { kinds: Activity["kinds"]; day: string; state: Activity["state"]; isAbsent: boolean; groupId: string | null },
    i: number,
  ) =>
    anActivity(`a${i}`, {
      kinds,
      startsAt: `${day}T09:00`,
      forYear: Number(day.slice(0, 4)),
      state,
      groupId,
      attendance: { default: isAbsent ? "absent" : "present", exceptions: [] },
      hours: 8,
    });
  const someFacts = fc
    .record({
      people: fc.array(someMember, { maxLength: 8 }),
      events: fc.array(someActivity, { maxLength: 12 }),
      branchKind: fc.constantFrom(...branchKinds),
      foundedOn: someDay,
      closedOn: fc.option(someDay),
      startedOn: fc.option(someDay),
      hasCommittee: fc.boolean(),
    })
    .map(({ people, events, branchKind, foundedOn, closedOn, startedOn, hasCommittee }) =>
      factsOf({
        branch: aBranch({
          branchKind,
          foundedOn,
          closedOn,
          term: startedOn === null ? null : { startedOn, years: 3, extendedTo: null },
          committee: hasCommittee ? committeeOfThree : [],
          groups: [{ id: "g1", name: "第一党小组", foundedOn, closedOn: null }],
        }),
        members: people.map((person, i) => aMember(memberIds[i] ?? "m0", person)),
        activities: events.map(asActivity),
      }),
    );
  const someYear = fc.integer({ min: 2017, max: 2030 });

  test("任何事实、任何年度、任何日子都有回答，合计等于行数，完成的不缺，没完成的说明缺什么", () => {
    fc.assert(
      fc.property(someFacts, someYear, someDay, (facts, year, on) => {
        const answer = evaluateDuties(facts, { year, on });
        expect(dutiesAnswer.safeParse(answer).success).toBe(true);
        expect(dutyStatuses.reduce((sum, status) => sum + (answer.counts[status] ?? 0), 0)).toBe(answer.items.length);
        for (const item of answer.items) {
          expect(item.missing.includes("没有算出来")).toBe(false);
          expect(item.missing === "").toBe(item.status === "done" || item.status === "notApplicable");
          if (item.status === "overdue" || item.status === "breached") expect((item.dueOn ?? "") < on).toBe(true);
          if (item.status === "due" && item.dueOn !== null) expect(item.dueOn >= on).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("坏到不合格式的事实也不抛错", () => {
    const nonsense = {
      ...factsOf(),
      members: [aMember("a", { joinedOn: "不详", birthDate: "??", stage: "probationary", convertedOn: null })],
    };
    expect(() => evaluateDuties(nonsense, { year: 2026, on: "2026-05-20" })).not.toThrow();
  });

  test("多确认一次活动，任何一项都不会变差", () => {
    const rank: Record<DutyStatus, number> = { done: 0, notApplicable: 1, due: 2, overdue: 3, breached: 4 };
    fc.assert(
      fc.property(someFacts, someActivity, someYear, someDay, (facts, extra, year, on) => {
        const key = ({ rule, name, subject, period }: Duty) => [rule, name, subject.id, period.from].join("/");
        const before = new Map(evaluateDuties(facts, { year, on }).items.map((item) => [key(item), item]));
        const more = { ...facts, activities: [...facts.activities, asActivity({ ...extra, state: "confirmed" }, 99)] };
        for (const after of evaluateDuties(more, { year, on }).items)
          expect(rank[after.status]).toBeLessThanOrEqual(rank[before.get(key(after))?.status ?? "breached"]);
      }),
      { numRuns: 300 },
    );
  });

  test("2024 至 2028 年的每一天都落在当天所在的月和季度", () => {
    for (let year = 2024; year <= 2028; year++)
      for (let month = 1; month <= 12; month++)
        for (const date of [1, daysInMonth(year, month)]) {
          const day = toDay(year, month, date);
          const facts = factsOf({ activities: [held(["themeDay", "general"], day)] });
          expect(statuses("theme-day", facts, `${year + 1}-01-01`, year).indexOf("done")).toBe(month - 1);
          expect(statuses("general-meeting", facts, `${year + 1}-01-01`, year).indexOf("done")).toBe(
            Math.ceil(month / 3) - 1,
          );
        }
  });
});
