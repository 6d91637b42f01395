import { expect, it } from "vitest";
import { statedRoutes, toTemplate } from "#functions/openapi";
import type { Answer } from "#test/support/app";
import { always, faults, from } from "#test/support/faults";
import { makeWorld, newSystem, operations } from "#test/support/operations";

const LONGEST = 8_000;

async function timed(ask: () => Promise<Answer>) {
  const started = performance.now();
  const answer = await ask();
  return { answer, ms: performance.now() - started };
}

it("数据库不回答：每个地址都在 8 秒内答复 503 和重试时间", { timeout: 30_000 }, async () => {
  const system = await newSystem();
  const { injected, world } = { injected: faults(system.client), world: await makeWorld(system, 1) };
  const withoutDatabase = ["/healthz", "/api/openapi.json", "/assets/{name}", "/{path}"];
  const routes = statedRoutes(system.app).filter(({ path }) => !withoutDatabase.includes(toTemplate(path)));
  const answers = await Promise.all(
    routes.map(async ({ method, path }) => {
      const url = toTemplate(path)
        .replace("{b}", world.id)
        .replace("{file}", "2026.json")
        .replaceAll(/\{\w+\}/g, "1");
      const body = method === "GET" ? undefined : { login: "office", password: "x", code: "a_1234.x" };
      const one = await injected.during(always("hang"), () =>
        timed(() => world.secretary.call(method, url, body, { ifMatch: 1 })),
      );
      return { name: `${method} ${path}`, ...one.answer };
    }),
  );
  for (const { name, answer, ms } of answers) {
    expect([name, answer.status, answer.headers.get("retry-after")]).toEqual([name, 503, "5"]);
    expect([name, ms < LONGEST]).toEqual([name, true]);
  }
  expect(answers.length).toBeGreaterThan(60);
});

it("做到一半时数据库不再回答，或者每次都回答得很慢：也在 8 秒内", { timeout: 30_000 }, async () => {
  const system = await newSystem();
  const injected = faults(system.client);
  const asked = ["POST /api/branches/:b/members", "POST /api/branches/:b/handovers", "PATCH /api/units/:u"];
  const runs = await Promise.all(
    asked.flatMap((name, n) =>
      [
        from(2, "hang"),
        from(4, "hang"),
        ({ attempt }: { attempt: number }) => (attempt === 0 ? ("hang" as const) : null),
      ].map(async (plan, i) => {
        const world = await makeWorld(system, n * 10 + i + 1);
        const act = await operations[name]?.prepare(world);
        const { answer } = await injected.during(plan, () => timed(() => act?.("key") ?? Promise.reject(name)));
        return { name: `${name} ${i}`, status: answer.answer.status, ms: answer.ms };
      }),
    ),
  );
  for (const { name, status, ms } of runs) expect([name, status, ms < LONGEST]).toEqual([name, 503, true]);
});
