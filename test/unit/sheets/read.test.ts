import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Cell, parseAddress, type Sheet } from "#functions/sheets/grid";
import { readGrid } from "#functions/sheets/read";
import { dateOfSerial, formatOf, serialOfDate } from "#functions/sheets/serial";
import { type Parts, sheetXml, workbookOf } from "#test/support/hostile";

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

async function firstSheet(bytes: Uint8Array, type: "xlsx" | "csv" = "xlsx"): Promise<Sheet> {
  const { sheets } = await readGrid(bytes, type);
  const [sheet] = sheets;
  if (!sheet) throw new Error("no sheet");
  return sheet;
}

const cellsOf = async (parts: Parts) => (await firstSheet(workbookOf(parts))).rows.flatMap(({ cells }) => cells);

const sheetOf = (row: string, more: Parts = {}) =>
  cellsOf({ "xl/worksheets/sheet1.xml": sheetXml(`<row r="1">${row}</row>`), ...more });

const stylesOf = (formats: string, ...ids: number[]) =>
  `<styleSheet xmlns="${main}"><numFmts>${formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${ids
    .map((id) => `<xf numFmtId="${id}"/>`)
    .join("")}</cellXfs></styleSheet>`;

const dateAt = (serial: string, id: number, code = "") =>
  sheetOf(`<c r="A1" s="1"><v>${serial}</v></c>`, {
    "xl/styles.xml": stylesOf(code === "" ? "" : `<numFmt numFmtId="${id}" formatCode="${code}"/>`, 0, id),
  });

const text = (value: string): Cell => ({ kind: "text", text: value });

describe("示例花名册", () => {
  const sample = async () => firstSheet(readFileSync("test/support/党员花名册-示例.xlsx"));
  const cellAt = (sheet: Sheet, row: number, column: number) =>
    sheet.rows.find(({ number }) => number === row)?.cells[column];

  it("表头在第 3 行，其下 24 行数据，第 16 行空着，最后是合计", async () => {
    const { name, rows } = await sample();
    const header = rows.find(({ number }) => number === 3);
    const data = rows.filter(({ number, cells }) => number > 3 && cells[0]?.kind === "number");
    expect(name).toBe("党员花名册");
    expect(header?.cells.slice(0, 4)).toEqual(["序号", "姓名", "性别", "公民身份号码"].map(text));
    expect(data).toHaveLength(24);
    expect(rows.some(({ number }) => number === 16)).toBe(false);
    expect(rows.at(-1)?.cells).toEqual([text("合计"), text("24人")]);
  });

  it("D12 的身份证号是数字单元格，其余各行是文字", async () => {
    const sheet = await sample();
    expect(cellAt(sheet, 12, 3)).toEqual({ kind: "number", value: 996184198001177600, text: "996184198001177600" });
    const others = sheet.rows.filter(({ number, cells }) => number !== 12 && cells[0]?.kind === "number");
    expect(others.map(({ cells }) => cells[3]?.kind)).toEqual(new Array(23).fill("text"));
  });

  it("真日期读成日期，文字日期原样保留", async () => {
    const sheet = await sample();
    expect(cellAt(sheet, 4, 10)).toEqual({ kind: "date", iso: "2006-01-05" });
    expect(cellAt(sheet, 7, 5)).toEqual({ kind: "date", iso: "1980-05-21" });
    expect(cellAt(sheet, 4, 5)).toEqual(text("1976年1月25日"));
  });

  it("全角数字和姓名里的空格原样保留", async () => {
    const sheet = await sample();
    expect(cellAt(sheet, 8, 12)).toEqual(text("１９９３９８９９９２７"));
    expect(cellAt(sheet, 5, 1)).toEqual(text("韩　军"));
  });

  it("标题行的合并范围列出来，值只在左上角", async () => {
    const { merges, rows } = await sample();
    expect(merges[0]).toEqual({ firstRow: 1, lastRow: 1, firstColumn: 0, lastColumn: 15 });
    expect(rows[0]?.cells).toHaveLength(1);
  });
});

describe("单元格的类型", () => {
  it("文字 1998.10 与数字 1998.1 分得清", async () => {
    const cells = await sheetOf('<c r="A1" t="str"><v>1998.10</v></c><c r="B1"><v>1998.1</v></c>');
    expect(cells).toEqual([text("1998.10"), { kind: "number", value: 1998.1, text: "1998.1" }]);
  });

  it("富文本连成一段，注音不算", async () => {
    const strings = `<sst xmlns="${main}"><si><r><t>韩</t></r><r><t xml:space="preserve"> 静</t></r><rPh><t>jing</t></rPh></si></sst>`;
    expect(await sheetOf('<c r="A1" t="s"><v>0</v></c>', { "xl/sharedStrings.xml": strings })).toEqual([text("韩 静")]);
  });

  it("公式只取存下的结果", async () => {
    const row =
      '<c r="A1" t="str"><f>HYPERLINK("http://x","y")</f><v>结果</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>1</f></c>';
    expect(await sheetOf(row)).toEqual([text("结果"), { kind: "number", value: 2, text: "2" }]);
  });

  it("布尔值与错误值各有其类", async () => {
    const cells = await sheetOf('<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c>');
    expect(cells).toEqual([
      { kind: "boolean", value: true },
      { kind: "error", text: "#N/A" },
    ]);
  });

  it("跳过的单元格是空的，没有地址的单元格接着往右排", async () => {
    const cells = await sheetOf('<c r="C1" t="str"><v>丙</v></c><c t="str"><v>丁</v></c>');
    expect(cells).toEqual([{ kind: "empty" }, { kind: "empty" }, text("丙"), text("丁")]);
  });

  it("带前缀的标记、CDATA 与字符引用照样读出", async () => {
    const xml = `<x:worksheet xmlns:x="${main}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t><![CDATA[<甲>&]]>&#x20BB7;&amp;_x000D_</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`;
    expect(await cellsOf({ "xl/worksheets/sheet1.xml": xml })).toEqual([text("<甲>&𠮷&\r")]);
  });

  it("XML 里的各种行尾都是一个换行，文件末尾也可以有", async () => {
    const xml = `${sheetXml('<row r="1"><c r="A1" t="str"><v>甲\r\n乙\r丙\n丁</v></c></row>')}\r`;
    expect(await cellsOf({ "xl/worksheets/sheet1.xml": xml })).toEqual([text("甲\n乙\n丙\n丁")]);
  });

  it("合并范围里被盖住的值不算", async () => {
    const rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>';
    const xml = sheetXml(rows, '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>');
    const sheet = await firstSheet(workbookOf({ "xl/worksheets/sheet1.xml": xml }));
    expect(sheet.rows).toEqual([
      { number: 1, hidden: false, cells: [{ kind: "number", value: 1, text: "1" }, { kind: "empty" }] },
    ]);
  });

  it("隐藏的工作表和隐藏的行都标出来", async () => {
    const workbook = `<workbook xmlns="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="说明" sheetId="1" state="hidden" r:id="rId1"/></sheets></workbook>`;
    const sheet = await firstSheet(
      workbookOf({
        "xl/workbook.xml": workbook,
        "xl/worksheets/sheet1.xml": sheetXml('<row r="4" hidden="1"><c r="A4"><v>1</v></c></row>'),
      }),
    );
    expect([sheet.name, sheet.hidden, sheet.rows[0]?.number, sheet.rows[0]?.hidden]).toEqual(["说明", true, 4, true]);
  });

  it("只有格式、没有内容的行列不占限额", async () => {
    const blank = Array.from({ length: 30_000 }, (_, row) => `<row r="${row + 2}"><c r="ZZ${row + 2}" s="1"/></row>`);
    const xml = sheetXml(`<row r="1"><c r="A1"><v>1</v></c></row>${blank.join("")}`);
    expect((await firstSheet(workbookOf({ "xl/worksheets/sheet1.xml": xml }))).rows).toHaveLength(1);
  });
});

describe("日期", () => {
  it.each([
    ["45000", 14, "", { kind: "date", iso: "2023-03-15" }],
    ["45000", 31, "", { kind: "date", iso: "2023-03-15" }],
    ["45000", 170, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", { kind: "date", iso: "2023-03-15" }],
    ["45000", 170, "[$-804]yyyy/m/d h:mm", { kind: "date", iso: "2023-03-15" }],
    ["45000.75", 22, "", { kind: "date", iso: "2023-03-15", time: "18:00" }],
    ["45000.999999", 22, "", { kind: "date", iso: "2023-03-16" }],
    ["45000", 170, "0.00&quot;元/day&quot;", { kind: "number", value: 45000, text: "45000" }],
    ["0.5", 20, "", { kind: "number", value: 0.5, text: "0.5" }],
    ["45000", 49, "", { kind: "number", value: 45000, text: "45000" }],
    ["60", 14, "", { kind: "number", value: 60, text: "60" }],
    ["61", 14, "", { kind: "date", iso: "1900-03-01" }],
    ["36", 14, "", { kind: "number", value: 36, text: "36" }],
  ])("数值 %s、格式 %i %s", async (serial, id, code, expected) => {
    expect(await dateAt(serial, id, code)).toEqual([expected]);
  });

  it("只显示年月的格式，月初那天标为只到月", async () => {
    expect(await dateAt("35977", 57)).toEqual([{ kind: "date", iso: "1998-07-01", monthOnly: true }]);
    expect(await dateAt("35978", 57)).toEqual([{ kind: "date", iso: "1998-07-02" }]);
  });

  it("1904 年起算的工作簿", async () => {
    const workbook = `<workbook xmlns="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`;
    const cells = await sheetOf('<c r="A1" s="1"><v>43538</v></c>', {
      "xl/workbook.xml": workbook,
      "xl/styles.xml": stylesOf("", 0, 14),
    });
    expect(cells).toEqual([{ kind: "date", iso: "2023-03-15" }]);
  });

  it("1900 年 3 月到 2100 年底，每一天换成数再换回来不变", () => {
    for (let serial = 61; serial <= 73_415; serial += 1) {
      const date = dateOfSerial(serial, "date", false);
      if (date === undefined || serialOfDate(date.iso) !== serial) throw new Error(`${serial} → ${date?.iso}`);
    }
    expect(dateOfSerial(73_415, "date", false)?.iso).toBe("2100-12-31");
    expect(dateOfSerial(2_958_465, "date", false)?.iso).toBe("9999-12-31");
    expect(dateOfSerial(2_958_466, "date", false)).toBeUndefined();
  });

  it("ISO 日期单元格", async () => {
    const cells = await sheetOf('<c r="A1" t="d"><v>2026-05-20T19:30:00</v></c>');
    expect(cells).toEqual([{ kind: "date", iso: "2026-05-20", time: "19:30" }]);
  });

  it("格式代码里引号、方括号中的字母不算", () => {
    expect(formatOf(170, '"day"0')).toBe("number");
    expect(formatOf(170, "[Red]0.00")).toBe("number");
    expect(formatOf(170, "General")).toBe("number");
    expect(formatOf(170, "yyyy.mm")).toBe("month");
  });
});

describe("csv", () => {
  const rowsOf = async (bytes: Uint8Array) =>
    (await firstSheet(bytes, "csv")).rows.map(({ number, cells }) => [number, ...cells]);
  const gb18030 = Buffer.from("d0d5c3fb2cc9edb7ddd6a4bac50a", "hex");

  it("UTF-8 有无 BOM 都认得，每格都是文字", async () => {
    const expected = [[1, text("姓名"), text("1998.10")]];
    expect(await rowsOf(Buffer.from("姓名,1998.10\n"))).toEqual(expected);
    expect(await rowsOf(Buffer.from("\ufeff姓名,1998.10\r\n"))).toEqual(expected);
  });

  it("GB18030 认得", async () => {
    expect((await rowsOf(gb18030))[0]).toEqual([1, text("姓名"), text("身份证号")]);
  });

  it.each([",", ";", "\t"])("分隔符 %j", async (delimiter) => {
    const line = ["甲", "乙", "丙"].join(delimiter);
    expect(await rowsOf(Buffer.from(`${line}\n${line}`))).toEqual([
      [1, ...["甲", "乙", "丙"].map(text)],
      [2, ...["甲", "乙", "丙"].map(text)],
    ]);
  });

  it("引号里的换行、逗号和成对引号属于内容，空行占行号", async () => {
    expect(await rowsOf(Buffer.from('"甲\n乙,""丙"""\n\n,尾'))).toEqual([
      [1, text('甲\n乙,"丙"')],
      [3, { kind: "empty" }, text("尾")],
    ]);
  });
});

describe("单元格地址", () => {
  it("行从 1 起，列从 0 起，工作表以外的不是地址", () => {
    expect(["A1", "D12", "Z1", "AA1"].map((address) => parseAddress(address)?.column)).toEqual([0, 3, 25, 26]);
    expect(parseAddress("XFD1048576")).toEqual({ row: 1_048_576, column: 16_383 });
    expect(["XFE1", "A0", "A1048577", "1A", "a1", ""].map(parseAddress)).toEqual(new Array(6).fill(undefined));
  });
});
