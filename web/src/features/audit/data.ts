import { query } from "@solidjs/router";
import type { AuditEntry } from "#shared/audit/schema";
import { get } from "../../lib/api";

export type Asked = { day?: string; by?: string; action?: string; record?: string };
export type Found = { items: AuditEntry[]; next: string | null; until: string };

/** The trail as far as `pages` requests see it; one that finds nothing has looked through a part all the same. */
export const auditOf = query(async (asked: Asked, pages: number): Promise<Found> => {
  const items: AuditEntry[] = [];
  let [cursor, until]: [string | null, string] = [null, ""];
  for (let page = 0; page < pages; page += 1) {
    const read: Found = await get("/api/audit", { ...asked, cursor, limit: 50 });
    items.push(...read.items);
    [cursor, until] = [read.next, read.until];
    if (cursor === null) break;
  }
  return { items, next: cursor, until };
}, "audit");

export const auditDays = query(
  async (month: string) => (await get<{ items: { day: string; count: number }[] }>("/api/audit/days", { month })).items,
  "audit-days",
);
