import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, expect, test } from "vitest";
import { startEngine } from "#functions/platform/engine";
import { clientFor } from "#test/support/engine-client";
import { startRunning } from "#test/support/running";
import { memoryOf } from "../bench/system";

/** Backup and restore stream: what they need of memory does not grow with the data. */

const BALLAST = 500;
const base = await mkdtemp(join(tmpdir(), "zhibu-large-"));
afterAll(() => rm(base, { recursive: true }));

const env = (dataDir: string) => ({
  ...{ PATH: process.env.PATH ?? "", ZHIBU_DATA: dataDir },
  ZHIBU_BACKUP_PASSPHRASE: "内存测试用的备份口令-2026-11",
});

/** The most memory that a built command had, in MB. */
async function peakOf(entry: string, args: string[], dataDir: string): Promise<number> {
  const program = [`dist/functions/${entry}/${entry}.js`, ...args];
  const child: ChildProcess = spawn(process.execPath, program, {
    env: env(dataDir),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const peak = { megabytes: 0 };
  while (child.exitCode === null) {
    // It may have ended at this moment.
    const now = await Promise.resolve()
      .then(() => memoryOf(child.pid ?? 0, "highest"))
      .catch(() => 0);
    peak.megabytes = Math.max(peak.megabytes, now || 0);
    await sleep(10);
  }
  expect(child.exitCode).toBe(0);
  return peak.megabytes;
}

/** Makes the sample's database larger by what no compression makes smaller. */
async function grow(dataDir: string): Promise<void> {
  const engine = await startEngine({ dataDir });
  const client = clientFor(engine.endpoint);
  for (let part = 0; part < BALLAST; part += 1) {
    const Item = { pk: { S: `BALLAST#${part}` }, sk: { S: "-" }, text: { S: randomBytes(262_500).toString("base64") } };
    await client.send(new PutItemCommand({ TableName: "zhibu", Item }));
  }
  await engine.stop();
}

test("数据大许多倍，备份和恢复用的内存不随着增长", async () => {
  const source = join(base, "source");
  await (await startRunning(source)).stop();
  const data = join(source, "demo");
  const measured = async (name: string) => {
    const file = join(base, `${name}.age`);
    const backup = await peakOf("backup", [file], data);
    const restore = await peakOf("restore", [file, "--emergency"], join(base, name));
    return { megabytes: (await stat(join(data, "zhibu.db"))).size / 1e6, backup, restore };
  };
  const small = await measured("small");
  await grow(data);
  const large = await measured("large");
  console.log({ small, large });
  expect(large.megabytes).toBeGreaterThan(small.megabytes + 150);
  expect(large.backup - small.backup).toBeLessThan(64);
  expect(large.restore - small.restore).toBeLessThan(64);
  expect(Math.max(large.backup, large.restore)).toBeLessThan(400);
});
