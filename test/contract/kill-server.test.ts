import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#functions/platform/engine";
import { killAtRandom, seeded } from "../support/kill-harness.ts";

/** The whole built system, killed while two secretaries save; they repeat a request until it is answered, as the page does. */
const KILLS = Number(process.env.ZHIBU_KILLS ?? 50);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);
const WRITERS = ["secretary01", "secretary02"];

const byText = (a: string, b: string) => (a < b ? -1 : 1);
const place = { directory: "", origin: "", port: 0 };
const over = new AbortController();
const acknowledged = new Map<string, string[]>();

beforeAll(async () => {
  place.directory = await mkdtemp(join(tmpdir(), "zhibu-kill-server-"));
  place.port = await freePort();
  place.origin = `http://localhost:${place.port}`;
});
afterAll(async () => {
  await rm(place.directory, { recursive: true, force: true });
});

/** Sends until there is an answer that is not "not now". */
async function insist(path: string, init: RequestInit): Promise<Response> {
  for (;;) {
    const response = await fetch(`${place.origin}${path}`, { ...init, signal: AbortSignal.timeout(10_000) }).catch(
      () => null,
    );
    if (response && response.status < 500 && response.status !== 429) return response;
    await sleep(20);
  }
}

const post = (path: string, cookie: string, body: object) =>
  insist(path, {
    method: "POST",
    headers: {
      origin: place.origin,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
      cookie,
    },
    body: JSON.stringify(body),
  });

async function signIn(login: string): Promise<{ cookie: string; branchId: string }> {
  const response = await post("/api/session", "", { login, password: "Zhibu-demo-2026" });
  const me = (await response.json()) as { grants: { unit: { id: string } }[] };
  return { cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "", branchId: me.grants[0]?.unit.id ?? "" };
}

type Person = { login: string; cookie: string; branchId: string };

/** Registers applicants one after the other until the killing is over. */
async function write({ login, cookie, branchId }: Person): Promise<void> {
  const names: string[] = [];
  acknowledged.set(branchId, names);
  for (let number = 0; !over.signal.aborted; number += 1) {
    const name = `强杀${login}第${number}号`;
    const response = await post(`/api/branches/${branchId}/members`, cookie, { name, stage: "applicant" });
    expect(response.status).toBe(201);
    names.push(name);
  }
}

async function registered({ cookie, branchId }: Person): Promise<string[]> {
  const names: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const response = await insist(`/api/branches/${branchId}/members?q=强杀&limit=200${next && `&cursor=${next}`}`, {
      headers: { cookie },
    });
    const page = (await response.json()) as { items: { name: string }[]; next: string | null };
    names.push(...page.items.map((item) => item.name));
    next = page.next;
  }
  return names;
}

test(`书记保存时随时强行结束系统、数据库或两者 ${KILLS} 次，已确认的一条不丢、一条不重（种子 ${SEED}）`, {
  timeout: 120_000 + KILLS * 4_000,
}, async () => {
  const data = join(place.directory, "data");
  const plan = {
    command: () => [process.execPath, "dist/functions/local/local.js", "demo"],
    env: { PORT: String(place.port), ZHIBU_DATA: data },
    database: join(data, "demo", "zhibu.db"),
    readyLine: "按 Ctrl+C 停止",
    random: seeded(SEED),
  };
  // Signing in takes longer than the system lives between two kills; the sessions outlive them.
  const opening = killAtRandom({ ...plan, kills: 0, workMs: [0, 10_000] });
  const people = await Promise.all(WRITERS.map(async (login) => ({ login, ...(await signIn(login)) })));
  await opening;
  const writers = people.map(write);
  await killAtRandom({ ...plan, kills: KILLS, workMs: [50, 500] }).finally(() => over.abort());
  const check = killAtRandom({ ...plan, kills: 0, workMs: [0, 10_000] });
  try {
    await Promise.all(writers);
    for (const person of people) {
      const sent = acknowledged.get(person.branchId) ?? [];
      expect(sent.length, "写得太少，什么也没有证明").toBeGreaterThan(KILLS / 2);
      expect((await registered(person)).toSorted(byText)).toEqual(sent.toSorted(byText));
    }
  } finally {
    await check;
  }
});
