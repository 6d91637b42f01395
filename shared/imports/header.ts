import { type Cell, isBlank, textOf, tidy } from "./cells";
import { fieldOf, type HeaderWords, normalHeader } from "./columns";

export type GridRow = { number: number; hidden: boolean; cells: readonly Cell[] };
export type Grid = {
  name: string;
  hidden: boolean;
  rows: readonly GridRow[];
  /** Rows from 1, columns from 0; both ends belong to it. */
  merges: readonly { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number }[];
};

/** One column of the sheet: its letter, what stands over it, and the field that it is read as. */
export type Column = { column: string; header: string; field: string | null };
/** `rows` is everything below the header. */
export type Found = { sheet: string; headerRow: number; mapping: Column[]; rows: GridRow[] };

const LETTER_A = 65;
/** 0 → A, 26 → AA. */
export const columnLetters = (index: number): string =>
  (index < 26 ? "" : columnLetters(Math.floor(index / 26) - 1)) + String.fromCharCode(LETTER_A + (index % 26));
/** A → 0, AA → 26. */
export const columnIndex = (letters: string): number =>
  letters.length === 1
    ? letters.charCodeAt(0) - LETTER_A
    : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - LETTER_A + 1, 0) - 1;

/** How far down a header is looked for. */
const SEARCHED_ROWS = 60;
const EMPTY: Cell = { kind: "empty" };

type Span = { firstRow: number; lastRow: number };

/** Merges that run down inside one column, by column. */
function downwardMerges(grid: Grid): Map<number, Span[]> {
  const spans = new Map<number, Span[]>();
  for (const merge of grid.merges) {
    if (merge.firstColumn !== merge.lastColumn || merge.firstRow === merge.lastRow) continue;
    const list = spans.get(merge.firstColumn) ?? [];
    list.push(merge);
    spans.set(merge.firstColumn, list);
  }
  return spans;
}

/** Rows with the value of a cell that was merged downwards in each of its rows. */
function unmerged(grid: Grid): GridRow[] {
  const spans = downwardMerges(grid);
  if (spans.size === 0) return [...grid.rows];
  const byNumber = new Map(grid.rows.map((row) => [row.number, row]));
  const rows = new Map(grid.rows.map((row) => [row.number, { ...row, cells: [...row.cells] }]));
  for (const [column, list] of spans) {
    for (const { firstRow, lastRow } of list) {
      const cell = byNumber.get(firstRow)?.cells[column];
      if (!cell || isBlank(cell)) continue;
      for (let number = firstRow + 1; number <= Math.min(lastRow, firstRow + 20_000); number += 1) {
        const row = rows.get(number);
        if (!row) continue;
        while (row.cells.length < column) row.cells.push(EMPTY);
        row.cells[column] = cell;
      }
    }
  }
  return [...rows.values()];
}

const headerText = (cell: Cell | undefined): string => (cell ? tidy(textOf(cell)) : "");

function mappingOf(row: GridRow, words: HeaderWords, remembered: HeaderWords): Column[] {
  const taken = new Set<string>();
  return row.cells.flatMap((cell, index): Column[] => {
    const header = headerText(cell);
    if (header === "") return [];
    const field = fieldOf(header, words, remembered) ?? null;
    const isNew = field !== null && !taken.has(field);
    if (isNew) taken.add(field);
    return [{ column: columnLetters(index), header: header.slice(0, 100), field: isNew ? field : null }];
  });
}

const recognised = (mapping: readonly Column[]): number => mapping.filter(({ field }) => field !== null).length;

type Candidate = { grid: Grid; rows: GridRow[]; header: GridRow; mapping: Column[]; score: number };

function candidatesIn(
  grid: Grid,
  words: HeaderWords,
  remembered: HeaderWords,
  keyFields: readonly string[],
): Candidate[] {
  const rows = unmerged(grid);
  return rows.slice(0, SEARCHED_ROWS).flatMap((header) => {
    const mapping = mappingOf(header, words, remembered);
    const score = recognised(mapping);
    const hasKey = mapping.some(({ field }) => field !== null && keyFields.includes(field));
    return score >= 2 && hasKey ? [{ grid, rows, header, mapping, score }] : [];
  });
}

/** Seen sheets before hidden ones, seen rows before hidden ones, then the row with the most known headers, then the first. */
function better(a: Candidate, b: Candidate): Candidate {
  if (a.grid.hidden !== b.grid.hidden) return a.grid.hidden ? b : a;
  if (a.header.hidden !== b.header.hidden) return a.header.hidden ? b : a;
  return b.score > a.score ? b : a;
}

const totals =
  /^(合计|总计|共计|小计|总人数|合 ?计|填表人|填报人|制表人?|审核人?|负责人|填表说明|填表时间|填报日期|说明|备注|注|制表日期|单位盖章|\(盖章\))([:： ]|$)/;

/** Rows that belong to the frame of a table: totals, signatures, notes, the header once more on the next printed page, a number and nothing else. */
function isFrame(row: GridRow, mapping: readonly Column[], identity: string): boolean {
  const cellIn = (column: string) => row.cells[columnIndex(column)] ?? EMPTY;
  const used = mapping.filter(({ field, column }) => field !== null && !isBlank(cellIn(column)));
  if (used.length === 0) return true;
  const first = row.cells.find((cell) => !isBlank(cell));
  const holdsIdentity = used.some(({ field }) => field === identity);
  if (!holdsIdentity && first && totals.test(headerText(first))) return true;
  return (
    used.length >= 2 &&
    used.every(({ column, header }) => normalHeader(headerText(cellIn(column))) === normalHeader(header))
  );
}

/** The rows of people or meetings. `identity` is the field that no row of totals fills. */
export const tableRows = <R extends GridRow>(rows: readonly R[], mapping: readonly Column[], identity: string): R[] =>
  rows.filter((row) => !isFrame(row, mapping, identity));

/** Finds the sheet, its header row and the meaning of its columns; null when no row looks like a header. */
export function findHeader(
  grids: readonly Grid[],
  how: { words: HeaderWords; remembered: HeaderWords; keyFields: readonly string[] },
): Found | null {
  const candidates = grids.flatMap((grid) => candidatesIn(grid, how.words, how.remembered, how.keyFields));
  const [first, ...others] = candidates;
  if (!first) return null;
  const best = others.reduce(better, first);
  return {
    sheet: best.grid.name,
    headerRow: best.header.number,
    mapping: best.mapping,
    rows: best.rows.filter((row) => row.number > best.header.number),
  };
}
