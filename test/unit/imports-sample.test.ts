import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readGrid } from "#functions/sheets/read";
import { headerWords, memberColumns } from "#shared/imports/columns";
import { findHeader, tableRows } from "#shared/imports/header";
import { planMembers, readIdentities } from "#shared/imports/member-rows";
import { placesOf } from "#shared/imports/rows";

const bytes = new Uint8Array(readFileSync("test/support/党员花名册-示例.xlsx"));

async function planSample() {
  const { sheets } = await readGrid(bytes, "xlsx");
  const found = findHeader(sheets, {
    words: headerWords(memberColumns),
    remembered: new Map(),
    keyFields: ["name", "idNumber"],
  });
  if (!found) throw new Error("no header");
  const rows = tableRows(found.rows, found.mapping, "idNumber").map((row) => ({ ...row, fixed: {} }));
  const places = placesOf(found.mapping);
  const verdictOn = planMembers(readIdentities(rows, places), places, {
    branch: { name: "机关第一党支部", groups: [] },
    present: [],
    past: [],
    elsewhere: new Set(),
    today: "2026-11-22",
  });
  return { found, planned: rows.map(verdictOn) };
}

describe("示例花名册", () => {
  it("表头在第 3 行，24 行数据，合计行不算", async () => {
    const { found, planned } = await planSample();
    expect([found.sheet, found.headerRow, planned.length]).toEqual(["党员花名册", 3, 24]);
    expect(found.mapping.filter(({ field }) => field === null).map(({ header }) => header)).toEqual(["序号"]);
  });

  it("19 行可以导入，其中第 18 行性别有疑问；第 9、12、13、14、22 行有错误，并指到单元格", async () => {
    const { planned } = await planSample();
    const errors = planned.filter(({ act }) => act === null).map(({ answer }) => answer);
    expect(errors.map(({ row, issues }) => [row, issues[0]?.cell, issues[0]?.code])).toEqual([
      [9, "D9", "id-number.invalid"],
      [12, "D12", "id-number.number-cell"],
      [13, "D13", "id-number.duplicate"],
      [14, "D14", "id-number.duplicate"],
      [22, "J22", "member.date-future"],
    ]);
    expect(planned.filter(({ answer }) => answer.verdict === "new")).toHaveLength(19);
    const doubtful = planned
      .filter(({ act, answer }) => act !== null && answer.warnings.length > 0)
      .map(({ answer }) => answer);
    expect(doubtful.map(({ row, warnings }) => [row, warnings.map(({ cell }) => cell)])).toEqual([[18, ["C18"]]]);
  });

  it("各种写法的日期、全角数字、姓名中的空格和小写 x 都读成统一的形式", async () => {
    const { planned } = await planSample();
    const inputs = planned.flatMap(({ act }) => (act?.type === "create" ? [act.input] : []));
    expect(inputs[0]).toMatchObject({
      idNumber: "99392819760125900X",
      joinedOn: "2005-01-05",
      convertedOn: "2006-01-05",
      birthDate: "1976-01-25",
      ethnicity: "01",
    });
    expect(inputs.find(({ name }) => name === "韩军")).toMatchObject({
      education: "bachelor",
      joinedOn: "2020-09-17",
      convertedOn: "2021-09-17",
      job: "015",
    });
    expect(inputs.find(({ name }) => name === "袁雪刚")).toMatchObject({ phone: "19939899927", education: "college" });
    expect(inputs.filter(({ stage }) => stage === "probationary")).toHaveLength(2);
  });
});
