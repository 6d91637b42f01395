import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serialOfDate } from "#functions/sheets/serial";
import { addDays } from "#shared/dates";
import type { Cell, Reading } from "#shared/imports/cells";
import { normalName } from "#shared/imports/cells";
import { kindsOf, readEducation, readEthnicity, readJob, readSex, readStage, readYesNo } from "#shared/imports/codes";
import { fieldOf, headerWords, ledgerColumns, memberColumns } from "#shared/imports/columns";
import { readDate } from "#shared/imports/dates";
import { columnIndex, columnLetters, findHeader, type Grid, tableRows } from "#shared/imports/header";
import { type MemberAct, planMembers, readIdentities } from "#shared/imports/member-rows";
import { type Planned, placesOf } from "#shared/imports/rows";
import { maskIdNumber } from "#shared/members/id-number";
import { ethnicityNames, rosterHeaders } from "#shared/members/labels";
import { rosterRow } from "#shared/members/roster";
import { educations, jobs, type Member, memberRecord, standings } from "#shared/members/schema";
import { inventId } from "#test/support/people";

const text = (of: string): Cell => ({ kind: "text", text: of });
const number = (of: number): Cell => ({ kind: "number", value: of, text: String(of) });
const shownBy = (reading: Reading) =>
  reading.kind === "value" ? reading.value : "code" in reading ? reading.code : reading.kind;

describe("日期的各种写法", () => {
  it.each([
    ["1998年7月1日", "1998-07-01"],
    ["1998年07月01号", "1998-07-01"],
    ["1998年7月", "1998-07"],
    ["1998.07", "1998-07"],
    ["1998.07.01", "1998-07-01"],
    ["1998.7.1", "1998-07-01"],
    ["1998/7/1", "1998-07-01"],
    ["1998/7", "1998-07"],
    ["1998-07-01", "1998-07-01"],
    ["1998-07-01 00:00:00", "1998-07-01"],
    ["19980701", "1998-07-01"],
    ["199807", "1998-07"],
    ["１９９８．０７．０１", "1998-07-01"],
    [" 1998 年 7 月 1 日 ", "1998-07-01"],
    ["2012 1 2", "2012-01-02"],
    ["38722", "2006-01-05"],
    ["1998.1", "date.ambiguous"],
    ["1998.10", "1998-10"],
    ["1998", "date.year-only"],
    ["1998年", "date.year-only"],
    ["98.7.1", "date.unreadable"],
    ["1998-02-30", "date.unreadable"],
    ["1998.13", "date.unreadable"],
    ["7/1/1998", "date.unreadable"],
    ["不详", "date.unreadable"],
    ["", "empty"],
    ["—", "empty"],
    ["无", "empty"],
  ])("文字 %s 读作 %s", (written, read) => {
    expect(shownBy(readDate(text(written)))).toBe(read);
  });

  it.each([
    [38722, "2006-01-05"],
    [38722.75, "2006-01-05"],
    [19980701, "1998-07-01"],
    [199807, "1998-07"],
    [1998.07, "1998-07"],
    [1998.1, "date.ambiguous"],
    [1998, "date.year-only"],
    [7, "date.unreadable"],
    [199813, "date.unreadable"],
  ])("数字 %s 读作 %s", (written, read) => {
    expect(shownBy(readDate(number(written)))).toBe(read);
  });

  it("1998.1 的错误说明它可能是 1 月，也可能是 10 月", () => {
    const reading = readDate(number(1998.1));
    expect("detail" in reading ? reading.detail : "").toMatch(/1 月.*10 月/);
  });

  it("真正的日期照读，只显示年月的日期保持到月", () => {
    expect(shownBy(readDate({ kind: "date", iso: "1998-07-01" }))).toBe("1998-07-01");
    expect(shownBy(readDate({ kind: "date", iso: "1998-07-01", monthOnly: true }))).toBe("1998-07");
  });

  it("1921 年以来的每一天，写成任何一种形式都读回同一天", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 45_000 }), (days) => {
        const day = addDays("1921-07-01", days);
        const [year, month, date] = day.split("-").map(Number);
        const forms = [
          day,
          day.replaceAll("-", ""),
          `${year}年${month}月${date}日`,
          `${year}/${month}/${date}`,
          `${year}.${month}.${date}`,
        ];
        expect(new Set(forms.map((form) => shownBy(readDate(text(form)))))).toEqual(new Set([day]));
        expect(shownBy(readDate(number(serialOfDate(day) ?? 0)))).toBe(day);
      }),
    );
  });
});

describe("姓名和代码", () => {
  it("姓名里撑开的空格去掉，西文名和间隔号保留", () => {
    expect(["韩　军", " 王 五 ", "阿依古丽 · 买买提", "John  Smith"].map(normalName)).toEqual([
      "韩军",
      "王五",
      "阿依古丽·买买提",
      "John Smith",
    ]);
  });

  it.each([
    ["男性", "male", readSex],
    ["汉", "01", readEthnicity],
    ["满族", "11", readEthnicity],
    ["火星族", "choice.unknown", readEthnicity],
    ["本科", "bachelor", readEducation],
    ["大学", "bachelor", readEducation],
    ["中央党校大学", "bachelor", readEducation],
    ["大专", "college", readEducation],
    ["高中", "high", readEducation],
    ["硕士研究生", "postgraduate", readEducation],
    ["很高", "choice.unknown", readEducation],
    ["正式", "full", readStage],
    ["中共预备党员", "probationary", readStage],
    ["企业管理人员", "014", readJob],
    ["工勤技能人员（农民工）", "0164", readJob],
    ["√", true, readYesNo("是否农民工")],
    ["也许", "choice.unknown", readYesNo("是否农民工")],
  ] as const)("%s 读作 %s", (written, expected, read) => {
    expect(shownBy(read(text(written)))).toBe(expected);
  });

  it("工作岗位里的自由文字只提示，不挡住这一行", () => {
    expect(readJob(text("综合部主管")).kind).toBe("doubt");
  });

  it("一次活动可以写几个类别", () => {
    expect(kindsOf("支部党员大会、党课")).toEqual(["general", "lecture"]);
    expect(kindsOf("主题党日+志愿服务")).toEqual(["themeDay", "volunteer"]);
    expect(kindsOf("第一党小组会")).toEqual(["group"]);
    expect(kindsOf("三会一课")).toBeNull();
  });
});

describe("表头", () => {
  const words = headerWords(memberColumns);
  const grid = (rows: string[][], more: Partial<Grid> & { hiddenRows?: number[] } = {}): Grid => ({
    name: "名册",
    hidden: false,
    merges: [],
    ...more,
    rows: rows.map((cells, i) => ({
      number: i + 1,
      hidden: more.hiddenRows?.includes(i + 1) ?? false,
      cells: cells.map((one) => (one === "" ? { kind: "empty" } : text(one))),
    })),
  });
  const find = (...grids: Grid[]) =>
    findHeader(grids, { words, remembered: new Map(), keyFields: ["name", "idNumber"] });
  const fieldsOf = (found: ReturnType<typeof find>) => found?.mapping.map(({ field }) => field);

  it.each([
    ["党员姓名", "name"],
    ["身份证号", "idNumber"],
    ["*公民身份号码（必填）", "idNumber"],
    ["入党\n时间", "joinedOn"],
    ["加入党组织日期", "joinedOn"],
    ["党员类别", "stage"],
    ["联系电话（手机/固话）", "phone"],
    ["是否失联党员（失联日期）", "lost"],
    ["出 生 年 月", "birthDate"],
    ["序号", null],
    ["党龄", null],
    ["心情", undefined],
  ])("列名“%s”认作 %s", (header, field) => {
    expect(fieldOf(header, words, new Map())).toBe(field);
  });

  it("十六项采集表的列名都认得", () => {
    expect(rosterHeaders.filter((header) => !fieldOf(header, words, new Map()))).toEqual([]);
    expect(
      ["日期", "会议类型", "议题", "地点", "主持人", "应到人数", "实到人数", "缺席人员"].filter(
        (header) => !fieldOf(header, headerWords(ledgerColumns), new Map()),
      ),
    ).toEqual([]);
  });

  it("标题行、填报说明页在前面时，仍找到表头所在的行", () => {
    const notes = { ...grid([["填报说明"], ["姓名", "必填"], ["身份证号", "18 位"]]), name: "说明" };
    const found = find(
      notes,
      grid([
        ["某某党支部党员花名册"],
        ["填报单位：某某", "2026年"],
        ["序号", "姓名", "身份证号", "民族"],
        ["1", "张三", "x", "汉"],
      ]),
    );
    expect([found?.sheet, found?.headerRow, fieldsOf(found)]).toEqual([
      "名册",
      3,
      [null, "name", "idNumber", "ethnicity"],
    ]);
  });

  it("隐藏的工作表和隐藏的行不当作表头", () => {
    const hidden = {
      ...grid([
        ["姓名", "身份证号", "民族", "性别"],
        ["旧", "x"],
      ]),
      name: "旧表",
      hidden: true,
    };
    const found = find(
      hidden,
      grid(
        [
          ["姓名", "身份证号", "性别", "学历"],
          ["姓名", "身份证号"],
          ["张三", "x"],
        ],
        { hiddenRows: [1] },
      ),
    );
    expect([found?.sheet, found?.headerRow]).toEqual(["名册", 2]);
  });

  it("两行合并的表头按下面一行读，向下合并的列名算在内", () => {
    const found = find(
      grid(
        [
          ["姓名", "身份证号", "日期", ""],
          ["", "", "入党时间", "转正时间"],
          ["张三", "x", "2010.07", "2011.07"],
        ],
        {
          merges: [
            { firstRow: 1, lastRow: 2, firstColumn: 0, lastColumn: 0 },
            { firstRow: 1, lastRow: 2, firstColumn: 1, lastColumn: 1 },
            { firstRow: 1, lastRow: 1, firstColumn: 2, lastColumn: 3 },
          ],
        },
      ),
    );
    expect([found?.headerRow, fieldsOf(found)]).toEqual([2, ["name", "idNumber", "joinedOn", "convertedOn"]]);
    expect(found?.rows.map((row) => row.number)).toEqual([3]);
  });

  it("向下合并的单元格，每一行都有它的值", () => {
    const found = find(
      grid(
        [
          ["姓名", "身份证号", "所在党支部"],
          ["张三", "x", "甲支部"],
          ["李四", "y", ""],
        ],
        { merges: [{ firstRow: 2, lastRow: 3, firstColumn: 2, lastColumn: 2 }] },
      ),
    );
    expect(found?.rows.map(({ cells }) => cells[2])).toEqual([text("甲支部"), text("甲支部")]);
  });

  it("合计、签名、说明、空行和重复的表头不是数据", () => {
    const found = find(
      grid([
        ["序号", "姓名", "身份证号"],
        ["1", "张三", "x"],
        ["2"],
        ["序号", "姓名", "身份证号"],
        ["合计", "1人"],
        ["填表人：", "李四"],
        ["说明：本表一式两份"],
        ["总计"],
      ]),
    );
    expect(tableRows(found?.rows ?? [], found?.mapping ?? [], "idNumber").map((row) => row.number)).toEqual([2]);
  });

  it("没有一行像表头时不猜", () => {
    expect(
      find(
        grid([
          ["甲", "乙"],
          ["丙", "丁"],
        ]),
      ),
    ).toBeNull();
    expect(
      find(
        grid([
          ["民族", "性别"],
          ["汉", "男"],
        ]),
      ),
    ).toBeNull();
  });

  it("列号和字母互相对应", () => {
    expect([0, 25, 26, 701, 702].map(columnLetters)).toEqual(["A", "Z", "AA", "ZZ", "AAA"]);
    fc.assert(fc.property(fc.nat(16_383), (index) => columnIndex(columnLetters(index)) === index));
  });
});

const today = "2026-11-22";
const branch = { name: "机关第一党支部", groups: [{ id: "g_1", name: "第一党小组" }] };
const columnsFor = (headers: readonly string[]) => {
  const words = headerWords(memberColumns);
  return headers.map((header, i) => ({
    column: columnLetters(i),
    header,
    field: fieldOf(header, words, new Map()) ?? null,
  }));
};
function plan(
  headers: readonly string[],
  rows: readonly (readonly (string | Cell)[])[],
  present: Member[] = [],
  more: { past?: Member[]; elsewhere?: string[] } = {},
): Planned<MemberAct>[] {
  const mapping = columnsFor(headers);
  const places = placesOf(mapping);
  const sheet = rows.map((cells, i) => ({
    number: i + 2,
    hidden: false,
    fixed: {},
    cells: cells.map((one) => (typeof one === "string" ? text(one) : one)),
  }));
  const verdictOn = planMembers(readIdentities(sheet, places), places, {
    branch,
    present,
    past: more.past ?? [],
    elsewhere: new Set(more.elsewhere),
    today,
  });
  return sheet.map(verdictOn);
}
const headers = ["姓名", "身份证号", "人员类别", "入党时间", "转正时间"];
const good = (serial: number) => [`党员${serial}`, inventId(serial), "正式党员", "2010-07-01", "2011-07-01"];
const memberOf = (serial: number, more: Partial<Member> = {}): Member =>
  memberRecord.parse({
    ...{
      id: `m_${serial}`,
      branchId: "b_1",
      version: 1,
      name: `党员${serial}`,
      idNumber: inventId(serial),
      sex: "male",
      birthDate: "1980-01-01",
    },
    ...{
      stage: "full",
      joinedOn: "2010-07-01",
      convertedOn: "2011-07-01",
      phone: "13900001111",
      address: "示例农场",
      enteredAt: "",
      enteredBy: "",
    },
    ...more,
  });

describe("每一行的结论", () => {
  it("没有身份证号是错误", () => {
    expect(plan(headers, [["张三", "", "正式党员", "2010-07", "2011-07"]])[0]?.answer).toMatchObject({
      verdict: "error",
      issues: [{ cell: "B2", code: "id-number.missing" }],
    });
  });

  it("存成数字的身份证号是错误，并说明 Excel 丢了后几位", () => {
    const [row] = plan(headers, [["张三", number(996184198001177600), "正式党员", "2010-07", "2011-07"]]);
    expect(row?.answer.issues[0]).toMatchObject({ cell: "B2", field: "idNumber", code: "id-number.number-cell" });
    expect(row?.answer.issues[0]?.detail).toContain("已经丢失");
  });

  it("一个号码在文件中出现两次，每一行都是错误", () => {
    const rows = plan(headers, [good(1), good(2), good(1)]);
    expect(rows.map(({ answer }) => answer.verdict)).toEqual(["error", "new", "error"]);
  });

  it("同一个人一行写全号、一行写遮盖的号，也算出现两次", () => {
    const rows = plan(headers, [good(1), ["党员1", maskIdNumber(inventId(1)), "正式党员", "", ""]], [memberOf(1)]);
    expect(rows.map(({ answer }) => answer.verdict)).toEqual(["error", "error"]);
  });

  it("别的支部的号码只给规定的一句话", () => {
    const [row] = plan(headers, [good(1)], [], { elsewhere: [inventId(1)] });
    expect(row?.answer.issues.map(({ detail }) => detail)).toEqual(["该身份证号已登记，请联系党务部门办理转接"]);
  });

  it("已离开本支部的人不会被悄悄加回来", () => {
    const [row] = plan(headers, [good(1)], [], {
      past: [memberOf(1, { left: { on: "2026-03-01", how: "transfer" } })],
    });
    expect(row?.answer).toMatchObject({ verdict: "error", issues: [{ code: "member.left" }] });
  });

  it("所在党支部不是本支部时提示，写全称或简称都算本支部", () => {
    const at = (name: string) => plan([...headers, "所在党支部"], [[...good(1), name]])[0]?.answer;
    expect(at("机关第二党支部")).toMatchObject({ verdict: "new", warnings: [{ cell: "F2", code: "branch.differs" }] });
    expect(at("中共示例农场有限公司机关第一党支部")?.warnings).toEqual([]);
    expect(at("机关第一支部")?.warnings).toEqual([]);
  });

  it("性别、出生日期由号码得出，与号码不同时提示", () => {
    const [derived] = plan(headers, [good(1)]);
    expect(derived?.act).toMatchObject({ input: { sex: "male", birthDate: "1980-01-01" } });
    const [differs] = plan([...headers, "性别", "出生日期"], [[...good(1), "女", "1981.05.05"]]);
    expect(differs?.answer).toMatchObject({ verdict: "new", warnings: [{ field: "sex" }, { field: "birthDate" }] });
    const [month] = plan([...headers, "出生年月"], [[...good(1), "1980.01"]]);
    expect([month?.answer.warnings, month?.act]).toMatchObject([[], { input: { birthDate: "1980-01-01" } }]);
  });

  it("加入党组织日期在今天以后是错误，月份精度保持到月", () => {
    expect(plan(headers, [["张三", inventId(1), "预备党员", "2030-07-01", ""]])[0]?.answer.issues[0]).toMatchObject({
      cell: "D2",
      code: "member.date-future",
    });
    expect(plan(headers, [["张三", inventId(1), "正式党员", "1998.07", "1999.07"]])[0]?.act).toMatchObject({
      input: { joinedOn: "1998-07", convertedOn: "1999-07" },
    });
  });

  it("隐藏的行仍会导入，但有提示", () => {
    const places = placesOf(columnsFor(headers));
    const rows = [{ number: 2, hidden: true, fixed: {}, cells: good(1).map(text) }];
    const context = { branch, present: [], past: [], elsewhere: new Set<string>(), today };
    const verdictOn = planMembers(readIdentities(rows, places), places, context);
    const [row] = rows.map(verdictOn);
    expect(row?.answer).toMatchObject({ verdict: "new", warnings: [{ code: "row.hidden" }] });
  });

  it("空格子和遮盖的值不改原来的内容", () => {
    const [row] = plan([...headers, "手机号码", "家庭住址"], [[...good(1), "139****11", ""]], [memberOf(1)]);
    expect(row?.answer).toMatchObject({ verdict: "unchanged", issues: [], changes: [] });
  });

  it("只是写法不同的姓名和电话不算改动", () => {
    const [row] = plan(
      [...headers, "手机"],
      [[...good(1), "139-0000-1111"]].map((cells) => ["党 员1", ...cells.slice(1)]),
      [memberOf(1)],
    );
    expect(row?.answer.verdict).toBe("unchanged");
  });

  it("改动列出原值和新值，号码、电话、住址遮盖", () => {
    const [row] = plan([...headers, "手机号码"], [[...good(1), "18800002222"]], [memberOf(1)]);
    expect(row?.answer.changes).toEqual([{ field: "phone", from: "139****11", to: "188****22" }]);
  });

  it("改好的值代替单元格里的值", () => {
    const places = placesOf(columnsFor(headers));
    const rows = [
      {
        number: 2,
        hidden: false,
        fixed: { idNumber: inventId(1), stage: "full" },
        cells: ["张三", "1", "", "2010-07", "2011-07"].map(text),
      },
    ];
    const context = { branch, present: [], past: [], elsewhere: new Set<string>(), today };
    const verdictOn = planMembers(readIdentities(rows, places), places, context);
    const [row] = rows.map(verdictOn);
    expect(row?.answer).toMatchObject({ verdict: "new", issues: [] });
  });

  it("党小组按名称对应，没有的提示", () => {
    const [known, unknown] = plan(
      [...headers, "党小组"],
      [
        [...good(1), "第一党小组"],
        [...good(2), "第九党小组"],
      ],
    );
    expect(known?.act).toMatchObject({ input: { groupId: "g_1" } });
    expect(unknown?.answer).toMatchObject({ verdict: "new", warnings: [{ code: "group.unknown" }] });
  });
});

describe("导出再导入", () => {
  const anyText = (max: number) =>
    fc
      .oneof(
        fc.stringMatching(/^[=+\-@][0-9A-Z()]{1,12}$/),
        fc.string({
          unit: fc.constantFrom(..."一二㐀𠮷𡈽龘é （）,，、;\"'<&>=+-@19ＡＢ"),
          minLength: 1,
          maxLength: max,
        }),
      )
      .map((one) => one.trim())
      .filter((one) => one !== "" && one.length <= max);
  const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: null });
  const day = (from: string, days: number) => fc.nat(days).map((n) => addDays(from, n));
  const fields = fc.record({
    name: anyText(20).filter((one) => one.length > 0 && !/^[-—–/\\_.]+$/.test(one)),
    sex: fc.constantFrom("male" as const, "female" as const),
    ethnicity: maybe(fc.constantFrom(...Object.keys(ethnicityNames))),
    birthDate: day("1930-01-01", 20_000),
    education: maybe(fc.constantFrom(...educations)),
    joinedOn: fc.oneof(
      day("2006-01-01", 3000),
      day("2006-01-01", 3000).map((one) => one.slice(0, 7)),
    ),
    convertedOn: maybe(day("2016-01-01", 3000)),
    job: maybe(fc.constantFrom(...jobs)),
    phone: maybe(fc.constantFrom("13912345678", "0455-8236000", "+8613912345678", "139 1234 5678", "8236000")),
    address: maybe(anyText(60)),
    standing: fc.constantFrom(...standings),
    lost: maybe(fc.record({ on: maybe(day("2020-01-01", 1000)), reason: fc.constant(null) })),
    floating: maybe(fc.record({ to: fc.oneof(fc.constant(""), anyText(20)), since: fc.constant(null) })),
  });

  it("5,000 名党员的完整花名册导回来没有一处不同，连公式样的文字和生僻字也一样", () => {
    const members = fc.sample(fields, { numRuns: 5000, seed: 16 }).map((more, serial) => memberOf(serial, more));
    const rows = members.map((one) => rosterRow(one, branch.name, "full"));
    const planned = plan(rosterHeaders, rows, members);
    const different = planned
      .filter(({ answer }) => answer.verdict !== "unchanged")
      .map(({ answer }) => [answer.name, answer.issues, answer.changes]);
    expect([planned.length, different]).toEqual([5000, []]);
  });

  it("遮盖的花名册导回来也不改变任何人", () => {
    const members = Array.from({ length: 200 }, (_, serial) => memberOf(serial, { name: `甲${serial}` }));
    const planned = plan(
      rosterHeaders,
      members.map((one) => rosterRow(one, branch.name, "masked")),
      members,
    );
    expect(new Set(planned.map(({ answer }) => answer.verdict))).toEqual(new Set(["unchanged"]));
  });
});
