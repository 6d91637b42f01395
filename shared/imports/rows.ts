import { type Cell, type CellReader, isBlank, type Reading, textOf, tidy } from "./cells";
import { type Column, columnIndex, type GridRow } from "./header";
import type { Issue, RowAnswer } from "./schema";

/** A row of the sheet with the values that a person put right in the preview. */
export type SheetRow = GridRow & { fixed: Readonly<Record<string, string | null>> };

const EMPTY: Cell = { kind: "empty" };

/** Where each field is read. */
export type Places = ReadonlyMap<string, string>;
export const placesOf = (mapping: readonly Column[]): Places =>
  new Map(mapping.flatMap(({ field, column }) => (field === null ? [] : [[field, column] as const])));

export function cellOf(row: SheetRow, places: Places, field: string): Cell {
  const fixed = row.fixed[field];
  if (fixed !== undefined) return fixed === null || fixed === "" ? EMPTY : { kind: "text", text: fixed };
  const column = places.get(field);
  return column === undefined ? EMPTY : (row.cells[columnIndex(column)] ?? EMPTY);
}

export const issueAt = (row: SheetRow, places: Places, field: string | null, code: string, detail: string): Issue => {
  const column = field === null ? undefined : places.get(field);
  return { cell: column === undefined ? null : `${column}${row.number}`, field, code, detail };
};

/** What a row says, field by field. `values` holds only what could be read; `kept` the fields whose masked value means "as it was". */
export type ReadRow = {
  row: SheetRow;
  values: Record<string, unknown>;
  kept: Set<string>;
  issues: Issue[];
  warnings: Issue[];
};

export type Readers = Readonly<Record<string, CellReader>>;

export function readRow(row: SheetRow, places: Places, readers: Readers): ReadRow {
  const read: ReadRow = { row, values: {}, kept: new Set(), issues: [], warnings: [] };
  for (const field of Object.keys(readers)) {
    if (!places.has(field) && row.fixed[field] === undefined) continue;
    const reading: Reading = readers[field]?.(cellOf(row, places, field)) ?? { kind: "empty" };
    if (reading.kind === "value") read.values[field] = reading.value;
    if (reading.kind === "kept") read.kept.add(field);
    if (reading.kind === "problem") read.issues.push(issueAt(row, places, field, reading.code, reading.detail));
    if (reading.kind === "doubt") read.warnings.push(issueAt(row, places, field, reading.code, reading.detail));
  }
  if (row.hidden)
    read.warnings.push({
      cell: null,
      field: null,
      code: "row.hidden",
      detail: "这一行在表格中是隐藏的（可能被筛选），仍会导入",
    });
  return read;
}

/** The texts of a row's cells; what `mask` knows is masked. */
export function shownValues(
  row: SheetRow,
  places: Places,
  fields: readonly string[],
  mask: Readonly<Record<string, (text: string) => string>>,
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const cell = cellOf(row, places, field);
      if (isBlank(cell)) return [];
      const text = tidy(textOf(cell)).slice(0, 500);
      return [[field, mask[field]?.(text) ?? text] as const];
    }),
  );
}

/** A planned row: what is answered and what committing it does. */
export type Planned<Act> = { answer: RowAnswer; act: Act | null };

/** Values that occur in more than one row. */
export function repeated(values: readonly (string | null)[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const one of values) {
    if (one === null) continue;
    if (seen.has(one)) twice.add(one);
    seen.add(one);
  }
  return twice;
}
