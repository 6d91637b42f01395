import { byStart, dayOf } from "../activities/days";
import { followupsOf } from "../activities/followups";
import type { Activity, Followup } from "../activities/schema";
import { type Day, yearOf } from "../dates";
import { isOwnTalk } from "../learning/rules";
import type { Talk } from "../learning/schema";
import type { Person } from "../members/schema";
import { evaluateDuties } from "./engine";
import type { OpenItem } from "./open-item";
import type { UnconfirmedEntry } from "./schema";
import type { BranchFacts, Duties, Duty } from "./types";

/** What is open in a branch, beside the duties themselves: for home and for the hand-over. */

/** Recorded and waiting for the secretary, the oldest first. */
export const unconfirmedOf = (activities: readonly Activity[]): UnconfirmedEntry[] =>
  activities
    .filter(({ state }) => state === "recorded")
    .sort(byStart)
    .map((activity) => ({
      id: activity.id,
      title: activity.title,
      kinds: activity.kinds,
      on: dayOf(activity),
      enteredBy: activity.enteredBy,
    }));

const last = "9999-12-31";

/** Resolutions that were taken and are not done, the nearest day first. */
export function openResolutions(
  activities: readonly Activity[],
  members: readonly Pick<Person, "id" | "name">[],
  on: Day,
): Followup[] {
  return activities
    .filter(({ state }) => state !== "planned")
    .flatMap((activity) => followupsOf(activity, members, on))
    .filter(({ open }) => open)
    .sort((a, b) => ((a.dueOn ?? last) < (b.dueOn ?? last) ? -1 : 1));
}

/** Until this month, last year's yearly duties that can still be met or made good stand on the home page beside this year's. */
const monthsOfLastYear = 6;
export const firstYearOn = (on: Day): number => yearOf(on) - (Number(on.slice(5, 7)) <= monthsOfLastYear ? 1 : 0);

const isOpenDuty = ({ status }: Duty): boolean => status === "due" || status === "overdue";
const isYearly = ({ period }: Duty, year: number): boolean =>
  period.from === `${year}-01-01` && period.to === `${year}-12-31`;

/** The duties of the day's year, and what is left of the year before; the facts hold the records of both. */
export function dutiesOn(facts: BranchFacts, on: Day): { duties: Duties; items: Duty[] } {
  const year = yearOf(on);
  const duties = evaluateDuties(facts, { year, on });
  if (firstYearOn(on) === year) return { duties, items: duties.items };
  const before = evaluateDuties(facts, { year: year - 1, on }).items;
  return { duties, items: [...before.filter((duty) => isOpenDuty(duty) && isYearly(duty, year - 1)), ...duties.items] };
}

/** Talks are known to the secretary; a committee member sees the own ones, everybody else that they took place and how many. */
export function withVisibleTalks(
  duties: readonly Duty[],
  talks: readonly Talk[],
  viewer: { accountId: string; memberId: string | null; seesAll: boolean; seesOwn: boolean },
): Duty[] {
  if (viewer.seesAll) return [...duties];
  const own = new Set(viewer.seesOwn ? talks.filter((talk) => isOwnTalk(talk, viewer)).map(({ id }) => id) : []);
  return duties.map((duty) => ({
    ...duty,
    evidence: duty.evidence.filter(({ kind, id }) => kind !== "talk" || own.has(id)),
  }));
}

const dutyItem = ({ rule, name, period, subject, missing, dueOn }: Duty): OpenItem => ({
  kind: "duty",
  id: rule,
  title: `${name}（${period.label}${subject.kind === "branch" ? "" : `，${subject.name}`}）`,
  detail: missing,
  dueOn,
});

/** The list that a new secretary takes over: duties that have opened, records to confirm, resolutions to see to. */
export function openItemsOf(facts: BranchFacts, on: Day): OpenItem[] {
  const { items } = dutiesOn(facts, on);
  const duties = items
    .filter((duty) => isOpenDuty(duty) && (duty.opensOn === null || duty.opensOn <= on))
    .map(dutyItem);
  const activities = unconfirmedOf(facts.activities).map(
    ({ id, title, on: day }): OpenItem => ({
      kind: "activity",
      id,
      title,
      detail: `${day} 的记录待书记确认`,
      dueOn: null,
    }),
  );
  const resolutions = openResolutions(facts.activities, facts.members, on).map(
    ({ activityId, text, title, ownerName, dueOn }): OpenItem => ({
      kind: "resolution",
      id: activityId,
      title: text,
      detail: `${title}，责任人：${ownerName ?? "未指定"}`,
      dueOn,
    }),
  );
  return [...duties, ...activities, ...resolutions];
}
