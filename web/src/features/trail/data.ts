import { query } from "@solidjs/router";
import type { HistoryEntry } from "#shared/audit/schema";
import { get, type Page } from "../../lib/api";

/** How many changes are shown at first, and how many more each time. */
export const STEP = 20;

/** The latest changes of the record at an address of the API, as many pages as are wanted. */
export const historyOf = query(async (path: string, pages: number): Promise<Page<HistoryEntry>> => {
  const items: HistoryEntry[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const read: Page<HistoryEntry> = await get(`${path}/history`, { limit: STEP, cursor });
    items.push(...read.items);
    cursor = read.next;
    if (cursor === null) break;
  }
  return { items, next: cursor };
}, "history");
