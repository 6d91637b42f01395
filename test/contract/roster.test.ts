import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readGrid } from "#functions/sheets/read";
import { rosterHeaders } from "#shared/members/labels";
import { PASSWORD, startSystem } from "#test/support/app";

const sample = new Uint8Array(readFileSync("test/support/党员花名册-示例.xlsx"));
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
const at = (path: string) => `/api/branches/${branch.id}/${path}`;
const upload = (bytes: Uint8Array) => branch.secretary.post(at("members/imports"), bytes, { type: XLSX });

beforeAll(async () => {
  system = await startSystem({ today: "2026-11-22" });
  branch = await system.foundBranch("机关第一党支部");
  const { body } = await upload(sample);
  await branch.secretary.post(at(`members/imports/${body.id}/commit`));
});

async function rowsOf(bytes: Uint8Array) {
  const { sheets } = await readGrid(bytes, "xlsx");
  return {
    name: sheets[0]?.name,
    rows: (sheets[0]?.rows ?? []).map(({ cells }) => cells.map((cell) => ("text" in cell ? cell.text : ""))),
  };
}

describe("花名册导出", () => {
  it("十六列按采集表的顺序，号码、电话、住址都遮盖", async () => {
    const answer = await branch.secretary.get(at("roster.xlsx"));
    const { name, rows } = await rowsOf(answer.bytes);
    expect([answer.status, name, rows[0], rows.length]).toEqual([200, "党员花名册", [...rosterHeaders], 20]);
    expect(JSON.stringify(rows)).not.toMatch(/\d{17}[\dX]|19955826572|第1居民组/);
    expect(rows[1]?.slice(0, 3)).toEqual(["韩伟静", "993*************0X", "女"]);
  });

  it("完整导出要密码和原因，记为一次查看，重复请求不多记", async () => {
    const wrong = await branch.secretary.post(at("roster-full.xlsx"), { password: "wrong", reason: "归档" });
    expect([wrong.status, wrong.body.code]).toEqual([422, "account.password-wrong"]);
    expect((await branch.secretary.post(at("roster-full.xlsx"), { password: PASSWORD })).status).toBe(422);
    const body = { password: PASSWORD, reason: "年底归档" };
    const first = await branch.secretary.post(at("roster-full.xlsx"), body, { key: "full-1" });
    const again = await branch.secretary.post(at("roster-full.xlsx"), body, { key: "full-1" });
    expect([first.status, again.status]).toEqual([200, 200]);
    const [member] = (await branch.secretary.get(at("members"))).body.items;
    const opened = (await branch.secretary.get(at(`members/${member.id}/opened`))).body.items;
    const full = opened.filter(({ action }: { action: string }) => action === "roster.exported-full");
    expect(full).toMatchObject([{ scope: "branch", reason: "年底归档", fields: ["idNumber", "phone", "address"] }]);
  });

  it("完整的花名册导回来没有一处不同，遮盖的也不改变任何人", async () => {
    const full = await branch.secretary.post(at("roster-full.xlsx"), { password: PASSWORD, reason: "核对" });
    expect((await upload(full.bytes)).body.counts).toEqual({ new: 0, update: 0, unchanged: 19, error: 0 });
    const masked = await branch.secretary.get(at("roster.xlsx"));
    expect((await upload(masked.bytes)).body.counts).toEqual({ new: 0, update: 0, unchanged: 19, error: 0 });
  });

  it("截至某一天：那天还没有加入的人不在册", async () => {
    const { rows } = await rowsOf((await branch.secretary.get(at("roster.xlsx?on=2026-03-01"))).bytes);
    expect(rows).toHaveLength(18);
  });

  it("检查人员看不到号码，党务部门看到遮盖的，也不能导出完整的", async () => {
    const inspector = await system.person("inspector", branch.id, "inspector-1");
    expect((await rowsOf((await inspector.get(at("roster.xlsx"))).bytes)).rows[1]?.slice(0, 3)).toEqual([
      "韩伟静",
      "",
      "女",
    ]);
    expect((await rowsOf((await system.office.get(at("roster.xlsx"))).bytes)).rows[1]?.[1]).toContain("****");
    expect((await system.office.post(at("roster-full.xlsx"), { password: PASSWORD, reason: "x" })).status).toBe(403);
    const member = await system.person("member", branch.id, "member-1");
    expect((await member.get(at("roster.xlsx"))).status).toBe(403);
  });
});
