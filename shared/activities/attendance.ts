import type { Person } from "../members/schema";
import { committeeIdsOn, groupMembersOn, isExcusedOn, isFullOn, partyMembersOn } from "../members/standing";
import type { Branch } from "../org/schema";
import { dayOf } from "./days";
import type { Activity, Roll, VoteBasis } from "./schema";
import { countVote, type VoteCount } from "./votes";

type Attended = Pick<Activity, "attendance">;
type Gathering = Attended & Pick<Activity, "kinds" | "startsAt" | "groupId">;

const came = (state: string): boolean => state === "present" || state === "online";
const exceptionsOf = (activity: Attended): Map<string, Activity["attendance"]["exceptions"][number]["state"]> =>
  new Map(activity.attendance.exceptions.map(({ memberId, state }) => [memberId, state]));

/** Who is expected and who is entitled to vote on the day of the activity; of several kinds the widest decides. Those excused are expected only when they came all the same. */
export function expectedOn(activity: Gathering, branch: Pick<Branch, "committee">, members: readonly Person[]): Roll {
  const day = dayOf(activity);
  const { kinds, groupId } = activity;
  if (kinds.every((kind) => kind === "committee")) {
    const ids = committeeIdsOn(branch, day);
    return { expected: ids, entitled: ids };
  }
  const circle =
    kinds.includes("group") && groupId !== null ? groupMembersOn(members, groupId, day) : partyMembersOn(members, day);
  const states = exceptionsOf(activity);
  const isExpected = (member: Person) => !isExcusedOn(member, day) || came(states.get(member.id) ?? "absent");
  const ids = (list: readonly Person[]) => list.map((member) => member.id);
  return { expected: ids(circle.filter(isExpected)), entitled: ids(circle.filter((member) => isFullOn(member, day))) };
}

/** The roll frozen at confirmation, else that of the day by the present roster. */
export const rollOf = (
  activity: Gathering & Pick<Activity, "roll">,
  branch: Pick<Branch, "committee">,
  members: readonly Person[],
): Roll => activity.roll ?? expectedOn(activity, branch, members);

/** Those of the list who came, online included unless `inPerson`. */
function presentAmong(activity: Attended, ids: readonly string[], inPerson: boolean): string[] {
  const states = exceptionsOf(activity);
  return ids.filter((id) => {
    const state = states.get(id) ?? activity.attendance.default;
    return state === "present" || (state === "online" && !inPerson);
  });
}

/** Those expected who came. Without a roll (not confirmed yet) only those named as present are known. */
export const presentIds = (activity: Attended & Pick<Activity, "roll">, roll: Roll | null = activity.roll): string[] =>
  roll === null
    ? activity.attendance.exceptions.filter(({ state }) => came(state)).map(({ memberId }) => memberId)
    : presentAmong(activity, roll.expected, false);

type Counted = Attended & Pick<Activity, "counted" | "onlineCounts">;

/** How many of those entitled count as present: online in ordinary votes only, unless the record says otherwise. */
export function entitledPresent(activity: Counted, roll: Roll, basis: VoteBasis): number {
  if (activity.counted) return activity.counted.present;
  const expected = new Set(roll.expected);
  const states = exceptionsOf(activity);
  const inPerson = basis !== "ordinary" && !activity.onlineCounts;
  return presentAmong(activity, roll.entitled, inPerson).filter((id) => expected.has(id) || states.has(id)).length;
}

export type AttendanceCounts = {
  expected: number;
  /** Online included. */
  present: number;
  online: number;
  leave: number;
  absent: number;
  /** Those named who were not expected, and those named as observers. */
  observers: number;
  entitled: number;
  entitledPresent: (basis: VoteBasis) => number;
};

/** The figures of an activity; those of a ledger import are taken as they were entered. */
export function attendanceCounts(activity: Counted, roll: Roll): AttendanceCounts {
  const votes = (basis: VoteBasis) => entitledPresent(activity, roll, basis);
  if (activity.counted) {
    const { expected, present } = activity.counted;
    return {
      expected,
      present,
      online: 0,
      leave: 0,
      absent: Math.max(0, expected - present),
      observers: 0,
      entitled: expected,
      entitledPresent: votes,
    };
  }
  const states = exceptionsOf(activity);
  const expectedIds = new Set(roll.expected);
  const given = roll.expected.map((id) => states.get(id) ?? activity.attendance.default);
  const count = (state: string) => given.filter((one) => one === state).length;
  const guests = [...states].filter(
    ([id, state]) => !expectedIds.has(id) && (came(state) || state === "observer"),
  ).length;
  return {
    expected: given.length,
    present: count("present") + count("online"),
    online: count("online"),
    leave: count("leave"),
    absent: count("absent"),
    observers: guests + count("observer"),
    entitled: roll.entitled.length,
    entitledPresent: votes,
  };
}

/** The votes of an activity by item, null where an item has none. */
export const voteCounts = (activity: Counted & Pick<Activity, "items">, roll: Roll): (VoteCount | null)[] => {
  const { entitled, entitledPresent: present } = attendanceCounts(activity, roll);
  return activity.items.map(({ vote }) => (vote ? countVote(vote, { entitled, present: present(vote.basis) }) : null));
};
