import { presentIds, rollOf } from "../activities/attendance";
import { dayOf } from "../activities/days";
import type { Activity } from "../activities/schema";
import { type Day, monthOf } from "../dates";
import type { BranchFacts } from "../duties/types";
import type { Person } from "../members/schema";
import { partyMembersOn } from "../members/standing";
import type { AssessmentReport, AttendanceRow } from "./schema";

/** Whether it is known who came: figures of a ledger import may say less than the list. */
function knowsPersons(activity: Activity, roll: NonNullable<Activity["roll"]>): boolean {
  const { counted } = activity;
  return (
    counted === null ||
    (counted.expected === roll.expected.length && counted.present === presentIds(activity, roll).length)
  );
}

const blankRow = (member: Pick<Person, "id" | "name">): AttendanceRow => ({
  memberId: member.id,
  name: member.name,
  months: Array.from({ length: 12 }, () => ({ expected: 0, present: 0 })),
  expected: 0,
  present: 0,
  leave: 0,
  absent: 0,
});

function countIn(row: AttendanceRow, month: number, state: string): void {
  const isThere = state === "present" || state === "online";
  const cell = row.months[month - 1];
  row.expected += 1;
  if (cell) cell.expected += 1;
  if (isThere) row.present += 1;
  if (cell && isThere) cell.present += 1;
  if (state === "leave") row.leave += 1;
  if (state === "absent") row.absent += 1;
}

/** Confirmed activities of the year's months; whoever was expected, or is in the branch on the roster's day, has a row. */
export function attendancePart(
  facts: BranchFacts,
  confirmed: readonly Activity[],
  day: Day,
): AssessmentReport["attendance"] {
  const { branch, members } = facts;
  const rolls = confirmed.map((activity) => ({ activity, roll: rollOf(activity, branch, members) }));
  const known = rolls.filter(({ activity, roll }) => knowsPersons(activity, roll));
  const expected = new Set(known.flatMap(({ roll }) => roll.expected));
  const present = new Set(partyMembersOn(members, day).map((member) => member.id));
  const listed = members.filter((member) => expected.has(member.id) || present.has(member.id));
  const rows = new Map(listed.map((member) => [member.id, blankRow(member)]));
  for (const { activity, roll } of known) {
    const states = new Map(activity.attendance.exceptions.map(({ memberId, state }) => [memberId, state]));
    for (const id of roll.expected) {
      const row = rows.get(id);
      if (row) countIn(row, monthOf(dayOf(activity)), states.get(id) ?? activity.attendance.default);
    }
  }
  return { rows: [...rows.values()], countedOnly: rolls.length - known.length };
}
