/**
 * `time` is there when the cell holds a time of day as well; `monthOnly` when its format shows year and month alone,
 * so that the first of the month in `iso` is the spreadsheet's doing and not the writer's.
 */
export type DateCell = { kind: "date"; iso: string; time?: string; monthOnly?: true };

export type Cell =
  | { kind: "empty" }
  | { kind: "text"; text: string }
  | { kind: "number"; value: number; text: string }
  | DateCell
  | { kind: "boolean"; value: boolean }
  | { kind: "error"; text: string };

/** A row that holds something; `number` counts from 1 as the spreadsheet shows it, `cells` starts at column A. */
export type Row = { number: number; hidden: boolean; cells: Cell[] };

/** Rows count from 1 as in `Row.number`, columns from 0 as in `Row.cells`; both ends belong to the range. */
export type Merge = { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number };

export type Sheet = { name: string; hidden: boolean; rows: Row[]; merges: Merge[] };

export type Workbook = { sheets: Sheet[] };

export const emptyCell: Cell = Object.freeze({ kind: "empty" });

/** What one file may hold. */
export const gridLimits = {
  rows: 20_000,
  columns: 200,
  cells: 1_000_000,
  sheets: 200,
  cellText: 32_767,
  /** Characters of all cells together: one shared string may be named by every cell. */
  text: 16_000_000,
} as const;

const letterA = 65;

/** D12 is row 12 (from 1), column 3 (from 0); undefined when it is no address of a sheet. */
export function parseAddress(address: string): { row: number; column: number } | undefined {
  const match = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(address);
  if (!match) return undefined;
  const [, letters = "", digits = ""] = match;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - letterA + 1, 0) - 1;
  const row = Number(digits);
  return row <= 1_048_576 && column < 16_384 ? { row, column } : undefined;
}
