import type { Action } from "#shared/audit/labels";
import { auditEvent, type Opened, openedRecord } from "#shared/audit/schema";
import { Fault } from "#shared/problem";
import { type Item, keys } from "../platform/keys";
import type { Table } from "../platform/table";
import { type Author, type Put, type Remove, Replayed } from "../platform/write";

/** What somebody looked at or took away; `about` is a member, a branch, or the trail itself. */
export type Opening = { about: string; action: Action; fields?: readonly string[]; reason?: string; more?: Item };

const trailOf = (about: string): string => `opened-${about}`;
/** How many of the latest openings a page shows; the trail keeps them all. */
const SHOWN = 100;

/**
 * A note in the trail that sensitive values are given, made before they are given. Its record lies apart from what it is about, so that
 * reading never stands in the way of saving.
 */
export async function noteOpening(table: Table, author: Author, opening: Opening, tries = 8): Promise<void> {
  const { about, action, fields = [], reason, more } = opening;
  const seen = await table.get(keys.opened(about), openedRecord);
  const write: Put = {
    key: keys.opened(about),
    kind: "opened",
    record: { version: (seen?.version ?? 0) + 1, chain: "" },
    seen,
    event: { aggregate: trailOf(about), action, detail: { ...more, fields, ...(reason !== undefined && { reason }) } },
  };
  try {
    await table.commit(author, [write]);
  } catch (error) {
    // The same request, doubled, has noted this opening already.
    if (error instanceof Replayed && error.body === null) return;
    // Somebody else opened it at the same moment: both are noted, one after the other.
    if (!(error instanceof Fault) || error.code !== "record.stale" || tries === 0) throw error;
    await noteOpening(table, author, opening, tries - 1);
  }
}

/** What was noted goes with the record that it is about; null where nobody ever opened it. */
export async function removeOpenings(table: Table, about: string): Promise<Remove | null> {
  const seen = await table.get(keys.opened(about), openedRecord);
  const event = { aggregate: trailOf(about), action: "record.purged" as const };
  return seen && { remove: keys.opened(about), seen, event };
}

/** Who opened it, the latest first. */
export async function openingsOf(table: Table, about: string): Promise<Opened[]> {
  const how = { limit: SHOWN, cursor: undefined, newestFirst: true };
  const { items } = await table.page(keys.auditOf(trailOf(about)), auditEvent, how);
  return items.map(({ at, byName, action, detail }) => ({
    ...{ at, by: byName, action, fields: detail.fields, reason: detail.reason },
    scope: about.startsWith("m_") ? "record" : "branch",
  }));
}
