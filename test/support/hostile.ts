import { constants, crc32, deflateRawSync } from "node:zlib";
import type { SheetProblemCode } from "#functions/sheets/problem";

/** Files that were made to hurt a reader, each with the answer that they must get ("read" when they are harmless). */
export type HostileFile = {
  name: string;
  type: "xlsx" | "csv";
  answer: readonly (SheetProblemCode | "read")[];
  bytes: () => Uint8Array;
};

type Entry = {
  name: string;
  /** What the archive holds, packed by deflate. */
  packed: Buffer;
  size: number;
  crc?: number;
  flags?: number;
  extra?: Buffer;
  /** Points into another entry's data. */
  offset?: number;
};

const mebibyte = 1024 * 1024;

function packed(name: string, text: string | Buffer): Entry {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return { name, packed: deflateRawSync(bytes), size: bytes.length, crc: crc32(bytes) };
}

function header({ name, packed: data, size, crc = 0, flags = 0, extra = Buffer.alloc(0) }: Entry, isCentral: boolean) {
  const label = Buffer.from(name);
  const fields = Buffer.alloc(isCentral ? 46 : 30);
  const shift = isCentral ? 2 : 0;
  fields.writeUInt32LE(isCentral ? 0x02014b50 : 0x04034b50, 0);
  fields.writeUInt16LE(20, 4 + shift);
  fields.writeUInt16LE(flags, 6 + shift);
  fields.writeUInt16LE(8, 8 + shift);
  fields.writeUInt32LE(crc, 14 + shift);
  fields.writeUInt32LE(data.length, 18 + shift);
  fields.writeUInt32LE(Math.min(size, 0xffffffff), 22 + shift);
  fields.writeUInt16LE(label.length, 26 + shift);
  fields.writeUInt16LE(extra.length, 28 + shift);
  return { fields, tail: Buffer.concat([label, extra]) };
}

function zipEnd(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count & 0xffff, 8);
  end.writeUInt16LE(count & 0xffff, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** The 64-bit end records, which say `count` whatever is there. */
function zip64End(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

export function zipOf(entries: Entry[], claimedCount?: number): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const central = header(entry, true);
    central.fields.writeUInt32LE(entry.offset ?? at, 42);
    directory.push(central.fields, central.tail);
    if (entry.offset !== undefined) continue;
    const local = header(entry, false);
    body.push(local.fields, local.tail, entry.packed);
    at += local.fields.length + local.tail.length + entry.packed.length;
  }
  const list = Buffer.concat(directory);
  const needs64 = claimedCount !== undefined || entries.length > 0xffff;
  const wide = needs64 ? [zip64End(claimedCount ?? entries.length, list.length, at)] : [];
  return Buffer.concat([...body, list, ...wide, zipEnd(needs64 ? 0xffff : entries.length, list.length, at)]);
}

const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const officeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

const contentTypes = (type = `${spreadsheet}.sheet.main+xml`) =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}"/></Types>`;

const relationships = (...all: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join("")}</Relationships>`;

const relationship = (id: string, type: string, target: string, mode = "") =>
  `<Relationship Id="${id}" Type="${officeDocument}/${type}" Target="${target}"${mode}/>`;

const workbookXml = (sheets = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', properties = "") =>
  `<workbook xmlns="${main}" xmlns:r="${officeDocument}">${properties}<sheets>${sheets}</sheets></workbook>`;

const workbookRelationships = relationships(
  relationship("rId1", "worksheet", "worksheets/sheet1.xml"),
  relationship("rId2", "sharedStrings", "sharedStrings.xml"),
  relationship("rId3", "styles", "styles.xml"),
);

export const sheetXml = (rows: string, after = "") =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`;

/** The text or packed entry of each part; what is not given is an ordinary workbook with one sheet. */
export type Parts = Record<string, string | Buffer | Entry>;

function workbookEntries(parts: Parts): Entry[] {
  const ordinary: Parts = {
    "[Content_Types].xml": contentTypes(),
    "_rels/.rels": relationships(relationship("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": workbookXml(),
    "xl/_rels/workbook.xml.rels": workbookRelationships,
    "xl/worksheets/sheet1.xml": sheetXml('<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'),
  };
  return Object.entries({ ...ordinary, ...parts }).map(([name, part]) =>
    typeof part === "string" || Buffer.isBuffer(part) ? packed(name, part) : { ...part, name },
  );
}

export const workbookOf = (parts: Parts): Buffer => zipOf(workbookEntries(parts));

/** Deflated data that grows to `times` mebibytes: one block, repeated. */
function bombOf(name: string, times: number, claimed = times * mebibyte): Entry {
  const block = deflateRawSync(Buffer.alloc(mebibyte, " "), { finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(Buffer.alloc(0));
  return { name, packed: Buffer.concat([...new Array<Buffer>(times).fill(block), end]), size: claimed };
}

const laughs = (() => {
  const entities = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "哈哈">${entities.join("")}]><sst xmlns="${main}"><si><t>&l9;</t></si></sst>`;
})();

const manyRows = (count: number) =>
  sheetXml(
    Array.from({ length: count }, (_, row) => `<row r="${row + 1}"><c r="A${row + 1}"><v>1</v></c></row>`).join(""),
  );

const numberRows = (rows: number, columns: number, cell: string) =>
  Array.from({ length: rows }, () => `<row>${cell.repeat(columns)}</row>`).join("");

const deep = `<worksheet xmlns="${main}">${"<a>".repeat(1_000_000)}${"</a>".repeat(1_000_000)}</worksheet>`;

function zip64Size(): Entry {
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(2n ** 52n, 4);
  return { ...packed("xl/worksheets/sheet1.xml", sheetXml("")), size: 0xffffffff, extra };
}

/** Every entry unpacks the same data: small to send, large to open. */
function overlapping(): Buffer {
  const bomb = { ...bombOf("xl/media/0.bin", 7), crc: crc32(Buffer.alloc(7 * mebibyte, " ")) };
  const again = Array.from({ length: 1_000 }, (_, at) => ({ ...bomb, name: `xl/media/${at + 1}.bin`, offset: 0 }));
  return zipOf([bomb, ...again, ...workbookEntries({})]);
}

function manyEntries(count: number): Buffer {
  const entry = { ...packed("e", ""), offset: 0 };
  return zipOf(Array.from({ length: count }, (_, at) => ({ ...entry, name: at.toString(36) })));
}

function compoundFile(streamName: string): Buffer {
  const bytes = Buffer.alloc(4_096);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes);
  Buffer.from(streamName, "utf16le").copy(bytes, 1_024);
  return bytes;
}

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const withType = (type: string, more: Parts = {}) => workbookOf({ "[Content_Types].xml": contentTypes(type), ...more });

const sheetWith = (rows: string, after = "") => workbookOf({ "xl/worksheets/sheet1.xml": sheetXml(rows, after) });

const manySheets = Array.from({ length: 5_000 }, (_, at) => `<sheet name="S${at}" sheetId="${at + 1}" r:id="rId1"/>`);
const manyMerges = `<mergeCells>${'<mergeCell ref="A1:GR1048576"/>'.repeat(49_000)}</mergeCells>`;

const xlsx = (name: string, answer: HostileFile["answer"], bytes: () => Uint8Array): HostileFile => ({
  name,
  type: "xlsx",
  answer,
  bytes,
});
const csv = (name: string, answer: HostileFile["answer"], bytes: () => Uint8Array): HostileFile => ({
  name,
  type: "csv",
  answer,
  bytes,
});

const asHostile = ["import.file-hostile"] as const;
const asTooLarge = ["import.file-too-large"] as const;
const asUnreadable = ["import.file-unreadable"] as const;
const asWrongType = ["import.file-type"] as const;
const asEncrypted = ["import.file-encrypted"] as const;

const sheetPart = "xl/worksheets/sheet1.xml";

const archives: HostileFile[] = [
  xlsx("解压后 1 GB 的工作表", asHostile, () => workbookOf({ [sheetPart]: bombOf(sheetPart, 1_024) })),
  xlsx("藏在图片里的 1 GB", asHostile, () => workbookOf({ "xl/media/a.png": bombOf("", 1_024) })),
  xlsx("谎称只有 100 字节", asHostile, () => workbookOf({ [sheetPart]: bombOf(sheetPart, 200, 100) })),
  xlsx("谎称比实际更大", asHostile, () =>
    workbookOf({ [sheetPart]: { ...packed(sheetPart, sheetXml("")), size: 9_999 } }),
  ),
  xlsx("一千个条目共用一段数据", asHostile, overlapping),
  xlsx("四万个条目", asHostile, () => manyEntries(40_000)),
  xlsx("一百万个条目", asTooLarge, () => manyEntries(1_000_000)),
  xlsx("目录谎称有一百万个条目", asHostile, () => zipOf(workbookEntries({}), 1_000_000)),
  xlsx("zip64 写出 4 PB 的大小", asHostile, () => workbookOf({ [sheetPart]: zip64Size() })),
  xlsx("同名条目", asHostile, () => zipOf([...workbookEntries({}), packed("XL/WORKBOOK.XML", workbookXml())])),
  xlsx("条目名指向上级目录", asUnreadable, () => workbookOf({ "../../etc/passwd": "x" })),
  xlsx("截断的压缩包", asUnreadable, () => workbookOf({}).subarray(0, 700)),
  xlsx("压缩数据中途截断", [...asUnreadable, ...asHostile], () => {
    const entry = packed(sheetPart, manyRows(2_000));
    return workbookOf({ [sheetPart]: { ...entry, packed: entry.packed.subarray(0, 500) } });
  }),
  xlsx("压缩数据是乱码", [...asUnreadable, ...asHostile], () =>
    workbookOf({ [sheetPart]: { ...packed(sheetPart, sheetXml("")), packed: Buffer.alloc(200, 0xa5) } }),
  ),
  xlsx("校验和不符", asUnreadable, () => workbookOf({ [sheetPart]: { ...packed(sheetPart, sheetXml("")), crc: 1 } })),
  xlsx("带密码的压缩包", asEncrypted, () => workbookOf({ [sheetPart]: { ...packed(sheetPart, "x"), flags: 1 } })),
];

const markup: HostileFile[] = [
  xlsx("十亿笑声", asHostile, () => workbookOf({ "xl/sharedStrings.xml": laughs })),
  xlsx("UTF-16 的十亿笑声", asHostile, () =>
    workbookOf({ "xl/sharedStrings.xml": Buffer.from(`\ufeff${laughs}`, "utf16le") }),
  ),
  xlsx("不相干部件里的外部实体", asHostile, () =>
    workbookOf({ "docProps/core.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>' }),
  ),
  xlsx("嵌套一百万层", asHostile, () => workbookOf({ [sheetPart]: deep })),
  xlsx("一个标记长 5 MB", asHostile, () =>
    workbookOf({ [sheetPart]: `<worksheet xmlns="${main}" a="${"x".repeat(5 * mebibyte)}"/>` }),
  ),
  xlsx("没有结尾的注释", asUnreadable, () =>
    workbookOf({ [sheetPart]: `<worksheet xmlns="${main}"><!--${"x".repeat(5 * mebibyte)}` }),
  ),
  xlsx("未定义的实体", asUnreadable, () => sheetWith('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>')),
  xlsx("标记没有成对", asUnreadable, () => sheetWith('<row r="1"><c r="A1"></row></c>')),
  xlsx("不是 UTF-8", asUnreadable, () => workbookOf({ [sheetPart]: Buffer.from([0x3c, 0x61, 0xff, 0xfe, 0x3e]) })),
];

const grids: HostileFile[] = [
  xlsx("一百万行", asTooLarge, () => workbookOf({ [sheetPart]: manyRows(1_000_000) })),
  xlsx("两万行五十列以上", asTooLarge, () => sheetWith(numberRows(19_000, 60, "<c><v>1</v></c>"))),
  xlsx("最远的角上有一格", asTooLarge, () => sheetWith('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
  xlsx("地址超出工作表", asUnreadable, () => sheetWith('<row r="9999999"><c r="A9999999"><v>1</v></c></row>')),
  xlsx("行号倒退", asUnreadable, () => sheetWith('<row r="9"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>')),
  xlsx("一段共用文字写满每一格", asTooLarge, () =>
    workbookOf({
      "xl/sharedStrings.xml": `<sst xmlns="${main}"><si><t>${"党".repeat(32_767)}</t></si></sst>`,
      [sheetPart]: sheetXml(numberRows(15_000, 50, '<c t="s"><v>0</v></c>')),
    }),
  ),
  xlsx("一格里有一百万字", asTooLarge, () =>
    sheetWith(`<row r="1"><c r="A1" t="inlineStr"><is><t>${"党".repeat(1_000_000)}</t></is></c></row>`),
  ),
  xlsx("一个数有一百万位", asTooLarge, () =>
    sheetWith(`<row r="1"><c r="A1"><v>${"9".repeat(1_000_000)}</v></c></row>`),
  ),
  xlsx("引用不存在的文字", asUnreadable, () => sheetWith('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
  xlsx("四万九千个铺满全表的合并", asHostile, () => sheetWith(numberRows(5_000, 20, "<c><v>1</v></c>"), manyMerges)),
  xlsx("五千个工作表", asHostile, () => workbookOf({ "xl/workbook.xml": workbookXml(manySheets.join("")) })),
  xlsx("一百万个样式", asHostile, () =>
    workbookOf({
      "xl/styles.xml": `<styleSheet xmlns="${main}"><cellXfs>${"<xf/>".repeat(1_000_000)}</cellXfs></styleSheet>`,
    }),
  ),
  xlsx("外部链接", ["read"], () =>
    workbookOf({
      "xl/externalLinks/externalLink1.xml": `<externalLink xmlns="${main}"/>`,
      "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(
        relationship("rId1", "externalLinkPath", "http://127.0.0.1:9/secret.xlsx", ' TargetMode="External"'),
      ),
    }),
  ),
  xlsx("标为外部的关系与里面的工作表同名", asUnreadable, () =>
    workbookOf({
      "xl/_rels/workbook.xml.rels": relationships(
        relationship("rId1", "worksheet", "worksheets/sheet1.xml", ' TargetMode="External"'),
      ),
    }),
  ),
  xlsx("工作表关系指向网络", asUnreadable, () =>
    workbookOf({
      "xl/_rels/workbook.xml.rels": relationships(
        relationship("rId1", "worksheet", "http://127.0.0.1:9/sheet1.xml", ' TargetMode="External"'),
      ),
    }),
  ),
];

const types: HostileFile[] = [
  xlsx("空文件", asUnreadable, () => new Uint8Array()),
  xlsx("只有两个字节", asUnreadable, () => Buffer.from("PK")),
  xlsx("旧版 .xls", asWrongType, () => compoundFile("Workbook")),
  xlsx("有密码的工作簿", asEncrypted, () => compoundFile("EncryptedPackage")),
  xlsx("Word 文件", asWrongType, () => withType(wordType)),
  xlsx("带宏的工作簿", asWrongType, () => withType("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
  xlsx("改了类型却藏着宏", asWrongType, () => workbookOf({ "xl/vbaProject.bin": "x" })),
  xlsx("二进制工作簿", asWrongType, () => withType("application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
  xlsx("普通压缩包", asWrongType, () => zipOf([packed("a.txt", "x")])),
  xlsx("图片改名", asWrongType, () => Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")),
  xlsx("网页改名", asWrongType, () => Buffer.from("<html><table><tr><td>1</td></tr></table></html>")),
];

const texts: HostileFile[] = [
  csv("空的 csv", asUnreadable, () => new Uint8Array()),
  csv("工作簿改名为 csv", asWrongType, () => workbookOf({})),
  csv("旧版 .xls 改名为 csv", asWrongType, () => compoundFile("Workbook")),
  csv("含零字节的 csv", asWrongType, () => Buffer.from("a,b\0c\n")),
  csv("一百万行的 csv", asTooLarge, () => Buffer.from("1,2\n".repeat(1_000_000))),
  csv("一行有一千五百万列", asTooLarge, () => Buffer.alloc(15_000_000, ",")),
  csv("没有成对的引号", asUnreadable, () => Buffer.from(`a,"${"b,".repeat(5_000_000)}`)),
  csv("一格里有一千万字", asTooLarge, () => Buffer.alloc(10_000_000, "a")),
  csv("二十兆的 csv", asTooLarge, () => Buffer.alloc(20 * mebibyte, "a,b\n")),
];

export const hostileFiles: readonly HostileFile[] = [...archives, ...markup, ...grids, ...types, ...texts];
