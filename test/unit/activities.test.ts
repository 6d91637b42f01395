import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attendanceCounts,
  entitledPresent,
  expectedOn,
  presentIds,
  rollOf,
  voteCounts,
} from "#shared/activities/attendance";
import { isLate, yearsFor } from "#shared/activities/days";
import { planNear, prefill } from "#shared/activities/prefill";
import { type CheckedActivity, checkActivity } from "#shared/activities/rules";
import { type Activity, type Vote, voteBases } from "#shared/activities/schema";
import { studyHoursOf } from "#shared/activities/study-hours";
import { checkVote, countVote, majorityNeeded, quorumNeeded } from "#shared/activities/votes";
import { Fault, type ProblemCode } from "#shared/problem";
import { aBranch, aMember, anActivity, aTraining, committeeOfThree, membersOf } from "../support/facts";

const aVote = (more: Partial<Vote> = {}): Vote => ({
  basis: "ordinary",
  yes: 0,
  no: 0,
  abstain: 0,
  writtenYes: 0,
  writtenNo: 0,
  outcome: "passed",
  ...more,
});
const refusal = (act: () => unknown): { code: ProblemCode; pointers: string[] } | null => {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Fault) return { code: error.code, pointers: error.errors.map(({ pointer }) => pointer) };
    throw error;
  }
};

describe("表决的算法", () => {
  test("应到 16 人：一般议题到 8 人、发展党员到 9 人、选举到 13 人才有效", () => {
    expect(voteBases.map((basis) => quorumNeeded(basis, 16))).toEqual([8, 9, 13]);
    expect(majorityNeeded("ordinary", 16, 8)).toBe(9);
    expect(majorityNeeded("admission", 16, 9)).toBe(9);
    expect(majorityNeeded("election", 16, 13)).toBe(7);
  });
  test("应到 15 人：选举到 12 人有效", () => {
    expect(voteBases.map((basis) => quorumNeeded(basis, 15))).toEqual([8, 8, 12]);
  });
  test("没有人有表决权时，任何表决都无效", () => {
    for (const basis of voteBases) expect(countVote(aVote({ basis }), { entitled: 0, present: 0 }).valid).toBe(false);
  });
  test("门槛与分数运算一致", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 2000 }),
        (e, p, y) => {
          expect(p >= quorumNeeded("ordinary", e)).toBe(2 * p >= e);
          expect(p >= quorumNeeded("admission", e)).toBe(2 * p > e);
          expect(p >= quorumNeeded("election", e)).toBe(5 * p >= 4 * e);
          expect(y >= majorityNeeded("ordinary", e, p)).toBe(2 * y > e);
          expect(y >= majorityNeeded("admission", e, p)).toBe(2 * y > e);
          expect(y >= majorityNeeded("election", e, p)).toBe(2 * y > p);
        },
      ),
    );
  });
  test("算式写成一句话", () => {
    expect(countVote(aVote({ basis: "admission", yes: 9 }), { entitled: 16, present: 9 }).sentence).toBe(
      "应到会有表决权 16 人，实到 9 人（需 9 人），赞成 9 票（需 9 票），通过",
    );
    expect(countVote(aVote({ yes: 7 }), { entitled: 16, present: 7 }).sentence).toBe(
      "应到会有表决权 16 人，实到 7 人（需 8 人），赞成 7 票（需 9 票），到会人数不够，表决无效",
    );
    expect(
      countVote(aVote({ basis: "admission", yes: 8, writtenYes: 1 }), { entitled: 16, present: 9 }).sentence,
    ).toContain("赞成 9 票（其中书面 1 票，需 9 票），通过");
    expect(countVote(aVote({ basis: "election", yes: 6 }), { entitled: 16, present: 13 }).sentence).toBe(
      "应到会有选举权 16 人，实到 13 人（需 13 人），赞成 6 票（需 7 票），未通过",
    );
    expect(countVote(aVote({ yes: 9, outcome: "notPassed" }), { entitled: 16, present: 9 }).sentence).toContain(
      "记为未通过",
    );
  });
});

describe("票数的核对", () => {
  const check = (vote: Partial<Vote>, entitled: number, present: number) =>
    refusal(() => checkVote(aVote(vote), { entitled, present }, "#/items/0/vote"));

  test("弃权等于到会减赞成减反对，否则拒绝", () => {
    expect(check({ yes: 9, no: 1, abstain: 0 }, 16, 10)).toBeNull();
    expect(check({ yes: 9, no: 1, abstain: 2 }, 16, 12)).toBeNull();
    expect(check({ yes: 9, no: 0, abstain: 0 }, 16, 10)).toEqual({ code: "vote.count", pointers: ["#/items/0/vote"] });
    expect(check({ yes: 9, no: 1, abstain: 1, outcome: "notPassed" }, 16, 10)?.code).toBe("vote.count");
  });
  test("到会不够不能记为通过，可以记为未通过", () => {
    expect(check({ basis: "admission", yes: 8 }, 16, 8)).toEqual({
      code: "vote.quorum",
      pointers: ["#/items/0/vote/outcome"],
    });
    expect(check({ basis: "admission", yes: 8, outcome: "notPassed" }, 16, 8)).toBeNull();
    expect(check({ basis: "election", yes: 12 }, 16, 12)?.code).toBe("vote.quorum");
  });
  test("赞成恰好一半不能记为通过", () => {
    expect(check({ yes: 8, no: 2 }, 16, 10)).toEqual({ code: "vote.majority", pointers: ["#/items/0/vote/outcome"] });
    expect(check({ basis: "election", yes: 7, no: 7 }, 16, 14)?.code).toBe("vote.majority");
    expect(check({ basis: "election", yes: 8, no: 6 }, 16, 14)).toBeNull();
  });
  test("会前书面意见只在接收、转正时计入，不计入到会", () => {
    expect(check({ basis: "admission", yes: 8, no: 1, writtenYes: 1 }, 16, 9)).toBeNull();
    expect(check({ basis: "admission", yes: 9, writtenYes: 0, no: 0 }, 16, 8)?.code).toBe("vote.count");
    expect(check({ yes: 8, no: 1, writtenYes: 1 }, 16, 9)?.code).toBe("vote.count");
    expect(check({ basis: "admission", yes: 9, writtenYes: 5, writtenNo: 3 }, 16, 9)?.code).toBe("vote.count");
  });
});

describe("应到与实到", () => {
  const members = [
    ...membersOf(4),
    aMember("p", { stage: "probationary", joinedOn: "2025-12-01", convertedOn: null }),
    aMember("old", { excused: { reason: "年老体弱", from: "2020-01-01", to: null } }),
    aMember("gone", { left: { on: "2026-02-10", how: "transfer" } }),
    aMember("hope", { stage: "activist", joinedOn: null, convertedOn: null }),
    aMember("stopped", { standing: "suspended" }),
  ];
  const branch = aBranch({
    committee: committeeOfThree,
    groups: [{ id: "g1", name: "第一党小组", foundedOn: "2015-01-01", closedOn: null }],
  });

  test("应到包括预备党员，不包括免于参加的；有表决权的只有正式党员", () => {
    const roll = expectedOn(anActivity("a"), branch, members);
    expect(roll.expected).toEqual(["m1", "m2", "m3", "m4", "p"]);
    expect(roll.entitled).toEqual(["m1", "m2", "m3", "m4", "old"]);
  });
  test("免于参加的人来了就计入应到和实到", () => {
    const activity = anActivity("a", {
      attendance: { default: "present", exceptions: [{ memberId: "old", state: "present", reason: "" }] },
    });
    const roll = expectedOn(activity, branch, members);
    expect(roll.expected).toContain("old");
    expect(entitledPresent(activity, roll, "ordinary")).toBe(5);
  });
  test("没来的免于参加的人不因为默认全到而计入到会", () => {
    const activity = anActivity("a");
    expect(entitledPresent(activity, expectedOn(activity, branch, members), "ordinary")).toBe(4);
  });
  test("支委会只有委员应到，几类一起开时取范围最大的", () => {
    expect(expectedOn(anActivity("a", { kinds: ["committee"] }), branch, members).entitled).toEqual(["m1", "m2", "m3"]);
    expect(expectedOn(anActivity("a", { kinds: ["committee", "general"] }), branch, members).expected).toHaveLength(5);
  });
  test("党小组会只有本组党员应到", () => {
    const grouped = members.map((member) =>
      member.id === "m2" || member.id === "p" ? { ...member, groupId: "g1" } : member,
    );
    const roll = expectedOn(anActivity("a", { kinds: ["group"], groupId: "g1" }), branch, grouped);
    expect(roll).toEqual({ expected: ["m2", "p"], entitled: ["m2"] });
  });
  test("线上参加计入一般议题的到会，不计入接收和选举，除非写明计入", () => {
    const activity = anActivity("a", {
      attendance: { default: "present", exceptions: [{ memberId: "m1", state: "online", reason: "" }] },
    });
    const roll = expectedOn(activity, branch, members);
    expect(voteBases.map((basis) => entitledPresent(activity, roll, basis))).toEqual([4, 3, 3]);
    expect(entitledPresent({ ...activity, onlineCounts: true }, roll, "election")).toBe(4);
  });
  test("出勤各项相加等于应到，列席不算应到", () => {
    const activity = anActivity("a", {
      attendance: {
        default: "present",
        exceptions: [
          { memberId: "m1", state: "online", reason: "" },
          { memberId: "m2", state: "leave", reason: "出差" },
          { memberId: "m3", state: "absent", reason: "" },
          { memberId: "hope", state: "present", reason: "" },
        ],
      },
    });
    const { entitledPresent: _, ...counts } = attendanceCounts(activity, expectedOn(activity, branch, members));
    expect(counts).toEqual({ expected: 5, present: 3, online: 1, leave: 1, absent: 1, observers: 1, entitled: 5 });
  });
  test("任何出勤填法，实到、请假、缺席与列席相加都等于应到", () => {
    const state = fc.constantFrom("present", "online", "leave", "absent", "observer" as const);
    fc.assert(
      fc.property(
        state,
        fc.array(fc.tuple(fc.constantFrom(...members.map(({ id }) => id)), state)),
        (byDefault, given) => {
          const exceptions = [...new Map(given)].map(([memberId, one]) => ({
            memberId,
            state: one as "present",
            reason: "",
          }));
          const activity = anActivity("a", { attendance: { default: byDefault as "present", exceptions } });
          const roll = expectedOn(activity, branch, members);
          const counts = attendanceCounts(activity, roll);
          const observing = roll.expected.filter(
            (id) => (exceptions.find((one) => one.memberId === id)?.state ?? byDefault) === ("observer" as string),
          ).length;
          expect(counts.present + counts.leave + counts.absent + observing).toBe(counts.expected);
          expect(counts.present).toBe(presentIds(activity, roll).length);
          for (const basis of voteBases) expect(counts.entitledPresent(basis)).toBeLessThanOrEqual(counts.entitled);
        },
      ),
    );
  });
  test("列席的人和应到而只列席的人都算列席", () => {
    const exceptions = ["hope", "m1"].map((memberId) => ({ memberId, state: "observer" as const, reason: "" }));
    const activity = anActivity("a", { attendance: { default: "present", exceptions } });
    expect(attendanceCounts(activity, expectedOn(activity, branch, members))).toMatchObject({
      expected: 5,
      present: 4,
      observers: 2,
    });
    const away = anActivity("a", {
      attendance: { default: "present", exceptions: [{ memberId: "hope", state: "leave", reason: "" }] },
    });
    expect(attendanceCounts(away, expectedOn(away, branch, members)).observers).toBe(0);
  });
  test("不是党小组会的活动，填了小组也是全体应到", () => {
    expect(expectedOn(anActivity("a", { kinds: ["study"], groupId: "g1" }), branch, members).expected).toHaveLength(5);
  });
  test("台账导入的会议用填报的应到和实到", () => {
    const counts = attendanceCounts(anActivity("a", { counted: { expected: 20, present: 18 } }), {
      expected: [],
      entitled: [],
    });
    expect(counts).toMatchObject({ expected: 20, present: 18, absent: 2, entitled: 20 });
    expect(counts.entitledPresent("ordinary")).toBe(18);
  });
  test("确认时定下的名单不随名册改变", () => {
    const roll = { expected: ["x"], entitled: ["x"] };
    expect(rollOf(anActivity("a", { roll }), branch, members)).toBe(roll);
    expect(presentIds(anActivity("a", { roll }))).toEqual(["x"]);
  });
  test("没有名单时只知道点名到场的人", () => {
    expect(
      presentIds(
        anActivity("a", {
          attendance: {
            default: "present",
            exceptions: [
              { memberId: "m1", state: "online", reason: "" },
              { memberId: "m2", state: "leave", reason: "" },
            ],
          },
        }),
      ),
    ).toEqual(["m1"]);
  });
  test("每个议题的表决按各自的类别计数", () => {
    const activity = anActivity("a", {
      items: [
        { title: "讨论", vote: null },
        { title: "接收", vote: aVote({ basis: "admission", yes: 4 }) },
      ],
    });
    expect(voteCounts(activity, expectedOn(activity, branch, members)).map((one) => one?.sentence ?? null)).toEqual([
      null,
      "应到会有表决权 5 人，实到 4 人（需 3 人），赞成 4 票（需 3 票），通过",
    ]);
  });
});

describe("补录与学时", () => {
  test("活动七天以后录入才算补录，按上海的日期算", () => {
    const settings = aBranch().settings;
    const entered = (recordedAt: string | null, enteredAt = "2026-02-10T02:00:00.000Z") =>
      isLate({ startsAt: "2026-02-10T09:00", recordedAt, enteredAt }, settings);
    expect(entered("2026-02-17T15:59:00.000Z")).toBe(false);
    expect(entered("2026-02-17T16:00:00.000Z")).toBe(true);
    expect(entered("2026-02-18T00:30:00+08:00")).toBe(true);
    expect(entered("2026-02-17T23:59")).toBe(false);
    expect(entered(null, "2026-03-01T00:00:00.000Z")).toBe(true);
  });
  test("学时只计已确认且到场的活动和培训", () => {
    const roll = { expected: ["m1", "m2"], entitled: ["m1", "m2"] };
    const activities = [
      anActivity("a", { hours: 2.1, roll }),
      anActivity("b", {
        hours: 1.2,
        roll,
        attendance: { default: "present", exceptions: [{ memberId: "m1", state: "absent", reason: "" }] },
      }),
      anActivity("c", { hours: 4, roll, state: "recorded" }),
      anActivity("d", { roll }),
    ];
    const trainings = [aTraining("t", "m1", { hours: 8 })];
    expect(studyHoursOf("m1", activities, trainings)).toBe(10.1);
    expect(studyHoursOf("m2", activities, trainings)).toBe(3.3);
    expect(studyHoursOf("m3", activities, trainings)).toBe(0);
  });
});

describe("保存前的核对", () => {
  const groups = [{ id: "g1", name: "第一党小组", foundedOn: "2026-02-01", closedOn: "2026-05-01" }];
  const branch = aBranch({ committee: committeeOfThree, groups });
  const members = membersOf(16);
  const now = "2026-05-20T18:00";
  const check = (more: Partial<CheckedActivity>, where = branch) =>
    refusal(() =>
      checkActivity(
        { ...anActivity("a", { state: "recorded", startsAt: "2026-05-20T09:00" }), ...more },
        where,
        members,
        now,
      ),
    );

  test("完整的记录可以保存", () => {
    expect(check({ endsAt: "2026-05-20T11:00", hostId: "m1", recorderId: "m2" })).toBeNull();
  });
  test("结束要晚于开始，并在二十四小时以内", () => {
    expect(check({ endsAt: "2026-05-20T09:00" })?.pointers).toEqual(["#/endsAt"]);
    expect(check({ endsAt: "2026-05-21T09:00" })).toBeNull();
    expect(check({ endsAt: "2026-05-21T09:01" })?.pointers).toEqual(["#/endsAt"]);
    expect(check({ startsAt: "2026-02-28T20:00", endsAt: "2026-03-01T08:00" })).toBeNull();
  });
  test("还没有开始的活动只能安排，不能记录", () => {
    expect(check({ startsAt: "2026-05-20T18:01" })).toEqual({ code: "activity.future", pointers: ["#/startsAt"] });
    expect(check({ startsAt: "2026-05-20T18:00" })).toBeNull();
    expect(check({ startsAt: "2026-06-20T18:01", state: "planned" })).toBeNull();
  });
  test("所属年度是当年；一至三月的组织生活会和民主评议可以是上一年", () => {
    expect(yearsFor(["orgLife"], "2026-03-31")).toEqual([2026, 2025]);
    expect(yearsFor(["appraisal", "general"], "2026-04-01")).toEqual([2026]);
    expect(check({ forYear: 2025 })?.pointers).toEqual(["#/forYear"]);
    expect(check({ kinds: ["orgLife"], startsAt: "2026-02-01T09:00", forYear: 2025 })).toBeNull();
    expect(check({ kinds: ["general"], startsAt: "2026-02-01T09:00", forYear: 2025 })?.pointers).toEqual(["#/forYear"]);
  });
  test("党小组会要选当天设立着的小组，不与支部的会合并记录", () => {
    const inApril = { startsAt: "2026-04-30T09:00" };
    expect(check({ ...inApril, kinds: ["group", "study"], groupId: "g1" })).toBeNull();
    expect(check({ startsAt: "2026-02-01T09:00", kinds: ["group"], groupId: "g1" })).toBeNull();
    expect(check({ ...inApril, kinds: ["group"] })?.pointers).toEqual(["#/groupId"]);
    expect(check({ ...inApril, kinds: ["group", "general"], groupId: "g1" })?.pointers).toEqual(["#/kinds"]);
    expect(check({ kinds: ["group"], groupId: "g1", startsAt: "2026-05-01T09:00" })?.pointers).toEqual(["#/groupId"]);
    expect(check({ kinds: ["group"], groupId: "g1", startsAt: "2026-01-31T09:00" })?.pointers).toEqual(["#/groupId"]);
    expect(check({ kinds: ["study", "study"] })?.pointers).toEqual(["#/kinds"]);
  });
  test("主持人、记录人、责任人和出勤的人都要在名册中，不能重复", () => {
    const exceptions = ["nobody", "m1", "m1"].map((memberId) => ({ memberId, state: "leave" as const, reason: "" }));
    const resolutions = [{ text: "落实", ownerId: "nobody", dueOn: null, doneOn: null }];
    expect(
      check({ hostId: "nobody", recorderId: "nobody", resolutions, attendance: { default: "present", exceptions } })
        ?.pointers,
    ).toEqual([
      "#/hostId",
      "#/recorderId",
      "#/resolutions/0/ownerId",
      "#/attendance/exceptions/0/memberId",
      "#/attendance/exceptions/2/memberId",
    ]);
  });
  test("临时党支部不能选举、接收党员，可以开一般的会", () => {
    const provisional = aBranch({ branchKind: "provisional" });
    expect(check({ kinds: ["election"] }, provisional)?.code).toBe("branch.provisional");
    expect(check({ items: [{ title: "接收", vote: aVote({ basis: "admission" }) }] }, provisional)?.code).toBe(
      "branch.provisional",
    );
    expect(check({ items: [{ title: "评议", vote: aVote({ yes: 16 }) }] }, provisional)).toBeNull();
  });
  test("表决按当天的名册和出勤核对，错误指到那一项", () => {
    const vote = (more: Partial<Vote>) => [
      { title: "一", vote: null },
      { title: "二", vote: aVote(more) },
    ];
    expect(check({ items: vote({ yes: 16 }) })).toBeNull();
    expect(check({ items: vote({ yes: 15 }) })).toEqual({ code: "vote.count", pointers: ["#/items/1/vote"] });
    expect(check({ items: vote({ yes: 15 }), state: "planned" })).toBeNull();
    const nobody = { default: "absent" as const, exceptions: [] };
    expect(check({ items: vote({}), attendance: nobody })).toEqual({
      code: "vote.quorum",
      pointers: ["#/items/1/vote/outcome"],
    });
    const seven = {
      default: "absent" as const,
      exceptions: members.slice(0, 8).map(({ id }) => ({ memberId: id, state: "online" as const, reason: "" })),
    };
    expect(check({ items: vote({ yes: 8 }), attendance: seven })).toEqual({
      code: "vote.majority",
      pointers: ["#/items/1/vote/outcome"],
    });
  });
  test("台账的实到不能多于应到", () => {
    expect(check({ counted: { expected: 3, present: 4 } })?.pointers).toEqual(["#/counted/present"]);
    expect(check({ counted: { expected: 4, present: 4 } })).toBeNull();
  });
});

describe("能知道的都先填好", () => {
  const committee = [...committeeOfThree, { memberId: "m4", post: "deputy" as const, from: "2024-03-01", to: null }];
  const branch = aBranch({ committee, settings: { ...aBranch().settings, usualPlace: "党员活动室", usualHours: 3 } });
  const members = membersOf(5);

  test("书记主持，组织委员记录，地点和学时取支部的常用值", () => {
    expect(prefill(branch, members, [], ["themeDay"], "2026-05-20")).toEqual({
      kinds: ["themeDay"],
      title: "2026年5月主题党日",
      startsAt: "2026-05-20T09:00",
      endsAt: null,
      forYear: 2026,
      groupId: null,
      place: "党员活动室",
      hostId: "m1",
      recorderId: "m2",
      hours: 3,
      attendance: { default: "present", exceptions: [] },
    });
  });
  test("书记不能参加时由副书记主持", () => {
    const away = members.map((member) =>
      member.id === "m1" ? { ...member, excused: { reason: "住院", from: "2026-05-01", to: null } } : member,
    );
    expect(prefill(branch, away, [], ["general"], "2026-05-20").hostId).toBe("m4");
    expect(prefill(aBranch(), members, [], ["general"], "2026-05-20").hostId).toBeNull();
  });
  test("时间、记录人和学时跟着上一次同类活动", () => {
    const last = anActivity("a", {
      kinds: ["lecture"],
      startsAt: "2026-03-02T19:30",
      recorderId: "m5",
      hours: 1,
      place: "礼堂",
    });
    const later = anActivity("b", { kinds: ["lecture"], startsAt: "2026-09-02T08:00", recorderId: "m3" });
    const filled = prefill(aBranch({ committee }), members, [later, last], ["lecture"], "2026-05-20");
    expect(filled).toMatchObject({
      title: "2026年第二季度党课",
      startsAt: "2026-05-20T19:30",
      recorderId: "m5",
      hours: 1,
      place: "礼堂",
    });
  });
  test("没有组织委员时由副书记记录", () => {
    expect(
      prefill(
        aBranch({ committee: [{ memberId: "m4", post: "deputy", from: "2024-03-01", to: null }] }),
        members,
        [],
        ["study"],
        "2026-05-20",
      ).recorderId,
    ).toBe("m4");
  });
  test("一至三月的组织生活会先按上一年填，上一年已经开过的按当年填", () => {
    expect(prefill(branch, members, [], ["orgLife"], "2026-02-20")).toMatchObject({
      forYear: 2025,
      title: "2025年度组织生活会",
    });
    const held = anActivity("a", { kinds: ["orgLife"], startsAt: "2026-01-20T09:00", forYear: 2025 });
    expect(prefill(branch, members, [held], ["orgLife"], "2026-02-20").forYear).toBe(2026);
    expect(prefill(branch, members, [], ["orgLife"], "2026-04-01").forYear).toBe(2026);
  });
  test("一个月内有同类安排的，说出最近的一次；别的小组的、已经记录的、太远的不算", () => {
    const plan = (id: string, startsAt: string, over: Partial<Activity> = {}) =>
      anActivity(id, { kinds: ["committee"], startsAt, state: "planned", title: id, ...over });
    const near = plan("near", "2026-06-02T09:00");
    const far = [plan("far", "2026-07-20T09:00"), plan("other", "2026-05-21T09:00", { groupId: "g1" })];
    const held = plan("held", "2026-05-20T09:00", { state: "recorded" });
    const ask = (all: Activity[]) => planNear(all, ["committee"], "2026-05-20", null)?.id ?? null;
    expect(ask([plan("later", "2026-06-10T09:00"), near, ...far, held])).toBe("near");
    expect(ask([...far, held])).toBeNull();
    expect(planNear([near], ["lecture"], "2026-05-20", null)).toBeNull();
  });
  test("党小组会由上一次的主持人主持", () => {
    const last = anActivity("a", { kinds: ["group"], groupId: "g1", hostId: "m3" });
    expect(prefill(branch, members, [last], ["group"], "2026-05-20", "g1").hostId).toBe("m3");
    expect(prefill(branch, members, [last], ["group"], "2026-05-20", "g2").hostId).toBeNull();
  });
});
