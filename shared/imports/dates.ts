import { addDays, type Day, isDay, isMonth } from "../dates";
import { type Cell, type CellReader, filled, problem, type Reading, textOf, tidy, value } from "./cells";

/** Dates as people write them. Month precision stays month precision; nothing is guessed. */

const FORMS = "请写成 1998-07-01、1998年7月1日，或只知道月份时写 1998-07";
const two = (text: string) => text.padStart(2, "0");

const unreadable = (shown: string): Reading => problem("date.unreadable", `“${shown}”不是可以辨认的日期，${FORMS}`);
const yearOnly = (shown: string): Reading => problem("date.year-only", `“${shown}”只有年份，${FORMS}`);
const ambiguous = (shown: string): Reading =>
  problem(
    "date.ambiguous",
    `“${shown}”可能是 1 月，也可能是 10 月（表格软件会去掉数字末尾的 0），请写成 ${shown.slice(0, 4)}-01 或 ${shown.slice(0, 4)}-10`,
  );

function known(text: string, shown: string): Reading {
  return isDay(text) || isMonth(text) ? value(text) : unreadable(shown);
}

/** Serial numbers of the years 1920 to 2100; below lie years and counts, above nothing that a roster holds. */
const FIRST_SERIAL = 7306;
const LAST_SERIAL = 73_415;
const ofSerial = (serial: number): Day => addDays("1899-12-30", Math.floor(serial));

const digits = /^((?:19|20)\d{2})(\d{2})(\d{2})?$/;

function ofWholeNumber(text: string): Reading {
  const match = digits.exec(text);
  if (match) return known([match[1], match[2], match[3]].filter((part) => part !== undefined).join("-"), text);
  const number = Number(text);
  if (number >= 1900 && number <= 2100) return yearOnly(text);
  return number >= FIRST_SERIAL && number <= LAST_SERIAL && /^\d{4,5}$/.test(text)
    ? value(ofSerial(number))
    : unreadable(text);
}

const written = /^(\d{4})(?:年|[-./,、])(\d{1,2})(?:月份?|[-./,、])?(?:(\d{1,2})[日号]?)?$/;
const timeBehind = /[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

function ofText(shown: string): Reading {
  const text = tidy(shown)
    .replace(timeBehind, "")
    .replaceAll(/[－—–−]/g, "-")
    .replaceAll(/[。．·]/g, ".")
    .replaceAll(/(?<=\d) (?=\d)/g, "-")
    .replaceAll(" ", "")
    .replace(/^'/, "");
  if (/^\d+$/.test(text)) return ofWholeNumber(text);
  if (/^\d{4}\.1$/.test(text)) return ambiguous(text);
  if (/^\d{4}年$/.test(text)) return yearOnly(text);
  const match = written.exec(text);
  if (!match) return unreadable(shown);
  const [, year = "", month = "", date] = match;
  return known(date === undefined ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(date)}`, shown);
}

function ofNumber(amount: number): Reading {
  if (Number.isInteger(amount)) return ofWholeNumber(String(amount));
  if (amount >= FIRST_SERIAL && amount <= LAST_SERIAL) return value(ofSerial(amount));
  return ofText(String(amount));
}

function read(cell: Cell): Reading {
  if (cell.kind === "date") return known(cell.monthOnly ? cell.iso.slice(0, 7) : cell.iso, cell.iso);
  return cell.kind === "number" ? ofNumber(cell.value) : ofText(textOf(cell));
}

/** `YYYY-MM-DD`, or `YYYY-MM` where the cell says no more. */
export const readDate: CellReader = filled((cell) => (tidy(textOf(cell)) === "无" ? { kind: "empty" } : read(cell)));

/** The time of day in a cell of its own or behind a date: `HH:mm`, or null. */
export function timeOf(cell: Cell): string | null {
  if (cell.kind === "date") return cell.time ?? null;
  if (cell.kind === "number" && cell.value > 0 && cell.value < 1) {
    const minutes = Math.round(cell.value * 1440);
    return `${two(String(Math.floor(minutes / 60)))}:${two(String(minutes % 60))}`;
  }
  const match = /(上午|下午|晚上?)? ?(\d{1,2})(?::|时|点)(\d{1,2})?/.exec(tidy(textOf(cell)));
  if (!match?.[2]) return null;
  const hour = Number(match[2]) + (match[1] !== undefined && match[1] !== "上午" && Number(match[2]) < 12 ? 12 : 0);
  const minute = Number(match[3] ?? 0);
  return hour < 24 && minute < 60 ? `${two(String(hour))}:${two(String(minute))}` : null;
}
