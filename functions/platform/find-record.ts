import type { Item } from "./keys";
import { keys } from "./keys";
import type { Table } from "./table";

/**
 * A record of a branch's years by its id alone. The index may lag behind by a moment: what it says is read from its own place, and
 * where nothing is there (just made, or just moved to another day) the branch's years are searched.
 */
export async function findRecord(table: Table, branchId: string, id: string): Promise<Item | null> {
  const view = keys.recordById(id);
  const [seen] = await table.index(1, view.gsi1pk ?? "", view.gsi1sk);
  if (seen && seen.branchId !== branchId) return null;
  const [found] = seen ? await table.getMany([{ pk: String(seen.pk), sk: String(seen.sk) }]) : [];
  return found ?? (await table.range(keys.years(branchId))).find((item) => item.id === id) ?? null;
}
