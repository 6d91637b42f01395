import { beforeAll, describe, expect, it } from "vitest";
import { readGrid } from "#functions/sheets/read";
import { startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

const TODAY = "2026-11-22";
let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem({ today: TODAY, now: Date.parse("2026-11-22T02:00:00Z") });
  branch = await system.foundBranch("第一党支部");
  await system.foundBranch("第二党支部");
  await branch.secretary.post(`/api/branches/${branch.id}/members`, fullMember(1));
});

const ask = (unitId = system.root.id) =>
  system.office.post("/api/approvals", { kind: "export", unitId, year: 2026, reason: "年度考核汇总" });
const grant = (id: string) => system.security.post(`/api/approvals/${id}/decision`, { granted: true });

async function textsOf(bytes: Uint8Array): Promise<string[][]> {
  const { sheets } = await readGrid(bytes, "xlsx");
  return (sheets[0]?.rows ?? []).map(({ cells }) => cells.map((cell) => ("text" in cell ? cell.text : "")));
}

describe("导出全部支部的考核表", () => {
  it("没有动态口令的账号先要启用，没有同意的不能导出", async () => {
    const asked = await ask();
    const refused = await system.office.post(`/api/exports/${asked.body.id}`, { code: "123456" });
    expect([refused.status, refused.body.code]).toEqual([409, "approval.state"]);
    await grant(asked.body.id);
    const without = await system.office.post(`/api/exports/${asked.body.id}`, { code: "123456" });
    expect([without.status, without.body.code]).toEqual([403, "account.second-factor-needed"]);
    await system.enrol(system.office, "office");
    const wrong = await system.office.post(`/api/exports/${asked.body.id}`, { code: "000000" });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, "#/code"]);
  });

  it("经同意后凭动态口令导出，每个支部的每一项都有一行；同一口令不能用两次", async () => {
    const asked = await ask();
    await grant(asked.body.id);
    system.clock.ms += 60_000;
    const code = system.codeOf("office");
    const file = await system.office.post(`/api/exports/${asked.body.id}`, { code });
    expect(file.status, file.text.slice(0, 200)).toBe(200);
    const [header, ...rows] = await textsOf(file.bytes);
    expect(header?.slice(0, 4)).toEqual(["上级组织", "党支部", "事项", "对象"]);
    expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(["第一党支部", "第二党支部"]));
    const duties = (await branch.secretary.get(`/api/branches/${branch.id}/duties?year=2026`)).body.items;
    expect(rows.filter((row) => row[1] === "第一党支部")).toHaveLength(duties.length);
    const again = await system.office.post(`/api/exports/${asked.body.id}`, { code });
    expect(again.body.errors[0].pointer).toBe("#/code");
    const events = await system.platform.table.range({ pk: `AUDIT#${asked.body.id}`, from: " ", to: "~" });
    expect(events.map((event) => event.action)).toEqual(["approval.asked", "approval.granted", "approval.used"]);
  });

  it("只能申请导出自己管理的组织，别人的同意用不了", async () => {
    const general = await system.office.post("/api/units", {
      parentId: system.root.id,
      kind: "general",
      name: "一总支",
      foundedOn: "2020-01-01",
    });
    const small = await system.person("office", general.body.id, "small-office");
    const outside = await small.post("/api/approvals", {
      kind: "export",
      unitId: system.root.id,
      year: 2026,
      reason: "看看",
    });
    expect([outside.status, outside.body.errors[0].pointer]).toEqual([422, "#/unitId"]);
    const asked = await ask();
    await grant(asked.body.id);
    const used = await small.post(`/api/exports/${asked.body.id}`, { code: "123456" });
    expect([used.status, used.body.code]).toEqual([404, "record.missing"]);
  });

  it("同意以后组织划走了，原来的党务部门不能再导出", async () => {
    const general = (name: string) =>
      system.office.post("/api/units", { parentId: system.root.id, kind: "general", name, foundedOn: "2020-01-01" });
    const [from, to] = [(await general("二总支")).body.id, (await general("三总支")).body.id];
    const moved = await system.foundBranch("划走的支部", { parentId: from });
    const small = await system.person("office", from, "from-office");
    const asked = await small.post("/api/approvals", {
      kind: "export",
      unitId: moved.id,
      year: 2026,
      reason: "年度考核汇总",
    });
    expect((await grant(asked.body.id)).status).toBe(200);
    await system.enrol(small, "from-office");
    const unit = (await system.office.get("/api/units")).body.items.find((one: { id: string }) => one.id === moved.id);
    const change = await system.office.patch(`/api/units/${moved.id}`, unit.version, { parentId: to });
    expect(change.status, change.text).toBe(200);
    system.clock.ms += 60_000;
    const file = await small.post(`/api/exports/${asked.body.id}`, { code: system.codeOf("from-office") });
    expect([file.status, file.body?.code]).toEqual([404, "record.missing"]);
  });
});
