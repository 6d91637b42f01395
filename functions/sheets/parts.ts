import { gridLimits } from "./grid.ts";
import type { Package } from "./guard.ts";
import { hostile, tooLarge, unreadable, wrongType } from "./problem.ts";
import { formatOf, type NumberFormat } from "./serial.ts";
import { readAttributes, type XmlHandler, XmlScanner } from "./xml.ts";

/** Runs one part through the scanner, never holding the whole of it. */
export async function scanPart(source: Package, name: string, handler: XmlHandler): Promise<void> {
  const scanner = new XmlScanner(handler);
  for await (const piece of source.read(name)) scanner.push(piece);
  scanner.end();
}

const nothing = () => undefined;

async function eachElement(
  source: Package,
  part: string,
  visit: (name: string, attributes: () => Map<string, string>) => void,
): Promise<void> {
  const open = (name: string, attributes: string) => visit(name, () => readAttributes(attributes));
  await scanPart(source, part, { open, close: nothing, text: nothing });
}

function resolveTarget(base: string, target: string): string {
  const path = target.startsWith("/") ? [] : base.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") path.pop();
    else if (step !== "." && step !== "") path.push(step);
  }
  return path.join("/");
}

type Relationship = { id: string; type: string; part: string };

/** Internal relationships only: what lies outside the file is never looked at. */
async function relationshipsOf(source: Package, part: string): Promise<Relationship[]> {
  const folder = part.split("/").slice(0, -1).join("/");
  const file = part.split("/").at(-1) ?? "";
  const rels = `${folder === "" ? "" : `${folder}/`}_rels/${file}.rels`;
  if (!source.has(rels)) return [];
  const found: Relationship[] = [];
  await eachElement(source, rels, (name, attributes) => {
    if (name !== "Relationship") return;
    const values = attributes();
    if (values.get("TargetMode") === "External") return;
    const type = (values.get("Type") ?? "").split("/").at(-1) ?? "";
    found.push({ id: values.get("Id") ?? "", type, part: resolveTarget(part, values.get("Target") ?? "") });
  });
  return found;
}

function refuseOtherKinds(names: string[], types: string[]): void {
  const says = (word: string) => types.some((type) => type.includes(word));
  if (says("macroEnabled") || names.some((name) => name.endsWith("vbaproject.bin"))) {
    throw wrongType("文件带有宏，为安全起见不能读取，请另存为不带宏的 .xlsx 再上传。");
  }
  if (says("wordprocessingml")) throw wrongType("这是 Word 文件，请上传 .xlsx 或 .csv 表格。");
  if (says("presentationml")) throw wrongType("这是演示文稿，请上传 .xlsx 或 .csv 表格。");
  if (says("sheet.binary")) throw wrongType("这是 .xlsb 文件，请另存为 .xlsx 再上传。");
  if (!says("spreadsheetml.sheet.main") && !says("spreadsheetml.template.main")) {
    throw wrongType("这不是 Excel 工作簿，请上传 .xlsx 或 .csv 表格。");
  }
}

async function workbookPart(source: Package): Promise<string> {
  if (!source.has("[Content_Types].xml")) throw wrongType("这不是 Excel 工作簿，请上传 .xlsx 或 .csv 表格。");
  const types: string[] = [];
  await eachElement(source, "[Content_Types].xml", (name, attributes) => {
    if (name === "Override" || name === "Default") types.push(attributes().get("ContentType") ?? "");
  });
  refuseOtherKinds(source.names, types);
  const roots = await relationshipsOf(source, "");
  const part = roots.find(({ type }) => type === "officeDocument")?.part;
  if (part === undefined || !source.has(part))
    throw unreadable("文件里没有工作簿，请用 Excel 或 WPS 打开后另存一份再试。");
  return part;
}

type SheetEntry = { name: string; id: string; hidden: boolean };

async function readWorkbookPart(source: Package, part: string): Promise<{ sheets: SheetEntry[]; from1904: boolean }> {
  const sheets: SheetEntry[] = [];
  const truths: string[] = [];
  await eachElement(source, part, (name, attributes) => {
    if (name === "workbookPr") truths.push(attributes().get("date1904") ?? "");
    if (name !== "sheet") return;
    const values = attributes();
    sheets.push({
      name: values.get("name") ?? "",
      id: values.get("id") ?? "",
      hidden: (values.get("state") ?? "visible") !== "visible",
    });
    if (sheets.length > gridLimits.sheets) throw hostile("工作表多得异常，已拒绝读取。");
  });
  return { sheets, from1904: truths.some((truth) => truth === "1" || truth === "true") };
}

/** One entry per cell style, in the order that cells refer to. */
async function readFormats(source: Package, part: string): Promise<NumberFormat[]> {
  const custom = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await scanPart(source, part, {
    open: (name, raw) => {
      if (name === "cellXfs") inCells = true;
      if (name === "numFmt") {
        const values = readAttributes(raw);
        custom.set(Number(values.get("numFmtId")), values.get("formatCode") ?? "");
      }
      if (name !== "xf" || !inCells) return;
      const id = Number(readAttributes(raw).get("numFmtId") ?? "0");
      formats.push(formatOf(id, custom.get(id)));
      if (formats.length > 100_000) throw hostile("单元格样式多得异常，已拒绝读取。");
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
    text: nothing,
  });
  return formats;
}

/** `_x000D_` stands for a character that XML cannot carry. */
export function decodeEscapes(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A slice of a long string keeps the whole of it in memory; this one stands alone. */
export function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf16le").toString("utf16le");
}

/** Gathers the text of `t` elements, phonetic guides left out. */
export class TextGatherer {
  #text = "";
  #inText: boolean = false;
  #inPhonetic: boolean = false;

  open(name: string): void {
    if (name === "rPh") this.#inPhonetic = true;
    if (name === "t") this.#inText = !this.#inPhonetic;
  }

  close(name: string): void {
    if (name === "rPh") this.#inPhonetic = false;
    if (name === "t") this.#inText = false;
  }

  add(text: string): void {
    if (!this.#inText) return;
    this.#text += text;
    if (this.#text.length > 8 * gridLimits.cellText) throw tooLongText();
  }

  take(): string {
    const text = decodeEscapes(this.#text);
    this.#text = "";
    if (text.length > gridLimits.cellText) throw tooLongText();
    return detached(text);
  }
}

export const tooLongText = () => tooLarge("有单元格的文字超过 32,767 个字，请缩短后再上传。");

async function readSharedStrings(source: Package, part: string): Promise<string[]> {
  const strings: string[] = [];
  const gatherer = new TextGatherer();
  await scanPart(source, part, {
    open: (name) => gatherer.open(name),
    close: (name) => {
      gatherer.close(name);
      if (name !== "si") return;
      strings.push(gatherer.take());
      if (strings.length > gridLimits.cells) throw tooLarge("表格的内容太多，请分成几个文件上传。");
    },
    text: (text) => gatherer.add(text),
  });
  return strings;
}

export type WorkbookParts = {
  sheets: { name: string; hidden: boolean; part: string }[];
  strings: string[];
  formats: NumberFormat[];
  from1904: boolean;
};

/** Everything that the sheets of a workbook refer to. */
export async function readWorkbookParts(source: Package): Promise<WorkbookParts> {
  const part = await workbookPart(source);
  const { sheets, from1904 } = await readWorkbookPart(source, part);
  const relationships = await relationshipsOf(source, part);
  const partOf = (type: string) => relationships.find((one) => one.type === type && source.has(one.part))?.part;
  const strings = partOf("sharedStrings");
  const styles = partOf("styles");
  return {
    sheets: sheets.flatMap(({ name, id, hidden }) => {
      const target = relationships.find((one) => one.id === id && one.type === "worksheet");
      return target && source.has(target.part) ? [{ name, hidden, part: target.part }] : [];
    }),
    strings: strings === undefined ? [] : await readSharedStrings(source, strings),
    formats: styles === undefined ? [] : await readFormats(source, styles),
    from1904,
  };
}
