import fc from "fast-check";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { readCsv, writeCsv } from "#functions/sheets/csv";
import type { Cell } from "#functions/sheets/grid";
import { readGrid } from "#functions/sheets/read";
import { type SheetSpec, writeWorkbook } from "#functions/sheets/write";
import { checkOoxml } from "#test/support/ooxml-check";

const awkward = [
  "=1+1",
  '=HYPERLINK("http://x","y")',
  "+86 138",
  "-",
  "-5",
  "@x",
  "'",
  "'=1",
  "''=1",
  "110101199003074514",
  "11010119900307451X",
  "0012",
  "1998.10",
  "𠮷",
  "䶮",
  "　全角　",
  "  前后有空格  ",
  "两\n行",
  "回车\r换行\r\n",
  "制表\t符",
  "\t=1",
  "_x000D_",
  "_x005F_x000D_",
  "<&>\"'",
  "]]>",
  "\u0001\u001f\u0085",
  "\ud83d",
  "\uffff",
  "true",
  "2026-05-20",
  "，；",
  '"',
  ",",
];

const texts = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."=+-@'\"_x00AF;,\t\r\n 党𠮷"), maxLength: 20 }),
);
const columns = [{ header: "甲" }, { header: "乙" }, { header: "丙" }];

const asText = (cell: Cell | undefined) =>
  cell?.kind === "text" ? cell.text : cell === undefined || cell.kind === "empty" ? "" : cell.kind;

function gridOf(rows: { number: number; cells: Cell[] }[], first: number, count: number): string[][] {
  return Array.from({ length: count }, (_, at) => {
    const row = rows.find(({ number }) => number === first + at);
    return columns.map((_column, column) => asText(row?.cells[column]));
  });
}

async function throughXlsx(rows: string[][]): Promise<string[][]> {
  const { sheets } = await readGrid(await writeWorkbook([{ name: "表", columns, rows }]), "xlsx");
  return gridOf(sheets[0]?.rows ?? [], 2, rows.length);
}

const throughCsv = (rows: string[][]) => gridOf(readCsv(writeCsv(["甲", "乙", "丙"], rows)).rows, 2, rows.length);

const tables = fc.array(fc.tuple(texts, texts, texts), { minLength: 1, maxLength: 30 });

describe("写出再读回", () => {
  it("任何文字经 xlsx 一字不差", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        expect(await throughXlsx(rows)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it("任何文字经 csv 一字不差", () => {
    const wellFormed = tables.map((rows) =>
      rows.map((row) => row.map((cell) => cell.replace(/\p{Cs}|\0/gu, "")) as [string, string, string]),
    );
    fc.assert(
      fc.property(wellFormed, (rows) => {
        expect(throughCsv(rows)).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  it("五千行公式符号、18 位号码和生僻字没有一处不同", async () => {
    const rows = Array.from({ length: 5_000 }, (_, row) =>
      [0, 1, 2].map((at) => awkward[(row * 3 + at) % awkward.length] ?? ""),
    );
    expect(await throughXlsx(rows)).toEqual(rows);
  });
});

const sheetOf = (spec: Partial<SheetSpec>): SheetSpec => ({ name: "表", columns, rows: [], ...spec });

async function cellsOf(spec: Partial<SheetSpec>): Promise<Cell[][]> {
  const { sheets } = await readGrid(await writeWorkbook([sheetOf(spec)]), "xlsx");
  return (sheets[0]?.rows ?? []).map(({ cells }) => cells);
}

describe("写工作簿", () => {
  it("以 = + - @ 开头的文字是文字单元格，没有公式", async () => {
    const rows = [
      ["=1+1", "+1", "-1"],
      ["@x", "'a", " 前后空格 "],
    ];
    const bytes = await writeWorkbook([sheetOf({ rows })]);
    expect(await checkOoxml(bytes)).toEqual([]);
    expect(await throughXlsx(rows)).toEqual(rows);
  });

  it("号码列里的数写成文字，数字列里的数是数，日期列里的日期是真日期", async () => {
    const kinds = [
      { header: "号" },
      { header: "数", kind: "number" as const },
      { header: "日", kind: "date" as const },
    ];
    const rows = [
      [110, 12.5, "2026-02-28"],
      ["110", "约3", "2026-02-30"],
      [null, Number.NaN, "2026.02"],
    ];
    const [, ...body] = await cellsOf({ columns: kinds, rows });
    expect(body).toEqual([
      [
        { kind: "text", text: "110" },
        { kind: "number", value: 12.5, text: "12.5" },
        { kind: "date", iso: "2026-02-28" },
      ],
      [
        { kind: "text", text: "110" },
        { kind: "text", text: "约3" },
        { kind: "text", text: "2026-02-30" },
      ],
      [{ kind: "empty" }, { kind: "text", text: "NaN" }, { kind: "text", text: "2026.02" }],
    ]);
  });

  it("标题、说明行、表头、附注依次排列并跨列合并", async () => {
    const bytes = await writeWorkbook([
      sheetOf({ title: "花名册", subtitle: "截至 2026-07-01", rows: [["1"]], notes: ["附注"] }),
    ]);
    const { sheets } = await readGrid(bytes, "xlsx");
    const [sheet] = sheets;
    expect(sheet?.rows.map(({ number, cells }) => [number, asText(cells[0])])).toEqual([
      [1, "花名册"],
      [2, "截至 2026-07-01"],
      [3, "甲"],
      [4, "1"],
      [5, "附注"],
    ]);
    expect(sheet?.merges.map(({ firstRow, lastColumn }) => [firstRow, lastColumn])).toEqual([
      [1, 2],
      [2, 2],
      [5, 2],
    ]);
  });

  it("工作表名改得合法且不重名，结构检查没有发现", async () => {
    const long = "很".repeat(40);
    const names = ["封面", "封面", "a/b:c*[d]?", "", "'引'", long, long, "<&>\"'"];
    const bytes = await writeWorkbook(names.map((name) => sheetOf({ name, title: "题", print: { landscape: true } })));
    expect(await checkOoxml(bytes)).toEqual([]);
    const { sheets } = await readGrid(bytes, "xlsx");
    expect(sheets.map(({ name }) => name).slice(0, 3)).toEqual(["封面", "封面(2)", "a b c  d"]);
    expect(sheets.every(({ name }) => name.length <= 31)).toBe(true);
  });

  it("同样的内容两次写出的字节相同", async () => {
    const write = () => writeWorkbook([sheetOf({ title: "题", rows: [["a", "b", "c"]] })]);
    expect(Buffer.from(await write()).equals(await write())).toBe(true);
  });

  it("过长的文字截短到表格程序能打开的长度", async () => {
    const [, [cell] = []] = await cellsOf({ rows: [["党".repeat(40_000)]] });
    expect(asText(cell)).toBe(`${"党".repeat(32_766)}…`);
  });

  it("名为 #N/A 的文字是文字，不是错误值", async () => {
    const rows = [["#N/A", "#DIV/0!", "#REF!"]];
    expect(await checkOoxml(await writeWorkbook([sheetOf({ rows })]))).toEqual([]);
    expect(await throughXlsx(rows)).toEqual(rows);
  });

  it("Excel 留用的表名 History 换一个", async () => {
    const { sheets } = await readGrid(await writeWorkbook([sheetOf({ name: "History" })]), "xlsx");
    expect(sheets[0]?.name).toBe("History(2)");
  });

  it("打印标题行引用的表名加引号，每页重复的是表头那一行", async () => {
    const bytes = await writeWorkbook([sheetOf({ name: "a 'b", title: "题" }), sheetOf({ name: "c" })]);
    const { sheets } = await readXlsx(bytes);
    expect(sheets.map(({ pageSetup }) => pageSetup?.printTitlesRow)).toEqual(["$2:$2", "$1:$1"]);
    expect(sheets.map(({ freezePane }) => freezePane)).toEqual([{ rows: 2 }, { rows: 1 }]);
  });
});

describe("写很大的表", () => {
  const rows = Array.from({ length: 18_000 }, (_, row) => [
    awkward[row % awkward.length] ?? "",
    ["#N/A", "", "  前", "后 "][row % 4] ?? "",
    `第${row}行`,
  ]);

  it("一万八千行一字不差，结构检查没有发现，两次写出的字节相同", async () => {
    const bytes = await writeWorkbook([sheetOf({ rows })]);
    expect(await checkOoxml(bytes)).toEqual([]);
    expect(await throughXlsx(rows)).toEqual(rows);
    expect(Buffer.from(bytes).equals(await writeWorkbook([sheetOf({ rows })]))).toBe(true);
  });

  it("用流写出：没有行高，表头仍然冻结", async () => {
    const { sheets } = await readXlsx(await writeWorkbook([sheetOf({ rows })]));
    expect([sheets[0]?.rowDefs, sheets[0]?.freezePane]).toEqual([undefined, { rows: 1 }]);
  });
});

describe("写 csv", () => {
  const written = (rows: (string | number | null)[][]) => Buffer.from(writeCsv(["甲", "乙"], rows)).toString("utf8");

  it("UTF-8 带 BOM，行尾 CRLF，需要时加引号", () => {
    expect(
      written([
        ["a,b", 'c"d'],
        [null, -5],
      ]),
    ).toBe('\ufeff甲,乙\r\n"a,b","c""d"\r\n,-5\r\n');
  });

  it("会被当作公式的文字前加撇号，数字不加", () => {
    expect(
      written([
        ["=1+1", " @x"],
        ["＋1", "'=1"],
        ["甲=1", "'a"],
      ]),
    ).toBe("\ufeff甲,乙\r\n'=1+1,' @x\r\n'＋1,''=1\r\n甲=1,'a\r\n");
  });
});
