import { describe, expect, it } from "vitest";
import { type Parts, sheetXml, workbookOf } from "#test/support/hostile";
import { checkOoxml } from "#test/support/ooxml-check";

const sheetPart = "xl/worksheets/sheet1.xml";
const whole: Parts = {
  "xl/_rels/workbook.xml.rels":
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
};
const findings = (parts: Parts) => checkOoxml(workbookOf({ ...whole, ...parts }));
const cell = (xml: string) => ({ [sheetPart]: sheetXml(`<row r="1">${xml}</row>`) });

describe("结构检查能发现问题", () => {
  it("完好的文件没有发现", async () => {
    expect(await findings({})).toEqual([]);
  });

  it.each<[string, Parts, string]>([
    ["公式", cell('<c r="A1"><f>1+1</f><v>2</v></c>'), "is a formula"],
    ["样式越界", cell('<c r="A1" s="9"><v>2</v></c>'), "unknown style"],
    ["文字越界", cell('<c r="A1" t="s"><v>0</v></c>'), "a string that is not there"],
    ["不是数", cell('<c r="A1"><v>甲</v></c>'), "is no number"],
    ["次序颠倒", cell('<c r="B1"/><c r="A1"/>'), "out of order"],
    ["标记没有成对", { [sheetPart]: "<a><b></a>" }, "not well-formed"],
    ["没有内容类型", { "xl/media/a.bin": "x" }, "has no content type"],
    [
      "关系指向没有的部件",
      {
        "_rels/.rels":
          '<Relationships><Relationship Id="a" Type="t/officeDocument" Target="nowhere.xml"/></Relationships>',
      },
      "nowhere.xml, which is not there",
    ],
    [
      "表名过长",
      {
        "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="${"x".repeat(32)}" r:id="rId1"/></sheets></workbook>`,
      },
      "not legal",
    ],
  ])("%s", async (_, parts, finding) => {
    expect((await findings(parts)).join("\n")).toContain(finding);
  });

  it("不是压缩包", async () => {
    expect(await checkOoxml(Buffer.from("x"))).toEqual(["the container does not open"]);
  });
});
