import { type Cell, emptyCell, gridLimits, type Merge, parseAddress, type Row } from "./grid.ts";
import type { Package } from "./guard.ts";
import { scanPart, TextGatherer, type WorkbookParts } from "./parts.ts";
import { hostile, tooLarge, unreadable } from "./problem.ts";
import { dateOfSerial, dateOfText } from "./serial.ts";
import { readAttributes, type XmlHandler } from "./xml.ts";

const damaged = () => unreadable("工作表内部的数据已损坏，请用 Excel 或 WPS 打开后另存一份再试。");
const lastRow = 1_048_576;
const longestNumber = 400;
const mostMerges = 50_000;
const mostMergedCells = 2_000_000;

/** What is still allowed in the workbook, counted over all its sheets. */
export type Budget = { cells: number; text: number };

type CellStart = { column: number; type: string; style: number };

function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

const textCell = (text: string): Cell => (text === "" ? emptyCell : { kind: "text", text });

class SheetHandler implements XmlHandler {
  readonly rows: Row[] = [];
  readonly merges: Merge[] = [];
  readonly #parts: WorkbookParts;
  readonly #budget: Budget;
  readonly #inline = new TextGatherer();
  #row: Row = { number: 0, hidden: false, cells: [] };
  #cell: CellStart | undefined;
  #column = -1;
  #value = "";
  #inValue: CellStart | undefined;

  constructor(parts: WorkbookParts, budget: Budget) {
    this.#parts = parts;
    this.#budget = budget;
  }

  open(name: string, attributes: string): void {
    if (name === "c") this.#openCell(attributes);
    else if (name === "row") this.#openRow(attributes);
    else if (name === "v") this.#inValue = this.#cell;
    else if (name === "mergeCell") this.#merge(attributes);
    else this.#inline.open(name);
  }

  close(name: string): void {
    if (name === "v") this.#inValue = undefined;
    else if (name === "c") this.#closeCell();
    else if (name === "row") this.#closeRow();
    else this.#inline.close(name);
  }

  text(text: string): void {
    if (this.#cell && this.#inValue === this.#cell) this.#addValue(text);
    else if (this.#cell) this.#inline.add(text);
  }

  #addValue(text: string): void {
    this.#value += text;
    if (this.#value.length > 8 * gridLimits.cellText) throw tooLarge("有单元格的内容太长，请缩短后再上传。");
  }

  #openRow(attributes: string): void {
    const values = readAttributes(attributes);
    const number = Number(values.get("r") ?? this.#row.number + 1);
    if (!Number.isInteger(number) || number <= this.#row.number || number > lastRow) throw damaged();
    this.#row = { number, hidden: isTrue(values.get("hidden")), cells: [] };
    this.#column = -1;
  }

  #closeRow(): void {
    if (this.#row.cells.length === 0) return;
    this.rows.push(this.#row);
    if (this.rows.length > gridLimits.rows) throw tooLarge("工作表超过 20,000 行，请分成几个文件上传。");
  }

  #openCell(attributes: string): void {
    const values = readAttributes(attributes);
    const reference = values.get("r");
    const place = reference === undefined ? undefined : parseAddress(reference);
    if (reference !== undefined && place?.row !== this.#row.number) throw damaged();
    this.#column = place?.column ?? this.#column + 1;
    this.#cell = { column: this.#column, type: values.get("t") ?? "n", style: Number(values.get("s") ?? "0") };
    this.#value = "";
  }

  #closeCell(): void {
    const start = this.#cell;
    this.#cell = undefined;
    if (!start) throw damaged();
    const cell = this.#read(start);
    if (cell.kind !== "empty") this.#place(start.column, cell);
  }

  #place(column: number, cell: Cell): void {
    if (column >= gridLimits.columns) throw tooLarge("工作表超过 200 列，请删去多余的列再上传。");
    this.#budget.cells -= 1;
    if (cell.kind === "text") this.#budget.text -= cell.text.length;
    if (this.#budget.cells < 0 || this.#budget.text < 0) throw tooLarge("表格的内容太多，请分成几个文件上传。");
    const { cells } = this.#row;
    while (cells.length < column) cells.push(emptyCell);
    cells[column] = cell;
  }

  #read({ type, style }: CellStart): Cell {
    const inline = this.#inline.take();
    if (type === "inlineStr") return textCell(inline);
    if (this.#value === "") return emptyCell;
    if (type === "s") return this.#sharedText();
    if (type === "str") return this.#formulaText();
    if (type === "b") return { kind: "boolean", value: isTrue(this.#value.trim()) };
    if (type === "e") return { kind: "error", text: this.#value.slice(0, 100) };
    if (type === "d") return this.#isoDate(style);
    return this.#number(style);
  }

  #formulaText(): Cell {
    this.#inline.open("t");
    this.#inline.add(this.#value);
    this.#inline.close("t");
    return textCell(this.#inline.take());
  }

  #sharedText(): Cell {
    const text = this.#parts.strings[Number(this.#value.trim())];
    if (text === undefined) throw damaged();
    return textCell(text);
  }

  #isoDate(style: number): Cell {
    const text = this.#value.trim().slice(0, longestNumber);
    return dateOfText(text, this.#parts.formats[style] ?? "number") ?? { kind: "text", text };
  }

  #number(style: number): Cell {
    const text = this.#value.trim();
    const value = Number(text);
    if (text === "" || text.length > longestNumber || !Number.isFinite(value)) throw damaged();
    const format = this.#parts.formats[style] ?? "number";
    const date = format === "number" ? undefined : dateOfSerial(value, format, this.#parts.from1904);
    return date ?? { kind: "number", value, text: String(value) };
  }

  #merge(attributes: string): void {
    const [from = "", to = from] = (readAttributes(attributes).get("ref") ?? "").split(":");
    const first = parseAddress(from);
    const last = parseAddress(to);
    if (!first || !last || last.row < first.row || last.column < first.column) throw damaged();
    this.merges.push({
      firstRow: first.row,
      lastRow: last.row,
      firstColumn: first.column,
      lastColumn: last.column,
    });
    if (this.merges.length > mostMerges) throw hostile("合并单元格多得异常，已拒绝读取。");
  }
}

function coveredBy(merge: Merge, row: number, column: number): boolean {
  return !(row === merge.firstRow && column === merge.firstColumn);
}

function firstRowFrom(rows: Row[], number: number): number {
  let low = 0;
  for (let high = rows.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A merged range shows its top left cell; what older programs left beneath it does not count. */
function clearCovered(rows: Row[], merges: Merge[]): void {
  let left = mostMergedCells;
  for (const merge of merges) {
    for (let at = firstRowFrom(rows, merge.firstRow); at < rows.length; at += 1) {
      const row = rows[at];
      if (!row || row.number > merge.lastRow) break;
      const end = Math.min(merge.lastColumn + 1, row.cells.length);
      left -= Math.max(1, end - merge.firstColumn);
      if (left < 0) throw hostile("合并单元格多得异常，已拒绝读取。");
      for (let column = merge.firstColumn; column < end; column += 1) {
        if (coveredBy(merge, row.number, column)) row.cells[column] = emptyCell;
      }
    }
  }
}

const hasContent = (row: Row) => row.cells.some((cell) => cell.kind !== "empty");

/** The rows of one sheet that hold something, and its merged ranges. */
export async function readWorksheet(
  source: Package,
  part: string,
  parts: WorkbookParts,
  budget: Budget,
): Promise<{ rows: Row[]; merges: Merge[] }> {
  const handler = new SheetHandler(parts, budget);
  await scanPart(source, part, handler);
  clearCovered(handler.rows, handler.merges);
  return { rows: handler.rows.filter(hasContent), merges: handler.merges };
}
