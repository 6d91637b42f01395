import { beforeAll, describe, expect, it } from "vitest";
import { statedRoutes } from "#functions/openapi";
import { specOf } from "#functions/platform/http";
import { ORIGIN, startSystem } from "#test/support/app";
import { type FuzzRequest, type FuzzRoute, requestMaker } from "#test/support/fuzz/request";
import { fuzzRoutes, nameOf } from "#test/support/fuzz/run";
import { makeWorld, type World } from "#test/support/fuzz/world";
import { seeded } from "#test/support/kill-harness";

/** What holds of every route, from the app's own list: a new one that forgets it fails here. */

let system: Awaited<ReturnType<typeof startSystem>>;
let world: World;
let make: ReturnType<typeof requestMaker>;
beforeAll(async () => {
  system = await startSystem({ today: "2026-02-10" });
  world = await makeWorld(system, 0);
  make = requestMaker(seeded(1), world, "2026-02-10");
});

/** Pages and their files take whatever stands behind the question mark: the page reads its own filters there. */
const TAKES_ANY_QUERY = ["GET /healthz", "GET /assets/{name}", "GET /{path}", "GET /api/oidc/callback"];

/** In the branch where everybody of the world is. */
function properHere(route: FuzzRoute): FuzzRequest {
  const request = make.proper(route);
  const isHere = request.path.startsWith(`/api/branches/${world.branchId}`);
  return !route.template.includes("{b}") || isHere ? request : properHere(route);
}

/** As somebody who may call it. */
async function ask(route: FuzzRoute, query: string, body: string | Uint8Array | undefined) {
  const proper = properHere(route);
  const isAllowed = (role: (typeof route.roles)[number]) => route.roles.length === 0 || route.roles.includes(role);
  const allowed = world.identities.filter(({ role }) => isAllowed(role));
  const own = allowed.find(({ unitId }) => unitId === world.branchId) ?? allowed[0];
  if (!own) throw new Error(`nobody may ${nameOf(route)}`);
  const type = route.uploads[0] ?? "application/json";
  const answer = await system.app.request(`${ORIGIN}${proper.path.split("?")[0]}${query}`, {
    method: route.method,
    headers: { ...proper.headers, cookie: own.cookie, ...(body !== undefined && { "content-type": type }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
  const text = await answer.text();
  const problem: { code?: string; errors?: { pointer: string }[] } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: answer.status, code: problem.code, pointers: problem.errors?.map(({ pointer }) => pointer) ?? [] };
}

describe("每个地址", () => {
  it("都在最前面声明自己：谁能用、收什么、答什么", () => {
    const first = new Map<string, object>();
    for (const { method, path, handler } of system.app.routes)
      if (method !== "ALL" && !first.has(`${method} ${path}`)) first.set(`${method} ${path}`, handler);
    expect([...first].filter(([, handler]) => !specOf(handler)).map(([name]) => name)).toEqual([]);
    expect(first.size).toBe(statedRoutes(system.app).length);
  });

  it("要么谁都能用，要么要登录：没有登录就是 401", async () => {
    for (const route of fuzzRoutes(system).filter(({ isOpen }) => !isOpen)) {
      const { path, headers, body } = make.proper(route);
      const { cookie: _, ...without } = headers;
      const init = {
        method: route.method,
        headers: without,
        ...(body !== undefined && { body: typeof body === "string" ? body : new Uint8Array(body) }),
      };
      expect([nameOf(route), (await system.app.request(`${ORIGIN}${path}`, init)).status]).toEqual([
        nameOf(route),
        401,
      ]);
    }
  });

  it("不认识的查询参数是 400", async () => {
    const wrong: string[] = [];
    for (const route of fuzzRoutes(system).filter((one) => !TAKES_ANY_QUERY.includes(nameOf(one)))) {
      const answer = await ask(route, "?unbekannt=1", route.body ? "{}" : route.uploads.length > 0 ? "x" : undefined);
      if (answer.code !== "request.malformed") wrong.push(`${nameOf(route)} ${JSON.stringify(answer)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("正文里不认识的内容不会被收下", async () => {
    const wrong: string[] = [];
    for (const route of fuzzRoutes(system).filter(({ method, uploads }) => method !== "GET" && uploads.length === 0)) {
      const { body } = properHere(route);
      const more = { ...(typeof body === "string" && JSON.parse(body)), unbekannt: 1 };
      const answer = await ask(route, "", JSON.stringify(more));
      if (!answer.pointers.includes("#/unbekannt")) wrong.push(`${nameOf(route)} ${JSON.stringify(answer)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("不是 JSON 的正文是 400，类型不对是 415", async () => {
    for (const route of fuzzRoutes(system).filter(({ body }) => body)) {
      const broken = await ask(route, "", "{");
      expect([nameOf(route), broken.code]).toEqual([nameOf(route), "request.malformed"]);
    }
  });
});
