import { dayOf } from "#shared/activities/days";
import { followupsOf } from "#shared/activities/followups";
import type { Activity, Followup, FollowupQuery } from "#shared/activities/schema";
import { type Day, yearOf } from "#shared/dates";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";
import { byPlace, pageOf } from "./paging";
import { activityRecords, type Place } from "./records";

/** Open ones first, by the day on which they are due. */
const urgency = ({ open, dueOn, on, activityId, n }: Followup): string =>
  [open ? 0 : 1, dueOn ?? "9999-12-31", on, activityId, String(n).padStart(3, "0")].join(" ");

/** What meetings have resolved and who carries it out. */
export function followupService(actor: Actor, platform: Platform, place: Place) {
  const { store, scope, load, everybody, answerOf, commit } = activityRecords(actor, platform, place);

  return {
    /** Of this year and the last. */
    async list({ limit, cursor, open }: FollowupQuery) {
      const [{ members }, activities] = await Promise.all([
        everybody(),
        store.inTwoYears(place.branchId, yearOf(actor.today)),
      ]);
      const asked = activities
        .filter((one) => one.state !== "planned" && scope.sees(one))
        .flatMap((one) => followupsOf(one, members, actor.today))
        .filter((one) => open === undefined || one.open === (open === "true"))
        .sort(byPlace(urgency));
      return pageOf(asked, urgency, { limit, cursor, bound: ["followups", place.branchId, open] });
    },

    /** Carried out, or null: still open. A confirmed record is not amended by this. */
    async finish(id: string, n: number, doneOn: Day | null) {
      const before = await load(id);
      scope.requireWriting(before);
      if (before.state === "planned") throw new Fault("activity.state", { detail: "活动还没有记录" });
      if (before.resolutions[n] === undefined) throw new Fault("record.missing");
      if (doneOn !== null && doneOn > actor.today)
        throw fieldFault("request.invalid", "#/doneOn", "完成日期不能晚于今天");
      if (doneOn !== null && doneOn < dayOf(before))
        throw fieldFault("request.invalid", "#/doneOn", "完成日期不能早于作出决议的日期");
      const resolutions = before.resolutions.map((one, i) => (i === n ? { ...one, doneOn } : one));
      const after: Activity = { ...before, resolutions, version: before.version + 1 };
      const answer = await answerOf(after);
      await commit([store.write(after, before, { action: "activity.followed-up", detail: { n, doneOn } })], id, answer);
      return answer;
    },
  };
}
