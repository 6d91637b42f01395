import { setTimeout as sleep } from "node:timers/promises";
import { startSystem } from "./app";
import { atRandom, faults } from "./faults";
import { wholeTable } from "./table-change";

type Storm = { users: number; ms: number; seed: number };
const SHARES = { throttle: 0.3, conflict: 0.1 };

/** Everybody registers applicants while the database throttles and conflicts; told to come again they come again under the same key. */
export async function storm({ users, ms, seed }: Storm) {
  const system = await startSystem();
  const branch = await system.foundBranch("风暴支部");
  const injected = faults(system.client);
  const plan = atRandom(seed, SHARES);
  const path = `/api/branches/${branch.id}/members`;
  const acknowledged: string[] = [];
  const count = { wrong: 0, tries: 0 };
  const until = performance.now() + ms;

  async function save(name: string): Promise<void> {
    const key = crypto.randomUUID();
    for (let wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
      count.tries += 1;
      const ask = () => branch.secretary.post(path, { name, stage: "applicant" }, { key });
      const { answer } = await injected.during(plan, ask);
      if (answer.status === 201) {
        acknowledged.push(name);
        return;
      }
      if (answer.status !== 503) count.wrong += 1;
      await sleep(wait);
    }
  }
  await Promise.all(
    Array.from({ length: users }, async (_, user) => {
      for (let number = 0; number === 0 || performance.now() < until; number += 1)
        await save(`风暴${user}人${number}号`);
    }),
  );
  const items = [...(await wholeTable(system.client, system.tableName)).values()];
  const kept = items.filter(({ entity }) => entity === "member").map(({ name }) => String(name));
  const there = new Set(kept);
  return {
    saved: acknowledged.length,
    tries: count.tries,
    wrong: count.wrong,
    lost: acknowledged.filter((name) => !there.has(name)).length,
    doubled: kept.length - there.size + acknowledged.length - new Set(acknowledged).size,
  };
}
