import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  HeightRule,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  VerticalAlign,
  WidthType,
} from "docx";
import type { Block, Paper, Run, TableColumn } from "./blocks.ts";
import { fontTable, houseStyles, paper, styleId } from "./house-style.ts";

export type { Block, Paper } from "./blocks.ts";

const blank = /(【待补[^】]*】)/;

/** What XML cannot carry has no place on paper either. */
const printable = (text: string) => text.replace(/(?![\t\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "");

/** `false` would be written too and would undo the bold of a heading's style. */
const whenBold = (bold: boolean | undefined) => (bold === true ? { bold } : {});

function textRuns({ text, bold }: Run): TextRun[] {
  return printable(text)
    .split(blank)
    .filter((piece) => piece !== "")
    .map(
      (piece) =>
        new TextRun({ text: piece, ...whenBold(bold), ...(blank.test(piece) ? { highlight: "yellow" as const } : {}) }),
    );
}

const runsOf = (text: string | Run[]) => (typeof text === "string" ? [{ text }] : text).flatMap(textRuns);

const styled = (style: string, text: string | Run[]) => new Paragraph({ style, children: runsOf(text) });

const headingLevels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;

function paragraphs(text: string | Run[]): Paragraph[] {
  if (typeof text !== "string") return [styled(styleId.body, text)];
  return text.split(/\r\n?|\n/).map((line) => styled(styleId.body, line));
}

function cellOf(text: string, { align = "left" }: TableColumn, width: number): TableCell {
  const alignment = align === "center" ? AlignmentType.CENTER : AlignmentType.LEFT;
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    children: text
      .split(/\r\n?|\n/)
      .map((line) => new Paragraph({ style: styleId.cell, alignment, children: runsOf(line) })),
  });
}

const headerCell = (text: string, width: number) =>
  new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    shading: { fill: "EDEDED" },
    children: [styled(styleId.cellHeader, text)],
  });

function rowOf(children: TableCell[], rowHeight: number, tableHeader: boolean): TableRow {
  return new TableRow({
    children,
    ...(tableHeader ? { tableHeader } : {}),
    cantSplit: true,
    height: { value: rowHeight * 20, rule: HeightRule.ATLEAST },
  });
}

type TableBlock = Extract<Block, { kind: "table" }>;

function tableOf({ columns, rows, rowHeight = 24 }: TableBlock, textWidth: number): Table {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => Math.round((width / total) * textWidth));
  const header = columns.map((column, at) => headerCell(column.header, widths[at] ?? 0));
  const body = rows.map((row) => columns.map((column, at) => cellOf(row[at] ?? "", column, widths[at] ?? 0)));
  return new Table({
    width: { size: textWidth, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    margins: { left: 80, right: 80 },
    rows: [rowOf(header, rowHeight, true), ...body.map((cells) => rowOf(cells, rowHeight, false))],
  });
}

function signatureLines(signers: string[], textWidth: number): Paragraph[] {
  const pairs = signers.flatMap((signer, at) => (at % 2 === 0 ? [[signer, signers[at + 1]]] : []));
  return pairs.map(
    (pair, at) =>
      new Paragraph({
        style: styleId.signature,
        keepNext: at < pairs.length - 1,
        tabStops: [{ type: TabStopType.LEFT, position: Math.round(textWidth / 2) }],
        children: runsOf(
          pair
            .filter((signer) => signer !== undefined)
            .map((signer) => `${signer}（签名）：`)
            .join("\t"),
        ),
      }),
  );
}

function render(block: Block, textWidth: number): (Paragraph | Table)[] {
  switch (block.kind) {
    case "heading":
      return [new Paragraph({ heading: headingLevels[block.level ?? 1], children: runsOf(block.text) })];
    case "paragraph":
      return paragraphs(block.text);
    case "line":
      return [styled(styleId.line, [{ text: `${block.label}：`, bold: true }, { text: block.text }])];
    case "table":
      return [tableOf(block, textWidth), new Paragraph({ style: styleId.cell })];
    case "signatures":
      return signatureLines(block.signers ?? ["主持人", "记录人"], textWidth);
    case "closing":
      return block.lines.map(
        (line, at) =>
          new Paragraph({ style: styleId.closing, keepNext: at < block.lines.length - 1, children: runsOf(line) }),
      );
    case "pageBreak":
      return [new Paragraph({ pageBreakBefore: true, spacing: { line: 20, lineRule: LineRuleType.EXACT } })];
  }
}

const pageNumber = () =>
  new Footer({
    children: [
      new Paragraph({
        style: styleId.footer,
        children: [new TextRun({ children: ["- ", PageNumber.CURRENT, " -"] })],
      }),
    ],
  });

const opening = ({ title, subtitle }: Paper): Paragraph[] => [
  new Paragraph({ heading: HeadingLevel.TITLE, children: runsOf(title) }),
  ...(subtitle === undefined ? [] : [styled(styleId.subtitle, subtitle)]),
];

/** A Word document in the house style: A4, 小标宋 title, 仿宋 body, numbered pages. */
export async function renderDocument(content: Paper): Promise<Uint8Array> {
  const { landscape = false } = content;
  const { margin, short, long, footer } = paper;
  const textWidth = (landscape ? long : short) - margin.left - margin.right;
  const document = new Document({
    title: printable(content.title),
    creator: "支部工作台",
    lastModifiedBy: "支部工作台",
    styles: houseStyles,
    sections: [
      {
        properties: {
          page: {
            size: {
              width: short,
              height: long,
              orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: { ...margin, footer },
          },
        },
        footers: { default: pageNumber() },
        children: [...opening(content), ...content.blocks.flatMap((block) => render(block, textWidth))],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document, false, [fontTable]));
}
