/** The few looks of our workbooks: a number here is the index of a cell style in `stylesXml`. */
export const styleOf = { plain: 0, title: 1, note: 2, header: 3 } as const;

export type CellKind = "text" | "number" | "date";
export type Align = "left" | "center" | "right";

const kinds: CellKind[] = ["text", "number", "date"];
const aligns: Align[] = ["left", "center", "right"];
const firstBodyStyle = 4;

export function bodyStyle(kind: CellKind, align: Align): number {
  return firstBodyStyle + kinds.indexOf(kind) * aligns.length + aligns.indexOf(align);
}

const textFormat = 49;
const dateFormat = 164;
const formats: Record<CellKind, number> = { text: textFormat, number: 0, date: dateFormat };

const font = (name: string, size: number, bold = false) =>
  `<font>${bold ? "<b/>" : ""}<sz val="${size}"/><name val="${name}"/><charset val="134"/></font>`;

const side = (name: string) => `<${name} style="thin"><color rgb="FF7F7F7F"/></${name}>`;

type Look = { format: number; font: number; fill: number; border: number; align: Align; wrap: boolean };

const xf = ({ format, font: fontId, fill, border, align, wrap }: Look) =>
  `<xf numFmtId="${format}" fontId="${fontId}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="${align}" vertical="center"${wrap ? ' wrapText="1"' : ""}/></xf>`;

const bodyLooks = kinds.flatMap((kind) =>
  aligns.map((align) => xf({ format: formats[kind], font: 2, fill: 0, border: 1, align, wrap: true })),
);

const looks = [
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  xf({ format: textFormat, font: 1, fill: 0, border: 0, align: "center", wrap: true }),
  xf({ format: textFormat, font: 2, fill: 0, border: 0, align: "left", wrap: true }),
  xf({ format: textFormat, font: 3, fill: 2, border: 1, align: "center", wrap: true }),
  ...bodyLooks,
];

export const stylesXml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="${dateFormat}" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="4">${font("宋体", 11)}${font("宋体", 18, true)}${font("仿宋", 11)}${font("黑体", 11)}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${side("left")}${side("right")}${side("top")}${side("bottom")}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${looks.length}">${looks.join("")}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
