import { beforeAll, describe, expect, it } from "vitest";
import { startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem();
  branch = await system.foundBranch("第一党支部");
});

const accountOf = async (login: string) =>
  (await system.systemAdmin.get("/api/accounts")).body.items.find((item: { login: string }) => item.login === login);
const invite = (login: string, role = "committee", unitId = branch.id) =>
  system.office.post("/api/accounts", { login, name: "某人", grants: [{ role, unitId }] });

describe("三员", () => {
  it("只能任命一次，三个账号各不相同", async () => {
    const again = await system.office.post("/api/administrators", {
      system: { login: "s1", name: "甲" },
      security: { login: "s2", name: "乙" },
      audit: { login: "s3", name: "丙" },
    });
    expect([again.status, again.body.code]).toEqual([422, "request.invalid"]);
    const other = await system.office.post("/api/administrators", {
      system: { login: "sys1", name: "甲" },
      security: { login: "sec1", name: "乙" },
      audit: { login: "aud1", name: "丙" },
    });
    expect([other.status, other.body.code]).toEqual([409, "administrators.named"]);
    expect((await system.office.get("/api/administrators")).body).toMatchObject({
      named: true,
      items: expect.arrayContaining([{ role: "audit", name: "audit", state: "active" }]),
    });
  });

  it("只有最上级党务部门能任命，同时任命只有一次成功", async () => {
    const fresh = await startSystem({ withoutAdministrators: true });
    const three = (n: number) => ({
      system: { login: `system-${n}`, name: "甲" },
      security: { login: `security-${n}`, name: "乙" },
      audit: { login: `audit-${n}`, name: "丙" },
    });
    const repeated = { ...three(0), audit: { login: "System-0", name: "丙" } };
    expect((await fresh.office.post("/api/administrators", repeated)).body.errors[0].pointer).toBe("#/audit/login");
    const taken = { ...three(0), security: { login: "office", name: "乙" } };
    expect((await fresh.office.post("/api/administrators", taken)).body.errors[0].pointer).toBe("#/security/login");
    const answers = await Promise.all([1, 2, 3].map((n) => fresh.office.post("/api/administrators", three(n))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it("一个账号只有一员，不能再有别的角色，也不能提出给三员的角色", async () => {
    const audit = await accountOf("audit");
    for (const visitor of [system.office, system.systemAdmin]) {
      const proposal = await visitor.post(`/api/accounts/${audit.id}/proposal`, {
        grants: [{ role: "secretary", unitId: branch.id }],
      });
      expect([404, 409]).toContain(proposal.status);
    }
    for (const role of ["system", "security", "audit"]) {
      const proposed = await invite(`as-${role}`, role, system.root.id);
      expect([proposed.status, proposed.body.errors?.[0].pointer]).toEqual([422, "#/grants/0/role"]);
    }
    const stripped = await system.security.patch(`/api/accounts/${audit.id}`, audit.version, { grants: [] });
    expect([stripped.status, stripped.body.code]).toEqual([409, "account.administrator"]);
  });

  it("一类中的最后一人不能停用", async () => {
    const security = await accountOf("security");
    const refused = await system.systemAdmin.patch(`/api/accounts/${security.id}`, security.version, {
      disabled: true,
    });
    expect([refused.status, refused.body.code]).toEqual([409, "account.last-administrator"]);
  });

  it("三员看不到支部的任何业务", async () => {
    const paths = ["members", "activities", "duties", "home", "talks", "trainings", "roster.xlsx", "assessments"];
    for (const visitor of [system.systemAdmin, system.security, system.audit]) {
      for (const path of paths) expect((await visitor.get(`/api/branches/${branch.id}/${path}`)).status).toBe(404);
      expect((await visitor.get("/api/overview")).status).toBe(403);
    }
  });
});

describe("提出与同意", () => {
  it("安全管理员同意以前，被邀请的人设好密码也什么都看不到", async () => {
    const invited = await invite("waiting");
    const person = await system.follow(invited.body.setupUrl);
    const path = `/api/branches/${branch.id}/members`;
    expect((await person.get("/api/me")).body.grants).toEqual([]);
    expect((await person.get(path)).status).toBe(404);
    expect(await accountOf("waiting")).toMatchObject({ proposed: { by: "office", grants: [{ role: "committee" }] } });
    await system.grant(invited.body.id);
    expect((await person.get(path)).status).toBe(401);
    const again = await system.browser().post("/api/session", { login: "waiting", password: "Zhibu-test-2026" });
    expect((await system.browser(system.cookieOf(again)).get(path)).status).toBe(200);
  });

  it("提出的人和系统管理员都不能自己同意", async () => {
    const invited = await invite("undecided");
    for (const visitor of [system.office, system.systemAdmin, system.audit, branch.secretary]) {
      const decided = await visitor.post(`/api/accounts/${invited.body.id}/decision`, { granted: true });
      expect(decided.status).toBe(403);
    }
    const refused = await system.security.post(`/api/accounts/${invited.body.id}/decision`, {
      granted: false,
      reason: "不在编制内",
    });
    expect(refused.body).toMatchObject({ grants: [], proposed: null });
    const twice = await system.security.post(`/api/accounts/${invited.body.id}/decision`, { granted: true });
    expect([twice.status, twice.body.code]).toEqual([409, "account.nothing-proposed"]);
  });

  it("看过的申请中途被换成别的角色，同意不生效", async () => {
    const invited = await invite("swapped");
    const read = (await accountOf("swapped")).proposed;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const path = `/api/accounts/${invited.body.id}`;
    const swapped = await system.office.post(`${path}/proposal`, {
      grants: [{ role: "secretary", unitId: branch.id }],
    });
    expect(swapped.status, swapped.text).toBe(200);
    const decision = (proposedAt: string) => system.security.post(`${path}/decision`, { granted: true, proposedAt });
    const stale = await decision(read.at);
    expect([stale.status, stale.body.code]).toEqual([412, "record.stale"]);
    expect(await accountOf("swapped")).toMatchObject({ grants: [], proposed: { grants: [{ role: "secretary" }] } });
    expect((await decision(stale.body.current.proposed.at)).body.grants).toMatchObject([{ role: "secretary" }]);
  });

  it("安全管理员自己只能去掉角色，不能添加", async () => {
    const account = await accountOf("undecided");
    const added = await system.security.patch(`/api/accounts/${account.id}`, account.version, {
      grants: [{ role: "secretary", unitId: branch.id }],
    });
    expect([added.status, added.body.errors[0].pointer]).toEqual([403, "#/grants/0"]);
  });

  it("姓名和停用归系统管理员，角色归安全管理员，党务部门都不能直接改", async () => {
    const account = await accountOf("waiting");
    const change = (visitor: typeof system.office, body: unknown) =>
      visitor.patch(`/api/accounts/${account.id}`, account.version, body);
    expect((await change(system.office, { disabled: true })).status).toBe(403);
    expect((await change(system.security, { disabled: true })).status).toBe(403);
    expect((await change(system.security, { name: "改" })).status).toBe(403);
    expect((await change(system.systemAdmin, { grants: [] })).status).toBe(403);
    expect((await system.office.post(`/api/accounts/${account.id}/invitation`)).status).toBe(403);
    expect((await system.security.post(`/api/accounts/${account.id}/invitation`)).status).toBe(403);
    expect((await system.systemAdmin.post(`/api/accounts/${account.id}/invitation`)).status).toBe(201);
  });

  it("已有账号的角色变更同样先提出再同意，撤销角色后会话结束", async () => {
    const person = await system.person("committee", branch.id, "promoted");
    const account = await accountOf("promoted");
    const asked = await system.office.post(`/api/accounts/${account.id}/proposal`, {
      grants: [{ role: "secretary", unitId: branch.id }],
    });
    expect(asked.body).toMatchObject({
      grants: [{ role: "committee" }],
      proposed: { grants: [{ role: "secretary" }] },
    });
    expect((await person.get("/api/me")).body.grants[0].role).toBe("committee");
    await system.grant(account.id);
    expect((await person.get("/api/me")).status).toBe(401);
    expect((await accountOf("promoted")).grants).toMatchObject([{ role: "secretary" }]);
  });
});

describe("一次性链接", () => {
  it("用链接的人不能改成别的账号或姓名；没有绑定动态口令的管理员不能由系统管理员重发链接", async () => {
    const invited = await invite("as-invited");
    const code = invited.body.setupUrl.split("#")[1];
    const renamed = await system
      .browser()
      .post("/api/setup", { code, password: "Zhibu-test-2026", login: "someone", name: "别人" });
    expect([renamed.status, renamed.body.errors?.[0].pointer]).toEqual([422, "#/login"]);
    expect((await system.browser().post("/api/setup/link", { code })).body).toMatchObject({
      login: "as-invited",
      mayName: false,
    });
    const asked = await system.security.post("/api/approvals", {
      ...{ kind: "administrator", role: "audit", login: "audit-next", name: "接替人", reason: "轮岗" },
    });
    await system.audit.post(`/api/approvals/${asked.body.id}/decision`, { granted: true });
    const { id } = await accountOf("audit-next");
    const renewed = await system.systemAdmin.post(`/api/accounts/${id}/invitation`);
    expect([renewed.status, renewed.body.code]).toEqual([409, "account.administrator"]);
  });

  it("账号只能对应所给组织里的党员", async () => {
    const other = await system.foundBranch("第二党支部");
    const { body } = await other.secretary.post(`/api/branches/${other.id}/members`, fullMember(7));
    const proposed = await system.office.post("/api/accounts", {
      ...{ login: "wrong-person", name: "某人", memberId: body.id, grants: [{ role: "member", unitId: branch.id }] },
    });
    expect([proposed.status, proposed.body.errors?.[0].pointer]).toEqual([422, "#/memberId"]);
  });
});
