import { yearsFor } from "#shared/activities/days";
import { type Activity, type ActivityChange, type ActivityInput, activityRecord } from "#shared/activities/schema";
import { type Day, shanghaiDay, shanghaiTime, yearOf } from "#shared/dates";
import { Fault, type FieldError } from "#shared/problem";
import type { Actor } from "../platform/actor";

/** An activity with the texts of its items, which are kept apart. */
export type Draft = { activity: Activity; texts: string[] };

/** The time of entry: the instant, or where the business day is moved (demo, tests) the same time of that day, so that lateness stays true. */
export const entryTime = ({ at, now, today }: Pick<Actor, "at" | "now" | "today">): string =>
  shanghaiDay(now) === today ? at : `${today}T${shanghaiTime(now).slice(11)}:00+08:00`;

/** `YYYY-MM-DDTHH:mm` in Shanghai on the business day. */
export const localNow = ({ now, today }: Pick<Actor, "now" | "today">): string =>
  `${today}T${shanghaiTime(now).slice(11)}`;

const withoutText = (items: ActivityChange["items"]) => items?.map(({ text: _, ...item }) => item);

export function newDraft(input: ActivityInput, id: string, branchId: string, actor: Actor): Draft {
  const at = entryTime(actor);
  const state = input.state ?? (input.startsAt > localNow(actor) ? "planned" : "recorded");
  const activity = activityRecord.parse({
    forYear: yearOf(input.startsAt.slice(0, 10)),
    attendance: { default: "present", exceptions: [] },
    ...input,
    items: withoutText(input.items) ?? [],
    ...{
      id,
      branchId,
      state,
      version: 1,
      enteredAt: at,
      enteredBy: actor.name,
      recordedAt: state === "recorded" ? at : null,
    },
  });
  return { activity, texts: input.items?.map(({ text }) => text) ?? [] };
}

/** A new day takes its year along where the former one can no longer be meant. */
function yearAfter(before: Activity, change: ActivityChange): number {
  const day: Day = (change.startsAt ?? before.startsAt).slice(0, 10);
  const wanted = change.forYear ?? before.forYear;
  const isMoved = change.forYear === undefined && change.startsAt !== undefined;
  return isMoved && !yearsFor(change.kinds ?? before.kinds, day).includes(wanted) ? yearOf(day) : wanted;
}

/** The record after a change. Attendance by name replaces the figures of a ledger. */
export function changedDraft({ activity: before, texts }: Draft, change: ActivityChange): Draft {
  const activity = activityRecord.parse({
    ...before,
    ...change,
    items: withoutText(change.items) ?? before.items,
    forYear: yearAfter(before, change),
    counted: change.attendance ? null : before.counted,
    version: before.version + 1,
  });
  return { activity, texts: change.items?.map(({ text }) => text) ?? texts };
}

/** The form of a draft in which its fields can be compared and kept: texts with their items. */
export const valuesOf = ({ activity, texts }: Draft): Record<string, unknown> => ({
  ...activity,
  items: activity.items.map((item, i) => ({ ...item, text: texts[i] ?? "" })),
});

/** The names of the given fields that differ. */
export function changedFields(before: Draft, after: Draft, fields: readonly string[]): string[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  return fields.filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]));
}

// One item of the table holds 400 KB; the year's records stay far below it, since screens read them all.
const RECORD_BYTES = 150_000;
const TEXT_BYTES = 240_000;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

export function checkSize({ activity, texts }: Draft): void {
  const errors: FieldError[] = [];
  if (bytesOf(texts) > TEXT_BYTES)
    errors.push({ pointer: "#/items", detail: "议题内容合计太长，请控制在 8 万字以内，其余作为附件上传" });
  if (bytesOf(activity) > RECORD_BYTES)
    errors.push({ pointer: "#/attendance", detail: "出勤原因和决议合计太长，请缩短" });
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
}
