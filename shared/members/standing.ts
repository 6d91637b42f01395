import { type Day, firstDay, isWithin, wholeMonths, wholeYears } from "../dates";
import type { Branch, CommitteePost, Post } from "../org/schema";
import { type DatedField, type Person, type Stage, stages, type TimelineEntry } from "./schema";

/** Who somebody is on a given day. A month `YYYY-MM` counts from its first day. */

export const rankOf = (stage: Stage): number => stages.indexOf(stage);
const isStage = (value: unknown): value is Stage => stages.some((stage) => stage === value);
export const entriesOf = (member: Person, field: DatedField): TimelineEntry[] =>
  member.timeline
    .filter((entry) => entry.field === field)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));

/** The later of two entries that hold on a day; of two of one day the one written last. */
const laterEntry = (day: Day, best: TimelineEntry | undefined, entry: TimelineEntry): TimelineEntry | undefined =>
  entry.from <= day && (best === undefined || best.from <= entry.from) ? entry : best;

function valueOn<F extends DatedField>(member: Person, field: F, day: Day): Person[F] {
  if (member.timeline.length === 0) return member[field];
  const mine = member.timeline.filter((entry) => entry.field === field);
  const entry = mine.reduce<TimelineEntry | undefined>((best, one) => laterEntry(day, best, one), undefined) ?? mine[0];
  // The timeline is written by `applyChange` alone, from values of the same field.
  return entry === undefined ? member[field] : (entry.value as Person[F]);
}

const stageDates: readonly [Stage, "appliedOn" | "activistOn" | "candidateOn" | "joinedOn" | "convertedOn"][] = [
  ["applicant", "appliedOn"],
  ["activist", "activistOn"],
  ["candidate", "candidateOn"],
  ["probationary", "joinedOn"],
  ["full", "convertedOn"],
];

type StagePoint = { stage: Stage; from: Day };

/** When each stage began: by its own date, else by the day on which the change was entered. A stage beyond the present one was a mistake and is left out. */
function stagePoints(member: Person): StagePoint[] {
  const dated = stageDates.flatMap(([stage, field]): StagePoint[] => {
    const date = member[field];
    return date === null ? [] : [{ stage, from: firstDay(date) }];
  });
  const noted = entriesOf(member, "stage").flatMap(({ value, from }): StagePoint[] =>
    isStage(value) && !dated.some((point) => point.stage === value) ? [{ stage: value, from }] : [],
  );
  const points = [...dated, ...noted].filter((point) => rankOf(point.stage) <= rankOf(member.stage));
  return points.sort((a, b) => rankOf(a.stage) - rankOf(b.stage));
}

/** The stage on a day. Where the day of the present stage is unknown it is taken to have begun with the latest one known. */
export function stageOn(member: Person, day: Day): Stage {
  if (member.stage === "full" && member.convertedOn !== null && firstDay(member.convertedOn) <= day) return "full";
  const points = stagePoints(member);
  if (points.at(-1)?.stage !== member.stage) {
    const known = points.at(-1)?.from;
    if (known === undefined || known <= day) return member.stage;
  }
  const reached = points.findLast((point) => point.from <= day);
  if (reached) return reached.stage;
  const first = points[0];
  return (first && stages[Math.max(0, rankOf(first.stage) - 1)]) ?? member.stage;
}

/** The date, if it had come by the day. */
export const reached = <T extends string | null>(date: T, day: Day): T | null =>
  date !== null && firstDay(date) <= day ? date : null;

/** The record as it stood on a day: the dated facts of that day, and no date that lay ahead. */
export const memberOn = <P extends Person>(member: P, day: Day): P => ({
  ...member,
  stage: stageOn(member, day),
  standing: valueOn(member, "standing", day),
  groupId: valueOn(member, "groupId", day),
  excused: valueOn(member, "excused", day),
  lost: valueOn(member, "lost", day),
  floating: valueOn(member, "floating", day),
  joinedOn: reached(member.joinedOn, day),
  convertedOn: reached(member.convertedOn, day),
  left: member.left !== null && member.left.on <= day ? member.left : null,
});

/** Whether somebody belongs to the branch: from the day of arrival (unknown = always) to the day before leaving, so that nobody is counted in two branches on one day. */
export const belongsOn = (member: Person, day: Day): boolean =>
  (member.arrivedOn === null || firstDay(member.arrivedOn) <= day) && (member.left === null || day < member.left.on);

const isActiveOn = (member: Person, day: Day): boolean =>
  belongsOn(member, day) && valueOn(member, "standing", day) === "normal";

/** Probationary or full, in this branch, Party membership not suspended. */
export const isPartyMemberOn = (member: Person, day: Day): boolean =>
  isActiveOn(member, day) && rankOf(stageOn(member, day)) >= rankOf("probationary");

export const isFullOn = (member: Person, day: Day): boolean =>
  isActiveOn(member, day) && stageOn(member, day) === "full";
export const isProbationaryOn = (member: Person, day: Day): boolean =>
  isActiveOn(member, day) && stageOn(member, day) === "probationary";

export function isExcusedOn(member: Person, day: Day): boolean {
  const excused = valueOn(member, "excused", day);
  return excused !== null && isWithin(day, excused);
}

export function isLostOn(member: Person, day: Day): boolean {
  const lost = valueOn(member, "lost", day);
  return lost !== null && (lost.on === null || lost.on <= day);
}

export const ageOn = (member: Pick<Person, "birthDate">, day: Day): number | null =>
  member.birthDate === null ? null : Math.max(0, wholeYears(member.birthDate, day));

/** 党龄 in whole years: from conversion, corrected by months (发展党员细则: 党龄自转为正式党员之日起算). */
export function seniorityYearsOn(member: Person, day: Day): number | null {
  if (member.convertedOn === null || stageOn(member, day) !== "full") return null;
  return Math.max(0, Math.floor((wholeMonths(member.convertedOn, day) + (member.seniorityCorrection ?? 0)) / 12));
}

/** The posts held on a day; the day of leaving a post is its last one. */
export const committeeOn = (branch: Pick<Branch, "committee">, day: Day): CommitteePost[] =>
  branch.committee.filter((post) => isWithin(day, post));
export const postsOn = (branch: Pick<Branch, "committee">, memberId: string, day: Day): Post[] =>
  committeeOn(branch, day)
    .filter((post) => post.memberId === memberId)
    .map((post) => post.post);
/** Those who hold a post, each once. */
export const committeeIdsOn = (branch: Pick<Branch, "committee">, day: Day): string[] => [
  ...new Set(committeeOn(branch, day).map((post) => post.memberId)),
];
/** A secretary with or without a deputy is no committee (支部工作条例: 不设支委会的设书记，必要时设副书记). */
export const hasCommitteeOn = (branch: Pick<Branch, "committee">, day: Day): boolean =>
  committeeOn(branch, day).some(({ post }) => post !== "secretary" && post !== "deputy");
/** The secretary's member id, or null. */
export const secretaryOn = (branch: Pick<Branch, "committee">, day: Day): string | null =>
  committeeOn(branch, day).find(({ post }) => post === "secretary")?.memberId ?? null;
export const partyMembersOn = <P extends Person>(members: readonly P[], day: Day): P[] =>
  members.filter((member) => isPartyMemberOn(member, day));
export const fullMembersOn = <P extends Person>(members: readonly P[], day: Day): P[] =>
  members.filter((member) => isFullOn(member, day));
/** The Party members of a group on a day. */
export const groupMembersOn = (members: readonly Person[], groupId: string, day: Day): Person[] =>
  members.filter((member) => isPartyMemberOn(member, day) && valueOn(member, "groupId", day) === groupId);
