import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { whileFrozen } from "#functions/platform/backup/freeze";
import { type Snapshot, withSnapshot } from "#functions/platform/backup/snapshot";
import { type Engine, startEngine } from "#functions/platform/engine";
import { ensureTable } from "#functions/platform/engine-table";
import { clientFor } from "#test/support/engine-client";

/** A backup holds one moment of the data, though they are written all the time. */

const TABLE = "snapshot-test";
const WRITERS = 3;
const SNAPSHOTS = 8;

let base: string;
let dataDir: string;
let engine: Engine;
let client: DynamoDBClient;
/** The last number of each writer that was acknowledged. */
const acknowledged: number[] = Array.from({ length: WRITERS }, () => 0);

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "zhibu-snapshot-"));
  dataDir = join(base, "data");
  engine = await startEngine({ dataDir });
  client = clientFor(engine.endpoint);
  await ensureTable(client, TABLE);
  // Large enough that a copy takes longer than the engine needs to empty its log into the database.
  for (let part = 0; part < 200; part += 1) await put(`ballast${part}`, "x".repeat(350_000));
  await writeFile(join(dataDir, "key"), "key");
  await mkdir(join(dataDir, "files"));
});
afterAll(async () => {
  await engine.stop();
  await rm(base, { recursive: true });
});

const put = (pk: string, text: string) =>
  client.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: pk }, sk: { S: "-" }, text: { S: text } } }));
const textOf = (number: number) => `${number}党支部`.repeat(1500);
const padded = (number: number) => String(number).padStart(6, "0");

/** A record, its trail and a running total, in one transaction. */
async function write(writer: number, number: number): Promise<void> {
  const item = (part: string) => ({
    Put: {
      TableName: TABLE,
      Item: {
        pk: { S: `${part}${writer}` },
        sk: { S: padded(number) },
        text: { S: textOf(number) },
      },
    },
  });
  const total = {
    Put: { TableName: TABLE, Item: { pk: { S: "total" }, sk: { S: `${writer}` }, n: { N: `${number}` } } },
  };
  await client.send(new TransactWriteItemsCommand({ TransactItems: [item("record"), item("trail"), total] }));
  acknowledged[writer] = number;
}

async function keepWriting(writer: number, over: AbortSignal): Promise<void> {
  for (let number = 1; !over.aborted; number += 1) await write(writer, number);
}

/** The numbers below a key, with whether each item is whole. */
async function numbersOf(from: DynamoDBClient, pk: string): Promise<number[]> {
  const numbers: number[] = [];
  for (let next: QueryCommand["input"]["ExclusiveStartKey"] | null = null; next !== undefined; ) {
    const page: QueryCommandOutput = await from.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: pk } },
        ...(next && { ExclusiveStartKey: next }),
      }),
    );
    for (const { sk, text, n } of (page.Items ?? []) as {
      sk: { S: string };
      text?: { S: string };
      n?: { N: string };
    }[]) {
      if (text) expect(text.S).toBe(textOf(Number(sk.S)));
      numbers.push(Number(n?.N ?? sk.S));
    }
    next = page.LastEvaluatedKey;
  }
  return numbers;
}

async function copied({ files }: Snapshot, to: string): Promise<void> {
  for (const { name, path } of files) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(path, join(to, name));
  }
}

test(`写入不停时取 ${SNAPSHOTS} 份副本，每份都含此前已确认的全部写入，没有一笔只写了一半`, {
  timeout: 120_000,
}, async () => {
  const over = new AbortController();
  const writers = acknowledged.map((_, writer) => keepWriting(writer, over.signal));
  const before: number[][] = [];
  for (let copy = 0; copy < SNAPSHOTS; copy += 1) {
    await sleep(50 + copy * 17);
    before.push([...acknowledged]);
    await withSnapshot(dataDir, (snapshot) => copied(snapshot, join(base, `copy${copy}`)));
  }
  over.abort();
  await Promise.all(writers);
  expect(Math.min(...acknowledged), "写得太少，什么也没有证明").toBeGreaterThan(SNAPSHOTS);
  for (const [copy, floor] of before.entries()) {
    const restored = await startEngine({ dataDir: join(base, `copy${copy}`) });
    try {
      const reader = clientFor(restored.endpoint);
      const totals = await numbersOf(reader, "total");
      for (const [writer, least] of floor.entries()) {
        const records = await numbersOf(reader, `record${writer}`);
        expect(records.length).toBeGreaterThanOrEqual(least);
        expect(records).toEqual(records.map((_, index) => index + 1));
        expect(await numbersOf(reader, `trail${writer}`)).toEqual(records);
        if (records.length > 0) expect(totals[writer]).toBe(records.length);
      }
    } finally {
      await restored.stop();
      await rm(join(base, `copy${copy}`), { recursive: true });
    }
  }
  expect(await readdir(dataDir), "临时副本没有删除").not.toContain("backup.tmp");
});

const database = () => join(dataDir, "zhibu.db");

test("取副本的进程被强行结束，数据库马上继续工作", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "test/support/frozen.ts", database()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const writing = write(0, 900_001);
  expect(await Promise.race([writing.then(() => "written"), sleep(500).then(() => "waiting")])).toBe("waiting");
  child.kill("SIGKILL");
  await writing;
});

test("数据库停顿太久就自动继续，这份副本作废", async () => {
  const frozen = whileFrozen(database(), () => Promise.all([write(0, 900_002), sleep(600)]), 300);
  await expect(frozen).rejects.toThrow("运行中 0.3 秒没有复制完");
});

test("取副本时数据库换了进程，副本作废重取", async () => {
  const frozen = await whileFrozen(database(), async () => {
    if (engine.pid !== undefined) process.kill(engine.pid, "SIGKILL");
    await sleep(500);
  });
  expect(frozen).toBeNull();
});

test("同时只有一次备份，系统停止时也能备份", async () => {
  await withSnapshot(dataDir, async () => {
    await expect(withSnapshot(dataDir, async () => undefined)).rejects.toThrow("另一次备份正在进行");
  });
  await engine.stop();
  const paused = await withSnapshot(dataDir, async ({ pausedMs, files }) => [pausedMs, files.map(({ name }) => name)]);
  expect(paused).toEqual([0, ["zhibu.db", "key"]]);
  engine = await startEngine({ dataDir });
});

test("副本含全部附件，备份开始后删除的也在；没有写完的不在", async () => {
  await Promise.all(["f_one1", "f_two2", "f_two3.part"].map((name) => writeFile(join(dataDir, "files", name), name)));
  await withSnapshot(dataDir, async (snapshot) => {
    await rm(join(dataDir, "files", "f_one1"));
    await copied(snapshot, join(base, "attached"));
  });
  expect(await readdir(join(base, "attached", "files"))).toEqual(["f_one1", "f_two2"]);
});
