import type { Training } from "../learning/schema";
import { presentIds } from "./attendance";
import type { Activity } from "./schema";

export type StudySum = { hours: number; activityIds: string[]; trainingIds: string[] };

/** Hours by member: confirmed activities that they attended, and trainings. */
export function studyHoursByMember(
  activities: readonly Activity[],
  trainings: readonly Training[],
): Map<string, StudySum> {
  const sums = new Map<string, StudySum>();
  const sumOf = (memberId: string): StudySum => {
    const sum = sums.get(memberId) ?? { hours: 0, activityIds: [], trainingIds: [] };
    sums.set(memberId, sum);
    return sum;
  };
  for (const activity of activities) {
    if (activity.state !== "confirmed" || activity.hours <= 0) continue;
    for (const memberId of presentIds(activity)) {
      const sum = sumOf(memberId);
      sum.hours += activity.hours;
      sum.activityIds.push(activity.id);
    }
  }
  for (const training of trainings) {
    const sum = sumOf(training.memberId);
    sum.hours += training.hours;
    sum.trainingIds.push(training.id);
  }
  for (const sum of sums.values()) sum.hours = Math.round(sum.hours * 100) / 100;
  return sums;
}

export const studyHoursOf = (
  memberId: string,
  activities: readonly Activity[],
  trainings: readonly Training[],
): number => studyHoursByMember(activities, trainings).get(memberId)?.hours ?? 0;
