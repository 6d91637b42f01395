import { attendanceCounts, rollOf, voteCounts } from "../activities/attendance";
import { byStart, dayOf, isLate } from "../activities/days";
import type { Activity } from "../activities/schema";
import { studyHoursByMember } from "../activities/study-hours";
import { addMonths, type Day, isWithin, yearOf, yearPeriod } from "../dates";
import { evaluateDuties } from "../duties/engine";
import { rosterDay } from "../duties/finding";
import type { BranchFacts, Duty } from "../duties/types";
import type { Person } from "../members/schema";
import { belongsOn, committeeOn, partyMembersOn, reached, secretaryOn, stageOn } from "../members/standing";
import { type Branch, posts } from "../org/schema";
import { attendancePart } from "./attendance";
import { UNCHECKED } from "./labels";
import { movementsOf } from "./movements";
import { type Names, nameOf } from "./names";
import { openRows } from "./open-rows";
import type { AssessmentReport, DevelopmentRow, HoursRow, LedgerRow } from "./schema";

/** `on` is the 截至 day, `madeOn` the business day on which the report is drawn up. */
export type AskedReport = { year: number; on: Day; madeOn: Day };
const isHeld = (activity: Activity, on: Day): boolean => activity.state !== "planned" && dayOf(activity) <= on;
const round = (hours: number): number => Math.round(hours * 100) / 100;

function branchPart(branch: Branch, names: Names, day: Day): AssessmentReport["branch"] {
  const { name, branchKind, foundedOn, closedOn, term } = branch;
  return {
    name,
    branchKind,
    foundedOn,
    closedOn,
    secretary: nameOf(names, secretaryOn(branch, day)),
    committee: committeeOn(branch, day)
      .map(({ post, memberId }) => ({ post, name: nameOf(names, memberId) }))
      .sort((a, b) => posts.indexOf(a.post) - posts.indexOf(b.post)),
    groups: branch.groups
      .filter((group) => group.foundedOn <= day && (group.closedOn === null || day < group.closedOn))
      .map((group) => group.name),
    term: term && { startedOn: term.startedOn, endsOn: term.extendedTo ?? addMonths(term.startedOn, term.years * 12) },
  };
}

/** Who talked with whom, and why somebody is excused, stays in the branch. */
function withoutPrivate(duty: Duty, members: readonly Person[]): Duty {
  const excused = members.find(({ id }) => id === duty.subject.id)?.excused;
  return {
    ...duty,
    detail: excused ? duty.detail.replaceAll(`（${excused.reason}）`, "") : duty.detail,
    evidence: duty.evidence.map((entry) => (entry.kind === "talk" ? { ...entry, name: "谈心谈话" } : entry)),
  };
}

/** What a duty adds to its rule: why it does not apply, what else is worth knowing. */
export function noteOf({ detail, regulation, article }: Pick<Duty, "detail" | "regulation" | "article">): string {
  const cited = `（${regulation}${article ?? `，条款${UNCHECKED}`}）。`;
  const at = detail.indexOf(cited);
  return at === -1 ? "" : detail.slice(at + cited.length);
}

function ledgerRow(activity: Activity, { branch, members }: BranchFacts, names: Names): LedgerRow {
  const roll = rollOf(activity, branch, members);
  const { expected, present, online, leave, absent, observers } = attendanceCounts(activity, roll);
  const { id, startsAt, endsAt, forYear, kinds, title, place, lecturer, hours, state, enteredAt, enteredBy } = activity;
  return {
    ...{
      id,
      on: dayOf(activity),
      startsAt,
      endsAt,
      forYear,
      kinds,
      title,
      place,
      lecturer,
      hours,
      state,
      enteredAt,
      enteredBy,
    },
    ...{ expected, present, online, leave, absent, observers },
    group: branch.groups.find((group) => group.id === activity.groupId)?.name ?? "",
    host: nameOf(names, activity.hostId),
    recorder: nameOf(names, activity.recorderId),
    votes: voteCounts(activity, roll).flatMap((count, i) =>
      count ? [`${activity.items[i]?.title ?? ""}：${count.sentence}`] : [],
    ),
    resolutions: activity.resolutions.length,
    files: activity.files.length,
    late: isLate(activity, branch.settings),
    amendments: activity.amendments.length,
  };
}

function hoursRows(facts: BranchFacts, { year, on }: AskedReport, duties: readonly Duty[]): HoursRow[] {
  const isCounted = (day: Day) => isWithin(day, yearPeriod(year)) && day <= on;
  const activities = facts.activities.filter((activity) => isCounted(dayOf(activity)));
  const trainings = facts.trainings.filter(({ to }) => isCounted(to));
  const [fromMeetings, fromTrainings] = [studyHoursByMember(activities, []), studyHoursByMember([], trainings)];
  const asked = duties.filter(({ rule }) => rule === "study-hours");
  const general = asked.find(({ subject }) => subject.kind === "branch");
  return partyMembersOn(facts.members, rosterDay({ year, on })).map((member) => {
    const own = asked.find(({ subject }) => subject.id === member.id) ?? general;
    const isAsked = own !== undefined && own.status !== "notApplicable";
    const meetings = fromMeetings.get(member.id)?.hours ?? 0;
    const training = fromTrainings.get(member.id)?.hours ?? 0;
    const total = round(meetings + training);
    return {
      ...{ memberId: member.id, name: member.name, meetings, trainings: training, total },
      required: isAsked ? own.required : null,
      gap: isAsked ? Math.max(0, round(own.required - total)) : 0,
      reason: isAsked || !own ? "" : noteOf(own),
    };
  });
}

/** Everybody on the way into the Party on the day, and whoever became a full member in the year. */
function developmentRows(
  members: readonly Person[],
  year: number,
  day: Day,
  duties: readonly Duty[],
): DevelopmentRow[] {
  return members
    .filter((member) => belongsOn(member, day))
    .filter((member) => {
      const converted = reached(member.convertedOn, day);
      return stageOn(member, day) !== "full" || (converted !== null && yearOf(converted) === year);
    })
    .map((member) => ({
      memberId: member.id,
      name: member.name,
      stage: stageOn(member, day),
      appliedOn: reached(member.appliedOn, day),
      activistOn: reached(member.activistOn, day),
      candidateOn: reached(member.candidateOn, day),
      joinedOn: reached(member.joinedOn, day),
      convertedOn: reached(member.convertedOn, day),
      probationEnds:
        duties.find(({ rule, subject }) => rule === "probation" && subject.id === member.id)?.dueOn ?? null,
    }));
}

/** The branch's year as of a day, from its records alone; a draft until it is handed in. `members` hold those who left as well. */
export function buildAssessment(facts: BranchFacts, asked: AskedReport): AssessmentReport {
  const { branch } = facts;
  const { year, on, madeOn } = asked;
  const day = rosterDay(asked);
  const members = [...facts.members].sort((a, b) => (a.id < b.id ? -1 : 1));
  const names: Names = new Map(members.map((member) => [member.id, member.name]));
  const activities = [...facts.activities].sort(byStart);
  const held = activities.filter((activity) => isHeld(activity, on));
  const confirmed = held.filter((activity) => activity.state === "confirmed" && yearOf(dayOf(activity)) === year);
  const sorted = { ...facts, members, activities };
  const duties = evaluateDuties(sorted, asked).items.map((duty) => withoutPrivate(duty, members));
  return {
    branchId: branch.id,
    year,
    on,
    madeOn,
    frozen: null,
    branch: branchPart(branch, names, day),
    duties,
    activities: held.map((activity) => ledgerRow(activity, sorted, names)),
    attendance: attendancePart(sorted, confirmed, day),
    hours: hoursRows(sorted, asked, duties),
    members: movementsOf(members, year, day),
    development: developmentRows(members, year, day, duties),
    open: openRows(activities, duties, names, on),
  };
}

/** The part of a report that changes only when its records change. */
export const substanceOf = ({
  duties,
  activities,
  attendance,
  hours,
  members,
  development,
}: AssessmentReport): string =>
  JSON.stringify([
    duties.map(({ rule, subject, period, status, late, required, done }) => [
      rule,
      subject.id,
      period.from,
      period.to,
      status,
      late,
      required,
      done,
    ]),
    ...[activities, attendance, hours, members, development],
  ]);
