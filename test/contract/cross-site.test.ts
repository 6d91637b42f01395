import { beforeAll, describe, expect, it } from "vitest";
import { specOf } from "#functions/platform/http";
import { ORIGIN, startSystem } from "#test/support/app";

/** Cross-site calls fail: method × content type × Sec-Fetch-Site × Origin, on every route of the app's own list. */

const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/csv",
  null,
];
const SITES = ["same-origin", "same-site", "cross-site", "none", "", "Same-Origin", null];
const ORIGINS = [
  ORIGIN,
  "null",
  "https://evil.example",
  `${ORIGIN}.evil.example`,
  ORIGIN.replace("http:", "https:"),
  `${ORIGIN}0`,
  ORIGIN.toUpperCase(),
  "",
  null,
];
const READS = ["GET", "HEAD"];

let system: Awaited<ReturnType<typeof startSystem>>;
beforeAll(async () => {
  system = await startSystem();
});

/** The browser says so itself, or, where it says nothing, the page's own address is named. */
const isOwnPage = (site: string | null, origin: string | null): boolean =>
  site === "same-origin" || (site === null && origin === ORIGIN);

const addressOf = (path: string) => path.replaceAll(/:(\w+)(\{(?:[^{}]|\{[^{}]*\})*\})?/g, "2026");
const routes = () => [
  ...new Map(
    system.app.routes
      .filter(({ handler }) => specOf(handler))
      .map(({ method, path }) => [`${method} ${path}`, { method, path: addressOf(path) }]),
  ).values(),
];

async function ask(method: string, path: string, given: Record<string, string | null>): Promise<Response> {
  const named = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null);
  const headers = Object.fromEntries(named);
  return system.app.request(`${ORIGIN}${path}`, { method, headers, ...(!READS.includes(method) && { body: "{}" }) });
}

async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  return text.startsWith("{") ? JSON.parse(text).code : "";
}

describe("别的网站发来的请求", () => {
  it("改动数据的请求只认本系统的页面：每个地址、每种类型、每个来源", { timeout: 180_000 }, async () => {
    const wrong: string[] = [];
    const count = { asked: 0 };
    const writes = routes().filter(({ method }) => !READS.includes(method));
    expect(writes.length).toBeGreaterThan(30);
    for (const { method, path } of writes)
      for (const type of TYPES)
        for (const site of SITES)
          for (const origin of ORIGINS) {
            count.asked += 1;
            const answer = await ask(method, path, { "content-type": type, "sec-fetch-site": site, origin });
            const isRefused = (await codeOf(answer)) === "request.cross-site";
            if (isRefused === isOwnPage(site, origin)) wrong.push(`${method} ${path} ${type} ${site} ${origin}`);
            if (answer.headers.has("access-control-allow-origin")) wrong.push(`${method} ${path} 允许了别的来源`);
          }
    expect(wrong).toEqual([]);
    expect(count.asked).toBe(writes.length * TYPES.length * SITES.length * ORIGINS.length);
  });

  it("不在路由中的方法也一样被拒绝", async () => {
    for (const method of ["PUT", "OPTIONS", "PROPFIND", "POST", "DELETE"]) {
      const answer = await ask(method, "/api/me", { "sec-fetch-site": "cross-site", origin: "https://evil.example" });
      expect([method, answer.status, await codeOf(answer)]).toEqual([method, 403, "request.cross-site"]);
    }
  });

  it("读取的请求什么也不改，别的网站读不到回答", async () => {
    for (const { method, path } of routes().filter((route) => READS.includes(route.method)))
      for (const site of SITES) {
        const answer = await ask(method, path, { "sec-fetch-site": site, origin: "https://evil.example" });
        expect(answer.headers.get("access-control-allow-origin"), path).toBeNull();
        expect(answer.headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
      }
  });
});
