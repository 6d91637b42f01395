import { expect, it } from "vitest";
import { statedRoutes, toTemplate } from "#functions/openapi";
import type { Answer } from "#test/support/app";
import { always, faults, from, type Plan } from "#test/support/faults";
import { makeWorld, newSystem, operations } from "#test/support/operations";

const LONGEST = 8_000;

const REFERENCE = 7_000;

/** How long an answer took, less what a timer begun at the same moment was late: that is the machine's load, not the server's patience. */
async function timed(ask: () => Promise<Answer>) {
  const started = performance.now();
  const late = { ms: 0 };
  const reference = setTimeout(() => {
    late.ms = performance.now() - started - REFERENCE;
  }, REFERENCE);
  const answer = await ask();
  clearTimeout(reference);
  return { answer, ms: performance.now() - started - late.ms };
}

it("数据库不回答：每个地址都在 8 秒内答复 503 和重试时间", { timeout: 60_000 }, async () => {
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

it("做到一半时数据库不再回答，或者每次都回答得很慢：也在 8 秒内", { timeout: 60_000 }, async () => {
  const system = await newSystem();
  const injected = faults(system.client);
  const asked = ["POST /api/branches/:b/members", "POST /api/branches/:b/handovers", "PATCH /api/units/:u"];
  const plans: Plan[] = [from(2, "hang"), from(4, "hang"), ({ attempt }) => (attempt === 0 ? "hang" : null)];
  // The worlds come first: making them would keep the process from answering.
  const acts: (() => Promise<{ name: string; status: number; ms: number }>)[] = [];
  for (const name of asked)
    for (const [i, plan] of plans.entries()) {
      const act = await operations[name]?.prepare(await makeWorld(system, acts.length + 1));
      acts.push(async () => {
        const { answer } = await injected.during(plan, () => timed(() => act?.("key") ?? Promise.reject(name)));
        return { name: `${name} ${i}`, status: answer.answer.status, ms: answer.ms };
      });
    }
  const runs = await Promise.all(acts.map((act) => act()));
  for (const { name, status, ms } of runs) expect([name, status, ms < LONGEST]).toEqual([name, 503, true]);
});
