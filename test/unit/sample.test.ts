import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { initialsOf } from "#functions/members/initials";
import { recordsOf } from "#functions/sample/activities";
import { branchPlans } from "#functions/sample/branches";
import { gatheringsOf } from "#functions/sample/calendar";
import { chanceOf } from "#functions/sample/chance";
import { talksOf, trainingsOf } from "#functions/sample/learning";
import { nameOf } from "#functions/sample/names";
import { peopleOf } from "#functions/sample/people";
import { newUnit, profileOf } from "#functions/sample/units";
import { voteCounts } from "#shared/activities/attendance";
import { dayOf, isLate } from "#shared/activities/days";
import { checkActivity } from "#shared/activities/rules";
import { type Activity, activityRecord } from "#shared/activities/schema";
import { addDays, type Day, yearOf } from "#shared/dates";
import { evaluateDuties } from "#shared/duties/engine";
import type { BranchFacts, Duty } from "#shared/duties/types";
import { checkTalk, checkTraining } from "#shared/learning/rules";
import { talkRecord, trainingRecord } from "#shared/learning/schema";
import { checkIdNumber } from "#shared/members/id-number";
import { memberFindings } from "#shared/members/rules";
import { memberInput, memberRecord } from "#shared/members/schema";
import { ageOn, fullMembersOn } from "#shared/members/standing";
import { changeBranch, foundBranch } from "#shared/org/rules";
import { branchChange, branchRecord } from "#shared/org/schema";
import { Fault } from "#shared/problem";

/** Days on which a history may end: year's and quarter's beginnings and ends, a leap day, an ordinary day, a weekend. */
const days: Day[] = ["2026-11-22", "2027-01-01", "2027-03-31", "2028-02-29", "2026-07-05", "2026-12-31"];

function branchesOn(today: Day) {
  const serial = { next: 0 };
  return branchPlans.map((plan) => {
    const members = peopleOf(plan, serial.next, today);
    serial.next += members.length;
    const branch = profileOf(plan, members, today);
    const records = recordsOf({ plan, branch, members, today }, gatheringsOf(plan, members, today, branch.foundedOn));
    const facts = {
      branch,
      members,
      activities: records.map(({ activity }) => activity),
      talks: talksOf(plan, branch.id, members, today),
      trainings: trainingsOf(plan, branch.id, members, today),
    };
    return { plan, records, facts };
  });
}

/** A year's facts as the server reads them: dated in the year or meant for it. */
const dutiesOf = ({ facts }: ReturnType<typeof branchesOn>[number], year: number, on: Day): Duty[] =>
  evaluateDuties(
    { ...facts, activities: facts.activities.filter((one) => yearOf(dayOf(one)) === year || one.forYear === year) },
    { year, on },
  ).items;

function refusalOf(act: () => void): string[] {
  try {
    act();
    return [];
  } catch (error) {
    return [error instanceof Fault ? JSON.stringify([error.code, error.detail, error.errors]) : String(error)];
  }
}

/** What is wrong with a record of the sample, in words. */
function faultsOf(
  activity: Activity,
  texts: readonly string[],
  { branch, members }: Pick<BranchFacts, "branch" | "members">,
  today: Day,
): string[] {
  const day = dayOf(activity);
  const isPlanned = activity.state === "planned";
  const votes = activity.roll ? voteCounts(activity, activity.roll) : [];
  const checks: [boolean, string][] = [
    [isDeepStrictEqual(activityRecord.parse(activity), activity), "与存储格式不符"],
    [isPlanned === day >= today, "已安排的在将来，其余在过去"],
    [day <= addDays(today, 24), "安排得太远"],
    [texts.length === 0 || texts.length === activity.items.length, "议题内容与议题数不同"],
    [isPlanned || Date.parse(activity.enteredAt) >= Date.parse(`${activity.endsAt}:00+08:00`), "活动结束前已录入"],
    [Date.parse(activity.enteredAt) < Date.parse(`${today}T00:00:00+08:00`), "录入时间在将来"],
    [votes.every((vote) => vote === null || (vote.valid && vote.sentence.endsWith("，通过"))), "表决没有通过"],
  ];
  const wrong = checks.filter(([holds]) => !holds).map(([, fault]) => fault);
  return [...wrong, ...refusalOf(() => checkActivity(activity, branch, members, `${today}T00:00`))];
}

describe.each(days)("样例数据到 %s 为止", (today) => {
  const branches = branchesOn(today);

  it("党员资料没有错误和警告，身份证号有效、不重复，年龄合理", () => {
    const everybody = branches.flatMap(({ facts }) => facts.members);
    const found = everybody.map((member) => {
      const {
        version: _v,
        chain: _c,
        id: _i,
        branchId: _b,
        initials: _n,
        timeline: _t,
        dataKey: _k,
        enteredAt: _a,
        enteredBy: _e,
        ...input
      } = memberRecord.parse(member);
      memberInput.parse(input);
      const checked = member.idNumber ? checkIdNumber(member.idNumber) : null;
      return {
        name: member.name,
        findings: memberFindings(member, today),
        id: checked?.ok && checked.sex === member.sex && checked.birthDate === member.birthDate,
        age: (ageOn(member, today) ?? 0) >= 22 && (ageOn(member, today) ?? 0) <= 90,
      };
    });
    expect(
      found.filter(({ findings, id, age }) => findings.errors.length + findings.warnings.length > 0 || !id || !age),
    ).toEqual([]);
    expect(new Set(everybody.map(({ idNumber }) => idNumber)).size).toBe(everybody.length);
    expect(new Set(everybody.map(({ name }) => name)).size).toBe(everybody.length);
    expect(everybody.every(({ idNumber }) => idNumber?.startsWith("9900"))).toBe(true);
    expect(everybody.length).toBeGreaterThanOrEqual(240);
    expect(everybody.length).toBeLessThanOrEqual(280);
  });

  it("支部资料符合规则", () => {
    for (const { facts } of branches) {
      const { term, committee, settings } = branchRecord.parse(facts.branch);
      const change = branchChange.parse({ term, committee, settings });
      expect(
        changeBranch({ ...facts.branch, committee: [] }, change, new Set(facts.members.map(({ id }) => id))).committee,
      ).toEqual(committee);
    }
  });

  it("每次活动都能按规则保存，表决结果成立，没有记在将来的", () => {
    const faults = branches.flatMap(({ facts, records }) =>
      records.flatMap(({ activity, texts }) =>
        faultsOf(activity, texts, facts, today).map(
          (fault) => `${facts.branch.name} ${activity.startsAt} ${activity.title}：${fault}`,
        ),
      ),
    );
    expect(faults).toEqual([]);
    for (const { records } of branches)
      expect(new Set(records.map(({ activity }) => activity.id)).size).toBe(records.length);
  });

  it("谈话和培训都发生在过去，人在支部", () => {
    for (const { facts } of branches) {
      for (const talk of facts.talks)
        expect(() => checkTalk(talkRecord.parse(talk), facts.members, today), talk.on).not.toThrow();
      for (const training of facts.trainings)
        expect(() => checkTraining(trainingRecord.parse(training), facts.members, today), training.to).not.toThrow();
    }
  });

  it("三年里每条规则都算得出来", () => {
    for (const branch of branches) {
      for (const year of [yearOf(today) - 2, yearOf(today) - 1, yearOf(today)]) {
        expect(dutiesOf(branch, year, today).filter(({ missing }) => missing.includes("没有算出来"))).toEqual([]);
      }
    }
  });

  it("新成立的支部没有已经错过的事项以外的旧账", () => {
    const branch = foundBranch(newUnit(today));
    const items = evaluateDuties(
      { branch, members: [], activities: [], talks: [], trainings: [] },
      { year: yearOf(today), on: today },
    ).items;
    expect(items.filter(({ status }) => status === "overdue")).toEqual([]);
    expect(items.filter(({ status }) => status === "breached").length).toBeLessThanOrEqual(1);
    expect(
      items.find(({ rule, period }) => rule === "theme-day" && period.from <= today && today <= period.to)?.status,
    ).toBe("due");
  });
});

describe("2026 年 11 月 22 日的样例数据说明了什么", () => {
  const branches = branchesOn("2026-11-22");
  const branch = (no: number) => {
    const found = branches.find(({ plan }) => plan.no === no);
    if (!found) throw new Error(`no branch ${no}`);
    return found;
  };
  const open = (no: number, year = 2026) =>
    dutiesOf(branch(no), year, "2026-11-22").filter(({ status }) => status === "overdue" || status === "breached");
  const rules = (no: number, year = 2026) => open(no, year).map(({ rule }) => rule);

  it("机关第二党支部样样做到", () => {
    expect(open(2)).toEqual([]);
    expect(open(2, 2025)).toEqual([]);
  });
  it("第一生产队三个月没有主题党日，人多，分了小组", () => {
    expect(rules(3).filter((rule) => rule === "theme-day")).toHaveLength(3);
    expect(fullMembersOn(branch(3).facts.members, "2026-11-22").length).toBeGreaterThan(30);
    expect(branch(3).facts.branch.groups).toHaveLength(3);
  });
  it("第二生产队一次党员大会到会不足，去年的组织生活会没有开", () => {
    expect(open(4).find(({ rule }) => rule === "general-meeting")?.missing).toContain("到会人数不够");
    expect(rules(4, 2025)).toEqual(expect.arrayContaining(["org-life", "appraisal"]));
  });
  it("农机服务中心届满两个月没有换届，粮食加工厂四个月后届满", () => {
    expect(open(5).find(({ rule }) => rule === "term")?.missing).toContain("已经届满");
    const term = dutiesOf(branch(8), 2026, "2026-11-22").find(({ rule }) => rule === "term");
    expect([term?.status, term?.dueOn?.slice(0, 7)]).toEqual(["due", "2027-03"]);
  });
  it("种子公司有待确认的记录、补录的记录和没有落实的决议", () => {
    const { activities, branch: profile } = branch(6).facts;
    expect(activities.filter(({ state }) => state === "recorded")).toHaveLength(2);
    expect(
      activities.filter((one) => one.state === "confirmed" && isLate(one, profile.settings)).length,
    ).toBeGreaterThan(3);
    const resolutions = activities.flatMap((one) => one.resolutions).filter(({ doneOn }) => doneOn === null);
    expect(resolutions.length).toBeGreaterThan(2);
    expect(resolutions.every(({ ownerId, dueOn }) => ownerId !== null && dueOn !== null)).toBe(true);
    expect(resolutions.some(({ dueOn }) => dueOn !== null && dueOn < "2026-11-22")).toBe(true);
  });
  it("粮食加工厂一名预备党员快要期满，一名已经逾期", () => {
    const items = dutiesOf(branch(8), 2026, "2026-11-22").filter(({ rule }) => rule === "probation");
    const count = (status: string) => items.filter((item) => item.status === status).length;
    expect([items.length, count("due"), count("overdue")]).toEqual([3, 2, 1]);
  });
  it("供销物流的谈话、学时、书记轮训没有做完", () => {
    const unmet = dutiesOf(branch(9), 2026, "2026-11-22")
      .filter(({ status }) => status === "due")
      .map(({ rule }) => rule);
    expect(unmet).toEqual(expect.arrayContaining(["talks", "study-hours", "secretary-training"]));
  });
  it("正式党员不足七人的联合党支部不设支委会", () => {
    expect(dutiesOf(branch(10), 2026, "2026-11-22").find(({ rule }) => rule === "committee-size")?.status).toBe(
      "notApplicable",
    );
  });
  it("离退休党支部有免于参加活动的党员，有人去世", () => {
    const { members } = branch(11).facts;
    expect(members.filter(({ excused }) => excused !== null).length).toBeGreaterThan(5);
    expect(members.map(({ left }) => left?.how)).toContain("death");
  });
  it("流动党员党支部线上开会，有人失联", () => {
    const { members, activities } = branch(12).facts;
    expect(members.filter(({ floating }) => floating !== null).length).toBeGreaterThan(10);
    expect(members.some(({ lost }) => lost !== null)).toBe(true);
    expect(
      activities
        .filter(({ state }) => state === "confirmed")
        .every(({ attendance }) => attendance.default === "online"),
    ).toBe(true);
  });
});

describe("样例数据的底层", () => {
  it("同样的种子抽出同样的结果，不同的种子不同", () => {
    const draw = (seed: string) =>
      Array.from(
        { length: 20 },
        (
          (chance) => () =>
            chance.whole(0, 999)
        )(chanceOf(seed)),
      );
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
    expect(draw("a").every((n) => n >= 0 && n <= 999)).toBe(true);
  });
  it("姓名的拼音首字母与登记时算出的一样", async () => {
    for (const n of Array.from({ length: 340 }, (_, i) => i)) {
      const { name, initials } = nameOf(n);
      expect([name, initials]).toEqual([name, await initialsOf(name)]);
    }
  });
});
