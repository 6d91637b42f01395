import { escapeXml } from "./escape.ts";
import { stylesXml } from "./styles.ts";
import { headerRowOf, legalSheetNames, type SheetSpec, worksheetXml } from "./worksheet-xml.ts";
import { type ZipEntry, zipStream } from "./zip.ts";

export type { CellInput, ColumnSpec, SheetSpec } from "./worksheet-xml.ts";

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const officeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRelationships = "http://schemas.openxmlformats.org/package/2006/relationships";
const spreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const part = (name: string, text: string): ZipEntry => ({ name, text: [declaration + text] });

const override = (name: string, type: string) =>
  `<Override PartName="/${name}" ContentType="${spreadsheetType}.${type}+xml"/>`;

const sheetPart = (index: number) => `xl/worksheets/sheet${index + 1}.xml`;

function contentTypes(sheets: SheetSpec[]): ZipEntry {
  const overrides = [
    override("xl/workbook.xml", "sheet.main"),
    override("xl/styles.xml", "styles"),
    ...sheets.map((_, index) => override(sheetPart(index), "worksheet")),
  ];
  return part(
    "[Content_Types].xml",
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join("")}</Types>`,
  );
}

const relationship = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${officeDocument}/${type}" Target="${target}"/>`;

const relationships = (name: string, all: string[]) =>
  part(name, `<Relationships xmlns="${packageRelationships}">${all.join("")}</Relationships>`);

function printTitles(sheet: SheetSpec, name: string, index: number): string {
  const row = headerRowOf(sheet);
  if (row === undefined || sheet.print?.repeatHeader === false) return "";
  const quoted = `'${name.replaceAll("'", "''")}'`;
  return `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${escapeXml(quoted)}!$${row}:$${row}</definedName>`;
}

function workbook(sheets: SheetSpec[], names: string[]): ZipEntry {
  const entries = names.map(
    (name, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const titles = sheets.map((sheet, index) => printTitles(sheet, names[index] ?? "", index)).join("");
  return part(
    "xl/workbook.xml",
    `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${officeDocument}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${entries.join("")}</sheets>${titles === "" ? "" : `<definedNames>${titles}</definedNames>`}</workbook>`,
  );
}

function* entriesOf(sheets: SheetSpec[]): Generator<ZipEntry> {
  yield contentTypes(sheets);
  yield relationships("_rels/.rels", [relationship("rId1", "officeDocument", "xl/workbook.xml")]);
  yield workbook(sheets, legalSheetNames(sheets.map(({ name }) => name)));
  yield relationships("xl/_rels/workbook.xml.rels", [
    ...sheets.map((_, index) => relationship(`rId${index + 1}`, "worksheet", `worksheets/sheet${index + 1}.xml`)),
    relationship(`rId${sheets.length + 1}`, "styles", "styles.xml"),
  ]);
  yield { name: "xl/styles.xml", text: [stylesXml] };
  for (const [index, sheet] of sheets.entries())
    yield { name: sheetPart(index), text: worksheetXml(sheet, index === 0) };
}

/**
 * An .xlsx file in pieces, rows pulled as the reader takes them, so that memory does not grow with the rows. The same
 * sheets give the same bytes.
 */
export function streamWorkbook(sheets: SheetSpec[]): AsyncGenerator<Uint8Array> {
  if (sheets.length === 0) throw new RangeError("A workbook needs at least one sheet.");
  return zipStream(entriesOf(sheets));
}

/** The same as one array of bytes. */
export async function writeWorkbook(sheets: SheetSpec[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of streamWorkbook(sheets)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
