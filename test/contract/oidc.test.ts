import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { oidcSettings } from "#functions/platform/oidc";
import { openOidc } from "#functions/platform/open-oidc";
import { type Answer, ORIGIN, PASSWORD, startSystem } from "#test/support/app";
import { CLIENT, startProvider, throughProvider } from "#test/support/oidc";

/** Signing in with a real provider: what leads in and what does not. */

let system: Awaited<ReturnType<typeof startSystem>>;
let provider: Awaited<ReturnType<typeof startProvider>>;

const environment = (issuer: string) => ({
  ZHIBU_OIDC_ISSUER: issuer,
  ZHIBU_OIDC_CLIENT_ID: CLIENT.id,
  ZHIBU_OIDC_CLIENT_SECRET: CLIENT.secret,
  ZHIBU_OIDC_NAME: "集团统一认证",
});
function connectTo(issuer: string): void {
  const settings = oidcSettings(environment(issuer));
  system.platform.oidc = settings && openOidc(settings, system.platform.now);
}

beforeAll(async () => {
  provider = await startProvider(() => [`${ORIGIN}/api/oidc/callback`]);
  system = await startSystem();
  await system.foundBranch("第一党支部");
});
afterAll(() => provider.stop());
beforeEach(() => {
  Object.assign(provider.manner, { forge: null, silent: false });
  Object.assign(system.clock, { isFixed: false });
  connectTo(provider.issuer);
});

/** A new account under the login; its one-time link is not used. */
async function invite(login: string): Promise<{ id: string; setupUrl: string }> {
  const grants = [{ role: "office", unitId: system.root.id }];
  const invited = await system.office.post("/api/accounts", { login, name: login, grants });
  expect(invited.status, invited.text).toBe(201);
  return invited.body;
}
const disable = async (id: string) => {
  const { body } = await system.systemAdmin.get("/api/accounts");
  const { version } = body.items.find((item: { id: string }) => item.id === id);
  const done = await system.systemAdmin.patch(`/api/accounts/${id}`, version, { disabled: true });
  expect(done.status, done.text).toBe(200);
};
/** Who sits at the provider: `name` is their login there, `sub` the person. */
const sits = (name: string, sub = `sub-of-${name}`) => {
  provider.manner.who = { sub, preferred_username: name };
};

type Begun = { cookie: string; callback: string };
/** Presses the button and signs in at the provider; the callback is not called yet. */
async function begin(): Promise<Begun> {
  const start = await system.browser().get("/api/oidc/start");
  expect(start.status).toBe(302);
  const back = await throughProvider(provider.issuer, start.headers.get("location") ?? "");
  expect(back.startsWith(`${ORIGIN}/api/oidc/callback?`)).toBe(true);
  return { cookie: system.cookieOf(start), callback: back.slice(ORIGIN.length) };
}
const comeBack = ({ cookie, callback }: Begun): Promise<Answer> => system.browser(cookie).get(callback);
const signIn = async () => comeBack(await begin());

const sessionOf = (answer: Answer): string | undefined =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0] ?? "")
    .find((one) => one.startsWith("sid="));
/** Where the browser is sent; that it is not signed in when it is not sent home. */
function outcome(answer: Answer): string {
  const location = answer.headers.get("location") ?? "";
  expect([answer.status, sessionOf(answer) !== undefined]).toEqual([302, location === "/"]);
  return location;
}
/** The events of the trail that concern an account's signing in, oldest first. */
async function trailOf(accountId: string): Promise<{ action: unknown; detail: unknown }[]> {
  const events = await system.platform.table.range({ pk: `AUDIT#entry-${accountId}`, from: " ", to: "~" });
  return events.map(({ action, detail }) => ({ action, detail }));
}

describe("用统一认证登录", () => {
  it("登录页知道有没有统一认证，叫什么名字", async () => {
    expect((await system.browser().get("/api/sign-in-options")).body).toEqual({ oidc: { name: "集团统一认证" } });
    system.platform.oidc = null;
    expect((await system.browser().get("/api/sign-in-options")).body).toEqual({ oidc: null });
    expect(outcome(await system.browser().get("/api/oidc/start"))).toBe("/sign-in?oidc=unreachable");
    expect(outcome(await system.browser().get("/api/oidc/callback?code=1"))).toBe("/sign-in?oidc=unreachable");
  });

  it("去时带 PKCE、state 和 nonce，登录用的 cookie 不给脚本、十分钟有效、里面的内容看不到", async () => {
    const start = await system.browser().get("/api/oidc/start");
    const asked = new URL(start.headers.get("location") ?? "").searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${ORIGIN}/api/oidc/callback`,
    });
    const cookie = start.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^oidc=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    const content = Buffer.from(decodeURIComponent(cookie).split(/[.;]/)[2] ?? "", "base64").toString("latin1");
    for (const name of ["state", "nonce"]) {
      expect(asked.get(name)?.length).toBeGreaterThan(40);
      expect(cookie + content).not.toContain(asked.get(name));
    }
  });

  it("在 https 上，登录用的 cookie 只属于本站", async () => {
    const { platform } = system;
    const plain = platform.origins;
    Object.assign(platform, { origins: ["https://zhibu.example"] });
    const cookie = (await system.browser().get("/api/oidc/start")).headers.get("set-cookie");
    Object.assign(platform, { origins: plain });
    expect(cookie).toMatch(/^__Host-oidc=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it("账号名相同的人进得来，不分大小写；没有设过密码也可以，一次性链接随即失效", async () => {
    const { id, setupUrl } = await invite("zhang.san");
    sits("Zhang.San");
    const answer = await signIn();
    expect(outcome(answer)).toBe("/");
    const me = await system.browser(sessionOf(answer)).get("/api/me");
    expect(me.body).toMatchObject({ account: { id, login: "zhang.san" }, grants: [], required: null });
    const late = await system.browser().post("/api/setup", { code: setupUrl.split("#")[1], password: PASSWORD });
    expect(late.body.code).toBe("setup.refused");
    const { body } = await system.systemAdmin.get("/api/accounts");
    expect(body.items.find((item: { id: string }) => item.id === id).state).toBe("active");
    expect(await trailOf(id)).toEqual([{ action: "account.signed-in", detail: { method: "oidc" } }]);
  });

  it("有密码的账号两种办法都能登录；密码到期不妨碍用统一认证登录", async () => {
    const { setupUrl } = await invite("li.si");
    await system.follow(setupUrl);
    sits("li.si");
    Object.assign(system.clock, { isFixed: true, ms: Date.now() + 100 * 86_400_000 });
    const withPassword = await system.browser().post("/api/session", { login: "li.si", password: PASSWORD });
    expect(withPassword.body.required).toBe("password");
    const start = await system.browser().get("/api/oidc/start");
    const callback = (await throughProvider(provider.issuer, start.headers.get("location") ?? "")).slice(ORIGIN.length);
    const answer = await comeBack({ cookie: system.cookieOf(start), callback });
    const me = await system.browser(sessionOf(answer)).get("/api/me");
    expect(me.body).toMatchObject({ account: { login: "li.si" }, required: null });
    expect((await system.browser(sessionOf(answer)).get("/api/units")).status).toBe(200);
  });

  it("每次登录都是新的会话，来时带着的会话不再是它", async () => {
    await invite("wang.wu");
    sits("wang.wu");
    const first = sessionOf(await signIn());
    const begun = await begin();
    const second = sessionOf(await comeBack({ ...begun, cookie: `${begun.cookie}; ${first}` }));
    expect(second).not.toBe(first);
    expect((await system.browser(first).get("/api/me")).status).toBe(401);
    expect((await system.browser(second).get("/api/me")).status).toBe(200);
  });

  it("停用账号，用统一认证开始的会话下一个请求就失效", async () => {
    const { id } = await invite("zhao.liu");
    sits("zhao.liu");
    const visitor = system.browser(sessionOf(await signIn()));
    expect((await visitor.get("/api/me")).status).toBe(200);
    await disable(id);
    expect((await visitor.get("/api/me")).status).toBe(401);
  });
});

describe("谁不能用统一认证登录", () => {
  it("没有账号的人和账号停用的人，看到的完全一样；不会因此建账号；痕迹里看得出来", async () => {
    const { id } = await invite("gone");
    await disable(id);
    const before = (await system.systemAdmin.get("/api/accounts")).body.items.length;
    sits("gone");
    const disabled = await signIn();
    sits("never.was");
    const unknown = await signIn();
    expect(outcome(disabled)).toBe("/sign-in?oidc=refused");
    const seen = ({ status, text, headers }: Answer) =>
      JSON.stringify([status, text, [...headers].filter(([name]) => name !== "x-request-id")]);
    expect(seen(unknown)).toBe(seen(disabled));
    expect((await system.systemAdmin.get("/api/accounts")).body.items.length).toBe(before);
    expect((await trailOf(id)).at(-1)).toEqual({
      action: "account.sign-in-failed",
      detail: { method: "oidc", reason: "disabled" },
    });
  });

  it("三员和绑定了动态口令的人，用密码和动态口令登录", async () => {
    sits("security");
    expect(outcome(await signIn())).toBe("/sign-in?oidc=second-factor");
    const { setupUrl } = await invite("with.code");
    const visitor = await system.follow(setupUrl);
    await system.enrol(visitor, "with.code");
    sits("with.code");
    expect(outcome(await signIn())).toBe("/sign-in?oidc=second-factor");
  });

  it("还没有用过链接的三员，也不能绕过动态口令", async () => {
    const other = await startSystem({ withoutAdministrators: true });
    const names = ["system", "security", "audit"].map((role) => [role, { login: `new-${role}`, name: role }]);
    expect((await other.office.post("/api/administrators", Object.fromEntries(names))).status).toBe(201);
    other.platform.oidc = system.platform.oidc;
    sits("new-audit");
    const start = await other.browser().get("/api/oidc/start");
    const back = await throughProvider(provider.issuer, start.headers.get("location") ?? "");
    expect(outcome(await other.browser(other.cookieOf(start)).get(back.slice(ORIGIN.length)))).toBe(
      "/sign-in?oidc=second-factor",
    );
  });

  it("账号认人：统一认证把同一个名字给了别人，别人进不来；新的一次性链接用过后重新认人", async () => {
    const { id } = await invite("qian.qi");
    sits("qian.qi", "first-person");
    expect(outcome(await signIn())).toBe("/");
    sits("qian.qi", "second-person");
    expect(outcome(await signIn())).toBe("/sign-in?oidc=refused");
    const link = await system.systemAdmin.post(`/api/accounts/${id}/invitation`);
    await system.follow(link.body.setupUrl);
    expect(outcome(await signIn())).toBe("/");
  });
});

describe("中途被动过的登录", () => {
  const spoilt = async (spoil: (begun: Begun) => Begun): Promise<string> => {
    sits("sun.ba");
    return outcome(await comeBack(spoil(await begin())));
  };
  const sealed = (change: (flow: Record<string, unknown>) => void) => (begun: Begun) => {
    const { keyring } = system.platform;
    const flow = JSON.parse(keyring.open(decodeURIComponent(begun.cookie.slice("oidc=".length)), "oidc flow"));
    change(flow);
    return { ...begun, cookie: `oidc=${encodeURIComponent(keyring.seal(JSON.stringify(flow), "oidc flow"))}` };
  };

  beforeAll(async () => {
    await invite("sun.ba");
  });

  it.each<[string, string, (begun: Begun) => Begun]>([
    ["一点没动", "/", (begun) => begun],
    ["只是重新封过", "/", sealed(() => undefined)],
    ["没有从这里开始", "/sign-in?oidc=expired", (begun) => ({ ...begun, cookie: "" })],
    [
      "state 不是这一次的",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({
        cookie,
        callback: callback.replace(/state=[^&]+/, "state=another"),
      }),
    ],
    [
      "没有 state",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({
        cookie,
        callback: callback.replace(/&?state=[^&]+/, ""),
      }),
    ],
    [
      "code 是编的",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({
        cookie,
        callback: callback.replace(/code=[^&]+/, "code=made-up"),
      }),
    ],
    [
      "iss 是别家的",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({
        cookie,
        callback: callback.replace(/iss=[^&]+/, "iss=https%3A%2F%2Fevil.example"),
      }),
    ],
    [
      "参数给了两遍",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({ cookie, callback: `${callback}&code=2` }),
    ],
    [
      "cookie 改过一个字",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({
        cookie: `${cookie.slice(0, -6)}AAAAAA`,
        callback,
      }),
    ],
    ["nonce 不是这一次的", "/sign-in?oidc=interrupted", sealed((flow) => Object.assign(flow, { nonce: "another" }))],
    [
      "PKCE 不是这一次的",
      "/sign-in?oidc=interrupted",
      sealed((flow) => Object.assign(flow, { verifier: "v".repeat(43) })),
    ],
    [
      "回来时已过十分钟",
      "/sign-in?oidc=expired",
      sealed((flow) => Object.assign(flow, { startedAt: Date.now() - 601_000 })),
    ],
    [
      "在统一认证那边取消了",
      "/sign-in?oidc=interrupted",
      ({ cookie, callback }) => ({
        cookie,
        callback: callback.replace(/code=[^&]+/, "error=access_denied"),
      }),
    ],
  ])("%s：%s", async (_, expected, spoil) => {
    expect(await spoilt(spoil)).toBe(expected);
  });

  it("同一个 code 用第二次进不来，即使 cookie 被抄走", async () => {
    sits("sun.ba");
    const begun = await begin();
    expect(outcome(await comeBack(begun))).toBe("/");
    expect(outcome(await comeBack(begun))).toBe("/sign-in?oidc=interrupted");
  });

  it("别人的登录塞不给我：回来的浏览器必须是出发的浏览器", async () => {
    sits("sun.ba");
    const [mine, theirs] = [await begin(), await begin()];
    expect(outcome(await comeBack({ cookie: mine.cookie, callback: theirs.callback }))).toBe(
      "/sign-in?oidc=interrupted",
    );
  });

  it("别的网站不能替人按下按钮", async () => {
    for (const site of ["cross-site", "same-site"]) {
      const answer = await system.browser().get("/api/oidc/start", { headers: { "sec-fetch-site": site } });
      expect([outcome(answer), answer.headers.get("set-cookie")]).toEqual(["/sign-in", null]);
    }
  });

  it("回来后只去本系统的首页，地址里写什么都一样", async () => {
    const lure = "&redirect_uri=https%3A%2F%2Fevil.example&return=%2F%2Fevil.example";
    expect(await spoilt(({ cookie, callback }) => ({ cookie, callback: `${callback}${lure}` }))).toBe("/");
    const refused = await system.browser().get(`/api/oidc/callback?x=1${lure}`);
    expect(outcome(refused)).toBe("/sign-in?oidc=expired");
  });
});

describe("统一认证本身有问题", () => {
  it.each<[string, string, NonNullable<typeof provider.manner.forge>]>([
    ["原样重签的", "/", () => undefined],
    ["不是它的密钥签的", "/sign-in?oidc=interrupted", (token) => Object.assign(token, { key: "other" })],
    ["没有签名的", "/sign-in?oidc=interrupted", ({ header }) => Object.assign(header, { alg: "none" })],
    ["拿客户端密钥签的", "/sign-in?oidc=interrupted", ({ header }) => Object.assign(header, { alg: "HS256" })],
    ["过了期的", "/sign-in?oidc=interrupted", ({ claims }) => Object.assign(claims, { exp: Date.now() / 1000 - 60 })],
    [
      "还没有生效的",
      "/sign-in?oidc=interrupted",
      ({ claims }) => Object.assign(claims, { nbf: Date.now() / 1000 + 3600 }),
    ],
    ["别家签发的", "/sign-in?oidc=interrupted", ({ claims }) => Object.assign(claims, { iss: "https://evil.example" })],
    ["给别的系统的", "/sign-in?oidc=interrupted", ({ claims }) => Object.assign(claims, { aud: "another" })],
    ["给别一次登录的", "/sign-in?oidc=interrupted", ({ claims }) => Object.assign(claims, { nonce: "another" })],
    ["与账号信息不是同一人的", "/sign-in?oidc=interrupted", ({ claims }) => Object.assign(claims, { sub: "else" })],
    [
      "账号名不是文字的",
      "/sign-in?oidc=refused",
      ({ claims }) => Object.assign(claims, { preferred_username: { $ne: "" } }),
    ],
  ])("身份令牌：%s：%s", async (_, expected, forge) => {
    provider.manner.forge = forge;
    sits("sun.ba");
    expect(outcome(await signIn())).toBe(expected);
  });

  it("连不上，或连上不回答，8 秒之内说清楚", async () => {
    const stopped = await startProvider(() => []);
    await stopped.stop();
    connectTo(stopped.issuer);
    expect(outcome(await system.browser().get("/api/oidc/start"))).toBe("/sign-in?oidc=unreachable");
    connectTo(provider.issuer);
    sits("sun.ba");
    const begun = await begin();
    provider.manner.silent = true;
    const started = performance.now();
    expect(outcome(await comeBack(begun))).toBe("/sign-in?oidc=unreachable");
    expect(performance.now() - started).toBeLessThan(8_000);
  }, 20_000);

  it("一时连不上，恢复后不用重新启动", async () => {
    provider.manner.silent = true;
    expect(outcome(await system.browser().get("/api/oidc/start"))).toBe("/sign-in?oidc=unreachable");
    provider.manner.silent = false;
    sits("sun.ba");
    expect(outcome(await signIn())).toBe("/");
  }, 20_000);

  it("客户端密钥不对，是设置的问题，不是人的问题", async () => {
    const settings = oidcSettings({ ...environment(provider.issuer), ZHIBU_OIDC_CLIENT_SECRET: "wrong-secret-canary" });
    system.platform.oidc = settings && openOidc(settings, system.platform.now);
    sits("sun.ba");
    expect(outcome(await signIn())).toBe("/sign-in?oidc=unreachable");
    expect(system.log.filter(({ oidc }) => oidc).at(-1)).toMatchObject({
      level: "warn",
      told: "OAUTH_WWW_AUTHENTICATE_CHALLENGE",
    });
  });
});

describe("设置", () => {
  const all = environment("https://sso.example.com/realms/group");

  it("三项都有才启用；声明和名字有默认值", () => {
    expect(oidcSettings({})).toBeNull();
    const { ZHIBU_OIDC_NAME: _, ...without } = all;
    expect(oidcSettings(without)).toMatchObject({ claim: "preferred_username", name: "统一认证" });
    expect(oidcSettings({ ...all, ZHIBU_OIDC_CLAIM: "employee_id" })).toMatchObject({ claim: "employee_id" });
  });

  it.each(["ZHIBU_OIDC_ISSUER", "ZHIBU_OIDC_CLIENT_ID", "ZHIBU_OIDC_CLIENT_SECRET"])("缺 %s 不能启动", (name) => {
    expect(() => oidcSettings({ ...all, [name]: undefined })).toThrow(/要同时设置/);
  });

  it("明文 http 只能用于本机", () => {
    for (const issuer of ["http://127.0.0.1:9000", "http://localhost:9000/x", "http://[::1]:9000"])
      expect(oidcSettings(environment(issuer))?.issuer.href).toContain(issuer);
    for (const issuer of [
      "http://sso.example.com",
      "http://127.0.0.1.evil.example",
      "ftp://127.0.0.1",
      "sso.example.com",
    ])
      expect(() => oidcSettings(environment(issuer)), issuer).toThrow(/ZHIBU_OIDC_ISSUER 应为 https/);
  });
});

it("日志里没有密钥、code、state 和令牌", async () => {
  sits("sun.ba");
  const begun = await begin();
  await comeBack(begun);
  await comeBack(begun);
  const query = new URL(`${ORIGIN}${begun.callback}`).searchParams;
  const log = JSON.stringify(system.log);
  expect(log).toContain("/api/oidc/callback");
  for (const secret of [CLIENT.secret, "wrong-secret-canary", query.get("code"), query.get("state"), "eyJ"])
    expect(log).not.toContain(secret);
});
