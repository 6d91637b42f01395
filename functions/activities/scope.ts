import type { Role } from "#shared/access";
import type { Activity } from "#shared/activities/schema";
import { Fault } from "#shared/problem";
import type { Actor } from "../platform/actor";

type Meeting = Pick<Activity, "kinds" | "groupId">;

/** Which activities of a branch an actor may see and write: a group leader only the meetings of the own group. */
export function scopeOf(actor: Pick<Actor, "grants">, held: readonly Role[]) {
  const holds = (...roles: Role[]) => roles.some((role) => held.includes(role));
  const seesAll = holds("secretary", "committee", "office", "inspector");
  const keepsAll = holds("secretary", "committee");
  const groups = actor.grants.filter(({ role }) => role === "leader").map(({ unitId }) => unitId);
  const isOwn = ({ kinds, groupId }: Meeting): boolean =>
    kinds.includes("group") && groupId !== null && groups.includes(groupId);
  return {
    groups,
    keepsAll,
    sees: (meeting: Meeting): boolean => seesAll || isOwn(meeting),
    requireSight(meeting: Meeting): void {
      if (!seesAll && !isOwn(meeting)) throw new Fault("record.missing");
    },
    requireWriting(meeting: Meeting): void {
      if (!keepsAll && !isOwn(meeting)) throw new Fault("access.denied", { detail: "党小组长只能记录本党小组的会议" });
    },
  };
}
