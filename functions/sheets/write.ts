import {
  type Cell,
  type CellStyle,
  type CellValue,
  calculateRowHeight,
  measureValueWidth,
  type WriteSheet,
  writeXlsx,
  writeXlsxStream,
} from "hucre/xlsx";
import { escapeCellText, isErrorCode } from "./escape.ts";
import { gridLimits } from "./grid.ts";
import { serialOfDate } from "./serial.ts";
import { legalSheetNames } from "./sheet-names.ts";
import type { CellInput, ColumnSpec, SheetSpec } from "./sheet-spec.ts";
import { type Align, bodyStyle, type CellKind, defaultFont, headerStyle, noteStyle, titleStyle } from "./styles.ts";

export type { CellInput, ColumnSpec, SheetSpec } from "./sheet-spec.ts";

const naturalAlign: Record<CellKind, Align> = { text: "left", number: "right", date: "center" };

function shortened(text: string): string {
  if (text.length <= gridLimits.cellText) return text;
  return `${text.slice(0, gridLimits.cellText - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

const textOf = (text: string): string => escapeCellText(shortened(text));

function cellValue(kind: CellKind, input: CellInput): CellValue {
  if (input === null || input === undefined || input === "") return null;
  if (typeof input === "number") return kind !== "text" && Number.isFinite(input) ? input : String(input);
  return (kind === "date" ? serialOfDate(input) : undefined) ?? textOf(input);
}

const valuesOf = ({ columns }: Pick<SheetSpec, "columns">, inputs: CellInput[]): CellValue[] =>
  columns.map(({ kind = "text" }, at) => cellValue(kind, inputs[at]));

function widthOf({ header, width, kind = "text" }: ColumnSpec): number {
  return width ?? Math.min(40, Math.max(kind === "date" ? 12 : 8, measureValueWidth(header) + 3));
}

/** Office programs work out the height of wrapped text on editing, not all of them on opening. */
function heightOf(values: CellValue[], widths: number[]): number {
  const columnWidths = widths.map((width) => width - 1);
  return Math.min(400, calculateRowHeight(values, { wrapText: true, columnWidths, fontSize: 12 }) + 2);
}

type Look = { style?: CellStyle; height: (values: CellValue[]) => number };

/** The rows of one sheet as they are put down, with what departs from the style of their columns. */
class Page {
  readonly rows: CellValue[][] = [];
  readonly cells = new Map<string, Partial<Cell>>();
  readonly rowDefs = new Map<number, { height: number }>();

  add(values: CellValue[], { style, height }: Look): number {
    const row = this.rows.push(values) - 1;
    this.rowDefs.set(row, { height: height(values) });
    for (const [column, value] of values.entries()) this.#depart(`${row},${column}`, value, style);
    return row;
  }

  /** The library writes a text like #N/A as an error, unless it comes as rich text. */
  #depart(place: string, value: CellValue, style: CellStyle | undefined): void {
    const richText = typeof value === "string" && isErrorCode(value) ? [{ text: value }] : undefined;
    if (style || richText) this.cells.set(place, { value, ...(style && { style }), ...(richText && { richText }) });
  }
}

const headerCount = ({ title, subtitle }: SheetSpec) => [title, subtitle].filter((line) => line !== undefined).length;

/** The row of the header, from 1; undefined when the sheet has none. */
const headerRowOf = (sheet: SheetSpec): number | undefined =>
  sheet.showHeader === false ? undefined : headerCount(sheet) + 1;

/** Puts the rows down and returns those that are a line across all columns. */
function fill(page: Page, sheet: SheetSpec): number[] {
  const widths = sheet.columns.map(widthOf);
  const across = widths.reduce((sum, width) => sum + width, 0);
  const height = (values: CellValue[]) => heightOf(values, widths);
  const wide = (text: string, style: CellStyle, times: number) =>
    page.add([textOf(text)], { style, height: (values) => times * (heightOf(values, [across / times]) + 2) });
  const merged = [
    ...(sheet.title === undefined ? [] : [wide(sheet.title, titleStyle, 1.7)]),
    ...(sheet.subtitle === undefined ? [] : [wide(sheet.subtitle, noteStyle, 1)]),
  ];
  if (sheet.showHeader !== false) {
    const headers = sheet.columns.map(({ header }) => textOf(header));
    page.add(headers, { style: headerStyle, height });
  }
  for (const inputs of sheet.rows) page.add(valuesOf(sheet, inputs), { height });
  return [...merged, ...(sheet.notes ?? []).map((note) => wide(note, noteStyle, 1))];
}

function setup({ print = {} }: SheetSpec): Pick<WriteSheet, "pageSetup" | "headerFooter"> {
  const { landscape = false, fitToWidth = true, pageTitle } = print;
  return {
    pageSetup: {
      paperSize: "a4",
      orientation: landscape ? "landscape" : "portrait",
      horizontalCentered: true,
      margins: { left: 0.6, right: 0.6, top: 0.75, bottom: 0.75, header: 0.3, footer: 0.3 },
      ...(fitToWidth && { fitToPage: true, fitToWidth: 1, fitToHeight: 0 }),
    },
    headerFooter: {
      oddFooter: "&C第 &P 页，共 &N 页",
      ...(pageTitle !== undefined && { oddHeader: `&C${pageTitle.replaceAll("&", "&&")}` }),
    },
  };
}

const columnsOf = ({ columns }: Pick<SheetSpec, "columns">) =>
  columns.map((column) => {
    const { kind = "text", align = naturalAlign[kind] } = column;
    return { width: widthOf(column), style: bodyStyle(kind, align) };
  });

function sheetOf(spec: SheetSpec, name: string): WriteSheet {
  const page = new Page();
  const merged = fill(page, spec);
  const header = headerRowOf(spec);
  const endCol = spec.columns.length - 1;
  return {
    name,
    columns: columnsOf(spec),
    rows: page.rows,
    cells: page.cells,
    rowDefs: page.rowDefs,
    merges: endCol > 0 ? merged.map((row) => ({ startRow: row, endRow: row, startCol: 0, endCol })) : [],
    view: { showGridLines: false },
    ...(header !== undefined && spec.freezeHeader !== false && { freezePane: { rows: header } }),
    ...setup(spec),
  };
}

/** The library's own print titles leave the sheet's name unquoted, which a name with a space or bracket breaks. */
function printTitles(spec: SheetSpec, name: string) {
  const row = headerRowOf(spec);
  if (row === undefined || spec.print?.repeatHeader === false) return [];
  return [{ name: "_xlnm.Print_Titles", range: `'${name.replaceAll("'", "''")}'!$${row}:$${row}`, scope: name }];
}

/** The first day that the container's format knows: the same sheets give the same bytes. */
const fixedTime = new Date(Date.UTC(1980, 0, 1));

/** A sheet without title, notes and print set-up, whose rows may come one by one. */
export type PlainSheet = Pick<SheetSpec, "name" | "columns" | "showHeader" | "freezeHeader"> & {
  rows: Iterable<CellInput[]> | AsyncIterable<CellInput[]>;
};

/** An .xlsx file of one plain sheet, as its rows come: memory does not grow with them. */
export function streamWorkbook(sheet: PlainSheet): ReadableStream<Uint8Array> {
  async function* rows(): AsyncGenerator<CellValue[]> {
    if (sheet.showHeader !== false) yield sheet.columns.map(({ header }) => textOf(header));
    for await (const inputs of sheet.rows) yield valuesOf(sheet, inputs);
  }
  const freeze = sheet.showHeader !== false && sheet.freezeHeader !== false ? { freezePane: { rows: 1 } } : {};
  const [name = sheet.name] = legalSheetNames([sheet.name]);
  return writeXlsxStream(rows(), { name, columns: columnsOf(sheet), ...freeze });
}

async function writePlain(sheet: SheetSpec): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of streamWorkbook(sheet)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

/** A workbook in memory takes about a gigabyte per million cells; streamed, it does not grow with them. */
const mostStyledCells = 50_000;

const isLargeAndPlain = ({ title, subtitle, notes, columns, rows }: SheetSpec) =>
  title === undefined &&
  subtitle === undefined &&
  notes === undefined &&
  Array.isArray(rows) &&
  rows.length * columns.length > mostStyledCells;

/**
 * An .xlsx file. Every string is a text cell, whatever it starts with. The same sheets give the same bytes. One large
 * sheet without title and notes is streamed, and is plain.
 */
export async function writeWorkbook(sheets: SheetSpec[]): Promise<Uint8Array> {
  const [first, ...others] = sheets;
  if (!first) throw new RangeError("A workbook needs at least one sheet.");
  const names = legalSheetNames(sheets.map(({ name }) => name));
  const nameOf = (at: number) => names[at] ?? "";
  if (others.length === 0 && isLargeAndPlain(first)) return writePlain(first);
  return writeXlsx({
    defaultFont,
    properties: { modified: fixedTime },
    namedRanges: sheets.flatMap((sheet, at) => printTitles(sheet, nameOf(at))),
    sheets: sheets.map((sheet, at) => sheetOf(sheet, nameOf(at))),
  });
}
