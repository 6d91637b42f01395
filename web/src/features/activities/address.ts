import { activityKindNames, activityStateNames } from "#shared/activities/labels";
import type { ActivityAnswer, ActivityKind, ActivityState } from "#shared/activities/schema";

/** What the addresses of these pages carry. */

type Search = Partial<Record<string, string | string[]>>;

export const one = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) || null;

const isKind = (text: string): text is ActivityKind => text in activityKindNames;
const isState = (text: string): text is ActivityState => text in activityStateNames;
export const kindOf = (text: string | null): ActivityKind | null => (text !== null && isKind(text) ? text : null);
const stateOf = (text: string | null): ActivityState | null => (text !== null && isState(text) ? text : null);

/** A new activity that somebody asked for. */
export type Asked = { kind: ActivityKind; on: string | null; year: number | null; group: string | null };

export const askedOf = (kind: ActivityKind, search: Search): Asked => ({
  kind,
  on: one(search.on),
  year: one(search.year) === null ? null : Number(one(search.year)),
  group: one(search.group),
});

/** `month` 13: those of the next year's first months that are kept for this year, as in the grid. */
export type Filter = { kind: ActivityKind | null; state: ActivityState | null; month: number | null };

export const filterOf = (search: Search): Filter => ({
  kind: kindOf(one(search.kind)),
  state: stateOf(one(search.state)),
  month: one(search.month) === null ? null : Number(one(search.month)),
});

const isIn = ({ startsAt }: ActivityAnswer, year: number, month: number) =>
  month === 13 ? !startsAt.startsWith(`${year}`) : startsAt.startsWith(`${year}-${String(month).padStart(2, "0")}`);

export const filtered = (activities: readonly ActivityAnswer[], year: number, { kind, state, month }: Filter) =>
  activities.filter(
    (activity) =>
      (kind === null || activity.kinds.includes(kind)) &&
      (state === null || activity.state === state) &&
      (month === null || isIn(activity, year, month)),
  );
