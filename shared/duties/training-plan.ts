import { isWithin } from "../dates";
import { committeeIdsOn, secretaryOn } from "../members/standing";
import { branchSubject, memberSubject, rosterDay, unaskedReason, unlessUnasked, yearlyFinding } from "./finding";
import { studyHoursFindings } from "./study-hours";
import type { Asked, BranchFacts, DutyFinding, Rule } from "./types";

/** 《全国党员教育培训工作规划》: 56 hours for officers, a yearly course for the secretary; its articles and the day from which it holds have not been checked. */
const regulation = { regulation: "《全国党员教育培训工作规划》", article: null, from: "2019-11-01" };

const officerHours: Rule = {
  ...regulation,
  id: "study-hours",
  name: "书记、班子成员学习培训学时",
  evaluate: (facts, asked) => {
    const hours = facts.branch.settings.officerStudyHours;
    return studyHoursFindings(facts, asked, {
      hours,
      says: `党支部书记和班子成员每年集中学习培训一般不少于 ${hours} 学时`,
      isAsked: (member, day) => committeeIdsOn(facts.branch, day).includes(member.id),
    });
  },
};

function secretaryFinding(facts: BranchFacts, asked: Asked): DutyFinding {
  const { branch, members, trainings } = facts;
  const says = "党支部书记每年至少参加 1 次县级以上党组织举办的集中轮训";
  const secretaryId = secretaryOn(branch, rosterDay(asked));
  const secretary = members.find(({ id }) => id === secretaryId);
  if (!secretary) return { ...yearlyFinding(facts, asked, branchSubject(branch), says), missing: "没有登记党支部书记" };
  const base = yearlyFinding(facts, asked, memberSubject(secretary), says);
  const met = trainings.filter(
    ({ memberId, kind, countyOrAbove, to }) =>
      memberId === secretary.id && kind === "rotation" && countyOrAbove && isWithin(to, base.period) && to <= asked.on,
  );
  if (met.length === 0) return { ...base, missing: `${secretary.name}本年度还没有县级以上集中轮训的记录` };
  return {
    ...base,
    status: "done",
    done: met.length,
    evidence: met.map(({ id, name, to }) => ({ kind: "training", id, name, on: to })),
  };
}

const secretaryTraining: Rule = {
  ...regulation,
  id: "secretary-training",
  name: "书记集中轮训",
  evaluate: (facts, asked) => {
    const finding = secretaryFinding(facts, asked);
    return [unlessUnasked(finding, unaskedReason(facts.branch, finding.period))];
  },
};

export const trainingPlan: readonly Rule[] = [officerHours, secretaryTraining];
