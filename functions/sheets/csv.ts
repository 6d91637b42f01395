import { type Cell, emptyCell, gridLimits, type Row, type Sheet } from "./grid.ts";
import { packageLimits } from "./guard.ts";
import { tooLongText } from "./parts.ts";
import { tooLarge, unreadable, wrongType } from "./problem.ts";

/**
 * A spreadsheet program runs a csv field that starts with one of these as a formula, and the format has no way to say
 * "text". Such a field is written with an apostrophe before it, the mark that a person types for the same purpose, and
 * the apostrophe is taken off again on reading. A field that itself starts with apostrophes before such a sign gets
 * one more, so that every text comes back exactly.
 */
const formulaStart = /^'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;
const guardedStart = /^'+\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;

const guarded = (text: string) => (formulaStart.test(text) ? `'${text}` : text);
const unguarded = (text: string) => (guardedStart.test(text) ? text.slice(1) : text);

function field(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "number" ? String(value) : guarded(value);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** UTF-8 with BOM, commas, CRLF: what Excel and WPS open without a question. */
export function writeCsv(headers: string[], rows: Iterable<(string | number | null)[]>): Uint8Array {
  const lines = [headers, ...rows].map((row) => `${row.map(field).join(",")}\r\n`);
  return new TextEncoder().encode(`\ufeff${lines.join("")}`);
}

function decodeWith(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeWith("utf-16le", bytes) ?? "";
  if (bytes.includes(0)) throw wrongType("这不是文字表格，请上传 .xlsx 或 .csv 文件。");
  const text = decodeWith("utf-8", bytes) ?? decodeWith("gb18030", bytes);
  if (text === undefined) throw unreadable("认不出文件的文字编码，请另存为“CSV UTF-8”或 .xlsx 再上传。");
  return text;
}

const delimiters = [",", ";", "\t"];

/** The delimiter that the first lines use most, outside quotes. */
function delimiterOf(text: string): string {
  const start = text.slice(0, 20_000).replace(/"[^"]*"/g, "");
  const counts = delimiters.map((delimiter) => ({ delimiter, count: start.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

type Field = { text: string; end: number };

function quotedField(text: string, from: number): Field {
  let value = "";
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1 || quote - from > 2 * gridLimits.cellText)
      throw unreadable("表格里有引号没有成对，无法分清单元格。");
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { text: value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function plainEnd(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === delimiter || character === "\n" || character === "\r") return at;
  }
  return text.length;
}

function nextField(text: string, at: number, delimiter: string): Field {
  const quoted = text[at] === '"' ? quotedField(text, at) : { text: "", end: at };
  const end = plainEnd(text, quoted.end, delimiter);
  return { text: quoted.text + text.slice(quoted.end, end), end };
}

function toCell(raw: string): Cell {
  const text = unguarded(raw);
  if (text.length > gridLimits.cellText) throw tooLongText();
  return text === "" ? emptyCell : { kind: "text", text };
}

function trimmedEnd(cells: Cell[]): Cell[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.kind !== "empty") + 1);
}

function* records(text: string, delimiter: string): Generator<Cell[]> {
  let cells: Cell[] = [];
  for (let at = 0; at < text.length; ) {
    const { text: raw, end } = nextField(text, at, delimiter);
    cells.push(toCell(raw));
    if (cells.length > gridLimits.columns + 1) throw tooLarge("表格超过 200 列，请删去多余的列再上传。");
    at = end + 1;
    if (text[end] === delimiter && end + 1 < text.length) continue;
    if (text[end] === "\r" && text[end + 1] === "\n") at += 1;
    yield trimmedEnd(cells);
    cells = [];
  }
}

function readRows(text: string): Row[] {
  const rows: Row[] = [];
  let number = 0;
  let budget: number = gridLimits.cells;
  for (const cells of records(text, delimiterOf(text))) {
    number += 1;
    if (cells.length === 0) continue;
    if (cells.length > gridLimits.columns) throw tooLarge("表格超过 200 列，请删去多余的列再上传。");
    budget -= cells.length;
    rows.push({ number, hidden: false, cells });
    if (rows.length > gridLimits.rows) throw tooLarge("表格超过 20,000 行，请分成几个文件上传。");
    if (budget < 0) throw tooLarge("表格的内容太多，请分成几个文件上传。");
  }
  return rows;
}

/** One sheet whose cells are all text; UTF-8, UTF-16 with a mark, or GB18030; comma, semicolon or tab. */
export function readCsv(bytes: Uint8Array): Sheet {
  if (bytes.length > packageLimits.fileBytes) throw tooLarge("文件超过 16 MB，请分成几个文件上传。");
  return { name: "CSV", hidden: false, rows: readRows(textOf(bytes)), merges: [] };
}
