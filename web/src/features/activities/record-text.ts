import type { ActivityAnswer } from "#shared/activities/schema";
import { chineseTime } from "../../lib/dates";
import type { Names } from "./values";

/** `2026年5月20日 19:00至 21:00`. */
export function timeOf({ startsAt, endsAt }: Pick<ActivityAnswer, "startsAt" | "endsAt">): string {
  if (endsAt === null) return chineseTime(startsAt);
  const isSameDay = endsAt.slice(0, 10) === startsAt.slice(0, 10);
  return `${chineseTime(startsAt)} 至 ${isSameDay ? endsAt.slice(11) : chineseTime(endsAt)}`;
}

export const listOf = (people: readonly { id: string; reason: string }[], names: Names): string =>
  people.map(({ id, reason }) => `${names(id)}${reason ? `（${reason}）` : ""}`).join("、");
