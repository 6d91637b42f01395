import { beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startSystem } from "#test/support/app";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
let other: Awaited<ReturnType<typeof system.foundBranch>>;
const start = Date.parse("2026-11-20T02:00:00Z");
beforeAll(async () => {
  system = await startSystem({ now: start });
  branch = await system.foundBranch("甲支部");
  other = await system.foundBranch("乙支部");
});

type Visitor = typeof system.office;
async function issue(visitor: Visitor, unitIds: string[], formats: string[] = ["xlsx"], days = 30) {
  const answer = await visitor.post("/api/me/tokens", { name: "统计平台", unitIds, formats, days });
  if (answer.status !== 201) throw new Error(answer.text);
  const { id, token }: { id: string; token: string } = answer.body;
  return { id, token };
}
const ask = (token: string, path: string, method = "GET") =>
  system.browser().call(method, path, undefined, { headers: { authorization: `Bearer ${token}` } });
const roster = (id: string) => `/api/branches/${id}/roster.xlsx`;
const report = (id: string, format: string) => `/api/branches/${id}/assessments/2026.${format}`;
const trail = (id: string) => system.platform.table.range({ pk: `AUDIT#${id}`, from: " ", to: "~" });

describe("接口令牌", () => {
  it("只显示一次，表里和清单里都没有", async () => {
    const answer = await branch.secretary.post("/api/me/tokens", {
      ...{ name: "统计平台", unitIds: [branch.id], formats: ["xlsx", "json"], days: 30 },
    });
    expect(answer.status).toBe(201);
    expect(answer.body.token).toMatch(/^zb_/);
    expect(answer.body.expiresAt).toBe("2026-12-20T02:00:00.000Z");
    const listed = await branch.secretary.get("/api/me/tokens");
    expect(listed.body.items[0]).toMatchObject({ id: answer.body.id, name: "统计平台", formats: ["xlsx", "json"] });
    const me = (await branch.secretary.get("/api/me")).body.account.id;
    const items = await system.platform.table.range({ pk: `ACCOUNT#${me}`, from: " ", to: "~" });
    for (const text of [listed.text, JSON.stringify(items)]) expect(text).not.toContain(answer.body.token.slice(-20));
  });

  it("只能读所列组织的导出文件，只能读所列格式", async () => {
    const { token } = await issue(system.office, [branch.id], ["xlsx", "json"]);
    expect((await ask(token, roster(branch.id))).status).toBe(200);
    expect((await ask(token, report(branch.id, "json"))).status).toBe(200);
    expect((await ask(token, report(branch.id, "csv"))).status).toBe(403);
    expect((await ask(token, roster(other.id))).status).toBe(404);
    expect((await system.office.get(roster(other.id))).status).toBe(200);
  });

  it("给上级组织的令牌包括它下面的支部", async () => {
    const { token } = await issue(system.office, [system.root.id]);
    for (const { id } of [branch, other]) expect((await ask(token, roster(id))).status).toBe(200);
  });

  it("除导出文件以外什么也不能读，更不能写", async () => {
    const { token } = await issue(branch.secretary, [branch.id], ["xlsx", "docx", "csv", "json"]);
    for (const path of ["/api/me", "/api/me/tokens", `/api/branches/${branch.id}/members`, "/api/units"])
      expect([path, (await ask(token, path)).status]).toEqual([path, 403]);
    expect((await ask(token, `/api/branches/${branch.id}/roster-full.xlsx`, "POST")).status).toBe(403);
    expect((await ask(token, `/api/me/tokens/none`, "DELETE")).status).toBe(403);
  });

  it("不能替人退出登录：没有会话可以结束，也不留痕", async () => {
    const { token } = await issue(branch.secretary, [branch.id]);
    const { id } = (await branch.secretary.get("/api/me")).body.account;
    const before = await trail(`entry-${id}`);
    expect((await ask(token, "/api/session", "DELETE")).status).toBe(204);
    expect((await branch.secretary.get("/api/me")).status).toBe(200);
    expect(await trail(`entry-${id}`)).toHaveLength(before.length);
  });

  it("自己看不到的组织不能给令牌", async () => {
    const refused = await branch.secretary.post("/api/me/tokens", {
      ...{ name: "越权", unitIds: [branch.id, other.id], formats: ["xlsx"], days: 30 },
    });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, "#/unitIds/1"]);
  });

  it("期限不超过 366 天", async () => {
    const refused = await branch.secretary.post("/api/me/tokens", {
      ...{ name: "太久", unitIds: [branch.id], formats: ["xlsx"], days: 367 },
    });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, "#/days"]);
  });

  it("每次读取都留痕：谁的哪个令牌读了什么；一分钟内重读同一文件算一次", async () => {
    const { id, token } = await issue(branch.secretary, [branch.id], ["xlsx", "json"]);
    for (const path of [roster(branch.id), roster(branch.id), report(branch.id, "json")]) await ask(token, path);
    system.clock.ms += 61_000;
    await ask(token, report(branch.id, "json"));
    const events = await trail(id);
    expect(events.map(({ action }) => action)).toEqual(["token.issued", "token.used", "token.used", "token.used"]);
    expect(events[1]).toMatchObject({ detail: { what: roster(branch.id) }, from: "203.0.113.1" });
    expect(events[1]?.byName).toMatch(/统计平台/);
  });

  it("20 个请求同时用也都留痕", async () => {
    const { id, token } = await issue(system.office, [system.root.id], ["xlsx", "json", "csv", "docx"]);
    const paths = [roster(branch.id), roster(other.id), report(branch.id, "json"), report(other.id, "csv")];
    const asked = Array.from({ length: 5 }, () => paths).flat();
    const answers = await Promise.all(asked.map((path) => ask(token, path)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const used = (await trail(id)).filter(({ action }) => action === "token.used");
    expect(new Set(used.map(({ detail }) => JSON.stringify(detail))).size).toBe(4);
  });

  const refused = async (token: string) => {
    const { status, body } = await ask(token, roster(branch.id));
    return [status, body?.code];
  };

  it("撤销后立即失效，到期失效，乱写的无效", async () => {
    const { id, token } = await issue(branch.secretary, [branch.id]);
    expect((await other.secretary.delete(`/api/me/tokens/${id}`)).status).toBe(404);
    expect((await branch.secretary.delete(`/api/me/tokens/${id}`)).status).toBe(204);
    expect(await refused(token)).toEqual([401, "token.refused"]);
    expect((await trail(id)).at(-1)).toMatchObject({ action: "token.revoked", removed: true });
    const short = await issue(branch.secretary, [branch.id], ["xlsx"], 1);
    system.clock.ms += 86_400_000 - 1000;
    expect((await ask(short.token, roster(branch.id))).status).toBe(200);
    system.clock.ms += 1000;
    expect(await refused(short.token)).toEqual([401, "token.refused"]);
    expect(await refused("zb_a_none.x")).toEqual([401, "token.refused"]);
    expect(await refused(`${short.token.slice(0, -4)}AAAA`)).toEqual([401, "token.refused"]);
    await system.signInAgain();
  });

  it("账号失去角色，令牌随之读不到；停用则立即失效", async () => {
    const visitor = await system.person("committee", branch.id, "machine-owner");
    const { token } = await issue(visitor, [branch.id]);
    const find = async () =>
      (await system.security.get("/api/accounts")).body.items.find(
        (item: { login: string }) => item.login === "machine-owner",
      );
    const { id, version } = await find();
    const stripped = await system.security.patch(`/api/accounts/${id}`, version, { grants: [] });
    expect(stripped.status).toBe(200);
    expect((await ask(token, roster(branch.id))).status).toBe(404);
    const off = await system.systemAdmin.patch(`/api/accounts/${id}`, stripped.body.version, { disabled: true });
    expect(off.status).toBe(200);
    expect(await refused(token)).toEqual([401, "token.refused"]);
  });

  it("用一次性链接重设密码后，原来的令牌全部作废；自己改密码则不作废", async () => {
    const visitor = await system.person("committee", branch.id, "reset-owner");
    const { token } = await issue(visitor, [branch.id]);
    await visitor.post("/api/me/password", { current: PASSWORD, password: "Another-pass-2026" });
    expect((await ask(token, roster(branch.id))).status).toBe(200);
    const { items } = (await system.systemAdmin.get("/api/accounts")).body;
    const { id } = items.find((item: { login: string }) => item.login === "reset-owner");
    const invited = await system.systemAdmin.post(`/api/accounts/${id}/invitation`);
    const code = invited.body.setupUrl.split("#")[1];
    const again = await system.browser().post("/api/setup", { code, password: "Once-again-2026" });
    expect(again.status).toBe(200);
    expect(await refused(token)).toEqual([401, "token.refused"]);
    const listed = await system.browser(system.cookieOf(again)).get("/api/me/tokens");
    expect(listed.body.items).toEqual([]);
  });
});
