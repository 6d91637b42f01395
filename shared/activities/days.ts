import { type Day, daysBetween, monthOf, shanghaiDay, yearOf } from "../dates";
import type { BranchSettings } from "../org/schema";
import type { Activity, ActivityKind } from "./schema";

type Dated = Pick<Activity, "startsAt">;

export const dayOf = (activity: Dated): Day => activity.startsAt.slice(0, 10);

/** For sorting, the earliest first. */
export const byStart = (a: Dated, b: Dated): number => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0);

export const yearlyKinds: readonly ActivityKind[] = ["orgLife", "appraisal"];

/** The years that an activity may be kept for: that of its day; in January–March the organisational-life meeting and the appraisal also the year before. */
export const yearsFor = (kinds: readonly ActivityKind[], day: Day): number[] =>
  monthOf(day) <= 3 && kinds.some((kind) => yearlyKinds.includes(kind))
    ? [yearOf(day), yearOf(day) - 1]
    : [yearOf(day)];

const instantDay = (at: string): Day =>
  /(Z|[+-]\d\d:?\d\d)$/.test(at) ? shanghaiDay(Date.parse(at)) : at.slice(0, 10);

/** Entered more than the set number of days after its day. */
export function isLate(
  activity: Pick<Activity, "startsAt" | "recordedAt" | "enteredAt">,
  settings: Pick<BranchSettings, "lateEntryDays">,
): boolean {
  return daysBetween(dayOf(activity), instantDay(activity.recordedAt ?? activity.enteredAt)) > settings.lateEntryDays;
}
