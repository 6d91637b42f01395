import { type AttendanceCounts, attendanceCounts, expectedOn } from "#shared/activities/attendance";
import type { ActivityAnswer, Roll, Vote } from "#shared/activities/schema";
import { checkVote, countVote, type VoteCount } from "#shared/activities/votes";
import { isDay } from "#shared/dates";
import type { Member, MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { Fault } from "#shared/problem";
import type { ActivityValues, VoteValues } from "./values";

/** What the form says while somebody types; the server decides again by the same rules. */

/** People as of the day: their dated facts are already those of that day. */
const asMember = (person: MemberAnswer): Member => ({
  ...person,
  chain: "",
  initials: "",
  timeline: [],
  dataKey: null,
});

export type Figures = AttendanceCounts & { roll: Roll };

/** A confirmed record keeps its roll unless it becomes another meeting. */
function keptRoll(values: ActivityValues, record: ActivityAnswer | null): Roll | null {
  if (!record?.roll) return null;
  const isSame =
    record.startsAt.slice(0, 10) === values.startsAt.slice(0, 10) &&
    record.groupId === values.groupId &&
    record.kinds.join() === values.kinds.join();
  return isSame ? record.roll : null;
}

const isUntouched = (values: ActivityValues, record: ActivityAnswer | null) =>
  JSON.stringify(values.attendance) === JSON.stringify(record?.attendance);

export function figuresOf(
  values: ActivityValues,
  branch: Pick<Branch, "committee">,
  people: readonly MemberAnswer[],
  record: ActivityAnswer | null,
): Figures | null {
  if (!isDay(values.startsAt.slice(0, 10))) return null;
  const roll = keptRoll(values, record) ?? expectedOn(values, branch, people.map(asMember));
  const counted = isUntouched(values, record) ? (record?.counted ?? null) : null;
  return {
    ...attendanceCounts({ attendance: values.attendance, onlineCounts: values.onlineCounts, counted }, roll),
    roll,
  };
}

const asVote = (vote: VoteValues): Vote => ({
  basis: vote.basis,
  yes: vote.yes ?? 0,
  no: vote.no ?? 0,
  abstain: vote.abstain ?? 0,
  writtenYes: vote.basis === "admission" ? (vote.writtenYes ?? 0) : 0,
  writtenNo: vote.basis === "admission" ? (vote.writtenNo ?? 0) : 0,
  outcome: vote.outcome ?? "notPassed",
});

const presenceOf = (vote: VoteValues, figures: Figures) => ({
  entitled: figures.entitled,
  present: figures.entitledPresent(vote.basis),
});

export const sumOf = (vote: VoteValues, figures: Figures): VoteCount =>
  countVote(asVote(vote), presenceOf(vote, figures));

export type VoteFinding = { at: "sum" | "outcome"; sentence: string };

/** Why the vote could not be recorded so, once its figures are there. */
export function findingOf(vote: VoteValues, figures: Figures): VoteFinding | null {
  if (vote.yes === null || vote.no === null || vote.abstain === null) return null;
  try {
    checkVote(asVote(vote), presenceOf(vote, figures), "vote");
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const [first] = error.errors;
    return first ? { at: first.pointer.endsWith("outcome") ? "outcome" : "sum", sentence: first.detail } : null;
  }
}
