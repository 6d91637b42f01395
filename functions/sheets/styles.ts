import type { CellStyle } from "hucre/xlsx";

export type CellKind = "text" | "number" | "date";
export type Align = "left" | "center" | "right";

const formats: Record<CellKind, string> = { text: "@", number: "General", date: "yyyy\\-mm\\-dd" };
const side = { style: "thin", color: { rgb: "7F7F7F" } } as const;
const border = { left: side, right: side, top: side, bottom: side };

const font = (name: string, size: number) => ({ name, size, charset: 134 });
const alignment = (horizontal: Align) => ({ horizontal, vertical: "center", wrapText: true }) as const;

export const defaultFont = font("宋体", 11);

export const titleStyle: CellStyle = {
  font: { ...font("宋体", 18), bold: true },
  alignment: alignment("center"),
  numFmt: formats.text,
};

export const noteStyle: CellStyle = { font: font("仿宋", 11), alignment: alignment("left"), numFmt: formats.text };

export const headerStyle: CellStyle = {
  font: font("黑体", 11),
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "EDEDED" } },
  border,
  alignment: alignment("center"),
  numFmt: formats.text,
};

export const bodyStyle = (kind: CellKind, align: Align): CellStyle => ({
  font: font("仿宋", 11),
  border,
  alignment: alignment(align),
  numFmt: formats[kind],
});
