import { beforeAll, describe, expect, it } from "vitest";
import { createApp } from "#functions/app";
import { PASSWORD, startSystem } from "#test/support/app";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem({ now: Date.parse("2026-11-20T02:00:00Z") });
  branch = await system.foundBranch("第一党支部");
});

const invite = (login: string, role = "committee") =>
  system.office.post("/api/accounts", { login, name: "某委员", grants: [{ role, unitId: branch.id }] });

describe("账号", () => {
  it("一次性链接设好密码后就登录了，并且只能用一次", async () => {
    const invited = await invite("once");
    expect(invited.status).toBe(201);
    const code = invited.body.setupUrl.split("#")[1];
    const first = await system.browser().post("/api/setup", { code, password: PASSWORD });
    expect(first.body).toMatchObject({
      account: { login: "once" },
      grants: [],
    });
    expect((await system.browser(system.cookieOf(first)).get("/api/me")).status).toBe(200);
    expect((await system.browser().post("/api/setup", { code, password: PASSWORD })).body.code).toBe("setup.refused");
  });

  it("打开一次性链接就知道给谁，用过的马上说无效", async () => {
    const invited = await invite("opener");
    const code = invited.body.setupUrl.split("#")[1];
    const open = () => system.browser().post("/api/setup/link", { code });
    expect((await open()).body).toEqual({
      login: "opener",
      name: "某委员",
      mayName: false,
      secondFactor: false,
      passwordProfile: "dengbao",
    });
    await system.browser().post("/api/setup", { code, password: PASSWORD });
    const used = await open();
    expect([used.status, used.body.code]).toEqual([401, "setup.refused"]);
  });

  it("链接 24 小时后失效", async () => {
    const invited = await invite("late-comer");
    system.clock.ms += 24 * 3_600_000 + 1000;
    const refused = await system
      .browser()
      .post("/api/setup", { code: invited.body.setupUrl.split("#")[1], password: PASSWORD });
    expect([refused.status, refused.body.code]).toEqual([401, "setup.refused"]);
    await everybodyAgain();
    branch.secretary = await relogin(`sec-${branch.id.slice(-8)}`);
  });

  const signIn = (login: string, password = PASSWORD) =>
    system.browser().post("/api/session", system.credentials(login, password));
  const everybodyAgain = async () => {
    system.office = await relogin("office");
    system.security = await relogin("security");
    system.systemAdmin = await relogin("system");
  };
  const relogin = async (login: string) => system.browser(system.cookieOf(await signIn(login)));

  it("密码错、账号不存在、账号停用，回答一模一样", async () => {
    const answers = [
      await signIn("office", "wrong"),
      await signIn("nobody-here", "wrong"),
      await signIn("nobody-here"),
    ];
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([401, answers[0]?.body]);
    expect(answers[0]?.body.code).toBe("session.refused");
  });

  it("账号名不分大小写，重名被拒绝", async () => {
    expect((await signIn("OFFICE")).status).toBe(200);
    const taken = await invite("Office");
    expect([taken.status, taken.body.code]).toEqual([409, "account.login-taken"]);
    expect(taken.body.errors[0].pointer).toBe("#/login");
  });

  it("表里只有会话密钥的散列", async () => {
    const answer = await signIn("office");
    const secret = system.cookieOf(answer).split(".")[1] ?? "";
    const items = await system.platform.table.range({ pk: `ACCOUNT#${answer.body.account.id}`, from: " ", to: "~" });
    expect(items.some((item) => String(item.sk).startsWith("SESSION#"))).toBe(true);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly/);
    expect(answer.headers.get("set-cookie")).toMatch(/SameSite=Strict/);
  });

  it("用 https 时，会话 Cookie 只在这个网址、只经加密连接发送", async () => {
    const origin = "https://zhibu.example";
    const answer = await createApp({ ...system.platform, origins: [origin] }).request(`${origin}/api/session`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ login: "office", password: PASSWORD }),
    });
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-sid=[^;]+; .*Path=\/;.*Secure/);
    expect(answer.headers.get("set-cookie")).not.toMatch(/Domain/);
  });

  it("闲置 30 分钟后要重新登录，期间使用则顺延，最长 12 小时", async () => {
    const visitor = await relogin("office");
    for (let i = 0; i < 3; i += 1) {
      system.clock.ms += 25 * 60_000;
      expect((await visitor.get("/api/me")).status).toBe(200);
    }
    system.clock.ms += 31 * 60_000;
    expect((await visitor.get("/api/me")).status).toBe(401);
    const long = await relogin("office");
    for (let i = 0; i < 36; i += 1) {
      system.clock.ms += 20 * 60_000 - 1;
      expect((await long.get("/api/me")).status).toBe(200);
    }
    system.clock.ms += 20 * 60_000;
    expect((await long.get("/api/me")).status).toBe(401);
    await everybodyAgain();
  });

  it("已登录时再登录一次，原来的会话随之结束", async () => {
    const former = await relogin("office");
    const again = await former.post("/api/session", { login: "office", password: PASSWORD });
    expect((await system.browser(system.cookieOf(again)).get("/api/me")).status).toBe(200);
    expect((await former.get("/api/me")).status).toBe(401);
  });

  it("退出后会话立即失效", async () => {
    const visitor = await relogin("office");
    expect((await visitor.delete("/api/session")).status).toBe(204);
    expect((await visitor.get("/api/me")).status).toBe(401);
  });

  it("改密码后别处的登录失效，自己的不失效", async () => {
    const login = `sec-${branch.id.slice(-8)}`;
    const [here, elsewhere] = [await relogin(login), await relogin(login)];
    expect(
      (await here.post("/api/me/password", { current: "wrong", password: "Another-pass-2026" })).body.errors[0].pointer,
    ).toBe("#/current");
    const changed = await here.post("/api/me/password", { current: PASSWORD, password: "Another-pass-2026" });
    expect(changed.status).toBe(204);
    expect((await elsewhere.get("/api/me")).status).toBe(401);
    expect((await system.browser(system.cookieOf(changed)).get("/api/me")).status).toBe(200);
    expect((await signIn(login)).status).toBe(401);
    expect((await signIn(login, "Another-pass-2026")).status).toBe(200);
  });

  it("停用或改角色，下一个请求就生效", async () => {
    const person = await system.person("committee", branch.id, "changing");
    const path = `/api/branches/${branch.id}/members`;
    expect((await person.get(path)).status).toBe(200);
    const account = await accountOf("changing");
    const demoted = await system.security.patch(`/api/accounts/${account.id}`, account.version, { grants: [] });
    expect(demoted.status).toBe(200);
    expect((await person.get(path)).status).toBe(401);
    const again = await relogin("changing");
    expect((await again.get(path)).status).toBe(404);
    const disabled = await system.systemAdmin.patch(`/api/accounts/${account.id}`, demoted.body.version, {
      disabled: true,
    });
    expect(disabled.body.state).toBe("disabled");
    expect((await again.get("/api/me")).status).toBe(401);
    const enabled = await system.systemAdmin.patch(`/api/accounts/${account.id}`, disabled.body.version, {
      disabled: false,
    });
    expect(enabled.status).toBe(200);
    expect((await again.get("/api/me")).status).toBe(401);
  });

  const accountOf = async (login: string) =>
    (await system.systemAdmin.get("/api/accounts")).body.items.find((item: { login: string }) => item.login === login);

  it("书记不能邀请人，党务部门不能把角色给到管理范围之外", async () => {
    const secretary = await system.person("secretary", branch.id, "another-sec");
    expect(
      (
        await secretary.post("/api/accounts", {
          login: "friend",
          name: "友",
          grants: [{ role: "committee", unitId: branch.id }],
        })
      ).status,
    ).toBe(403);
    const general = await system.office.post("/api/units", {
      parentId: system.root.id,
      kind: "general",
      name: "一总支",
      foundedOn: "2020-01-01",
    });
    const small = await system.person("office", general.body.id, "small-office");
    const outside = await small.post("/api/accounts", {
      login: "outsider",
      name: "外",
      grants: [{ role: "secretary", unitId: branch.id }],
    });
    expect([outside.status, outside.body.errors[0].pointer]).toEqual([422, "#/grants/0/unitId"]);
    expect((await small.get("/api/accounts")).body.items.map((item: { login: string }) => item.login)).toEqual([
      "small-office",
    ]);
  });

  it("弱密码被拒绝并说明要求", async () => {
    const invited = await invite("weak");
    const weak = await system
      .browser()
      .post("/api/setup", { code: invited.body.setupUrl.split("#")[1], password: "aaaaaaaaaaaa" });
    expect([weak.status, weak.body.errors[0].detail]).toEqual([422, "密码应含大写字母、小写字母、数字、符号中的三种"]);
  });
});
