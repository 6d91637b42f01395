import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttributeValue, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { build } from "esbuild";
import { expect } from "vitest";
import { startEngine } from "#functions/platform/engine";
import { clientFor } from "./engine-client.ts";
import { killAtRandom, seeded } from "./kill-harness.ts";

const WRITER = "node_modules/.cache/zhibu-test/kill-writer.mjs";

/** Writers are killed with their engine as often as asked: what was acknowledged is there, once and whole. Gives a line of figures. */
export async function killWriters(kills: number, seed: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "zhibu-kill-"));
  try {
    await build({
      entryPoints: ["test/support/kill-writer.ts"],
      outfile: WRITER,
      bundle: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      banner: {
        js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
      },
      logLevel: "error",
    });
    return await killIn(directory, kills, seed);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function killIn(directory: string, kills: number, seed: number): Promise<string> {
  const started = Date.now();
  const dataDir = join(directory, "data");
  const log = join(directory, "acknowledged.log");
  const count = await killAtRandom({
    command: (run) => [process.execPath, WRITER, dataDir, log, `${run}`],
    database: join(dataDir, "zhibu.db"),
    readyLine: "ready",
    kills,
    workMs: [0, 300],
    random: seeded(seed),
    // A line for each acknowledged write.
    progress: () =>
      stat(log).then(
        ({ size }) => size,
        () => 0,
      ),
  });
  expect(count.killed.server + count.killed.engine + count.killed.both).toBe(kills);

  const acknowledged = (await readFile(log, "utf8")).trimEnd().split("\n");
  expect(acknowledged.length, "写得太少，什么也没有证明").toBeGreaterThanOrEqual(kills);
  expect(new Set(acknowledged).size, "同一个编号被确认了两次").toBe(acknowledged.length);

  const engine = await startEngine({ dataDir });
  try {
    const found = await contents(clientFor(engine.endpoint), "kill-test");
    expect(
      acknowledged.filter((id) => !found.parts.has(id)),
      "已确认而丢失的写入",
    ).toEqual([]);
    expect(
      [...found.parts].filter(([, parts]) => parts.size !== 3).map(([id]) => id),
      "只写了一半的写入",
    ).toEqual([]);
    expect(found.totals, "计数与条数不同：有写入生效了两次").toEqual(perWriter(found.parts.keys()));
  } finally {
    await engine.stop();
  }
  const { server, engine: engines, both } = count.killed;
  const seconds = Math.round((Date.now() - started) / 1000);
  return `kill -9: ${kills} times (server ${server}, engine ${engines}, both ${both}), ${acknowledged.length} acknowledged writes, 0 lost, 0 doubled, 0 torn, ${seconds} s, seed ${seed}`;
}

interface Contents {
  /** Per transaction, which of its three items are there. */
  parts: Map<string, Set<string>>;
  totals: Record<string, number>;
}

async function contents(client: DynamoDBClient, tableName: string): Promise<Contents> {
  const found: Contents = { parts: new Map(), totals: {} };
  for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
    for (const item of page.Items ?? []) note(found, item);
  }
  return found;
}

function note({ parts, totals }: Contents, { pk, sk, total }: Record<string, AttributeValue>): void {
  const id = pk?.S ?? "";
  if (sk?.S === "total") totals[id] = Number(total?.N);
  else parts.set(id, (parts.get(id) ?? new Set()).add(sk?.S ?? ""));
}

function perWriter(ids: Iterable<string>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const id of ids) {
    const writer = id.split("#")[0] ?? "";
    totals[writer] = (totals[writer] ?? 0) + 1;
  }
  return totals;
}
