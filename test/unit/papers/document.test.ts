import { describe, expect, it } from "vitest";
import { type Block, type Paper, renderDocument } from "#functions/papers/document";
import { openPackage } from "#functions/sheets/guard";
import { checkOoxml } from "#test/support/ooxml-check";

const everything: Block[] = [
  { kind: "line", label: "时间", text: "2026年5月20日 19:00" },
  { kind: "heading", text: "一、学习传达" },
  { kind: "heading", text: "（一）票决情况", level: 2 },
  { kind: "paragraph", text: "第一段【待补：讨论发言】之后\n第二段" },
  { kind: "paragraph", text: [{ text: "同意", bold: true }, { text: "20票" }] },
  {
    kind: "table",
    columns: [
      { header: "序号", width: 20, align: "center" },
      { header: "姓名", width: 80 },
    ],
    rows: [["1", "𠮷䶮"], ["2"]],
  },
  { kind: "signatures" },
  { kind: "closing", lines: ["机关第一党支部", "2026年5月20日"] },
  { kind: "pageBreak" },
];

async function partOf(paper: Paper, part: string): Promise<string> {
  const source = await openPackage(await renderDocument(paper));
  const pieces: string[] = [];
  for await (const piece of source.read(part)) pieces.push(piece);
  return pieces.join("");
}

const bodyOf = (blocks: Block[]) => partOf({ title: "会议记录", blocks }, "word/document.xml");

describe("公文样式", () => {
  it("每种内容都在，结构检查没有发现", async () => {
    expect(await checkOoxml(await renderDocument({ title: "会议记录", subtitle: "副题", blocks: everything }))).toEqual(
      [],
    );
    expect(await checkOoxml(await renderDocument({ title: "签到表", blocks: everything, landscape: true }))).toEqual(
      [],
    );
  });

  it("A4，上下 2.54 厘米，左右 3.17 厘米；横排时纸转过来", async () => {
    expect(await bodyOf([])).toMatch(
      /<w:pgSz w:w="11906" w:h="16838"[^>]*\/><w:pgMar w:top="1440" w:right="1797" w:bottom="1440" w:left="1797"/,
    );
    const landscape = await partOf({ title: "签到表", blocks: [], landscape: true }, "word/document.xml");
    expect(landscape).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/);
  });

  it("标题小标宋 22 磅居中、行距固定 36 磅；正文仿宋 16 磅、首行缩进 2 字、行距固定 31 磅、两端对齐", async () => {
    const styles = await partOf({ title: "题", blocks: [] }, "word/styles.xml");
    const style = (id: string) => new RegExp(`<w:style [^>]*w:styleId="${id}".*?</w:style>`).exec(styles)?.[0] ?? "";
    expect(style("Title")).toMatch(/w:jc w:val="center"/);
    expect(style("Title")).toMatch(/w:line="720" w:lineRule="exact"/);
    expect(style("Title")).toMatch(/w:eastAsia="方正小标宋简体".*w:sz w:val="44"/);
    expect(style("PaperBody")).toMatch(/w:line="620" w:lineRule="exact"/);
    expect(style("PaperBody")).toMatch(/w:firstLineChars="200"/);
    expect(style("PaperBody")).toMatch(/w:jc w:val="both"/);
    expect(style("Heading1")).toMatch(/w:eastAsia="黑体"/);
    expect(/<w:docDefaults>.*<\/w:docDefaults>/.exec(styles)?.[0]).toMatch(/w:eastAsia="仿宋_GB2312".*w:sz w:val="32"/);
  });

  it("没有装的字体写明用什么代替", async () => {
    const fonts = await partOf({ title: "题", blocks: [] }, "word/fontTable.xml");
    expect(fonts).toContain('<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>');
  });

  it("【待补】突出显示，只突出它自己", async () => {
    const body = await bodyOf([{ kind: "paragraph", text: "前【待补：讨论发言】后" }]);
    const highlighted = [...body.matchAll(/<w:r>(?:(?!<\/w:r>).)*w:highlight(?:(?!<\/w:r>).)*<w:t[^>]*>([^<]*)</g)];
    expect(highlighted.map(([, text]) => text)).toEqual(["【待补：讨论发言】"]);
  });

  it("表头每页重复，行不跨页，缺的格子留空", async () => {
    const body = await bodyOf(everything);
    expect(body.match(/<w:tblHeader/g)).toHaveLength(1);
    expect(body.match(/<w:cantSplit/g)).toHaveLength(3);
    expect(body.match(/<w:tc>/g)).toHaveLength(6);
  });

  it("标题的粗细由样式决定，文字自己不去掉它", async () => {
    expect(await bodyOf([{ kind: "heading", text: "1．三级", level: 3 }])).not.toContain("<w:b ");
    expect(await bodyOf([{ kind: "paragraph", text: [{ text: "同意", bold: true }] }])).toContain("<w:b/>");
  });

  it("签名行一行两人，默认主持人和记录人", async () => {
    expect(await bodyOf([{ kind: "signatures" }])).toMatch(/主持人（签名）：.*记录人（签名）：/);
    const three = await bodyOf([{ kind: "signatures", signers: ["监票人", "计票人", "记录人"] }]);
    expect(three.match(/w:val="PaperSignature"/g)).toHaveLength(2);
  });

  it("页脚是 - 页码 -", async () => {
    const footer = await partOf({ title: "题", blocks: [] }, "word/footer1.xml");
    expect(footer).toMatch(/>- <.*PAGE.*> -</);
  });

  it("XML 不容的字符不会毁掉文件", async () => {
    const text = "甲\u0000\u0008\uffff\ud83d乙<&>";
    expect(await checkOoxml(await renderDocument({ title: text, blocks: [{ kind: "paragraph", text }] }))).toEqual([]);
  });
});
