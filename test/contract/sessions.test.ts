import { beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startSystem } from "#test/support/app";

/** Sessions die at once (promises.md, safety 14): asked while many requests are under way. */

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
beforeAll(async () => {
  system = await startSystem();
  branch = await system.foundBranch("会话支部");
});

const EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
const WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0";

const person = (login: string) => system.person("committee", branch.id, login);
async function signIn(login: string, headers: Record<string, string> = {}, password = PASSWORD) {
  const answer = await system.browser().post("/api/session", { login, password }, { headers });
  return system.browser(system.cookieOf(answer));
}
const members = () => `/api/branches/${branch.id}/members`;
async function accountOf(login: string) {
  const { items } = (await system.systemAdmin.get("/api/accounts")).body;
  return items.find((item: { login: string }) => item.login === login);
}
type Visitor = Awaited<ReturnType<typeof signIn>>;

/** Requests that go on while something ends the session; what was answered after it ended. */
async function whileBusy(visitor: Visitor, end: () => Promise<unknown>): Promise<number[]> {
  const state: { isOver: boolean } = { isOver: false };
  const after: number[] = [];
  const busy = Array.from({ length: 8 }, async () => {
    for (let i = 0; i < 12; i += 1) {
      const wasOver = state.isOver;
      const { status } = await visitor.get(members());
      if (wasOver) after.push(status);
      else expect([200, 401, 404]).toContain(status);
    }
  });
  await end();
  state.isOver = true;
  await Promise.all(busy);
  after.push((await visitor.get(members())).status);
  return [...new Set(after)];
}

describe("会话", () => {
  it("列出自己的会话：在哪里、用什么、哪一个是现在的", async () => {
    await person("lister");
    const here = await signIn("lister", { "user-agent": EDGE, "x-test-address": "203.0.113.8" });
    await signIn("lister", { "user-agent": WECHAT, "x-test-address": "198.51.100.3" });
    const { items, next } = (await here.get("/api/me/sessions")).body;
    expect(next).toBeNull();
    const shown = items.map(({ device, from, current }: Record<string, unknown>) => ({ device, from, current }));
    expect(shown).toContainEqual({ device: "Windows · Edge", from: "203.0.113.8", current: true });
    expect(shown).toContainEqual({ device: "iPhone · 微信", from: "198.51.100.3", current: false });
    expect(items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    expect(items).toHaveLength(3);
  });

  it("结束别处的一个会话，那里的下一个请求就要重新登录；别人的会话看不见也结束不了", async () => {
    const first = await person("ender");
    const second = await signIn("ender");
    const { items } = (await second.get("/api/me/sessions")).body;
    const other = items.find(({ current }: { current: boolean }) => !current);
    const stranger = await person("stranger");
    expect((await stranger.delete(`/api/me/sessions/${other.id}`)).status).toBe(404);
    expect((await first.get("/api/me")).status).toBe(200);
    expect((await second.delete(`/api/me/sessions/${other.id}`)).status).toBe(204);
    expect((await first.get("/api/me")).status).toBe(401);
    expect((await second.get("/api/me")).status).toBe(200);
  });

  it("结束其他全部会话，只留现在这一个，并留痕", async () => {
    const first = await person("leaver");
    const others = [first, await signIn("leaver"), await signIn("leaver")];
    const here = await signIn("leaver");
    expect((await here.post("/api/me/sessions/end-others")).status).toBe(204);
    for (const other of others) expect((await other.get("/api/me")).status).toBe(401);
    expect((await here.get("/api/me/sessions")).body.items).toHaveLength(1);
    const { id } = await accountOf("leaver");
    const events = await system.platform.table.range({ pk: `AUDIT#entry-${id}`, from: " ", to: "~" });
    expect(events.at(-1)).toMatchObject({ action: "account.sessions-ended", detail: { count: 3 } });
  });

  it("登录和退出都留痕，会话和它的痕迹一起写入", async () => {
    await person("traced");
    const visitor = await signIn("traced", { "x-test-address": "203.0.113.44" });
    await visitor.delete("/api/session");
    const { id } = await accountOf("traced");
    const events = await system.platform.table.range({ pk: `AUDIT#entry-${id}`, from: " ", to: "~" });
    expect(events.map(({ action }) => action)).toEqual([
      "account.signed-in",
      "account.signed-in",
      "account.signed-out",
    ]);
    expect(events[1]).toMatchObject({ from: "203.0.113.44", detail: { method: "password" } });
  });

  it("同时登录 12 次都成功，一次不少地留痕", async () => {
    await person("crowd");
    const visitors = await Promise.all(Array.from({ length: 12 }, () => signIn("crowd")));
    for (const visitor of visitors) expect((await visitor.get("/api/me")).status).toBe(200);
    const { id } = await accountOf("crowd");
    const events = await system.platform.table.range({ pk: `AUDIT#entry-${id}`, from: " ", to: "~" });
    expect(events).toHaveLength(13);
  });
});

describe("会话随即失效，正在进行的请求也救不回来", () => {
  it("退出", async () => {
    const visitor = await person("out");
    expect(await whileBusy(visitor, () => visitor.delete("/api/session"))).toEqual([401]);
  });

  it("停用账号", async () => {
    const visitor = await person("disabled");
    const { id, version } = await accountOf("disabled");
    const end = async () =>
      expect((await system.systemAdmin.patch(`/api/accounts/${id}`, version, { disabled: true })).status).toBe(200);
    expect(await whileBusy(visitor, end)).toEqual([401]);
  });

  it("改密码：别处的会话", async () => {
    const visitor = await person("changing");
    const here = await signIn("changing");
    const end = async () =>
      expect((await here.post("/api/me/password", { current: PASSWORD, password: "Another-pass-2026" })).status).toBe(
        204,
      );
    expect(await whileBusy(visitor, end)).toEqual([401]);
  });

  it("收回角色", async () => {
    const visitor = await person("stripped");
    const { id, version } = await accountOf("stripped");
    const end = async () =>
      expect((await system.security.patch(`/api/accounts/${id}`, version, { grants: [] })).status).toBe(200);
    expect(await whileBusy(visitor, end)).toEqual([401]);
  });

  it("一次性链接被使用：原来的会话", async () => {
    const visitor = await person("relinked");
    const { id } = await accountOf("relinked");
    const invited = await system.systemAdmin.post(`/api/accounts/${id}/invitation`);
    const code = invited.body.setupUrl.split("#")[1];
    const end = async () =>
      expect((await system.browser().post("/api/setup", { code, password: "Another-pass-2026" })).status).toBe(200);
    expect(await whileBusy(visitor, end)).toEqual([401]);
  });

  it("同一链接同时使用 8 次，只有一次成功", async () => {
    await person("raced");
    const { id } = await accountOf("raced");
    const invited = await system.systemAdmin.post(`/api/accounts/${id}/invitation`);
    const code = invited.body.setupUrl.split("#")[1];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        system.browser().post("/api/setup", { code, password: `Racing-pass-${i}-x` }),
      ),
    );
    const winners = answers.flatMap(({ status }, i) => (status === 200 ? [i] : []));
    expect(winners).toHaveLength(1);
    for (const [i, { body }] of answers.entries()) if (i !== winners[0]) expect(body.code).toBe("setup.refused");
    const winner = await signIn("raced", {}, `Racing-pass-${winners[0]}-x`);
    expect((await winner.get("/api/me")).status).toBe(200);
  });
});
