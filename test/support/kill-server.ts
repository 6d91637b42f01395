import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { freePort } from "#functions/platform/engine";
import { killAtRandom, seeded } from "./kill-harness.ts";

/** The whole built system, killed while two secretaries save; they repeat a request until it is answered, as the page does. */
const WRITERS = ["secretary01", "secretary02"];

type Person = { login: string; cookie: string; branchId: string; saved: string[] };
const byText = (a: string, b: string) => (a < b ? -1 : 1);

/** What people do with the server at an address, until they are told to stop. */
function peopleAt(origin: string, over: AbortSignal) {
  /** Sends until there is an answer that is not "not now". */
  async function insist(path: string, init: RequestInit): Promise<Response> {
    for (;;) {
      const response = await fetch(`${origin}${path}`, { ...init, signal: AbortSignal.timeout(10_000) }).catch(
        () => null,
      );
      if (response && response.status < 500 && response.status !== 429) return response;
      await sleep(20);
    }
  }

  const post = (path: string, cookie: string, body: object) =>
    insist(path, {
      method: "POST",
      headers: { origin, "content-type": "application/json", "idempotency-key": crypto.randomUUID(), cookie },
      body: JSON.stringify(body),
    });

  return {
    async signIn(login: string): Promise<Person> {
      const response = await post("/api/session", "", { login, password: "Zhibu-demo-2026" });
      const me = (await response.json()) as { grants: { unit: { id: string } }[] };
      const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
      return { login, cookie, branchId: me.grants[0]?.unit.id ?? "", saved: [] };
    },

    /** Registers applicants one after the other until the killing is over. */
    async write({ login, cookie, branchId, saved }: Person): Promise<void> {
      for (let number = 0; !over.aborted; number += 1) {
        const name = `强杀${login}第${number}号`;
        const response = await post(`/api/branches/${branchId}/members`, cookie, { name, stage: "applicant" });
        expect(response.status).toBe(201);
        saved.push(name);
      }
    },

    async registered({ cookie, branchId }: Person): Promise<string[]> {
      const names: string[] = [];
      for (let next: string | null = ""; next !== null; ) {
        const response = await insist(
          `/api/branches/${branchId}/members?q=强杀&limit=200${next && `&cursor=${next}`}`,
          {
            headers: { cookie },
          },
        );
        const page = (await response.json()) as { items: { name: string }[]; next: string | null };
        names.push(...page.items.map((item) => item.name));
        next = page.next;
      }
      return names;
    },
  };
}

/** Server, engine or both are killed as often as asked while people save: what was acknowledged is there, once. Gives a line of figures. */
export async function killServer(kills: number, seed: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "zhibu-kill-server-"));
  try {
    return await killIn(directory, kills, seed);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function killIn(directory: string, kills: number, seed: number): Promise<string> {
  const began = Date.now();
  const [port, data, over] = [await freePort(), join(directory, "data"), new AbortController()];
  const { signIn, write, registered } = peopleAt(`http://localhost:${port}`, over.signal);
  const people: Person[] = [];
  const plan = {
    command: () => [process.execPath, "dist/functions/local/local.js", "demo"],
    env: { PORT: String(port), ZHIBU_DATA: data },
    database: join(data, "demo", "zhibu.db"),
    readyLine: "按 Ctrl+C 停止",
    random: seeded(seed),
    progress: () => Math.min(...people.map((person) => person.saved.length)),
  };
  // Signing in takes longer than the system lives between two kills; the sessions outlive them.
  const opening = killAtRandom({ ...plan, kills: 0, workMs: [0, 10_000] });
  people.push(...(await Promise.all(WRITERS.map(signIn))));
  await opening;
  const writers = people.map(write);
  const { killed } = await killAtRandom({ ...plan, kills, workMs: [0, 500] }).finally(() => over.abort());
  const check = killAtRandom({ ...plan, kills: 0, workMs: [0, 10_000] });
  try {
    await Promise.all(writers);
    for (const person of people) {
      expect(person.saved.length, "写得太少，什么也没有证明").toBeGreaterThanOrEqual(kills);
      expect((await registered(person)).toSorted(byText)).toEqual(person.saved.toSorted(byText));
    }
  } finally {
    await check;
  }
  const saved = people.reduce((sum, person) => sum + person.saved.length, 0);
  const seconds = Math.round((Date.now() - began) / 1000);
  return `kill -9 of the whole system: ${kills} times (server ${killed.server}, engine ${killed.engine}, both ${killed.both}), ${saved} acknowledged saves, 0 lost, 0 doubled, ${seconds} s, seed ${seed}`;
}
