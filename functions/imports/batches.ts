import type { Column } from "#shared/imports/header";
import { tableRows } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import type { ImportBatch, RowAnswer } from "#shared/imports/schema";
import { Fault } from "#shared/problem";
import type { Platform } from "../platform/platform";
import { type Chunk, importStore } from "./store";
import type { PlannedRow, Subject } from "./subject";

const isId = (id: string) => /^i_[0-9a-z]{18}$/.test(id);

export type PlanOfRow = { row: SheetRow; planned: PlannedRow };
export const answersOf = (plan: readonly PlanOfRow[]): RowAnswer[] => plan.map(({ planned }) => planned.answer);

/** The batches of one branch and one subject, and the verdict on their rows. */
export function importBatches(platform: Platform, branchId: string, subject: Subject) {
  const store = importStore(platform.table, platform.keyring);

  async function load(id: string): Promise<ImportBatch> {
    const batch = isId(id) ? await store.batch(id) : null;
    if (batch?.branchId !== branchId || batch.kind !== subject.kind) throw new Fault("record.missing");
    return batch;
  }

  /** Every row with its verdict; rows that are committed keep what they did. */
  async function planOf(chunks: readonly Chunk[], mapping: readonly Column[]): Promise<PlanOfRow[]> {
    const rows = tableRows(
      chunks.flatMap((chunk) => chunk.rows),
      mapping,
      subject.identity,
    );
    const planned = await subject.plan(rows, mapping);
    const done = new Map(chunks.flatMap((chunk) => chunk.outcomes.map((outcome) => [outcome.row, outcome] as const)));
    return rows.flatMap((row, i) => {
      const one = planned[i];
      const outcome = done.get(row.number);
      if (!one) return [];
      const answer = outcome ? { ...one.answer, verdict: outcome.verdict, changes: [], issues: [] } : one.answer;
      return [{ row, planned: outcome ? { answer, save: null } : one }];
    });
  }

  return { store, load, planOf };
}
