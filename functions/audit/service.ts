import { fieldName } from "#shared/audit/fields";
import { actionName, areaName, areaOf } from "#shared/audit/labels";
import type { AuditEntry, AuditQuery, StoredEvent } from "#shared/audit/schema";
import { addMonths, type Day, daysInMonth, partsOf, shanghaiDay, shanghaiTime, toDay } from "#shared/dates";
import type { Actor } from "../platform/actor";
import { sha256 } from "../platform/crypto";
import { decodeCursor, encodeCursor } from "../platform/cursor";
import type { Platform } from "../platform/platform";
import { nameOf } from "./history";
import { noteOpening } from "./openings";
import { auditStore, type Place, placeOf, placeText } from "./store";

/** How much one request looks through; its cursor goes on from there. */
const MOST_EVENTS = 2000;
const MOST_DAYS = 31;
/** How far back the list goes where no first day is asked for. */
const MONTHS_BACK = 36;

/** Parts of a record with a trail of their own belong to the record. */
const recordId = (aggregate: string): string => aggregate.replace(/^(profile|opened|text|minutes|amended|list)-/, "");
const fieldsIn = ({ detail }: StoredEvent): string[] => [
  ...new Set([...detail.changes.map(({ field }) => field), ...detail.fields]),
];

/** Without a value of any field, and without the reasons, in which people are named. */
const toEntry = (event: StoredEvent): AuditEntry => ({
  at: event.at,
  by: { id: event.by, name: nameOf(event) },
  from: event.from,
  action: event.action,
  record: { area: areaOf(event.action), id: recordId(event.aggregate) },
  fields: fieldsIn(event),
});

const isAsked = (event: StoredEvent, { by, action, record }: Omit<AuditQuery, "limit">): boolean =>
  (by === undefined || event.by === by || event.byName.includes(by)) &&
  (action === undefined || event.action === action || areaOf(event.action) === action) &&
  (record === undefined || event.aggregate.includes(record));

/** Headers and the widths that keep a row on one or two lines. */
const columns = [
  { header: "时间", width: 21 },
  { header: "人员", width: 26 },
  { header: "账号编号", width: 24 },
  { header: "来源地址", width: 16 },
  { header: "动作", width: 22 },
  { header: "对象类别", width: 12 },
  { header: "对象编号", width: 26 },
  { header: "字段", width: 30 },
  { header: "版本", width: 6 },
  { header: "校验值", width: 32 },
];
const headers = columns.map(({ header }) => header);
const rowOf = (event: StoredEvent): string[] => {
  const { by, from, action, record, fields } = toEntry(event);
  return [
    ...[`${shanghaiTime(Date.parse(event.at)).replace("T", " ")}${event.at.slice(16, 19)}`, by.name, by.id, from],
    ...[actionName(action), areaName(record.area), record.id],
    fields.map((field) => fieldName(action, field)).join("、"),
    ...[String(event.version), event.hash],
  ];
};

/** The trail as the auditor sees it. */
export function auditService(actor: Actor, platform: Platform) {
  const store = auditStore(platform.table);

  return {
    /** Looks through a bounded part of the days; `next` goes on behind it, also where nothing was found yet. */
    async list({ limit, cursor, ...query }: AuditQuery) {
      const to = query.day ?? query.to ?? shanghaiDay(actor.now);
      const from = query.day ?? query.from ?? addMonths(to, -MONTHS_BACK);
      const binding = sha256(JSON.stringify(query));
      const start = cursor === undefined ? null : placeOf(decodeCursor(cursor, binding));
      const items: AuditEntry[] = [];
      const days = new Set<Day>();
      const ended = (place: Place) => ({
        items,
        next: encodeCursor(placeText(place), binding),
        until: place.day.localeCompare(from) < 0 ? from : place.day,
      });
      let seen = 0;
      for await (const { events, day } of store.walk(from, to, start)) {
        if (!days.has(day) && days.size === MOST_DAYS) return ended({ day, after: null });
        days.add(day);
        for (const event of events) {
          if (isAsked(event, query)) items.push(toEntry(event));
          seen += 1;
          if (items.length === limit || seen === MOST_EVENTS) return ended({ day, after: event });
        }
      }
      return { items, next: null, until: from };
    },

    /** How many events each day of a month has; the days to come are not asked for. */
    async days(month: string) {
      const [year, number] = partsOf(month);
      const all = Array.from({ length: daysInMonth(year, number) }, (_, i) => toDay(year, number, i + 1));
      const past = all.filter((day) => day <= shanghaiDay(actor.now));
      const counted = await Promise.all(past.map(async (day) => ({ day, count: await store.count(day) })));
      return { items: counted.filter(({ count }) => count > 0), next: null };
    },

    /** A day's events as a file; itself an event. */
    async export(day: Day, format: "csv" | "xlsx"): Promise<{ bytes: Uint8Array; name: string }> {
      await noteOpening(platform.table, actor, { about: "audit", action: "audit.exported", more: { day, format } });
      const rows: string[][] = [];
      for await (const { events } of store.walk(day, day, null)) rows.push(...events.map(rowOf));
      const name = `审计记录${day}.${format}`;
      if (format === "csv") return { name, bytes: (await import("../sheets/csv")).writeCsv(headers, rows) };
      const { writeWorkbook } = await import("../sheets/write");
      return { name, bytes: await writeWorkbook([{ name: "审计记录", columns, rows, print: { landscape: true } }]) };
    },
  };
}
