import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Engine,
  type EngineEvent,
  type EngineOptions,
  EngineUnavailable,
  freePort,
  startEngine,
} from "#functions/platform/engine";
import { enginesOf, isAlive, startOf } from "#functions/platform/engine-process";
import { ensureTable } from "#functions/platform/engine-table";
import { clientFor } from "../support/engine-client.ts";

const BINARY = createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`);

let dataDir = "";
let started: Engine[] = [];
let strays: ChildProcess[] = [];
let events: EngineEvent[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "zhibu-engine-test-"));
  started = [];
  strays = [];
  events = [];
});

afterEach(async () => {
  for (const engine of started) await engine.stop();
  for (const stray of strays) stray.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await startEngine({ dataDir, onEvent: (event) => events.push(event), ...options });
  started.push(engine);
  return engine;
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineUnavailable);
  return error instanceof Error ? error.message : "";
}

/** An engine with this data directory's file open that no launcher looks after. */
async function stray(): Promise<ChildProcess> {
  const port = await freePort();
  const child = spawn(BINARY, ["--host", "127.0.0.1", "--port", `${port}`, "--db-path", join(dataDir, "zhibu.db")], {
    stdio: "ignore",
  });
  strays.push(child);
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}`)).ok).toBe(true));
  return child;
}

function pidOf({ pid }: Engine): number {
  if (pid === undefined) throw new Error("no engine of our own");
  return pid;
}

const lockFile = (): string => join(dataDir, "engine.json");
const lockText = async (): Promise<string> => await readFile(lockFile(), "utf8");
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

async function endedPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("启动", () => {
  test("停止后再启动，数据还在", async () => {
    const first = await start();
    await ensureTable(clientFor(first.endpoint), "kept");
    await clientFor(first.endpoint).send(
      new PutItemCommand({ TableName: "kept", Item: { pk: { S: "a" }, sk: { S: "b" } } }),
    );
    await first.stop();

    const second = await start();
    const { Item } = await clientFor(second.endpoint).send(
      new GetItemCommand({ TableName: "kept", Key: { pk: { S: "a" }, sk: { S: "b" } } }),
    );
    expect(Item).toEqual({ pk: { S: "a" }, sk: { S: "b" } });
  });

  test("数据只有本用户能读，数据库只在本机应答", async () => {
    await chmod(dataDir, 0o755);
    const engine = await start();
    await ensureTable(clientFor(engine.endpoint), "private");
    expect(await modeOf(dataDir)).toBe("700");
    for (const name of await readdir(dataDir))
      expect(`${name} ${await modeOf(join(dataDir, name))}`).toBe(`${name} 600`);
    expect(new URL(engine.endpoint).hostname).toBe("127.0.0.1");
  });

  test("停止后数据库进程结束、锁消失，再停一次也无妨", async () => {
    const engine = await start();
    const pid = pidOf(engine);
    await engine.stop();
    await engine.stop();
    expect(await startOf(pid)).toBeUndefined();
    expect(await readdir(dataDir)).not.toContain("engine.json");
  });

  test("没有适用于本机的数据库程序时，用一句话说明怎么办", async () => {
    const sentence = await refusal(start({ findBinary: () => undefined }));
    expect(sentence).toContain(`${process.platform}-${process.arch}`);
    expect(sentence).toContain("DYNAMODB_ENDPOINT");
  });

  test("数据库程序起不来时说明原因，并放开锁", async () => {
    const sentence = await refusal(start({ findBinary: () => "/nonexistent/dynoxide" }));
    expect(sentence).toContain("没有启动成功");
    expect(await readdir(dataDir)).not.toContain("engine.json");
  });

  test("数据文件损坏时说明原因，不动这个文件", async () => {
    const damaged = "这不是数据库".repeat(200);
    await writeFile(join(dataDir, "zhibu.db"), damaged);
    expect(await refusal(start())).toContain("engine.log");
    expect(await readFile(join(dataDir, "zhibu.db"), "utf8")).toBe(damaged);
  });
});

describe("外部数据库", () => {
  test("能应答就用它，不另起数据库", async () => {
    const server = createServer((_, response) => response.writeHead(400).end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const engine = await start({ endpoint });
    expect(engine).toMatchObject({ endpoint, pid: undefined });
    expect(await readdir(dataDir)).toEqual([]);
    server.close();
  });

  test("不应答时用一句话说明，不悄悄改用内置数据库", async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    expect(await refusal(start({ endpoint }))).toContain(`${endpoint} 没有应答`);
  });

  test("不是网址时用一句话说明", async () => {
    expect(await refusal(start({ endpoint: "本机" }))).toContain("不是网址");
  });
});

describe("一个数据目录只有一个主人", () => {
  test("已启动时再启动被拒绝，并说出是哪个进程，先启动的不受影响", async () => {
    const first = await start();
    expect(await refusal(start())).toContain(`进程号 ${process.pid}`);
    await ensureTable(clientFor(first.endpoint), "still");
  });

  test("同时启动八次，只有一个成功，也只有一个数据库打开文件", async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, async () => await start()));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await enginesOf(join(dataDir, "zhibu.db"))).toHaveLength(1);
  });

  test("主人已被强行结束，留下的数据库先结束再启动新的", async () => {
    const orphan = await stray();
    const owner = { pid: await endedPid(), startedAt: "gone" };
    await writeFile(lockFile(), JSON.stringify({ owner, engine: { pid: orphan.pid, startedAt: "x" }, port: 1 }));
    const engine = await start();
    expect(events).toContainEqual({ kind: "orphanEnded", pid: orphan.pid });
    expect(await enginesOf(join(dataDir, "zhibu.db"))).toEqual([engine.pid]);
  });

  test("主人在记下数据库之前就被结束，留下的数据库也找得到", async () => {
    const orphan = await stray();
    await start();
    expect(events).toContainEqual({ kind: "orphanEnded", pid: orphan.pid });
  });

  test("别的数据目录的数据库不受影响", async () => {
    const other = await mkdtemp(join(tmpdir(), "zhibu-engine-other-"));
    const elsewhere = await start({ dataDir: other });
    await start();
    expect(await enginesOf(join(other, "zhibu.db"))).toEqual([elsewhere.pid]);
    await elsewhere.stop();
    await rm(other, { recursive: true });
  });

  test("锁里的进程号已归别的程序所有，算作过期的锁，那个程序不受影响", async () => {
    const bystander = spawn("sleep", ["60"], { stdio: "ignore" });
    strays.push(bystander);
    const reused = { pid: bystander.pid, startedAt: "an earlier process" };
    await writeFile(lockFile(), JSON.stringify({ owner: reused, engine: reused, port: 1 }));
    await start();
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    expect(JSON.parse(await lockText())).toMatchObject({ owner: { pid: process.pid } });
  });

  test.each(["", "{", "null", '{"owner":{"pid":-1}}', "\u0000\u0001"])(
    "锁文件损坏（%j）时，结束留下的数据库后照常启动",
    async (damaged) => {
      const orphan = await stray();
      await writeFile(lockFile(), damaged);
      const engine = await start();
      expect(await enginesOf(join(dataDir, "zhibu.db"))).toEqual([engine.pid]);
      expect(orphan.exitCode ?? orphan.signalCode).not.toBeNull();
    },
  );

  test("锁记下主人、数据库和端口", async () => {
    const engine = await start();
    const lock: { engine: { pid: number; startedAt: string } } = JSON.parse(await lockText());
    expect(lock).toMatchObject({
      owner: { pid: process.pid, startedAt: await startOf(process.pid) },
      engine: { pid: engine.pid },
      port: Number(new URL(engine.endpoint).port),
    });
    expect(await isAlive(lock.engine)).toBe(true);
  });
});

describe("数据库自己结束", () => {
  test("服务还在时，数据库在同一端口重新启动，并报告", async () => {
    const engine = await start();
    const former = pidOf(engine);
    process.kill(former, "SIGKILL");
    await vi.waitFor(() => expect(events.at(-1)?.kind).toBe("restarted"), { timeout: 5_000 });
    expect(events).toEqual([
      { kind: "ended", code: null, signal: "SIGKILL" },
      { kind: "restarted", pid: engine.pid },
    ]);
    expect(engine.pid).not.toBe(former);
    await ensureTable(clientFor(engine.endpoint), "again");
    expect(JSON.parse(await lockText())).toMatchObject({ engine: { pid: engine.pid } });
  });

  test("重新启动途中停止服务，不留下任何数据库", async () => {
    const engine = await start();
    process.kill(pidOf(engine), "SIGKILL");
    await engine.stop();
    expect(await enginesOf(join(dataDir, "zhibu.db"))).toEqual([]);
  });
});
