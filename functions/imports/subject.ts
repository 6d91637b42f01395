import type { FieldWords } from "#shared/imports/columns";
import type { Column } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import type { ImportBatch, ImportKind, RowAnswer, RowOutcome, UndoResult } from "#shared/imports/schema";
import type { Write } from "../platform/write";

/** What committing a row writes, and what is kept of it for undoing. */
export type Saving = { writes: Write[]; outcome: RowOutcome };
/** `save` is null for a row with errors. */
export type PlannedRow = { answer: RowAnswer; save: ((batch: ImportBatch) => Promise<Saving>) | null };
export type Undoing = UndoResult & { writes: Write[] };

/** What is imported: a roster or a ledger. Everything else of an import is the same. */
export type Subject = {
  kind: ImportKind;
  columns: FieldWords;
  fieldNames: Readonly<Record<string, string>>;
  /** A header row names one of these. */
  keyFields: readonly string[];
  /** The field that no row of totals fills. */
  identity: string;
  /** The verdict on each of the rows, against the branch as it is now; made when it is asked for, so that a large sheet need not be held with all its verdicts. */
  plan(rows: readonly SheetRow[], mapping: readonly Column[]): Promise<(row: SheetRow) => PlannedRow>;
  /** How committed rows are taken back. */
  undoing(batch: ImportBatch): Promise<(outcomes: readonly RowOutcome[]) => Promise<Undoing>>;
};
