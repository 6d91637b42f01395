import { escapeCellText, escapeXml } from "./escape.ts";
import { columnName, gridLimits } from "./grid.ts";
import { serialOfDate } from "./serial.ts";
import { type Align, bodyStyle, type CellKind, styleOf } from "./styles.ts";

export type CellInput = string | number | null | undefined;

export type ColumnSpec = {
  header: string;
  /** In characters of half width; a Chinese character takes two. */
  width?: number;
  /**
   * `text`: numbers become text too. `number`: numbers are numbers. `date`: `YYYY-MM-DD` becomes a true date. A string
   * that is not what the column expects stays text, never a formula.
   */
  kind?: CellKind;
  align?: Align;
};

export type SheetSpec = {
  /** Made legal and unique: at most 31 characters, without `[]:*?/\`. */
  name: string;
  title?: string;
  /** A line between title and header: 单位、截至. */
  subtitle?: string;
  columns: ColumnSpec[];
  rows: Iterable<CellInput[]> | AsyncIterable<CellInput[]>;
  /** False leaves the header row out, for covers of the form 项目 / 内容. */
  showHeader?: boolean;
  /** All default to true, except `landscape`. */
  freezeHeader?: boolean;
  print?: {
    landscape?: boolean;
    fitToWidth?: boolean;
    repeatHeader?: boolean /** Above every printed page, for sheets whose first row is the header. */;
    pageTitle?: string;
  };
  /** Lines beneath the rows. */
  notes?: string[];
};

const illegalInName = /[[\]:*?/\\]|\p{Cc}/gu;
const longestName = 31;

function legalName(name: string, taken: Set<string>): string {
  const clean =
    name
      .replace(illegalInName, " ")
      .replace(/^'+|'+$/g, "")
      .trim() || "工作表";
  for (let copy = 1; ; copy += 1) {
    const suffix = copy === 1 ? "" : `(${copy})`;
    const candidate = clean.slice(0, longestName - suffix.length).replace(/[\ud800-\udbff]$/, "") + suffix;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

export function legalSheetNames(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const legal = legalName(name, taken);
    taken.add(legal.toLowerCase());
    return legal;
  });
}

/** The row of the header, from 1; undefined when the sheet has none. */
export function headerRowOf({ title, subtitle, showHeader = true }: SheetSpec): number | undefined {
  return showHeader ? [title, subtitle].filter((line) => line !== undefined).length + 1 : undefined;
}

/** Half-width characters that a text takes. */
function displayWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > "\u02ff" ? 2 : 1), 0);
}

function widthOf({ header, width, kind = "text" }: ColumnSpec): number {
  return width ?? Math.min(40, Math.max(kind === "date" ? 12 : 8, displayWidth(header) + 3));
}

function shortened(text: string): string {
  if (text.length <= gridLimits.cellText) return text;
  return `${text.slice(0, gridLimits.cellText - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function textCell(address: string, style: number, text: string): string {
  return `<c r="${address}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeCellText(shortened(text))}</t></is></c>`;
}

const numberCell = (address: string, style: number, value: number) =>
  `<c r="${address}" s="${style}"><v>${value}</v></c>`;

type Writer = { column: string; width: number; styles: Record<CellKind, number>; kind: CellKind };

const naturalAlign: Record<CellKind, Align> = { text: "left", number: "right", date: "center" };

function writerOf(spec: ColumnSpec, index: number): Writer {
  const { kind = "text", align = naturalAlign[kind] } = spec;
  const styles = { text: bodyStyle("text", align), number: bodyStyle("number", align), date: bodyStyle("date", align) };
  return { column: columnName(index), width: widthOf(spec), styles, kind };
}

function bodyCell({ column, styles, kind }: Writer, row: number, value: CellInput): string {
  const address = `${column}${row}`;
  if (value === null || value === undefined || value === "") return `<c r="${address}" s="${styles[kind]}"/>`;
  if (typeof value === "number") {
    const isNumber = kind !== "text" && Number.isFinite(value);
    return isNumber ? numberCell(address, styles.number, value) : textCell(address, styles.text, String(value));
  }
  const serial = kind === "date" ? serialOfDate(value) : undefined;
  return serial === undefined ? textCell(address, styles.text, value) : numberCell(address, styles.date, serial);
}

const pointsPerLine = 16;
const leastHeight = 18;

function lineCount(text: string, width: number): number {
  if (text.length * 2 <= width && !text.includes("\n")) return 1;
  const lines = text.split("\n").map((line) => Math.max(1, Math.ceil(displayWidth(line) / width)));
  return lines.reduce((sum, count) => sum + count, 0);
}

/** Office programs work out the height of wrapped text on editing, not all of them on opening. */
function rowHeight(writers: Writer[], values: CellInput[]): number {
  const counts = writers.map(({ width }, at) => {
    const value = values[at];
    return typeof value === "string" ? lineCount(value, width - 1) : 1;
  });
  return Math.min(400, Math.max(leastHeight, Math.max(1, ...counts) * pointsPerLine + 2));
}

const rowXml = (row: number, cells: string, height: number) => `<row r="${row}" ht="${height}">${cells}</row>`;

const lineHeight = (text: string, width: number) => lineCount(text, width) * pointsPerLine + 4;

/** A line across all columns; merged cells do not find their own height. */
function wideLine(row: number, text: string, style: number, height: number): string {
  return `<row r="${row}" ht="${height}" customHeight="1">${textCell(`A${row}`, style, text)}</row>`;
}

function viewXml(sheet: SheetSpec, isFirst: boolean): string {
  const header = headerRowOf(sheet);
  const pane =
    header === undefined || sheet.freezeHeader === false
      ? ""
      : `<pane ySplit="${header}" topLeftCell="A${header + 1}" activePane="bottomLeft" state="frozen"/>`;
  return `<sheetViews><sheetView showGridLines="0"${isFirst ? ' tabSelected="1"' : ""} workbookViewId="0">${pane}</sheetView></sheetViews>`;
}

function startXml(sheet: SheetSpec, isFirst: boolean): string {
  const columns = sheet.columns.map(
    (column, index) => `<col min="${index + 1}" max="${index + 1}" width="${widthOf(column)}" customWidth="1"/>`,
  );
  const fit = sheet.print?.fitToWidth === false ? "" : '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${fit}${viewXml(sheet, isFirst)}<sheetFormatPr defaultRowHeight="18"/><cols>${columns.join("")}</cols><sheetData>`;
}

function endXml(sheet: SheetSpec, merged: number[]): string {
  const last = columnName(sheet.columns.length - 1);
  const merges = sheet.columns.length > 1 ? merged.map((row) => `<mergeCell ref="A${row}:${last}${row}"/>`) : [];
  const mergeXml = merges.length === 0 ? "" : `<mergeCells count="${merges.length}">${merges.join("")}</mergeCells>`;
  const orientation = sheet.print?.landscape === true ? "landscape" : "portrait";
  const fit = sheet.print?.fitToWidth === false ? "" : ' fitToWidth="1" fitToHeight="0"';
  const { pageTitle } = sheet.print ?? {};
  const top =
    pageTitle === undefined ? "" : `<oddHeader>${escapeXml(`&C${pageTitle.replaceAll("&", "&&")}`)}</oddHeader>`;
  return `</sheetData>${mergeXml}<printOptions horizontalCentered="1"/><pageMargins left="0.6" right="0.6" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="${orientation}"${fit}/><headerFooter>${top}<oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>`;
}

function headerRow(row: number, columns: ColumnSpec[], writers: Writer[]): string {
  const headers = columns.map(({ header }) => header);
  const cells = headers.map((header, at) => textCell(`${columnName(at)}${row}`, styleOf.header, header));
  return rowXml(row, cells.join(""), rowHeight(writers, headers));
}

/** One worksheet, row by row. */
export async function* worksheetXml(sheet: SheetSpec, isFirst: boolean): AsyncGenerator<string> {
  const writers = sheet.columns.map(writerOf);
  const width = sheet.columns.reduce((sum, column) => sum + widthOf(column), 0);
  const merged: number[] = [];
  let row = 0;
  const wide = (text: string, style: number, height: number) => {
    row += 1;
    merged.push(row);
    return wideLine(row, text, style, height);
  };
  yield startXml(sheet, isFirst);
  if (sheet.title !== undefined) yield wide(sheet.title, styleOf.title, 2 * lineHeight(sheet.title, width / 1.7));
  if (sheet.subtitle !== undefined) yield wide(sheet.subtitle, styleOf.note, lineHeight(sheet.subtitle, width));
  if (sheet.showHeader !== false) {
    row += 1;
    yield headerRow(row, sheet.columns, writers);
  }
  for await (const values of sheet.rows) {
    row += 1;
    const cells = writers.map((writer, at) => bodyCell(writer, row, values[at]));
    yield rowXml(row, cells.join(""), rowHeight(writers, values));
  }
  for (const note of sheet.notes ?? []) yield wide(note, styleOf.note, lineHeight(note, width));
  yield endXml(sheet, merged);
}
