import { auditEvent, type StoredEvent } from "#shared/audit/schema";
import { addDays, type Day } from "#shared/dates";
import { Fault } from "#shared/problem";
import { type Key, keys, type Views } from "../platform/keys";
import type { Table } from "../platform/table";

/** Where a walk through the days stands: in which UTC day, and after which of its events. */
export type Place = { day: Day; after: Pick<StoredEvent, "at" | "aggregate" | "version"> | null };

const keyOf = ({ at, aggregate, version }: NonNullable<Place["after"]>): Key & Views => ({
  ...keys.audit(aggregate, version),
  ...keys.auditDay(at, aggregate),
});

/** A place as a line of text and back; what no event can have is refused. */
export const placeText = ({ day, after }: Place): string =>
  [day, ...(after ? [after.at, after.aggregate, after.version] : [])].join(" ");
export function placeOf(text: string): Place {
  const match = /^(\d{4}-\d{2}-\d{2})(?: (\1T[\d:.]+Z) ([\w.-]{1,200}) (\d{1,8}))?$/.exec(text);
  const [, day, at, aggregate, version] = match ?? [];
  if (day === undefined) throw new Fault("request.cursor");
  return { day, after: at && aggregate ? { at, aggregate, version: Number(version) } : null };
}

const PAGE = 200;

/** The trail by days, over the second index. */
export const auditStore = (table: Table) => ({
  /** The events of days in Shanghai, the latest first, a page at a time; every page says where it ends, an empty day is one as well. */
  async *walk(from: Day, to: Day, start: Place | null): AsyncGenerator<{ events: StoredEvent[]; day: Day }> {
    const first = start && start.day < to ? start.day : to;
    for (let day = first; day >= addDays(from, -1); day = addDays(day, -1)) {
      let after = start?.day === day && start.after ? keyOf(start.after) : null;
      for (let isLast = false; !isLast; ) {
        const page = await table.indexPage(2, keys.auditPart(day, from, to), { limit: PAGE, after });
        const events = page.items.map((item) => auditEvent.parse(item));
        const last = events.at(-1);
        after = last ? keyOf(last) : null;
        isLast = page.isLast || last === undefined;
        yield { events, day };
      }
    }
  },

  async count(day: Day): Promise<number> {
    const parts = [addDays(day, -1), day].map((utc) => table.indexCount(2, keys.auditPart(utc, day, day)));
    return (await Promise.all(parts)).reduce((sum, count) => sum + count, 0);
  },
});
