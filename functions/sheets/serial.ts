import type { DateCell } from "./grid.ts";

/** What a number format makes of a number, as far as an importer must know. */
export type NumberFormat = "number" | "date" | "month";

const builtInMonths = new Set([17, 27, 36, 50, 52, 57]);
const builtInDates = new Set([14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58]);

/** Built-in formats with the meaning they have in Chinese (ECMA-376 part 1, 18.8.30); times alone are not dates. */
function builtInFormat(id: number): NumberFormat {
  if (builtInMonths.has(id)) return "month";
  return builtInDates.has(id) ? "date" : "number";
}

const withoutLiterals = (code: string) =>
  code
    .replace(/"[^"]*"/g, "")
    .replace(/\\.|_.|\*./g, "")
    .replace(/\[[^\]]*\]/g, "")
    .toLowerCase();

/** `code` is the format's own text when the file defines it. */
export function formatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return builtInFormat(id);
  const [positive = ""] = withoutLiterals(code).split(";");
  if (positive.includes("general")) return "number";
  const hasTime = /[hs]/.test(positive);
  if (/[yd]/.test(positive)) return positive.includes("d") || hasTime ? "date" : "month";
  return positive.includes("m") && !hasTime ? "date" : "number";
}

const day = 86_400_000;
const lastSerial = 2_958_465;

function dayOne(from1904: boolean): number {
  return from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
}

/**
 * A date without any time zone. Undefined where the calendar of spreadsheets and the real one disagree: below 1 March
 * 1900, whose eve never was.
 */
export function dateOfSerial(serial: number, format: NumberFormat, from1904: boolean): DateCell | undefined {
  if (serial < (from1904 ? 0 : 61) || serial >= lastSerial + 1) return undefined;
  const minutes = Math.round((serial - Math.floor(serial)) * 1440);
  const moment = new Date(dayOne(from1904) + Math.floor(serial) * day + minutes * 60_000).toISOString();
  return dateCell(moment.slice(0, 10), moment.slice(11, 16), format);
}

function dateCell(iso: string, time: string, format: NumberFormat): DateCell {
  return {
    kind: "date",
    iso,
    ...(time === "00:00" ? {} : { time }),
    ...(format === "month" && iso.endsWith("-01") ? { monthOnly: true as const } : {}),
  };
}

/** Cells of type `d` carry an ISO 8601 text. */
export function dateOfText(text: string, format: NumberFormat): DateCell | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?/.exec(text);
  return match?.[1] === undefined ? undefined : dateCell(match[1], match[2] ?? "00:00", format);
}

/** The serial number of `YYYY-MM-DD`, or undefined when it is no such day or lies before 1 March 1900. */
export function serialOfDate(iso: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return undefined;
  const moment = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  if (!new Date(moment).toISOString().startsWith(iso)) return undefined;
  const serial = (moment - dayOne(false)) / day;
  return serial >= 61 ? serial : undefined;
}
