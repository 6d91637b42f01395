import { auditEvent, type HistoryEntry, type HistoryQuery, type StoredEvent } from "#shared/audit/schema";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";

type Page = { items: HistoryEntry[]; next: string | null };

/** Whoever has no name in the trail is the person of an account, at its one-time link, or the system itself. */
export const nameOf = ({ byName, by, aggregate }: StoredEvent): string =>
  byName || (by === aggregate ? "本人" : "系统");

/** Secret values were once kept as null on both sides. */
const isSecret = ({ secret, from, to }: StoredEvent["detail"]["changes"][number]): boolean =>
  secret ?? ((from ?? null) === null && (to ?? null) === null);

const toEntry = (event: StoredEvent, showsAddress: boolean): HistoryEntry => ({
  at: event.at,
  by: nameOf(event),
  ...(showsAddress && event.from !== "" && { from: event.from }),
  action: event.action,
  changes: event.detail.changes.map((change) => {
    const { field, from = null, to = null } = change;
    return isSecret(change) ? { field, secret: true, from: null, to: null } : { field, secret: false, from, to };
  }),
});

/** Every change of a record, the latest first. Who may see it has been decided by the one who asks. */
export async function historyOf(
  table: Table,
  aggregate: string,
  { limit, cursor }: HistoryQuery,
  showsAddress = false,
): Promise<Page> {
  const { items, next } = await table.page(keys.auditOf(aggregate), auditEvent, { limit, cursor, newestFirst: true });
  return { items: items.map((event) => toEntry(event, showsAddress)), next };
}
