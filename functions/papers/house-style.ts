import { AlignmentType, type IStylesOptions, LineRuleType } from "docx";

/** Sizes are in half points, lengths in twips (1/20 pt). */
const points = (value: number) => value * 20;
const halfPoints = (value: number) => value * 2;
const centimetres = (value: number) => Math.round((value / 2.54) * 1440);

const font = (eastAsia: string, latin = "Times New Roman") => ({ ascii: latin, hAnsi: latin, cs: latin, eastAsia });
const exact = (value: number) => ({ line: points(value), lineRule: LineRuleType.EXACT });

export const paper = {
  short: 11_906,
  long: 16_838,
  margin: { top: centimetres(2.54), bottom: centimetres(2.54), left: centimetres(3.17), right: centimetres(3.17) },
  footer: centimetres(1.5),
} as const;

export const bodyPoints = 16;
const bodySize = halfPoints(bodyPoints);

/** Styles of our own by id; title and headings are the built-in ones, so that the outline of the document works. */
export const styleId = {
  subtitle: "PaperSubtitle",
  body: "PaperBody",
  line: "PaperLine",
  closing: "PaperClosing",
  signature: "PaperSignature",
  cell: "PaperCell",
  cellHeader: "PaperCellHeader",
  footer: "PaperFooter",
} as const;

/** Word reads the indent in characters, others the one in twips. */
const firstLine = { firstLine: points(2 * bodyPoints), firstLineChars: 200 };

const heading = (eastAsia: string, bold: boolean) => ({
  run: { font: font(eastAsia), size: bodySize, bold, color: "000000" },
  paragraph: { spacing: exact(31), indent: firstLine, keepNext: true },
});

const own = (id: string, name: string) => ({ id, name, basedOn: "Normal", quickFormat: true });

export const houseStyles: IStylesOptions = {
  default: {
    document: { run: { font: font("仿宋_GB2312"), size: bodySize, language: { value: "en-US", eastAsia: "zh-CN" } } },
    title: {
      run: { font: font("方正小标宋简体", "方正小标宋简体"), size: halfPoints(22), bold: false },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { ...exact(36), after: points(12) } },
    },
    heading1: heading("黑体", false),
    heading2: heading("楷体_GB2312", false),
    heading3: heading("仿宋_GB2312", true),
  },
  paragraphStyles: [
    {
      ...own(styleId.subtitle, "副标题行"),
      run: { font: font("楷体_GB2312") },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { ...exact(31), after: points(10) } },
    },
    {
      ...own(styleId.body, "公文正文"),
      paragraph: { alignment: AlignmentType.BOTH, spacing: exact(31), indent: firstLine },
    },
    { ...own(styleId.line, "要素行"), paragraph: { alignment: AlignmentType.LEFT, spacing: exact(31) } },
    {
      ...own(styleId.closing, "落款"),
      paragraph: {
        alignment: AlignmentType.RIGHT,
        spacing: exact(31),
        indent: { right: points(2 * bodyPoints) },
        keepLines: true,
      },
    },
    {
      ...own(styleId.signature, "签名行"),
      paragraph: { alignment: AlignmentType.LEFT, spacing: { ...exact(31), before: points(24) }, keepLines: true },
    },
    {
      ...own(styleId.cell, "表格文字"),
      run: { size: halfPoints(12) },
      paragraph: { spacing: { line: points(18), lineRule: LineRuleType.AT_LEAST } },
    },
    {
      ...own(styleId.cellHeader, "表格标题"),
      run: { font: font("黑体"), size: halfPoints(12) },
      paragraph: {
        alignment: AlignmentType.CENTER,
        spacing: { line: points(18), lineRule: LineRuleType.AT_LEAST },
        keepNext: true,
      },
    },
    {
      ...own(styleId.footer, "页码行"),
      run: { font: font("宋体"), size: halfPoints(14) },
      paragraph: { alignment: AlignmentType.CENTER },
    },
  ],
};

const fallbacks = [
  { name: "方正小标宋简体", otherwise: "宋体" },
  { name: "仿宋_GB2312", otherwise: "仿宋" },
  { name: "楷体_GB2312", otherwise: "楷体" },
];

/** Tells Word which font to take where the house's own is not installed. */
export const fontTable = {
  path: "word/fontTable.xml",
  data: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${fallbacks
    .map(
      ({ name, otherwise }) =>
        `<w:font w:name="${name}"><w:altName w:val="${otherwise}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>`,
    )
    .join("")}</w:fonts>`,
};
