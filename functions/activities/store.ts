import {
  type Activity,
  type Amended,
  activityRecord,
  amendedRecord,
  type Minutes,
  minutesRecord,
} from "#shared/activities/schema";
import { changeEvent, type Told } from "../platform/changed";
import { findRecord } from "../platform/find-record";
import type { Item } from "../platform/keys";
import { type Key, keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put, Remove } from "../platform/write";

const MINUTES = "MINUTES";
const amendedPart = (n: number): string => `AMENDED-${String(n).padStart(4, "0")}`;
const onlyActivities = (items: readonly Item[]): Activity[] =>
  items.filter((item) => item.entity === "activity").map((item) => activityRecord.parse(item));

/** Where activities are kept: in their year of the branch; the texts of their items and what amendments replaced apart. */
export function activityStore(table: Table) {
  const keyOf = (activity: Activity): Key => keys.activity(activity.branchId, activity);
  const textKey = (id: string): Key => keys.text(id, MINUTES);

  return {
    read: (item: Item): Activity => activityRecord.parse(item),

    /** All that are dated in the year or meant for it, in no order. */
    async inYear(branchId: string, year: number): Promise<Activity[]> {
      return onlyActivities(await table.range(keys.year(branchId, year)));
    },

    /** Those of the year and of the one before, in one Query. */
    async inTwoYears(branchId: string, year: number): Promise<Activity[]> {
      return onlyActivities(
        await table.range({ ...keys.year(branchId, year), from: keys.year(branchId, year - 1).from }),
      );
    },

    async one(branchId: string, id: string): Promise<Activity | null> {
      const item = await findRecord(table, branchId, id);
      return item?.entity === "activity" ? activityRecord.parse(item) : null;
    },

    texts: (id: string): Promise<Minutes | null> => table.get(textKey(id), minutesRecord),

    /** The texts, and what each amendment replaced, in one Query. */
    async apart(id: string): Promise<{ texts: string[]; befores: Amended["before"][] }> {
      const { pk } = textKey(id);
      const items = await table.range({ pk, from: amendedPart(0), to: MINUTES });
      const minutes = items.find((item) => item.sk === MINUTES);
      const amended = items.filter((item) => item.sk !== MINUTES).map((item) => amendedRecord.parse(item).before);
      return { texts: minutes ? minutesRecord.parse(minutes).texts : [], befores: amended };
    },

    write: (activity: Activity, seen: Activity | null, event: Told): Put => ({
      key: keyOf(activity),
      ...(seen && { formerKey: keyOf(seen) }),
      views: keys.recordById(activity.id),
      kind: "activity",
      record: activity,
      seen,
      event: changeEvent(activity.id, event, seen, activity),
    }),

    writeTexts(id: string, texts: string[], seen: Minutes | null): Put {
      const record: Minutes = { version: (seen?.version ?? 0) + 1, chain: "", activityId: id, texts };
      return {
        key: textKey(id),
        kind: "minutes",
        record,
        seen,
        event: { aggregate: `minutes-${id}`, action: "minutes.written" },
      };
    },

    writeAmended(id: string, n: number, before: Amended["before"]): Put {
      const record: Amended = { version: 1, chain: "", activityId: id, before };
      return {
        key: keys.text(id, amendedPart(n)),
        kind: "amended",
        record,
        seen: null,
        event: { aggregate: `amended-${id}-${n}`, action: "minutes.amended" },
      };
    },

    remove: (activity: Activity, event: Told): Remove => ({
      remove: keyOf(activity),
      seen: activity,
      event: changeEvent(activity.id, event, activity, {}),
    }),
    removeTexts: (id: string, seen: Minutes): Remove => ({
      remove: textKey(id),
      seen,
      event: { aggregate: `minutes-${id}`, action: "minutes.removed" },
    }),
  };
}
