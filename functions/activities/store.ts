import { type Activity, activityRecord, minutesRecord } from "#shared/activities/schema";
import { type Key, keys } from "../platform/keys";
import type { AuditEvent, Item, Put, Remove, Table } from "../platform/table";

/** Where activities are kept: in their year of the branch, the texts of their items apart. */
export function activityStore(table: Table) {
  const keyOf = (activity: Activity): Key => keys.activity(activity.branchId, activity);
  const textKey = (id: string): Key => keys.text(id, "MINUTES");

  return {
    read: (item: Item): Activity => activityRecord.parse(item),

    /** All that are dated in the year or meant for it, by day. */
    async inYear(branchId: string, year: number): Promise<Activity[]> {
      const items = await table.range(keys.year(branchId, year));
      return items.filter((item) => item["entity"] === "activity").map((item) => activityRecord.parse(item));
    },

    async one(branchId: string, id: string): Promise<Activity | null> {
      const view = keys.recordById(id);
      const [item] = await table.index(1, view.gsi1pk ?? "", view.gsi1sk);
      const found = item && activityRecord.safeParse(item);
      if (!found?.success || found.data.branchId !== branchId) return null;
      // The index may lag behind; the record itself is read from its own place.
      return table.get(keyOf(found.data), activityRecord);
    },

    texts: async (id: string) => table.get(textKey(id), minutesRecord),

    write: (activity: Activity, seen: Activity | null, event: Omit<AuditEvent, "aggregate">): Put => ({
      key: keyOf(activity),
      ...(seen && { formerKey: keyOf(seen) }),
      views: keys.recordById(activity.id),
      kind: "activity",
      record: activity,
      seen,
      event: { ...event, aggregate: activity.id },
    }),

    writeTexts: (id: string, texts: string[], seen: { version: number; chain: string } | null): Put => ({
      key: textKey(id),
      kind: "minutes",
      record: { version: (seen?.version ?? 0) + 1, chain: "", activityId: id, texts } as Put["record"],
      seen,
      event: { aggregate: `minutes-${id}`, action: "minutes.written" },
    }),

    remove: (activity: Activity, event: Omit<AuditEvent, "aggregate">): Remove => ({ remove: keyOf(activity), seen: activity, event: { ...event, aggregate: activity.id } }),
  };
}
