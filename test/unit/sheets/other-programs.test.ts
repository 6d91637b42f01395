import { readXlsx, writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { readGrid } from "#functions/sheets/read";
import { writeWorkbook } from "#functions/sheets/write";

describe("与别的程序互通", () => {
  it("别的程序读我们写的工作簿，值与类型相同", async () => {
    const columns = [
      { header: "文字" },
      { header: "数", kind: "number" as const },
      { header: "日", kind: "date" as const },
    ];
    const rows = [
      ["=1+1", 12.5, "2026-02-28"],
      ["110101199003074514", -3, "1990-03-07"],
      ["𠮷 & <䶮>\n次行", 0, "2100-12-31"],
    ];
    const { sheets } = await readXlsx(await writeWorkbook([{ name: "花名册", title: "标题", columns, rows }]));
    expect(sheets[0]?.name).toBe("花名册");
    expect(sheets[0]?.merges).toEqual([{ startRow: 0, startCol: 0, endRow: 0, endCol: 2 }]);
    expect(sheets[0]?.rows.slice(2)).toEqual(
      rows.map(([text, number, day]) => [text, number, new Date(`${day}T00:00:00Z`)]),
    );
  });

  it("我们读别的程序写的工作簿，值与类型相同", async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: "花名册",
          columns: [{}, { numFmt: "yyyy-mm-dd" }],
          rows: [
            ["110101199003074514", new Date("1990-03-07T00:00:00Z"), 1998.1, true],
            ["  前后空格 ", new Date("2026-02-28T00:00:00Z"), 996184198001177600, null],
          ],
        },
        { name: "隐藏", hidden: true, rows: [["x"]] },
      ],
    });
    const { sheets } = await readGrid(bytes, "xlsx");
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ["花名册", false],
      ["隐藏", true],
    ]);
    expect(sheets[0]?.rows.map(({ cells }) => cells)).toEqual([
      [
        { kind: "text", text: "110101199003074514" },
        { kind: "date", iso: "1990-03-07" },
        { kind: "number", value: 1998.1, text: "1998.1" },
        { kind: "boolean", value: true },
      ],
      [
        { kind: "text", text: "  前后空格 " },
        { kind: "date", iso: "2026-02-28" },
        { kind: "number", value: 996184198001177600, text: "996184198001177600" },
      ],
    ]);
  });
});
