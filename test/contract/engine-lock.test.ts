import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LockHeld, takeLock } from "#functions/platform/engine-lock";

let directory = "";
const dead = JSON.stringify({ owner: { pid: 1, startedAt: "long ago" }, engine: null, port: null });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "zhibu-lock-"));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

test("一百次，每次十二个同时去接过期的锁：都恰好一个接到，其余得知已有主人，不留杂物", async () => {
  for (let round = 0; round < 100; round++) {
    const file = join(directory, `race-${round}.json`);
    await writeFile(file, dead);
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, async () => await takeLock(file)));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const attempt of attempts) if (attempt.status === "rejected") expect(attempt.reason).toBeInstanceOf(LockHeld);
    expect((await readdir(directory)).filter((name) => name.startsWith(`race-${round}.`))).toEqual([
      `race-${round}.json`,
    ]);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ owner: { pid: process.pid } });
  }
});

test("接锁途中被强行结束的进程不会挡住后来者", async () => {
  const file = join(directory, "abandoned.json");
  await writeFile(file, dead);
  await writeFile(`${file}.${createHash("sha256").update(dead).digest("hex").slice(0, 16)}`, dead);
  const lock = await takeLock(file);
  expect(await readdir(directory)).toContain("abandoned.json");
  await expect(takeLock(file)).rejects.toBeInstanceOf(LockHeld);
  await lock.release();
  expect((await readdir(directory)).filter((name) => name.startsWith("abandoned"))).toEqual([]);
});
