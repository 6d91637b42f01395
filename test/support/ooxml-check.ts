import { openPackage, type Package } from "#functions/sheets/guard";
import { decodeEscapes } from "#functions/sheets/parts";
import { readAttributes, XmlScanner } from "#functions/sheets/xml";

/**
 * A structure check of .xlsx and .docx bytes. It stands in for Office in tests and is not Office: it says that the
 * container is whole, not how a page looks.
 */
export type OoxmlCheck = { formulasAllowed?: boolean };

type Visit = (name: string, attributes: Map<string, string>, parents: readonly string[]) => void;
type Element = { name: string; attributes: Map<string, string>; text: string };

async function elementsOf(source: Package, part: string, visit: Visit): Promise<void> {
  const parents: string[] = [];
  const scanner = new XmlScanner({
    open: (name, attributes) => {
      visit(name, readAttributes(attributes), parents);
      parents.push(name);
    },
    close: () => void parents.pop(),
    text: () => undefined,
  });
  for await (const piece of source.read(part)) scanner.push(piece);
  scanner.end();
}

/** Elements of the given names with the text directly inside them. */
async function textsOf(source: Package, part: string, names: readonly string[]): Promise<Element[]> {
  const open: Element[] = [];
  const found: Element[] = [];
  const scanner = new XmlScanner({
    open: (name, attributes) => {
      const element = { name, attributes: readAttributes(attributes), text: "" };
      open.push(element);
      if (names.includes(name)) found.push(element);
    },
    close: () => void open.pop(),
    text: (text) => {
      const current = open.at(-1);
      if (current) current.text += text;
    },
  });
  for await (const piece of source.read(part)) scanner.push(piece);
  scanner.end();
  return found;
}

async function rawText(source: Package, part: string): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of source.read(part)) pieces.push(piece);
  return pieces.join("");
}

const isXml = (part: string) => /\.(?:xml|rels)$/.test(part);
const illegalCharacter = /(?![\t\n\r])[\p{Cs}\ufffe\uffff]|[^\P{Cc}\t\n\r\u007f-\u009f]/u;

async function wellFormedness(source: Package): Promise<string[]> {
  const findings: string[] = [];
  for (const part of source.names.filter(isXml)) {
    try {
      await elementsOf(source, part, () => undefined);
    } catch {
      findings.push(`${part} is not well-formed`);
    }
    if (illegalCharacter.test(await rawText(source, part))) findings.push(`${part} holds a character that XML forbids`);
  }
  return findings;
}

async function contentTypes(source: Package): Promise<string[]> {
  const extensions = new Set<string>();
  const parts = new Set<string>();
  await elementsOf(source, "[Content_Types].xml", (name, attributes) => {
    if (name === "Default") extensions.add((attributes.get("Extension") ?? "").toLowerCase());
    if (name === "Override") parts.add((attributes.get("PartName") ?? "").slice(1).toLowerCase());
  });
  const content = source.names.filter((part) => part !== "[content_types].xml" && !part.endsWith("/"));
  const untyped = content.filter((part) => !parts.has(part) && !extensions.has(part.split(".").at(-1) ?? ""));
  const absent = [...parts].filter((part) => !source.has(part));
  return [
    ...untyped.map((part) => `${part} has no content type`),
    ...absent.map((part) => `${part} has a content type but is not there`),
  ];
}

function ownerOf(rels: string): string {
  const [, folder = "", file = ""] = /^(.*?)_rels\/([^/]*)\.rels$/.exec(rels) ?? [];
  return folder + file;
}

function targetOf(owner: string, target: string): string {
  return decodeURI(new URL(target, `http://package/${owner}`).pathname.slice(1));
}

async function relationshipTargets(source: Package): Promise<string[]> {
  const findings: string[] = [];
  for (const rels of source.names.filter((part) => part.endsWith(".rels"))) {
    const owner = ownerOf(rels);
    if (owner !== "" && !source.has(owner)) findings.push(`${rels} belongs to no part`);
    const ids = new Set<string>();
    await elementsOf(source, rels, (name, attributes) => {
      if (name !== "Relationship") return;
      const id = attributes.get("Id") ?? "";
      const target = attributes.get("Target") ?? "";
      if (ids.has(id)) findings.push(`${rels} uses the id ${id} twice`);
      ids.add(id);
      const isInside = attributes.get("TargetMode") !== "External";
      if (isInside && !source.has(targetOf(owner, target)))
        findings.push(`${rels} points to ${target}, which is not there`);
    });
  }
  return findings;
}

async function sheetNames(source: Package): Promise<string[]> {
  const findings: string[] = [];
  const seen = new Set<string>();
  await elementsOf(source, "xl/workbook.xml", (name, attributes) => {
    if (name !== "sheet") return;
    const title = attributes.get("name") ?? "";
    const isLegal = title.length >= 1 && title.length <= 31 && !/[[\]:*?/\\]|^'|'$/.test(title);
    if (!isLegal) findings.push(`sheet name ${JSON.stringify(title)} is not legal`);
    if (seen.has(title.toLowerCase())) findings.push(`sheet name ${JSON.stringify(title)} is there twice`);
    seen.add(title.toLowerCase());
  });
  if (seen.size === 0) findings.push("the workbook has no sheet");
  return findings;
}

type Counts = { styles: number; strings: number };

async function styleFindings(source: Package): Promise<{ findings: string[]; styles: number }> {
  if (!source.has("xl/styles.xml")) return { findings: [], styles: 1 };
  const counts = new Map<string, number>();
  const uses: { list: string; index: number }[] = [];
  await elementsOf(source, "xl/styles.xml", (name, attributes, parents) => {
    const parent = parents.at(-1) ?? "";
    counts.set(parent, (counts.get(parent) ?? 0) + 1);
    if (name !== "xf" || parent !== "cellXfs") return;
    for (const [list, attribute] of [
      ["fonts", "fontId"],
      ["fills", "fillId"],
      ["borders", "borderId"],
      ["cellStyleXfs", "xfId"],
    ] as const) {
      uses.push({ list, index: Number(attributes.get(attribute) ?? "0") });
    }
  });
  const outside = uses.filter(({ list, index }) => index >= (counts.get(list) ?? 0));
  return {
    findings: outside.map(({ list, index }) => `styles.xml refers to ${list} ${index}, which is not there`),
    styles: counts.get("cellXfs") ?? 0,
  };
}

async function stringCount(source: Package): Promise<number> {
  if (!source.has("xl/sharedStrings.xml")) return 0;
  return (await textsOf(source, "xl/sharedStrings.xml", ["si"])).length;
}

/** What XML calls white space; an ideographic space is a character like others. */
const outerSpace = /^[ \t\r\n]|[ \t\r\n]$/;

function order(address: string): number {
  const [, letters = "", digits = ""] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
  return Number(digits) * 100_000 + [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

async function cellFindings(source: Package, part: string, counts: Counts, check: OoxmlCheck): Promise<string[]> {
  const findings: string[] = [];
  const cells = await textsOf(source, part, ["c", "v", "f", "t"]);
  let last = 0;
  let cell: Element | undefined;
  for (const element of cells) {
    if (element.name === "c") {
      cell = element;
      const address = element.attributes.get("r") ?? "";
      if (order(address) <= last) findings.push(`${part}: ${address} is out of order`);
      last = order(address);
      if (Number(element.attributes.get("s") ?? "0") >= counts.styles)
        findings.push(`${part}: ${address} has an unknown style`);
    }
    const where = `${part}: ${cell?.attributes.get("r") ?? "?"}`;
    const type = cell?.attributes.get("t") ?? "n";
    if (element.name === "f" && check.formulasAllowed !== true) findings.push(`${where} is a formula`);
    if (element.name === "v" && type === "s" && !(Number(element.text) < counts.strings)) {
      findings.push(`${where} refers to a string that is not there`);
    }
    if (element.name === "v" && type === "n" && !Number.isFinite(Number(element.text || "x"))) {
      findings.push(`${where} is no number`);
    }
    if (element.name === "t" && outerSpace.test(element.text) && element.attributes.get("space") !== "preserve") {
      findings.push(`${where} loses its outer spaces`);
    }
    if (element.name === "t" && decodeEscapes(element.text).length > 32_767) findings.push(`${where} is too long`);
  }
  return findings;
}

async function workbookFindings(source: Package, check: OoxmlCheck): Promise<string[]> {
  const { findings, styles } = await styleFindings(source);
  const counts = { styles, strings: await stringCount(source) };
  const sheets = source.names.filter((part) => /^xl\/worksheets\/[^/]+\.xml$/.test(part));
  const cells = await Promise.all(sheets.map((part) => cellFindings(source, part, counts, check)));
  return [...(await sheetNames(source)), ...findings, ...cells.flat()];
}

async function documentFindings(source: Package): Promise<string[]> {
  const styles = new Set<string>();
  await elementsOf(source, "word/styles.xml", (name, attributes) => {
    if (name === "style") styles.add(attributes.get("styleId") ?? "");
  });
  const findings: string[] = [];
  await elementsOf(source, "word/document.xml", (name, attributes, parents) => {
    const style = attributes.get("val") ?? "";
    if (name === "pStyle" && !styles.has(style))
      findings.push(`word/document.xml uses the style ${style}, which is not there`);
    if (name === "tbl" && parents.at(-1) === "p") findings.push("word/document.xml has a table inside a paragraph");
  });
  return findings;
}

/** What is wrong with the file, one sentence each; empty when nothing was found. */
export async function checkOoxml(bytes: Uint8Array, check: OoxmlCheck = {}): Promise<string[]> {
  const source = await openPackage(bytes).catch(() => undefined);
  if (!source) return ["the container does not open"];
  if (!source.has("[Content_Types].xml")) return ["there is no [Content_Types].xml"];
  const broken = await wellFormedness(source);
  if (broken.length > 0) return broken;
  return [
    ...(await contentTypes(source)),
    ...(await relationshipTargets(source)),
    ...(source.has("xl/workbook.xml") ? await workbookFindings(source, check) : []),
    ...(source.has("word/document.xml") ? await documentFindings(source) : []),
  ];
}
