import { Secret, TOTP } from "otpauth";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { requireSecondFactor } from "#functions/accounts/second-factor";
import { accountStore } from "#functions/accounts/store";
import { PASSWORD, startSystem } from "#test/support/app";

const MINUTE = 60_000;
let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem({ now: Date.parse("2026-11-20T02:00:00Z") });
  branch = await system.foundBranch("两步支部");
});
beforeEach(async () => {
  system.clock.ms += 60 * MINUTE;
  await system.signInAgain();
  system.clock.ms += MINUTE;
});

const serial = { next: 0 };
/** Somebody with an authenticator, and what it needs. */
async function somebody() {
  serial.next += 1;
  const login = `factor-${serial.next}`;
  const visitor = await system.person("committee", branch.id, login);
  const { secret, recoveryCodes } = await system.enrol(visitor, login);
  const me = (await visitor.get("/api/me")).body;
  system.clock.ms += MINUTE;
  const codeAt = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: system.clock.ms + steps * 30_000 });
  return { login, visitor, secret, recoveryCodes, codeAt, id: String(me.account.id) };
}
const signIn = (login: string, code?: string, password = PASSWORD) =>
  system.browser().post("/api/session", { login, password, ...(code !== undefined && { code }) });
const many = <T>(count: number, ask: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(i)));

describe("启用两步验证", () => {
  it("给出密钥和二维码地址，第一个验证码确认后生效，恢复码只给一次", async () => {
    const visitor = await system.person("committee", branch.id, "enrolling");
    expect((await visitor.get("/api/me")).body).toMatchObject({ secondFactor: false, required: null });
    const begun = await visitor.post("/api/me/second-factor", { password: PASSWORD });
    const uri = new URL(begun.body.uri);
    expect([uri.protocol, uri.host, uri.searchParams.get("secret")]).toEqual(["otpauth:", "totp", begun.body.secret]);
    expect((await visitor.get("/api/me")).body.secondFactor).toBe(false);
    expect((await signIn("enrolling")).status).toBe(200);
    const wrong = await visitor.post("/api/me/second-factor/confirmation", { code: "000000" });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, "#/code"]);
    const code = new TOTP({ secret: Secret.fromBase32(begun.body.secret) }).generate({ timestamp: system.clock.ms });
    const confirmed = await visitor.post("/api/me/second-factor/confirmation", { code });
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    for (const one of confirmed.body.recoveryCodes) expect(one).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
    expect((await visitor.get("/api/me")).body.secondFactor).toBe(true);
    expect((await signIn("enrolling")).body.code).toBe("session.code-needed");
    expect((await signIn("enrolling", code)).body.code).toBe("session.code-wrong");
    const again = await visitor.post("/api/me/second-factor/confirmation", { code });
    expect([again.status, again.body.code]).toEqual([409, "account.second-factor-state"]);
  });

  it("密码不对不能开始，30 分钟没有确认要重新开始", async () => {
    const visitor = await system.person("committee", branch.id, "hesitating");
    const refused = await visitor.post("/api/me/second-factor", { password: "not-mine" });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, "#/password"]);
    const begun = await visitor.post("/api/me/second-factor", { password: PASSWORD });
    system.clock.ms += 20 * MINUTE;
    await visitor.get("/api/me");
    system.clock.ms += 11 * MINUTE;
    const code = new TOTP({ secret: Secret.fromBase32(begun.body.secret) }).generate({ timestamp: system.clock.ms });
    expect((await visitor.post("/api/me/second-factor/confirmation", { code })).status).toBe(409);
  });

  it("密钥在表里是加密的，恢复码只有散列", async () => {
    const { id, secret, recoveryCodes } = await somebody();
    const items = await system.platform.table.range({ pk: `ACCOUNT#${id}`, from: " ", to: "~" });
    const text = JSON.stringify(items);
    expect(text).toContain("secondFactor");
    for (const hidden of [secret, ...recoveryCodes]) expect(text).not.toContain(hidden);
  });
});

describe("用验证码登录", () => {
  it("密码错时不说有没有两步验证", async () => {
    const { login, codeAt } = await somebody();
    expect((await signIn(login, codeAt(0), "not-mine")).body.code).toBe("session.refused");
    expect((await signIn(login, undefined, "not-mine")).body.code).toBe("session.refused");
  });

  it("前后各一个时段的验证码都认，再远的不认", async () => {
    const [early, late, far] = [await somebody(), await somebody(), await somebody()];
    expect((await signIn(early.login, early.codeAt(-1))).status).toBe(200);
    expect((await signIn(late.login, late.codeAt(1))).status).toBe(200);
    for (const steps of [-2, 2]) expect((await signIn(far.login, far.codeAt(steps))).status).toBe(401);
  });

  it("用过的验证码和更早的都不能再用", async () => {
    const { login, codeAt } = await somebody();
    const [before, code] = [codeAt(-1), codeAt(0)];
    expect((await signIn(login, code)).status).toBe(200);
    expect((await signIn(login, code)).body.code).toBe("session.code-wrong");
    expect((await signIn(login, before)).body.code).toBe("session.code-wrong");
  });

  it("同一动态口令同时用 5 次，只有一次成功；恢复码也是", async () => {
    const { login, codeAt, recoveryCodes } = await somebody();
    const code = codeAt(0);
    const answers = await many(5, () => signIn(login, code));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const recovery = recoveryCodes[3] ?? "";
    const again = await many(5, () => signIn(login, recovery.toLowerCase().replaceAll("-", " ")));
    expect(again.filter(({ status }) => status === 200)).toHaveLength(1);
    // Four attempts were counted after the one that succeeded: one is left.
    expect((await signIn(login, recoveryCodes[4])).status).toBe(200);
  });

  it("知道密码也只能猜 5 次验证码，多个地址合起来也是", async () => {
    const { login } = await somebody();
    const answers = await many(40, (i) =>
      system
        .browser()
        .post(
          "/api/session",
          { login, password: PASSWORD, code: String(100_000 + i) },
          { headers: { "x-test-address": `198.51.${i}.1` } },
        ),
    );
    const counted = answers.filter(({ body }) => body.code === "session.code-wrong");
    expect(counted).toHaveLength(5);
    expect(answers.filter(({ body }) => body.code === "session.locked")).toHaveLength(35);
  });
});

describe("管理两步验证", () => {
  it("换恢复码要密码和验证码，旧的随即作废", async () => {
    const { login, visitor, codeAt, recoveryCodes } = await somebody();
    const refused = await visitor.post("/api/me/second-factor/recovery-codes", { password: PASSWORD, code: "000000" });
    expect([refused.status, refused.body.code]).toEqual([422, "account.code-wrong"]);
    const made = await visitor.post("/api/me/second-factor/recovery-codes", { password: PASSWORD, code: codeAt(0) });
    expect(made.status).toBe(200);
    expect((await signIn(login, recoveryCodes[0])).body.code).toBe("session.code-wrong");
    expect((await signIn(login, made.body.recoveryCodes[0])).status).toBe(200);
  });

  it("换手机要先证明原来的；普通账号可以停用，停用后只用密码登录", async () => {
    const { login, visitor, codeAt } = await somebody();
    expect((await visitor.post("/api/me/second-factor", { password: PASSWORD })).body.code).toBe("account.code-wrong");
    expect((await visitor.post("/api/me/second-factor", { password: PASSWORD, code: codeAt(0) })).status).toBe(200);
    const removed = await visitor.post("/api/me/second-factor/removal", { password: PASSWORD, code: codeAt(1) });
    expect(removed.status).toBe(204);
    expect((await signIn(login)).status).toBe(200);
    const again = await visitor.post("/api/me/second-factor/removal", { password: PASSWORD, code: "123456" });
    expect(again.status).toBe(409);
  });

  it("三员没有启用之前什么也不能做，启用后不能停用", async () => {
    const store = accountStore(system.platform.table, system.platform.keyring);
    const account = await store.byLogin("audit");
    if (!account) throw new Error("nobody audits");
    const code = system.codeOf("audit");
    const kept = await system.audit.post("/api/me/second-factor/removal", { password: PASSWORD, code });
    expect([kept.status, kept.body.code]).toEqual([409, "account.second-factor-state"]);
    const author = { accountId: "test", name: "test", at: new Date(system.clock.ms).toISOString(), operation: null };
    await store.save(author, store.write({ ...account, secondFactor: null }, account, { action: "account.changed" }));
    expect((await system.audit.get("/api/me")).body).toMatchObject({ required: "second-factor", secondFactor: false });
    const path = "/api/units";
    const refused = await system.audit.get(path);
    expect([refused.status, refused.body.code]).toEqual([403, "account.second-factor-needed"]);
    await system.enrol(system.audit, "audit");
    expect((await system.audit.get(path)).status).toBe(200);
  });

  it("批量导出的守卫只放行启用了两步验证的账号", async () => {
    const store = accountStore(system.platform.table, system.platform.keyring);
    const [without, having] = [await store.byLogin("office"), await store.byLogin("security")];
    if (!without || !having) throw new Error("no such accounts");
    expect(() => requireSecondFactor({ account: without })).toThrow("account.second-factor-needed");
    expect(() => requireSecondFactor({ account: having })).not.toThrow();
  });
});

describe("重设密码的链接", () => {
  it("不能绕过两步验证：要验证码，没有验证码时链接不作废", async () => {
    const { id, codeAt } = await somebody();
    const keeper = system.systemAdmin;
    const invited = await keeper.post(`/api/accounts/${id}/invitation`);
    expect(invited.status).toBe(201);
    const code = invited.body.setupUrl.split("#")[1];
    const password = "Brand-new-2026";
    const setUp = (more: Record<string, unknown> = {}) =>
      system.browser().post("/api/setup", { code, password, ...more });
    expect((await setUp()).body.code).toBe("session.code-needed");
    expect((await setUp({ factor: "000000" })).body.code).toBe("session.code-wrong");
    expect((await setUp({ factor: codeAt(0) })).status).toBe(200);
    expect((await setUp({ factor: codeAt(1) })).body.code).toBe("setup.refused");
  });
});
