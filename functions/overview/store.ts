import { type Rollup, rollupRecord } from "#shared/duties/rollup";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";

/** Where rollups are kept: beside their branch, and one index partition for each year. */
export const rollupStore = (table: Table) => ({
  one: (branchId: string, year: number) => table.get(keys.rollup(branchId, year), rollupRecord),

  async inYear(year: number): Promise<Rollup[]> {
    return (await table.index(2, keys.rollupView("-", year).gsi2pk ?? "")).map((item) => rollupRecord.parse(item));
  },

  /** Fails with `record.stale` when another computation was kept since `seen` was read. */
  keep: (rollup: Rollup, seen: Rollup | null): Promise<void> =>
    table.keep(
      keys.rollup(rollup.branchId, rollup.year),
      { ...rollup, entity: "rollup" },
      { views: keys.rollupView(rollup.branchId, rollup.year), seen: seen?.version ?? null },
    ),
});
