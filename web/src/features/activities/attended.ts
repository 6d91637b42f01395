import type { ActivityAnswer, AttendanceState } from "#shared/activities/schema";

/** The figures and names of a record as it stands; nothing is judged here. */

type Named = { id: string; reason: string };
export type Attended = {
  /** Known by name only once the record is confirmed. */
  present: Named[] | null;
  online: Named[];
  leave: Named[];
  absent: Named[];
  observers: Named[];
  absentCount: number;
};

export function attendedOf(activity: ActivityAnswer): Attended {
  const { roll, attendance, counted, expected, present } = activity;
  const isExpected = (id: string) => roll?.expected.includes(id) ?? true;
  const named = (state: AttendanceState) =>
    attendance.exceptions
      .filter((one) => one.state === state && isExpected(one.memberId))
      .map((one) => ({ id: one.memberId, reason: one.reason }));
  const excepted = new Set(attendance.exceptions.map(({ memberId }) => memberId));
  const usual = (roll?.expected ?? []).filter((id) => !excepted.has(id)).map((id) => ({ id, reason: "" }));
  const guests = attendance.exceptions
    .filter((one) => one.state === "observer" || (!isExpected(one.memberId) && one.state !== "absent"))
    .map((one) => ({ id: one.memberId, reason: one.reason }));
  const byDefault = (state: AttendanceState) => (attendance.default === state ? usual : []);
  const absent = [...named("absent"), ...byDefault("absent")];
  return {
    present: roll === null || counted !== null ? null : [...byDefault("present"), ...named("present")],
    online: [...named("online"), ...byDefault("online")],
    leave: [...named("leave"), ...byDefault("leave")],
    absent,
    observers: guests,
    absentCount: counted ? Math.max(0, expected - present) : absent.length,
  };
}
