import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { toTemplate } from "#functions/openapi";
import { specOf } from "#functions/platform/http";
import { standingOf } from "#shared/authority";
import { ORIGIN, startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem();
  branch = await system.foundBranch("第一党支部");
});

const members = () => `/api/branches/${branch.id}/members`;

describe("请求的通用规则", () => {
  it("每个路由都写明谁可以调用", () => {
    const silent = system.app.routes.filter(({ method, handler }) => method !== "ALL" && !specOf(handler));
    const stated = new Set(
      system.app.routes.filter(({ handler }) => specOf(handler)).map(({ method, path }) => `${method} ${path}`),
    );
    expect(silent.filter(({ method, path }) => !stated.has(`${method} ${path}`)).map(({ path }) => path)).toEqual([]);
    expect(stated.size).toBeGreaterThan(10);
  });

  it("没有登录时除公开地址外一律 401", async () => {
    const guarded = system.app.routes.flatMap(({ method, path, handler }) => {
      const spec = specOf(handler);
      return spec && standingOf(spec.act).at !== "anyone" ? [{ method, path }] : [];
    });
    for (const { method, path } of guarded) {
      const concrete = toTemplate(path)
        .replace("{file}", "2026.json")
        .replace("{dayFile}", "2026-11-22.csv")
        .replace("{year}", "2026")
        .replaceAll(/\{\w+\}/g, "1");
      const answer = await system.browser().call(method, concrete, method === "GET" ? undefined : {});
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  it("没有的地址 404，方法不对 405 并说明可用的方法", async () => {
    expect((await system.office.get("/api/nothing")).body).toMatchObject({ code: "request.not-found", status: 404 });
    const wrong = await system.office.call("PUT", "/api/units", {});
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });

  it("页面的地址可以带任何查询条件，接口的不认识的查询条件被拒绝", async () => {
    const page = await system.browser().get("/branches/b_1/activities/new?kind=themeDay&on=2026-11-20");
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    expect((await system.office.get("/api/me?x=1")).status).toBe(400);
  });

  it("不是 JSON 的正文 400，类型不对 415，太大 413", async () => {
    const bad = (body: string, headers: Record<string, string>) =>
      system.app.request(`${ORIGIN}/api/session`, { method: "POST", headers: { origin: ORIGIN, ...headers }, body });
    expect((await bad("{", { "content-type": "application/json" })).status).toBe(400);
    expect((await bad("{}", { "content-type": "text/plain" })).status).toBe(415);
    expect(
      (await bad(JSON.stringify({ login: "x".repeat(1_100_000) }), { "content-type": "application/json" })).status,
    ).toBe(413);
  });

  it("不认识的字段被拒绝，并指出是哪个字段", async () => {
    const answer = await branch.secretary.post(members(), { ...fullMember(900), nickname: "x" });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual({ pointer: "#/nickname", detail: "没有这个字段" });
  });

  it("每条错误都是中文，并指向字段", async () => {
    const answer = await branch.secretary.post(members(), {
      name: "",
      stage: "king",
      sex: 5,
      joinedOn: "yesterday",
      excused: { reason: 3 },
    });
    expect(answer.status).toBe(422);
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toEqual(
      expect.arrayContaining(["#/name", "#/stage", "#/sex", "#/joinedOn", "#/excused/reason", "#/excused/from"]),
    );
    for (const { detail } of answer.body.errors) expect(detail).toMatch(/[\u4e00-\u9fff]/);
  });

  it("别处网站发来的写请求被拒绝，同源的被接受", async () => {
    const post = (headers: Record<string, string>) =>
      system.app.request(`${ORIGIN}/api/session`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: '{"login":"a","password":"b"}',
      });
    expect((await post({ origin: "https://evil.example" })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ "sec-fetch-site": "cross-site", origin: ORIGIN })).status).toBe(403);
    expect((await post({ "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await post({ "sec-fetch-site": "same-origin" })).status).toBe(401);
    expect((await post({ origin: ORIGIN })).status).toBe(401);
  });

  it("每个回答都带安全标头", async () => {
    const answer = await system.office.get("/api/me");
    expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("日志有账号、路由、状态和耗时，没有姓名、身份证号和地址里的编号", async () => {
    system.log.length = 0;
    const answer = await branch.secretary.post(members(), fullMember(901));
    const line = system.log.find((entry) => entry.method === "POST");
    expect(line).toMatchObject({
      route: "/api/branches/:b/members",
      status: 201,
      account: expect.stringMatching(/^a_/),
      requestId: expect.any(String),
    });
    expect(JSON.stringify(system.log)).not.toContain(fullMember(901).idNumber);
    expect(JSON.stringify(system.log)).not.toContain(answer.body.name);
  });
});

describe("重复的请求", () => {
  it("同一个键重复提交只生效一次，得到同样的回答", async () => {
    const key = randomUUID();
    const first = await branch.secretary.post(members(), fullMember(902), { key });
    const again = await branch.secretary.post(members(), fullMember(902), { key });
    expect(first.status).toBe(201);
    expect([again.status, again.body]).toEqual([201, first.body]);
    const list = await branch.secretary.get(`${members()}?q=${encodeURIComponent(first.body.name)}`);
    expect(list.body.total).toBe(1);
  });

  it("两个同样的请求同时到达，也只生效一次", async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => branch.secretary.post(members(), fullMember(903), { key })),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(created.length).toBeGreaterThan(0);
    expect(new Set(created.map(({ body }) => body.id)).size).toBe(1);
    for (const answer of answers) expect([201, 409, 503]).toContain(answer.status);
  });

  it("同一个键换了内容是 409，没有键是 400", async () => {
    const key = randomUUID();
    await branch.secretary.post(members(), fullMember(904), { key });
    const reused = await branch.secretary.post(members(), fullMember(905), { key });
    expect([reused.status, reused.body.code]).toEqual([409, "request.key-reused"]);
    const missing = await system.app.request(`${ORIGIN}/api/units`, {
      method: "POST",
      headers: { origin: ORIGIN, "content-type": "application/json", cookie: "" },
      body: "{}",
    });
    expect(missing.status).toBe(401);
    const without = await branch.secretary.post(members(), fullMember(906), { headers: { "idempotency-key": "" } });
    expect([without.status, without.body.code]).toEqual([400, expect.stringMatching(/^request\./)]);
  });

  it("一个人的键不影响另一个人", async () => {
    const key = randomUUID();
    const other = await system.foundBranch("键支部");
    expect((await branch.secretary.post(members(), fullMember(907), { key })).status).toBe(201);
    expect((await other.secretary.post(`/api/branches/${other.id}/members`, fullMember(908), { key })).status).toBe(
      201,
    );
  });
});

describe("翻页", () => {
  it("翻页不漏不重，换了查询的位置被拒绝", async () => {
    const paged = await system.foundBranch("翻页支部");
    for (let i = 0; i < 7; i += 1) await paged.secretary.post(`/api/branches/${paged.id}/members`, fullMember(920 + i));
    const path = `/api/branches/${paged.id}/members?limit=3`;
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page = await paged.secretary.get(next ? `${path}&cursor=${next}` : path);
      seen.push(...page.body.items.map((member: { id: string }) => member.id));
      next = page.body.next;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen.length).toBe(7);
    const cursor = (await paged.secretary.get(path)).body.next;
    expect((await paged.secretary.get(`${path}&stage=full&cursor=${cursor}`)).body.code).toBe("request.cursor");
    expect((await paged.secretary.get(`${path}&cursor=nonsense`)).status).toBe(400);
    expect((await paged.secretary.get(`/api/branches/${paged.id}/members?limit=500`)).status).toBe(400);
  });
});
