import { setImmediate } from "node:timers/promises";
import { timeOf } from "#shared/ids";
import type { Column } from "#shared/imports/header";
import { tableRows } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import type { ImportBatch, RowAnswer } from "#shared/imports/schema";
import { Fault } from "#shared/problem";
import type { Platform } from "../platform/platform";
import { type Chunk, importStore } from "./store";
import type { PlannedRow, Subject } from "./subject";

const isId = (id: string) => /^i_[0-9a-z]{18}$/.test(id);

/** The rows of people or meetings, and the verdict on each. */
export type Plan = { rows: readonly SheetRow[]; verdictOn: (row: SheetRow) => PlannedRow };

/** How many rows are judged before others get their turn. */
const AT_ONCE = 200;

/** Every row with its answer, one after another. */
export async function* answersOf({ rows, verdictOn }: Plan): AsyncGenerator<{ row: SheetRow; answer: RowAnswer }> {
  for (const [i, row] of rows.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    yield { row, answer: verdictOn(row).answer };
  }
}

/** The batches of one branch and one subject, and the verdict on their rows. */
export function importBatches(platform: Platform, branchId: string, subject: Subject) {
  const store = importStore(platform.table, platform.keyring);

  async function load(id: string): Promise<ImportBatch> {
    const batch = isId(id) ? await store.batch(id) : null;
    if (!batch && isId(id) && store.isPast(timeOf(id), platform.now())) throw new Fault("import.expired");
    if (batch?.branchId !== branchId || batch.kind !== subject.kind) throw new Fault("record.missing");
    return batch;
  }

  /** The verdicts on the rows of a batch; rows that are committed keep what they did. */
  async function planOf(chunks: readonly Chunk[], mapping: readonly Column[]): Promise<Plan> {
    const all = chunks.flatMap((chunk) => chunk.rows);
    const rows = tableRows(all, mapping, subject.identity);
    const judge = await subject.plan(rows, mapping);
    const done = new Map(chunks.flatMap((chunk) => chunk.outcomes.map((outcome) => [outcome.row, outcome] as const)));
    const verdictOn = (row: SheetRow): PlannedRow => {
      const outcome = done.get(row.number);
      const planned = judge(row);
      if (!outcome) return planned;
      return { answer: { ...planned.answer, verdict: outcome.verdict, changes: [], issues: [] }, save: null };
    };
    return { rows, verdictOn };
  }

  return { store, load, planOf };
}
