import type { Cell } from "#shared/imports/cells";
import type { GridRow } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import { Fault } from "#shared/problem";
import type { Chunk } from "./store";

/** With member, marker and trail event per row, and the chunk with its own, a transaction stays within 100 items. */
const ROWS = 32;
/** Sealed and with former values beside them, a chunk stays within the 400 KB of an item. */
const MOST_TEXT = 60_000;
/** No field takes more than this. */
const CELL_TEXT = 2001;

const shortened = (cell: Cell): Cell =>
  cell.kind === "text" && cell.text.length > CELL_TEXT ? { ...cell, text: cell.text.slice(0, CELL_TEXT) } : cell;
const lengthOf = (row: SheetRow): number =>
  row.cells.reduce((sum, cell) => sum + (cell.kind === "text" ? cell.text.length : 10), 0);

/** The rows of a sheet in chunks that one transaction can commit. */
export function toChunks(rows: readonly GridRow[]): Chunk[] {
  const groups: SheetRow[][] = [];
  const size = { text: 0 };
  for (const { number, hidden, cells } of rows) {
    const row: SheetRow = { number, hidden, cells: cells.map(shortened), fixed: {} };
    const length = lengthOf(row);
    if (length > MOST_TEXT)
      throw new Fault("import.file-too-large", { detail: `第 ${number} 行的内容太多，请删去不需要的列再上传` });
    const last = groups.at(-1);
    if (last && last.length < ROWS && size.text + length <= MOST_TEXT) {
      last.push(row);
      size.text += length;
    } else {
      groups.push([row]);
      size.text = length;
    }
  }
  return groups.map((group, n) => ({
    version: 1,
    chain: "",
    n,
    isDone: false,
    isUndone: false,
    rows: group,
    outcomes: [],
    undo: null,
  }));
}
