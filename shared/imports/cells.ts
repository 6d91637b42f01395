/** A cell as the sheet reader gives it; `monthOnly` when a true date shows year and month alone. */
export type Cell =
  | { kind: "empty" }
  | { kind: "text"; text: string }
  | { kind: "number"; value: number; text: string }
  | { kind: "date"; iso: string; time?: string; monthOnly?: true }
  | { kind: "boolean"; value: boolean }
  | { kind: "error"; text: string };

/** What a cell says to a field: a value, nothing, "leave it as it is", or why it cannot be read. A `doubt` drops the value with a warning. */
export type Reading =
  | { kind: "value"; value: unknown }
  | { kind: "empty" }
  | { kind: "kept" }
  | { kind: "problem" | "doubt"; code: string; detail: string };

export const empty: Reading = { kind: "empty" };
export const kept: Reading = { kind: "kept" };
export const value = (of: unknown): Reading => ({ kind: "value", value: of });
export const problem = (code: string, detail: string): Reading => ({ kind: "problem", code, detail });
export const doubt = (code: string, detail: string): Reading => ({ kind: "doubt", code, detail });

export type CellReader = (cell: Cell) => Reading;

const isTidy = (text: string): boolean => /^[!-~\u4e00-\u9fff]*$/.test(text);

/** Half-width, one kind of space, no invisible characters, no spaces around. */
export function tidy(text: string): string {
  if (isTidy(text)) return text;
  return text
    .replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .replaceAll(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\s\u3000\u00a0]+/g, " ")
    .trim();
}

/** The text that a person sees in the cell. */
export function textOf(cell: Cell): string {
  if (cell.kind === "text" || cell.kind === "number") return cell.text;
  if (cell.kind === "date") return cell.monthOnly ? cell.iso.slice(0, 7) : cell.iso;
  if (cell.kind === "boolean") return cell.value ? "是" : "否";
  return cell.kind === "error" ? cell.text : "";
}

const blankSigns = /^[-—–－/\\_.]+$/;
/** Nothing there, or one of the strokes that people put where nothing is. */
export const isBlank = (cell: Cell): boolean => {
  if (cell.kind === "empty") return true;
  const text = tidy(textOf(cell));
  return text === "" || blankSigns.test(text);
};

/** The reader is asked only about cells that hold something readable. */
export const filled =
  (read: CellReader): CellReader =>
  (cell) => {
    if (isBlank(cell)) return empty;
    if (cell.kind === "error") return problem("cell.error", `单元格是公式错误（${cell.text}），请填写实际内容`);
    return read(cell);
  };

/** Free text in one line as it was written; a number or date is taken as it is shown. */
export const readText: CellReader = filled((cell) =>
  value(
    textOf(cell)
      .replaceAll(/[\r\n]+/g, " ")
      .trim(),
  ),
);

/** A name without the spaces that set it out in a column: 韩　军 → 韩军; Latin names keep one space between words. */
export function normalName(text: string): string {
  const tidied = tidy(text).replaceAll(/[•・‧∙•]/g, "·");
  return tidied.replaceAll(/ ?· ?/g, "·").replaceAll(/(?<=[^\u0020-\u024f]) | (?=[^\u0020-\u024f])/g, "");
}

export const readName: CellReader = filled((cell) => value(normalName(textOf(cell))));
