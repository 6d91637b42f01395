import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keys } from "#functions/platform/keys";
import { PASSWORD, startSystem } from "#test/support/app";

/** Guessing is bounded (promises.md, safety 13): every figure counts what was really compared with a stored password. */

const OFFICE = "203.0.113.7";
const MINUTE = 60_000;

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
const evaluated = { count: 0 };

beforeAll(async () => {
  system = await startSystem({ now: Date.parse("2026-11-20T02:00:00Z") });
  branch = await system.foundBranch("登录支部");
  const { passwords } = system.platform;
  system.platform.passwords = {
    hash: passwords.hash,
    matches: (password, stored) => {
      evaluated.count += 1;
      return passwords.matches(password, stored);
    },
  };
});
beforeEach(() => {
  evaluated.count = 0;
  // What was counted before is over.
  system.clock.ms += 61 * MINUTE;
});

const serial = { next: 0 };
/** Somebody of the branch, at home in the office network. */
async function somebody(): Promise<string> {
  serial.next += 1;
  // An authenticator shows each code once.
  system.clock.ms += MINUTE;
  const login = `guess-${serial.next}`;
  await system.signInAgain();
  await system.person("committee", branch.id, login);
  evaluated.count = 0;
  return login;
}

const signIn = (login: string, password: string, from = OFFICE, more: Record<string, unknown> = {}) =>
  system.browser().post("/api/session", { login, password, ...more }, { headers: { "x-test-address": from } });
const many = <T>(count: number, ask: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(i)));
const tally = (answers: { body: { code?: string } }[]) => {
  const codes = answers.map(({ body }) => body.code ?? "ok");
  return Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((c) => c === code).length]));
};

describe("猜密码", () => {
  it("60 次同时猜，只核对 5 次，其余说明 30 分钟后再试", async () => {
    const login = await somebody();
    const answers = await many(60, (i) => signIn(login, `wrong-guess-${i}`));
    expect(evaluated.count).toBe(5);
    expect(tally(answers)).toEqual({ "session.locked": 55, "session.refused": 5 });
    const locked = answers.find(({ status }) => status === 429);
    expect(locked?.body.detail).toBe("尝试次数过多，请 30 分钟后再试，或请安全管理员解锁");
    expect(Number(locked?.headers.get("retry-after"))).toBe(1800);
  });

  it("锁定期间密码对也不核对，30 分钟后可以再试", async () => {
    const login = await somebody();
    for (let i = 0; i < 5; i += 1) await signIn(login, "wrong-guess");
    expect((await signIn(login, PASSWORD)).body.code).toBe("session.locked");
    expect(evaluated.count).toBe(5);
    system.clock.ms += 30 * MINUTE - 1000;
    expect((await signIn(login, PASSWORD)).status).toBe(429);
    system.clock.ms += 1000;
    expect((await signIn(login, PASSWORD)).status).toBe(200);
  });

  it("换 60 个地址一起猜，合起来仍只核对 5 次，本人在办公网络照常登录", async () => {
    const login = await somebody();
    await many(60, (i) => signIn(login, `wrong-guess-${i}`, `198.51.${i}.9`));
    expect(evaluated.count).toBe(5);
    expect((await signIn(login, PASSWORD, "198.51.100.1")).body.code).toBe("session.locked");
    expect((await signIn(login, PASSWORD, OFFICE)).status).toBe(200);
  });

  it("同一 IPv6 网段换地址不算换网络", async () => {
    const login = await somebody();
    expect((await signIn(login, PASSWORD, "2001:db8:1:2::1")).status).toBe(200);
    evaluated.count = 0;
    await many(30, (i) => signIn(login, `wrong-guess-${i}`, `2001:db8:1:2::${(i + 16).toString(16)}`));
    expect(evaluated.count).toBe(5);
    expect((await signIn(login, PASSWORD, "2001:db8:1:2:ffff::1")).body.code).toBe("session.locked");
  });

  it("IPv4 地址写成 IPv6 的样子也是同一网络", async () => {
    const login = await somebody();
    for (let i = 0; i < 5; i += 1) await signIn(login, "wrong-guess", i % 2 ? OFFICE : `::ffff:${OFFICE}`);
    expect((await signIn(login, PASSWORD, OFFICE)).body.code).toBe("session.locked");
  });

  it("30 天没有从那里登录的网络不再认得", async () => {
    const login = await somebody();
    system.clock.ms += 31 * 24 * 60 * MINUTE;
    await many(20, (i) => signIn(login, `wrong-guess-${i}`, `198.51.${i}.9`));
    expect((await signIn(login, PASSWORD, OFFICE)).body.code).toBe("session.locked");
  });

  it("登录成功后重新计数", async () => {
    const login = await somebody();
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 4; i += 1) expect((await signIn(login, "wrong-guess")).status).toBe(401);
      expect((await signIn(login, PASSWORD)).status).toBe(200);
    }
  });

  it("跨过窗口的边也一样：任何 15 分钟里不超过 5 次", async () => {
    const login = await somebody();
    for (let i = 0; i < 4; i += 1) await signIn(login, "wrong-guess");
    system.clock.ms += 14 * MINUTE;
    await many(10, (i) => signIn(login, `wrong-guess-${i}`));
    expect(evaluated.count).toBe(5);
  });

  it("所有账号合起来，陌生网络每 15 分钟只核对 300 次", async () => {
    const { table, keyring } = system.platform;
    const counter = keys.guesses(keyring.mark("guess of strangers"), "others");
    const times = Array.from({ length: 290 }, () => system.clock.ms);
    await table.keep(counter, { entity: "guesses", times, closedUntil: 0, version: 1 });
    const answers = await many(30, (i) => signIn(`stranger-${i}`, "x", `198.18.${i}.1`));
    expect(evaluated.count).toBe(10);
    expect(tally(answers)).toEqual({ "session.busy": 20, "session.refused": 10 });
    const refused = await signIn("one-more", "x", "198.18.99.1");
    expect([refused.status, refused.body.code]).toEqual([429, "session.busy"]);
    expect((await signIn("office", PASSWORD, OFFICE)).status).toBe(200);
  });

  it("猜得再多，也留有痕迹：只记到锁定为止", async () => {
    const login = await somebody();
    await many(20, (i) => signIn(login, `wrong-guess-${i}`));
    const { items } = (await system.security.get("/api/accounts")).body;
    const { id } = items.find((item: { login: string }) => item.login === login);
    const events = await system.platform.table.range({ pk: `AUDIT#entry-${id}`, from: " ", to: "~" });
    const failed = events.filter(({ action }) => action === "account.sign-in-failed");
    expect(failed.map(({ from, detail }) => ({ from, detail }))).toEqual(
      Array.from({ length: 5 }, () => ({ from: OFFICE, detail: { reason: "password" } })),
    );
  });
});

describe("回答不透露账号是否存在", () => {
  const bare = (answer: Awaited<ReturnType<typeof signIn>>) => {
    const headers = Object.fromEntries(answer.headers);
    delete headers["x-request-id"];
    return { status: answer.status, text: answer.text, headers };
  };

  it("密码错、账号不存在、停用、还没设密码：回答、响应头、核对次数都一样，锁定也一样", async () => {
    const login = await somebody();
    const off = await somebody();
    const invited = await system.office.post("/api/accounts", {
      ...{ login: "invited-only", name: "未设密码" },
      grants: [{ role: "committee", unitId: branch.id }],
    });
    expect(invited.status).toBe(201);
    const { items } = (await system.systemAdmin.get("/api/accounts")).body;
    const account = items.find((item: { login: string }) => item.login === off);
    expect(
      (await system.systemAdmin.patch(`/api/accounts/${account.id}`, account.version, { disabled: true })).status,
    ).toBe(200);
    const rounds: unknown[][] = [];
    for (const [name, password] of [
      [login, "wrong-guess"],
      ["nobody-at-all", "wrong-guess"],
      [off, PASSWORD],
      ["invited-only", "wrong-guess"],
    ] as const) {
      const answers: unknown[] = [];
      evaluated.count = 0;
      for (let i = 0; i < 7; i += 1) answers.push(bare(await signIn(name, password, "198.51.100.9")));
      rounds.push([...answers, evaluated.count]);
    }
    for (const round of rounds) expect(round).toEqual(rounds[0]);
    expect(rounds[0]?.at(-1)).toBe(5);
  });
});

describe("解锁", () => {
  it("安全管理员解锁后可以再试，并留痕；别人不能解锁", async () => {
    const login = await somebody();
    for (let i = 0; i < 6; i += 1) await signIn(login, "wrong-guess");
    const { items } = (await system.security.get("/api/accounts")).body;
    const { id } = items.find((item: { login: string }) => item.login === login);
    expect((await system.office.post(`/api/accounts/${id}/unlock`)).status).toBe(403);
    expect((await signIn(login, PASSWORD)).status).toBe(429);
    expect((await system.security.post(`/api/accounts/${id}/unlock`)).status).toBe(204);
    expect((await signIn(login, PASSWORD)).status).toBe(200);
    const events = await system.platform.table.range({ pk: `AUDIT#entry-${id}`, from: " ", to: "~" });
    const actions = events.map(({ action }) => action);
    expect(actions.filter((action) => action === "account.sign-in-failed")).toHaveLength(5);
    expect(actions.slice(-2)).toEqual(["account.unlocked", "account.signed-in"]);
    expect(events.at(-2)).toMatchObject({ byName: "security", from: "203.0.113.1" });
  });
});

describe("其他要密码的地方", () => {
  it("改密码时猜当前密码、导出完整花名册时猜密码，和登录一起计数", async () => {
    const login = await somebody();
    const own = system.browser(system.cookieOf(await signIn(login, PASSWORD)));
    const headers = { "x-test-address": OFFICE };
    evaluated.count = 0;
    const change = (i: number) =>
      own.post("/api/me/password", { current: `wrong-${i}`, password: "Another-pass-2026" }, { headers });
    const roster = (i: number) =>
      own.post(`/api/branches/${branch.id}/roster-full.xlsx`, { password: `wrong-${i}`, reason: "核对" }, { headers });
    const answers = [...(await many(20, change)), ...(await many(20, roster))];
    expect(evaluated.count).toBe(5);
    expect(tally(answers)).toEqual({ "account.password-wrong": 5, "session.locked": 35 });
    expect((await signIn(login, PASSWORD)).body.code).toBe("session.locked");
  });
});
