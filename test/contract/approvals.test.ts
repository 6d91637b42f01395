import { beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

let system: Awaited<ReturnType<typeof startSystem>>;

beforeAll(async () => {
  system = await startSystem({ now: Date.parse("2026-11-20T02:00:00Z") });
});

const policy = { kind: "policy", passwords: "asvs", trailDays: 400, reason: "按集团要求" };
const ask = (body: unknown, visitor = system.security) => visitor.post("/api/approvals", body);
const decide = (id: string, granted: boolean, visitor = system.audit) =>
  visitor.post(`/api/approvals/${id}/decision`, { granted });

describe("需要第二个人同意的事", () => {
  it("政策由安全管理员提出，另一员同意后才生效", async () => {
    expect((await system.office.get("/api/policy")).body).toMatchObject({ passwords: "dengbao", trailDays: 1096 });
    const asked = await ask(policy);
    expect(asked.body).toMatchObject({ state: "pending", kind: "policy", mayDecide: false, mayWithdraw: true });
    expect((await system.office.get("/api/policy")).body.passwords).toBe("dengbao");
    const granted = await decide(asked.body.id, true);
    expect(granted.body).toMatchObject({ approval: { state: "granted", decidedBy: "audit" }, link: null });
    expect((await system.office.get("/api/policy")).body).toMatchObject({ passwords: "asvs", trailDays: 400 });
    expect((await decide(asked.body.id, true)).body.code).toBe("approval.state");
  });

  it("改为长度要求后，不再要求字符种类", async () => {
    const change = (password: string) => system.office.post("/api/me/password", { current: PASSWORD, password });
    expect((await change("vivid lantern orchard meadow")).status).toBe(204);
    expect((await system.office.get("/api/me")).status).toBe(401);
    const again = await system
      .browser()
      .post("/api/session", { login: "office", password: "vivid lantern orchard meadow" });
    expect(again.body).toMatchObject({ passwordProfile: "asvs", passwordExpiresOn: null });
    system.office = system.browser(system.cookieOf(again));
  });

  it("谁提出的谁不能同意，无权的人也不能提出、看到或同意", async () => {
    expect((await ask(policy, system.office)).status).toBe(403);
    expect((await ask(policy, system.systemAdmin)).status).toBe(403);
    const asked = await ask(policy);
    expect((await decide(asked.body.id, true, system.security)).status).toBe(403);
    expect((await decide(asked.body.id, true, system.office)).status).toBe(403);
    expect((await system.office.get("/api/approvals")).body.items).toEqual([]);
    expect((await system.audit.get("/api/approvals?state=pending")).body.items).toMatchObject([
      { id: asked.body.id, mayDecide: true, mayWithdraw: false },
    ]);
    const refused = await system.audit.post(`/api/approvals/${asked.body.id}/decision`, {
      granted: false,
      reason: "没有依据",
    });
    expect(refused.body.approval).toMatchObject({ state: "refused", note: "没有依据" });
    expect((await system.office.get("/api/policy")).body.version).toBe(1);
  });

  it("两个人同时决定，只有一个算数", async () => {
    const asked = await ask({ ...policy, trailDays: 500 });
    const answers = await Promise.all([
      decide(asked.body.id, true, system.audit),
      decide(asked.body.id, false, system.systemAdmin),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.toBeOneOf([409, 412])]);
    const winner = answers.find(({ status }) => status === 200)?.body.approval.state;
    const { trailDays } = (await system.office.get("/api/policy")).body;
    expect(trailDays).toBe(winner === "granted" ? 500 : 400);
  });

  it("撤回的不能再同意，别人不能撤回", async () => {
    const first = await ask(policy);
    expect((await system.audit.post(`/api/approvals/${first.body.id}/withdrawal`)).status).toBe(403);
    expect((await system.security.post(`/api/approvals/${first.body.id}/withdrawal`)).body.state).toBe("withdrawn");
    expect((await decide(first.body.id, true)).body.code).toBe("approval.state");
  });

  it("留痕不能短于六个月", async () => {
    const short = await ask({ ...policy, trailDays: 183 });
    expect([short.status, short.body.errors[0].pointer]).toEqual([422, "#/trailDays"]);
  });

  it("接替的管理员由两个管理员任命，以后才能停用前一位", async () => {
    const asked = await ask({ kind: "administrator", role: "audit", login: "audit-2", name: "接替人", reason: "轮岗" });
    const granted = await decide(asked.body.id, true, system.systemAdmin);
    const code = granted.body.link.setupUrl;
    const successor = await system.follow(code);
    expect((await successor.get("/api/me")).body.grants).toMatchObject([{ role: "audit" }]);
    const accounts = (await system.systemAdmin.get("/api/accounts")).body.items;
    const former = accounts.find((item: { login: string }) => item.login === "audit");
    const disabled = await system.systemAdmin.patch(`/api/accounts/${former.id}`, former.version, { disabled: true });
    expect(disabled.status).toBe(200);
  });
});

describe("删除已离开人员的个人信息", () => {
  it("党务部门申请，安全管理员同意后才删除；在册的人不能申请", async () => {
    const fresh = await startSystem({ today: "2026-11-22" });
    const branch = await fresh.foundBranch("第一党支部");
    const path = `/api/branches/${branch.id}/members`;
    const person = (await branch.secretary.post(path, fullMember(1, { name: "离开的人" }))).body;
    const asked = () =>
      fresh.office.post("/api/approvals", {
        kind: "purge",
        branchId: branch.id,
        memberId: person.id,
        reason: "本人要求",
      });
    expect((await asked()).body.errors[0].pointer).toBe("#/memberId");
    await branch.secretary.patch(`${path}/${person.id}`, 1, { left: { on: "2026-10-01", how: "transfer" } });
    const request = await asked();
    expect(request.body.subject).not.toContain("离开的人");
    const decision = `/api/approvals/${request.body.id}/decision`;
    expect((await fresh.office.post(decision, { granted: true })).status).toBe(403);
    expect((await branch.secretary.get(`${path}/${person.id}`)).status).toBe(200);
    const granted = await fresh.security.post(decision, { granted: true });
    expect(granted.body.approval).toMatchObject({ state: "granted" });
    expect((await branch.secretary.get(`${path}/${person.id}`)).status).toBe(404);
    expect((await fresh.security.post(decision, { granted: true })).body.code).toBe("approval.state");
  });
});
