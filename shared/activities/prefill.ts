import { type Day, daysBetween, isDay, monthOf, yearOf } from "../dates";
import type { Person } from "../members/schema";
import { isExcusedOn, isPartyMemberOn, partyMembersOn, postsOn, secretaryOn } from "../members/standing";
import type { Branch } from "../org/schema";
import { byStart, dayOf, yearlyKinds, yearsFor } from "./days";
import { activityKindNames } from "./labels";
import type { Activity, ActivityInput, ActivityKind } from "./schema";

export type Prefill = Required<Pick<ActivityInput, "kinds" | "title" | "startsAt">> &
  Pick<Activity, "endsAt" | "forYear" | "groupId" | "place" | "hostId" | "recorderId" | "hours" | "attendance">;

const quarterNames = ["第一季度", "第二季度", "第三季度", "第四季度"];

/** What an activity is called before anybody names it. */
export function titleOf(kind: ActivityKind, day: Day, forYear: number): string {
  const name = activityKindNames[kind];
  if (kind === "general" || kind === "lecture")
    return `${yearOf(day)}年${quarterNames[Math.ceil(monthOf(day) / 3) - 1] ?? ""}${name}`;
  return yearlyKinds.includes(kind) ? `${forYear}年度${name}` : `${yearOf(day)}年${monthOf(day)}月${name}`;
}

function forYearOf(kinds: readonly ActivityKind[], day: Day, activities: readonly Activity[]): number {
  const [own = yearOf(day), before] = yearsFor(kinds, day);
  const isHeld = activities.some(
    (one) =>
      one.forYear === before &&
      one.state !== "planned" &&
      kinds.some((kind) => yearlyKinds.includes(kind) && one.kinds.includes(kind)),
  );
  return before === undefined || isHeld ? own : before;
}

function hostOf(branch: Pick<Branch, "committee">, members: readonly Person[], day: Day): string | null {
  const isHere = (id: string) =>
    members.some((member) => member.id === id && isPartyMemberOn(member, day) && !isExcusedOn(member, day));
  const secretary = secretaryOn(branch, day);
  const deputy = members.find((member) => postsOn(branch, member.id, day).includes("deputy"))?.id ?? null;
  return [secretary, deputy].find((id) => id !== null && isHere(id)) ?? secretary;
}

function recorderOf(
  branch: Pick<Branch, "committee">,
  members: readonly Person[],
  last: Activity | undefined,
  day: Day,
): string | null {
  const here = partyMembersOn(members, day);
  const usual = here.find(({ id }) => id === last?.recorderId);
  const holding = (post: "organisation" | "deputy") => here.find(({ id }) => postsOn(branch, id, day).includes(post));
  return (usual ?? holding("organisation") ?? holding("deputy"))?.id ?? null;
}

/** The plan that a new record of this kind is probably about: of the same group, nearest to the day, within a month of it. */
export function planNear(
  activities: readonly Activity[],
  kinds: readonly ActivityKind[],
  day: Day,
  groupId: string | null,
): Pick<Activity, "id" | "title" | "startsAt"> | null {
  const away = (one: Activity) => Math.abs(daysBetween(day, dayOf(one)));
  const [plan] = activities
    .filter(
      (one) => one.state === "planned" && one.groupId === groupId && kinds.some((kind) => one.kinds.includes(kind)),
    )
    .filter((one) => away(one) <= 31)
    .sort((a, b) => away(a) - away(b));
  return plan ? { id: plan.id, title: plan.title, startsAt: plan.startsAt } : null;
}

/** Everything of a new activity that can be known: from the branch's settings and posts, and from the latest one of the same kind. The secretary chairs, else the deputy (支部工作条例 第14条). */
export function prefill(
  branch: Pick<Branch, "committee" | "settings">,
  members: readonly Person[],
  activities: readonly Activity[],
  kinds: readonly ActivityKind[],
  day: Day,
  groupId: string | null = null,
): Prefill {
  const first = kinds[0] ?? "other";
  const earlier = activities
    .filter((one) => dayOf(one) <= day && one.groupId === groupId && isDay(dayOf(one)))
    .sort(byStart);
  const last = earlier.findLast((one) => one.kinds.includes(first));
  const forYear = forYearOf(kinds, day, activities);
  return {
    kinds: [...kinds],
    title: titleOf(first, day, forYear),
    startsAt: `${day}T${last?.startsAt.slice(11) ?? "09:00"}`,
    endsAt: null,
    forYear,
    groupId,
    place: branch.settings.usualPlace || last?.place || earlier.findLast((one) => one.place !== "")?.place || "",
    hostId: groupId === null ? hostOf(branch, members, day) : (last?.hostId ?? null),
    recorderId: recorderOf(branch, members, last ?? earlier.at(-1), day),
    hours: last?.hours || branch.settings.usualHours,
    attendance: { default: "present", exceptions: [] },
  };
}
