import type { Activity } from "#shared/activities/schema";
import { Fault } from "#shared/problem";
import { activityStore } from "../activities/store";
import { removeOpenings } from "../audit/openings";
import { learningIn, learningStore } from "../learning/store";
import type { Actor } from "../platform/actor";
import { type Item, keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import { memberStore } from "./store";

export type Purged = { texts: number; reasons: number; events: number };

const tells = ({ detail }: Item): boolean => Object.keys(Object(detail)).length > 0;
/** Former and later values of who was absent and why. */
const tellsReason = ({ detail }: Item): boolean => JSON.stringify(detail).includes('"attendance"');

const withoutReason = (activity: Activity, memberId: string): Activity => ({
  ...activity,
  attendance: {
    ...activity.attendance,
    exceptions: activity.attendance.exceptions.map((one) => (one.memberId === memberId ? { ...one, reason: "" } : one)),
  },
});

/**
 * Removes what is kept about somebody who has left: the record with its data key, who opened it, the texts of talks about the person, reasons of absence, and
 * what the trail says of contents. It goes on saying who did what when. Rolls, talks and trainings keep the id; minutes, hand-overs and what was handed in for
 * a year stay as they were adopted, as do the person's account and signatures. May be repeated after a stop: the record goes last.
 */
export async function purgeMember(
  actor: Actor,
  platform: Platform,
  branchId: string,
  memberId: string,
): Promise<Purged> {
  const { table, keyring } = platform;
  const [store, learning, activities] = [memberStore(table, keyring), learningIn(table, keyring), activityStore(table)];
  const member = await store.one(branchId, memberId);
  if (!member) throw new Fault("record.missing");
  if (!member.left) throw new Fault("access.denied", { detail: "只有已离开支部的人员可以删除个人信息" });
  const inner = { ...actor, operation: null };
  const years = await table.range(keys.years(branchId));

  const talks = years
    .filter((item) => item.entity === "talk" && item.memberId === memberId)
    .map(learningStore.readTalk);
  const texts = [...(await learning.texts(talks, [member])).values()];
  for (const text of texts) await table.commit(inner, [learning.removeText(text)]);

  const reasons = years
    .filter((item) => item.entity === "activity")
    .map(activities.read)
    .filter(({ attendance }) => attendance.exceptions.some((one) => one.memberId === memberId && one.reason !== ""));
  for (const activity of reasons)
    await table.commit(inner, [
      activities.write(withoutReason(activity, memberId), activity, { action: "activity.purged" }),
    ]);

  const opened = await removeOpenings(table, memberId);
  if (opened) await table.commit(inner, [opened]);
  const own = await Promise.all([memberId, `opened-${memberId}`].map((one) => table.range(keys.auditOf(one))));
  const meetings = await Promise.all(reasons.map(({ id }) => table.range(keys.auditOf(id))));
  const telling = [...own.flat().filter(tells), ...meetings.flat().filter(tellsReason)];
  for (const event of telling) await table.emptyEvent(event, actor.at);
  await table.commit(actor, [store.remove(member, { action: "member.purged" })]);
  return { texts: texts.length, reasons: reasons.length, events: telling.length };
}
