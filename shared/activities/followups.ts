import type { Day } from "../dates";
import type { Person } from "../members/schema";
import { dayOf } from "./days";
import type { Activity, Followup } from "./schema";

/** What a meeting resolved, with who sees to it, and how it stands on a day. */
export function followupsOf(
  { id: activityId, title, startsAt, resolutions }: Activity,
  members: readonly Pick<Person, "id" | "name">[],
  on: Day,
): Followup[] {
  return resolutions.map((resolution, n) => {
    const open = resolution.doneOn === null;
    return {
      ...resolution,
      ...{ activityId, title, on: dayOf({ startsAt }), n },
      ownerName: members.find(({ id }) => id === resolution.ownerId)?.name ?? null,
      open,
      overdue: open && resolution.dueOn !== null && resolution.dueOn < on,
    };
  });
}
