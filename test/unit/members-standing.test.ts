import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyChange } from "#shared/members/change";
import { checkMember, memberFindings } from "#shared/members/rules";
import { stages } from "#shared/members/schema";
import {
  ageOn,
  belongsOn,
  committeeIdsOn,
  groupMembersOn,
  hasCommitteeOn,
  isExcusedOn,
  isFullOn,
  isLostOn,
  isPartyMemberOn,
  isProbationaryOn,
  memberOn,
  postsOn,
  secretaryOn,
  seniorityYearsOn,
  stageOn,
} from "#shared/members/standing";
import { Fault } from "#shared/problem";
import { aBranch, aMember, committeeOfThree } from "../support/facts";

const faultOf = (act: () => unknown): Fault => {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("没有拒绝");
};

describe("某一天的身份", () => {
  test("入党当天起是预备党员，转正当天起是正式党员", () => {
    const member = aMember("a", { joinedOn: "2024-06-20", convertedOn: "2025-06-20" });
    expect(["2024-06-19", "2024-06-20", "2025-06-19", "2025-06-20"].map((day) => stageOn(member, day))).toEqual([
      "candidate",
      "probationary",
      "probationary",
      "full",
    ]);
    expect(isPartyMemberOn(member, "2024-06-19")).toBe(false);
    expect(isPartyMemberOn(member, "2024-06-20")).toBe(true);
    expect(isFullOn(member, "2025-06-19")).toBe(false);
  });

  test("只知道年月的，从当月第一天算起", () => {
    const member = aMember("a", { joinedOn: "2024-06", convertedOn: "2025-06" });
    expect(stageOn(member, "2025-05-31")).toBe("probationary");
    expect(stageOn(member, "2025-06-01")).toBe("full");
  });

  test("没有转正日期的正式党员，从已知的最近日期起算正式", () => {
    const member = aMember("a", { joinedOn: "1990-01-01", convertedOn: null });
    expect(stageOn(member, "2026-01-01")).toBe("full");
    expect(stageOn(member, "1989-12-31")).toBe("candidate");
    expect(stageOn(aMember("b", { joinedOn: null, convertedOn: null }), "2026-01-01")).toBe("full");
  });

  test("没有日期的阶段，按变更生效的日子算", () => {
    const applicant = aMember("a", { stage: "applicant", joinedOn: null, convertedOn: null });
    const activist = applyChange(applicant, { stage: "activist", effectiveOn: "2026-03-01" }, "2026-03-10");
    expect(stageOn(activist, "2026-02-28")).toBe("applicant");
    expect(stageOn(activist, "2026-03-01")).toBe("activist");
  });

  test("有自己日期的阶段以日期为准，不以录入变更的日子为准", () => {
    const candidate = aMember("a", { stage: "candidate", joinedOn: null, convertedOn: null });
    const change = { stage: "probationary" as const, joinedOn: "2026-03-01", effectiveOn: "2026-04-01" };
    const admitted = applyChange(candidate, change, "2026-04-01");
    expect(stageOn(admitted, "2026-03-01")).toBe("probationary");
    expect(stageOn(admitted, "2026-02-28")).toBe("candidate");
  });

  test("日期和变更记录合在一起，仍按阶段先后排列", () => {
    const applicant = aMember("a", { stage: "applicant", appliedOn: "2024-01-01", joinedOn: null, convertedOn: null });
    const activist = applyChange(applicant, { stage: "activist", effectiveOn: "2024-09-01" }, "2024-09-01");
    const candidate = applyChange(activist, { stage: "candidate", candidateOn: "2025-10-01" }, "2025-10-02");
    const days = ["2024-08-31", "2024-09-01", "2025-09-30", "2025-10-01"];
    expect(days.map((day) => stageOn(candidate, day))).toEqual(["applicant", "activist", "activist", "candidate"]);
  });

  test("没有转正日期的，入党当天就按登记的类别算", () => {
    expect(stageOn(aMember("a", { joinedOn: "1990-01-01", convertedOn: null }), "1990-01-01")).toBe("full");
    expect(seniorityYearsOn(aMember("a", { convertedOn: null }), "2026-01-01")).toBeNull();
  });

  test("预备党员是在本支部、未停止党籍、还没转正的人", () => {
    const member = aMember("a", { joinedOn: "2024-06-20", convertedOn: "2025-06-20" });
    expect(isProbationaryOn(member, "2025-06-19")).toBe(true);
    expect(isProbationaryOn(member, "2025-06-20")).toBe(false);
    expect(isProbationaryOn({ ...member, standing: "suspended" }, "2025-06-19")).toBe(false);
    expect(memberOn(member, "2024-06-20").joinedOn).toBe("2024-06-20");
  });

  test("停止党籍的不再是党员，按生效日算", () => {
    const member = applyChange(aMember("a"), { standing: "suspended", effectiveOn: "2026-04-01" }, "2026-05-01");
    expect(isPartyMemberOn(member, "2026-03-31")).toBe(true);
    expect(isPartyMemberOn(member, "2026-04-01")).toBe(false);
    expect(memberOn(member, "2026-03-31").standing).toBe("normal");
  });

  test("进入当天算在支部，离开当天不再算", () => {
    const member = aMember("a", { arrivedOn: "2026-02-01", left: { on: "2026-06-01", how: "transfer" } });
    expect(["2026-01-31", "2026-02-01", "2026-05-31", "2026-06-01"].map((day) => belongsOn(member, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(memberOn(member, "2026-05-31").left).toBeNull();
    expect(memberOn(member, "2026-06-01").left?.how).toBe("transfer");
  });

  test("以前某一天的名册里没有以后才有的日期", () => {
    const member = memberOn(aMember("a", { joinedOn: "2024-06-20", convertedOn: "2025-06-20" }), "2024-12-31");
    expect(member).toMatchObject({ stage: "probationary", joinedOn: "2024-06-20", convertedOn: null });
  });

  test("二月二十九日出生的人，平年三月一日满岁", () => {
    expect(ageOn({ birthDate: "2004-02-29" }, "2026-02-28")).toBe(21);
    expect(ageOn({ birthDate: "2004-02-29" }, "2026-03-01")).toBe(22);
    expect(ageOn({ birthDate: null }, "2026-03-01")).toBeNull();
  });

  test("党龄从转正起算，按校正值增减月份", () => {
    expect(seniorityYearsOn(aMember("a", { convertedOn: "2016-07-01" }), "2026-06-30")).toBe(9);
    expect(seniorityYearsOn(aMember("a", { convertedOn: "2016-07-01" }), "2026-07-01")).toBe(10);
    expect(seniorityYearsOn(aMember("a", { convertedOn: "2016-07-01", seniorityCorrection: -12 }), "2026-07-01")).toBe(
      9,
    );
    expect(seniorityYearsOn(aMember("a", { convertedOn: "2026-01-01", seniorityCorrection: -24 }), "2026-07-01")).toBe(
      0,
    );
    expect(seniorityYearsOn(aMember("a", { stage: "probationary", convertedOn: null }), "2026-07-01")).toBeNull();
  });

  test("任何日期的任何人，身份只会向前推进", () => {
    const day = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2030-12-31"), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10));
    const dates = fc.tuple(fc.option(day), fc.option(day), fc.option(day), fc.option(day));
    fc.assert(
      fc.property(
        fc.constantFrom(...stages),
        dates,
        day,
        day,
        (stage, [applied, activist, joined, converted], x, y) => {
          const sorted = [applied, activist, joined, converted].map((one) => one ?? null);
          const known = sorted.filter((one) => one !== null).sort((a, b) => (a < b ? -1 : 1));
          const next = (one: string | null) => (one === null ? null : (known.shift() ?? null));
          const [appliedOn = null, activistOn = null, joinedOn = null, convertedOn = null] = sorted.map(next);
          const member = aMember("a", { stage, appliedOn, activistOn, joinedOn, convertedOn });
          const [early, late] = x < y ? [x, y] : [y, x];
          expect(stages.indexOf(stageOn(member, early))).toBeLessThanOrEqual(stages.indexOf(stageOn(member, late)));
        },
      ),
    );
  });
});

describe("职务", () => {
  const branch = aBranch({
    committee: [...committeeOfThree, { memberId: "m9", post: "secretary", from: "2021-03-01", to: "2024-02-29" }],
  });
  test("离任当天仍在任，次日由继任者担任", () => {
    expect(secretaryOn(branch, "2024-02-29")).toBe("m9");
    expect(secretaryOn(branch, "2024-03-01")).toBe("m1");
    expect(secretaryOn(branch, "2020-01-01")).toBeNull();
    expect(postsOn(branch, "m2", "2026-01-01")).toEqual(["organisation"]);
  });
  test("只有书记和副书记的不算有支委会", () => {
    const small = aBranch({
      committee: [
        { memberId: "m1", post: "secretary", from: "2024-01-01", to: null },
        { memberId: "m2", post: "deputy", from: "2024-01-01", to: null },
      ],
    });
    expect(hasCommitteeOn(small, "2026-01-01")).toBe(false);
    expect(hasCommitteeOn(branch, "2026-01-01")).toBe(true);
  });
  test("一人兼两职只算一名委员", () => {
    const doubled = aBranch({
      committee: [...committeeOfThree, { memberId: "m3", post: "discipline", from: "2024-03-01", to: null }],
    });
    expect(committeeIdsOn(doubled, "2026-01-01")).toEqual(["m1", "m2", "m3"]);
  });
});

describe("变更", () => {
  test("换小组按生效日记入历史，补填更早的生效日会取代其后的记录", () => {
    const first = applyChange(
      aMember("a", { groupId: "g1" }),
      { groupId: "g2", effectiveOn: "2026-03-01" },
      "2026-06-01",
    );
    expect(groupMembersOn([first], "g1", "2026-02-28")).toHaveLength(1);
    expect(groupMembersOn([first], "g2", "2026-03-01")).toHaveLength(1);
    const second = applyChange(first, { groupId: "g3", effectiveOn: "2026-02-01" }, "2026-06-01");
    expect(memberOn(second, "2026-01-31").groupId).toBe("g1");
    expect(memberOn(second, "2026-04-01").groupId).toBe("g3");
  });

  test("免于参加按自己的起止日期算，改截止日期是更正", () => {
    const excused = applyChange(
      aMember("a"),
      { excused: { reason: "住院", from: "2026-03-01", to: null } },
      "2026-03-15",
    );
    expect(isExcusedOn(excused, "2026-02-28")).toBe(false);
    expect(isExcusedOn(excused, "2026-03-01")).toBe(true);
    const ended = applyChange(
      excused,
      { excused: { reason: "住院", from: "2026-03-01", to: "2026-04-30" } },
      "2026-05-10",
    );
    expect(isExcusedOn(ended, "2026-04-30")).toBe(true);
    expect(isExcusedOn(ended, "2026-05-01")).toBe(false);
    const again = applyChange(ended, { excused: { reason: "年老体弱", from: "2026-08-01", to: null } }, "2026-08-02");
    expect(["2026-03-10", "2026-06-01", "2026-08-01"].map((day) => isExcusedOn(again, day))).toEqual([
      true,
      false,
      true,
    ]);
    const lifted = applyChange(again, { excused: null, effectiveOn: "2026-10-01" }, "2026-10-01");
    expect(isExcusedOn(lifted, "2026-09-30")).toBe(true);
    expect(isExcusedOn(lifted, "2026-10-01")).toBe(false);
  });

  test("免于参加的起始日改晚以后，原来的起始日不再算数", () => {
    const first = applyChange(
      aMember("a"),
      { excused: { reason: "住院", from: "2026-01-01", to: null } },
      "2026-03-15",
    );
    const mended = applyChange(first, { excused: { reason: "住院", from: "2026-02-01", to: null } }, "2026-03-16");
    expect(isExcusedOn(mended, "2026-01-15")).toBe(false);
    expect(isExcusedOn(mended, "2026-02-01")).toBe(true);
  });

  test("失联从失联日期算起", () => {
    const lost = applyChange(aMember("a"), { lost: { on: "2026-01-10", reason: "1" } }, "2026-07-20");
    expect(isLostOn(lost, "2026-01-09")).toBe(false);
    expect(isLostOn(lost, "2026-01-10")).toBe(true);
    expect(isLostOn(aMember("b", { lost: { on: null, reason: null } }), "2026-01-01")).toBe(true);
  });

  test("流动从外出日期算起，没有日期的从变更当天算起", () => {
    const since = applyChange(aMember("a"), { floating: { to: "广东", since: "2026-02-01" } }, "2026-05-01");
    expect(memberOn(since, "2026-02-01").floating?.to).toBe("广东");
    expect(memberOn(since, "2026-01-31").floating).toBeNull();
    const today = applyChange(aMember("a"), { floating: { to: "广东", since: null } }, "2026-05-01");
    expect(memberOn(today, "2026-04-30").floating).toBeNull();
  });

  test("离开支部的人不再是小组的人", () => {
    const member = aMember("a", { groupId: "g1", left: { on: "2026-03-01", how: "transfer" } });
    expect(groupMembersOn([member], "g1", "2026-02-28")).toHaveLength(1);
    expect(groupMembersOn([member], "g1", "2026-03-01")).toEqual([]);
  });

  test("改正失联和外出的日期，原来的日期不再算数", () => {
    const lost = applyChange(aMember("a"), { lost: { on: "2026-01-10", reason: "1" } }, "2026-07-20");
    const mended = applyChange(lost, { lost: { on: "2026-03-10", reason: "1" } }, "2026-07-21");
    expect(isLostOn(mended, "2026-02-01")).toBe(false);
    expect(isLostOn(mended, "2026-03-10")).toBe(true);
    const away = applyChange(aMember("a"), { floating: { to: "广东", since: "2026-01-10" } }, "2026-07-20");
    const moved = applyChange(away, { floating: { to: "广东", since: "2026-03-10" } }, "2026-07-21");
    expect(memberOn(moved, "2026-02-01").floating).toBeNull();
    expect(memberOn(applyChange(lost, { lost: null }, "2026-08-01"), "2026-07-31").lost).not.toBeNull();
  });

  test("第二次免于参加在第一次截止以前开始的是更正，在截止以后开始的另记一次", () => {
    const first = applyChange(
      aMember("a"),
      { excused: { reason: "住院", from: "2026-01-01", to: "2026-03-01" } },
      "2026-01-02",
    );
    const joined = applyChange(first, { excused: { reason: "住院", from: "2026-03-01", to: null } }, "2026-03-02");
    const later = applyChange(first, { excused: { reason: "住院", from: "2026-03-02", to: null } }, "2026-03-02");
    expect([joined, later].map((member) => isExcusedOn(member, "2026-02-01"))).toEqual([false, true]);
  });

  test("没有改动的字段不进历史", () => {
    expect(applyChange(aMember("a"), { phone: "13800000000", stage: "full" }, "2026-05-01").timeline).toEqual([]);
  });

  test("生效日期不能晚于今天", () => {
    expect(
      faultOf(() => applyChange(aMember("a"), { standing: "suspended", effectiveOn: "2026-05-02" }, "2026-05-01"))
        .errors[0]?.pointer,
    ).toBe("#/effectiveOn");
  });

  test("改成正式党员而没有入党日期会被拒绝并指出字段", () => {
    const fault = faultOf(() =>
      applyChange(
        aMember("a", { stage: "candidate", joinedOn: null, convertedOn: null }),
        { stage: "full" },
        "2026-05-01",
      ),
    );
    expect(fault.code).toBe("request.invalid");
    expect(fault.errors).toEqual([
      { pointer: "#/joinedOn", code: "member.joined-missing", detail: "正式党员应填写加入党组织日期" },
    ]);
  });

  test("原有的矛盾不妨碍修改别的内容", () => {
    const wrong = aMember("a", { joinedOn: "2012-07-01", convertedOn: "2011-07-01" });
    expect(applyChange(wrong, { phone: "13800000000" }, "2026-05-01").phone).toBe("13800000000");
    expect(
      faultOf(() => applyChange(wrong, { birthDate: "2030-01-01" }, "2026-05-01")).errors.some(
        ({ pointer }) => pointer === "#/birthDate",
      ),
    ).toBe(true);
  });
});

describe("字段之间的核对", () => {
  const day = "2026-06-15";
  const pointers = (fields: Parameters<typeof memberFindings>[0]) =>
    memberFindings(fields, day).errors.map(({ pointer }) => pointer);
  const warned = (fields: Parameters<typeof memberFindings>[0]) =>
    memberFindings(fields, day).warnings.map(({ code }) => code);

  test("入党日期不能在今天以后，当月的年月可以", () => {
    expect(pointers({ stage: "probationary", joinedOn: "2026-06-16" })).toEqual(["#/joinedOn"]);
    expect(pointers({ stage: "probationary", joinedOn: "2026-06" })).toEqual([]);
    expect(pointers({ stage: "probationary", joinedOn: "2030-07" })).toEqual(["#/joinedOn"]);
  });

  test("转正早于入党是错误，不满一年只是提醒", () => {
    expect(pointers({ stage: "full", joinedOn: "2012-07-01", convertedOn: "2012-06-30" })).toEqual(["#/convertedOn"]);
    expect(pointers({ stage: "full", joinedOn: "1950-07-01", convertedOn: "1950-10-01" })).toEqual([]);
    expect(warned({ stage: "full", joinedOn: "1950-07-01", convertedOn: "1950-10-01" })).toEqual([
      "member.probation-short",
    ]);
    expect(warned({ stage: "full", joinedOn: "2012-07", convertedOn: "2013-07-01" })).toEqual([]);
  });

  test("正式党员和预备党员都要有入党日期，没有转正日期只提醒", () => {
    expect(pointers({ stage: "full" })).toEqual(["#/joinedOn"]);
    expect(pointers({ stage: "probationary", joinedOn: null })).toEqual(["#/joinedOn"]);
    expect(warned({ stage: "full", joinedOn: "2010-07-01" })).toEqual(["member.converted-missing"]);
  });

  test("人员类别与日期要一致", () => {
    expect(pointers({ stage: "probationary", joinedOn: "2025-01-01", convertedOn: "2026-01-01" })).toEqual([
      "#/convertedOn",
    ]);
    expect(pointers({ stage: "activist", joinedOn: "2025-01-01" })).toEqual(["#/joinedOn"]);
    expect(pointers({ joinedOn: "2025-01-01" })).toEqual([]);
  });

  test("入党时不满十八周岁：正式党员提醒，其他人拒绝", () => {
    expect(
      warned({ stage: "full", birthDate: "1993-07-02", joinedOn: "2011-07-01", convertedOn: "2012-07-01" }),
    ).toEqual(["member.under-18"]);
    expect(pointers({ stage: "probationary", birthDate: "2007-07-02", joinedOn: "2025-07-01" })).toEqual([
      "#/joinedOn",
    ]);
    expect(pointers({ stage: "probationary", birthDate: "2007-07-01", joinedOn: "2025-07-01" })).toEqual([]);
    expect(pointers({ stage: "applicant", birthDate: "2008-07-02", appliedOn: "2026-06-01" })).toEqual(["#/appliedOn"]);
  });

  test("各阶段的日期按先后排列", () => {
    expect(
      pointers({ stage: "candidate", appliedOn: "2024-02-01", activistOn: "2024-01-01", candidateOn: "2023-12-01" }),
    ).toEqual(["#/activistOn", "#/candidateOn"]);
    expect(warned({ stage: "candidate", activistOn: "2025-01-01", candidateOn: "2025-12-31" })).toEqual([
      "member.training-short",
    ]);
    expect(warned({ stage: "candidate", activistOn: "2025-01-01", candidateOn: "2026-01-01" })).toEqual([]);
  });

  test("离开不能早于进入，免于参加的截止不能早于起始", () => {
    expect(pointers({ arrivedOn: "2026-05", left: { on: "2026-04-30", how: "transfer" } })).toEqual(["#/left/on"]);
    expect(pointers({ excused: { reason: "病", from: "2026-05-02", to: "2026-05-01" } })).toEqual(["#/excused/to"]);
  });

  test("新建时矛盾的内容会被拒绝", () => {
    expect(faultOf(() => checkMember({ stage: "full" }, day)).errors).toHaveLength(1);
    expect(() => checkMember({ stage: "full", joinedOn: "2010-07-01", convertedOn: "2011-07-01" }, day)).not.toThrow();
  });
});
