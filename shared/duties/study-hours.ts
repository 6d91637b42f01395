import { dayOf } from "../activities/days";
import { type StudySum, studyHoursByMember } from "../activities/study-hours";
import { type Day, firstDay, isWithin, type Period, yearPeriod } from "../dates";
import type { Person } from "../members/schema";
import { isExcusedOn, isLostOn, memberOn, partyMembersOn } from "../members/standing";
import {
  branchSubject,
  memberSubject,
  notApplicable,
  rosterDay,
  unaskedReason,
  unlessUnasked,
  yearlyFinding,
} from "./finding";
import type { Asked, BranchFacts, Duty, DutyFinding } from "./types";

type Target = { hours: number; says: string; isAsked: (member: Person, day: Day) => boolean };

/** Why a person is not asked for hours; old, ill or weak members: 教育管理条例 第23条. */
function exemption(member: Person, day: Day, period: Period): string | null {
  if (isLostOn(member, day)) return "已登记为失联党员";
  if (isExcusedOn(member, day))
    return `已登记免于参加活动（${memberOn(member, day).excused?.reason ?? ""}），学习不作硬性要求`;
  return member.joinedOn !== null && firstDay(member.joinedOn) > period.from
    ? "本年度入党，从第一个完整的年度起要求"
    : null;
}

function recordsOfYear(facts: BranchFacts, { year, on }: Asked) {
  const period = yearPeriod(year);
  const isCounted = (day: Day) => isWithin(day, period) && day <= on;
  return {
    activities: facts.activities.filter((activity) => isCounted(dayOf(activity))),
    trainings: facts.trainings.filter(({ to }) => isCounted(to)),
  };
}

type Evidence = Duty["evidence"][number];

/** The hours of everybody whom the target concerns, one row each; a retired branch is not asked (教育管理条例 第23条). */
export function studyHoursFindings(facts: BranchFacts, asked: Asked, { hours, says, isAsked }: Target): DutyFinding[] {
  const { branch, members } = facts;
  const day = rosterDay(asked);
  const people = partyMembersOn(members, day).filter((member) => isAsked(member, day));
  if (branch.branchKind === "retired" && people.length > 0) {
    const reason = "离退休党支部的年老体弱党员，组织活动、学习不作硬性要求";
    return [notApplicable(yearlyFinding(facts, asked, branchSubject(branch), says), reason)];
  }
  const { activities, trainings } = recordsOfYear(facts, asked);
  const sums = studyHoursByMember(activities, trainings);
  const records = new Map<string, Evidence>([
    ...activities.map((one): [string, Evidence] => [
      one.id,
      { kind: "activity", id: one.id, name: one.title, on: dayOf(one) },
    ]),
    ...trainings.map((one): [string, Evidence] => [
      one.id,
      { kind: "training", id: one.id, name: one.name, on: one.to },
    ]),
  ]);
  const evidenceOf = (sum: StudySum | undefined): Evidence[] =>
    sum === undefined
      ? []
      : [...sum.activityIds, ...sum.trainingIds].map((id) => records.get(id)).filter((one) => one !== undefined);

  return people.map((member) => {
    const sum = sums.get(member.id);
    const done = sum?.hours ?? 0;
    const base = {
      ...yearlyFinding(facts, asked, memberSubject(member), says),
      required: hours,
      done,
      evidence: evidenceOf(sum),
    };
    if (done >= hours) return { ...base, status: "done" };
    const reason = unaskedReason(branch, base.period) ?? exemption(member, day, base.period);
    const left = Math.round((hours - done) * 100) / 100;
    return unlessUnasked({ ...base, missing: `${member.name}已有 ${done} 学时，还差 ${left} 学时` }, reason);
  });
}
