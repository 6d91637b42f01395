import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PasswordProfile } from "#shared/policy/schema";
import { PASSWORD, startSystem } from "#test/support/app";
import { fullMember, inventId } from "#test/support/people";

const DAY = 86_400_000;
let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
beforeAll(async () => {
  system = await startSystem({ now: Date.parse("2026-03-02T02:00:00Z") });
  branch = await system.foundBranch("密码支部");
  // Before the clock goes so far that nobody could invite them.
  for (const login of ["expiring", "of-the-sample", "of-asvs"]) await system.person("committee", branch.id, login);
});
beforeEach(async () => {
  system.clock.ms += 60_000;
  await system.signInAgain();
});

async function follow(profile: PasswordProfile) {
  const policy = await system.platform.policy();
  system.platform.policy = async () => ({ ...policy, passwords: profile });
}
const change = async (visitor: typeof system.office, password: string, current = PASSWORD) => {
  const { status, body } = await visitor.post("/api/me/password", { current, password });
  return status === 204 ? null : [status, body.errors?.[0].pointer, body.errors?.[0].detail];
};
const wrong = (detail: string) => [422, "#/password", detail];
const serial = { next: 0 };
const person = (memberId?: string) => {
  serial.next += 1;
  return system.person("committee", branch.id, `pass-${serial.next}`, memberId);
};
const signIn = async (login: string, password = PASSWORD) => {
  const answer = await system.browser().post("/api/session", { login, password });
  return { answer, visitor: system.browser(system.cookieOf(answer)) };
};

describe("等保密码要求", () => {
  it("长度、三种字符、不含账号，错在哪里说在哪里", async () => {
    const visitor = await person();
    const login = (await visitor.get("/api/me")).body.account.login;
    expect(await change(visitor, "Short-1a")).toEqual(wrong("密码至少 12 位"));
    expect(await change(visitor, "x".repeat(129))).toEqual(wrong("密码不能超过 128 位"));
    expect(await change(visitor, "onlylowercaseletters")).toEqual(
      wrong("密码应含大写字母、小写字母、数字、符号中的三种"),
    );
    expect(await change(visitor, `Zz9-${login.toUpperCase()}-kite`)).toEqual(wrong("密码中不能含有账号"));
  });

  it("不含姓名、拼音、手机号和身份证号的一部分", async () => {
    const idNumber = inventId(7, "19800917");
    const member = fullMember(7, { name: "欧阳雪松", idNumber, phone: "19900001234" });
    const { body } = await branch.secretary.post(`/api/branches/${branch.id}/members`, member);
    const store = await person(body.id);
    const { id, version } = (await system.systemAdmin.get("/api/accounts")).body.items.find(
      (item: { login: string }) => item.login === `pass-${serial.next}`,
    );
    expect((await system.systemAdmin.patch(`/api/accounts/${id}`, version, { name: "欧阳雪松" })).status).toBe(200);
    expect(await change(store, "Kite欧阳雪松9-walrus")).toEqual(wrong("密码中不能含有姓名"));
    expect(await change(store, "Kite-OuYangXueSong-9")).toEqual(wrong("密码中不能含有姓名的拼音"));
    expect(await change(store, "Walrus-oyxs-kite-94")).toEqual(wrong("密码中不能含有姓名的拼音"));
    expect(await change(store, "Walrus-19900001234-k")).toEqual(wrong("密码中不能含有手机号"));
    expect(await change(store, "Walrus-kite-0917-mOss")).toEqual(wrong("密码中不能含有身份证号的一部分"));
    expect(await change(store, "Walrus-kite-3862-mOss")).toBeNull();
  });

  it("容易猜到的不行，正在用的也不行", async () => {
    const visitor = await person();
    const guessable = wrong("这个密码容易被猜到，请换一个更长或更少见的");
    for (const common of ["Password1234!", "Qwerty123456!", "Aa1!".repeat(16)])
      expect([common, await change(visitor, common)]).toEqual([common, guessable]);
    expect(await change(visitor, PASSWORD)).toEqual(wrong("新密码不能与正在使用的密码相同"));
  });

  it("最长的密码也很快判断完", async () => {
    const visitor = await person();
    const started = performance.now();
    await change(visitor, "aB3$".repeat(32));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("设密码的链接同样要求，不合要求时链接还能用", async () => {
    const invited = await system.office.post("/api/accounts", {
      ...{ login: "fresh-person", name: "新人" },
      grants: [{ role: "committee", unitId: branch.id }],
    });
    const code = invited.body.setupUrl.split("#")[1];
    const setUp = (password: string) => system.browser().post("/api/setup", { code, password });
    const refused = await setUp("Fresh-Person-2026");
    expect([refused.status, refused.body.errors[0].detail]).toEqual([422, "密码中不能含有账号"]);
    expect((await setUp("Walrus-kite-3862-mOss")).status).toBe(200);
  });
});

describe("密码 90 天到期", () => {
  it("到期那天起先改密码，别的都不能做；改好后一切照旧，什么也不丢", async () => {
    const login = "expiring";
    const before = await signIn(login);
    expect(before.answer.body).toMatchObject({ required: null, passwordProfile: "dengbao" });
    expect(before.answer.body.passwordExpiresOn).toBe("2026-05-31");
    system.clock.ms = Date.parse("2026-05-30T15:59:00Z");
    expect((await signIn(login)).answer.body.required).toBeNull();
    system.clock.ms = Date.parse("2026-05-30T16:00:00Z");
    const { answer, visitor } = await signIn(login);
    expect([answer.status, answer.body.required]).toEqual([200, "password"]);
    const members = `/api/branches/${branch.id}/members`;
    const refused = await visitor.get(members);
    expect([refused.status, refused.body.code]).toEqual([403, "account.password-expired"]);
    expect((await visitor.post(members, {})).status).toBe(403);
    expect((await visitor.get("/api/me")).status).toBe(200);
    const changed = await visitor.post("/api/me/password", { current: PASSWORD, password: "Walrus-kite-3862-mOss" });
    expect(changed.status).toBe(204);
    const free = system.browser(system.cookieOf(changed));
    expect((await free.get(members)).status).toBe(200);
    expect((await free.get("/api/me")).body).toMatchObject({ required: null, passwordExpiresOn: "2026-08-29" });
  });

  it("样例单位的密码不到期", async () => {
    const login = "of-the-sample";
    system.clock.ms += 200 * DAY;
    expect((await signIn(login)).answer.body.required).toBe("password");
    system.platform.demo = true;
    expect((await signIn(login)).answer.body).toMatchObject({ required: null, passwordExpiresOn: null });
    system.platform.demo = false;
  });
});

describe("ASVS 密码要求", () => {
  it("不要求字符种类，不到期；常见密码仍被拒绝", async () => {
    await follow("asvs");
    const login = "of-asvs";
    const { visitor } = await signIn(login);
    expect((await visitor.get("/api/me")).body).toMatchObject({ passwordProfile: "asvs", passwordExpiresOn: null });
    expect(await change(visitor, "elevenchars")).toEqual(wrong("密码至少 12 位"));
    expect(await change(visitor, "password1234")).toEqual(wrong("这个密码容易被猜到，请换一个更长或更少见的"));
    expect(await change(visitor, "walrus kite moss lantern")).toBeNull();
    system.clock.ms += 400 * DAY;
    expect((await signIn(login, "walrus kite moss lantern")).answer.body.required).toBeNull();
    await follow("dengbao");
  });
});
