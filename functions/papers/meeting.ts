import { rollOf } from "#shared/activities/attendance";
import { activityKindNames } from "#shared/activities/labels";
import type { Activity, ActivityAnswer, ActivityKind, AttendanceState } from "#shared/activities/schema";
import { chineseDay, type Day, daysBetween } from "#shared/dates";
import type { Person } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";

/** One person of a meeting; `state` is null while nobody has recorded it. */
export type Attendee = { id: string; name: string; state: AttendanceState | null; reason: string; isExpected: boolean };
/** A meeting as papers show it. */
export type Meeting = {
  branch: Branch;
  activity: ActivityAnswer;
  attendees: Attendee[];
  names: ReadonlyMap<string, string>;
};

export const BLANK = "【待补】";

export function meetingOf(
  branch: Branch,
  members: readonly Person[],
  activity: Activity,
  answer: ActivityAnswer,
): Meeting {
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const given = new Map(activity.attendance.exceptions.map((one) => [one.memberId, one]));
  const { expected } = rollOf(activity, branch, members);
  const isKnown = activity.state !== "planned" && activity.counted === null;
  const attendee = (id: string, isExpected: boolean): Attendee => ({
    ...{ id, isExpected, name: names.get(id) ?? BLANK, reason: given.get(id)?.reason ?? "" },
    state: isKnown ? (given.get(id)?.state ?? activity.attendance.default) : null,
  });
  const guests = [...given.values()].filter(
    ({ memberId, state }) => !expected.includes(memberId) && state !== "leave" && state !== "absent",
  );
  const attendees = [
    ...expected.map((id) => attendee(id, true)),
    ...guests.map(({ memberId }) => attendee(memberId, false)),
  ];
  return { branch, activity: answer, attendees, names };
}

/** `机关第一党支部党员大会`: the branch and what it holds. */
export function meetingName({ branch, activity }: Pick<Meeting, "branch" | "activity">): string {
  const kind: ActivityKind = activity.kinds[0] ?? "other";
  const group = branch.groups.find(({ id }) => id === activity.groupId);
  const name = kind === "general" ? "党员大会" : activityKindNames[kind];
  return kind === "group" && group ? `${branch.name}${group.name}会议` : `${branch.name}${name}`;
}

export const kindsOf = ({ activity }: Pick<Meeting, "activity">): string =>
  activity.kinds.map((kind) => activityKindNames[kind]).join("、");
export const nameOf = ({ names }: Pick<Meeting, "names">, id: string | null): string =>
  id === null ? BLANK : (names.get(id) ?? BLANK);

const MONDAY: Day = "2024-01-01";
const weekdays = ["一", "二", "三", "四", "五", "六", "日"];
const weekdayOf = (day: Day): string => weekdays[((daysBetween(MONDAY, day) % 7) + 7) % 7] ?? "";
const clock = (time: string): string => time.slice(11).replace(/^0/, "");

/** `2026年5月20日（星期三）9:00—11:00` */
export function timeOf({ startsAt, endsAt }: Pick<ActivityAnswer, "startsAt" | "endsAt">): string {
  const day = startsAt.slice(0, 10);
  const start = `${chineseDay(day)}（星期${weekdayOf(day)}）${clock(startsAt)}`;
  if (endsAt === null) return start;
  return `${start}—${endsAt.startsWith(day) ? "" : chineseDay(endsAt.slice(0, 10))}${clock(endsAt)}`;
}

const digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
/** 一 … 九十九 */
export function ordinal(n: number): string {
  const [tens, units] = [Math.floor(n / 10), n % 10];
  const ten = tens === 0 ? "" : tens === 1 ? "十" : `${digits[tens] ?? ""}十`;
  return `${ten}${digits[units] ?? ""}`;
}
