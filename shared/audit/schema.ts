import * as z from "zod";
import { day, page, pageQuery, stored } from "../fields";

const storedChange = z.object({
  field: z.string(),
  secret: z.boolean().optional(),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
});
/** An event of the trail as stored; lenient, so that every version's events can be read. */
export const auditEvent = z.object({
  aggregate: z.string(),
  version: z.number(),
  action: z.string(),
  at: z.string(),
  by: z.string(),
  byName: z.string().default(""),
  from: z.string().default(""),
  hash: z.string().default(""),
  detail: z
    .looseObject({
      changes: z.array(storedChange).default([]),
      fields: z.array(z.string()).default([]),
      reason: z.string().default(""),
    })
    .prefault({}),
});
export type StoredEvent = z.infer<typeof auditEvent>;

const change = z.object({ field: z.string(), secret: z.boolean(), from: z.unknown(), to: z.unknown() });
/** A change as the record's own page shows it; `from` (the network address) only where an account shows its own. */
export const historyEntry = z.object({
  at: z.string(),
  by: z.string(),
  from: z.string().optional(),
  action: z.string(),
  changes: z.array(change),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
export const historyPage = page(historyEntry);
export const historyQuery = z.strictObject(pageQuery);
export type HistoryQuery = z.infer<typeof historyQuery>;

/** What lies where openings are noted; the notes themselves are its trail. */
export const openedRecord = z.object(stored);

/** Who looked at sensitive values or took them away; `scope` tells one record from a whole branch. */
export const opened = z.object({
  at: z.string(),
  by: z.string(),
  scope: z.enum(["record", "branch"]),
  action: z.string(),
  fields: z.array(z.string()),
  reason: z.string(),
});
export type Opened = z.infer<typeof opened>;
export const openedPage = page(opened);

/** An event as the auditor sees it: who, when, from where, which act on which record, which fields; no value of any. */
export const auditEntry = z.object({
  at: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  from: z.string(),
  action: z.string(),
  record: z.object({ area: z.string(), id: z.string() }),
  fields: z.array(z.string()),
});
export type AuditEntry = z.infer<typeof auditEntry>;
/** `until` is how far back was looked; `next` goes on from there, also where nothing was found. */
export const auditPage = page(auditEntry).extend({ until: z.string() });

const word = z
  .string()
  .trim()
  .min(1, { error: "请填写要查找的内容" })
  .max(100, { error: "要查找的内容不能超过 100 个字" })
  .optional();
export const auditQuery = z.strictObject({
  ...pageQuery,
  /** One day in Shanghai, or a range of days; without either the latest. */
  day: day("日期").optional(),
  from: day("起始日期").optional(),
  to: day("截止日期").optional(),
  /** An account's id, or a part of its name. */
  by: word,
  /** `member.changed`, or a whole area: `member`. */
  action: word,
  /** A record's id. */
  record: word,
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const daysQuery = z.strictObject({
  month: z
    .string({ error: "请选择月份" })
    .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/, { error: "月份应为年-月，例如 2026-07" }),
});
/** How many events each day of a month has; days without any are left out. */
export const dayCounts = z.object({
  items: z.array(z.object({ day: z.string(), count: z.number() })),
  next: z.null(),
});
