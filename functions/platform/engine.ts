import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, open, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EngineLock, LockHeld, takeLock } from "./engine-lock.ts";
import { endProcess, enginesOf, identityOf } from "./engine-process.ts";

export interface Engine {
  readonly endpoint: string;
  /** The embedded engine's process while one runs; none when the database is somewhere else. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export type EngineEvent =
  | { kind: "orphanEnded"; pid: number }
  | { kind: "ended"; code: number | null; signal: string | null }
  | { kind: "restarted"; pid: number }
  | { kind: "restartFailed"; message: string };

export interface EngineOptions {
  dataDir: string;
  /** A database that somebody else runs (DYNAMODB_ENDPOINT). */
  endpoint?: string | undefined;
  onEvent?: ((event: EngineEvent) => void) | undefined;
  /** Finds the engine's program; by default the one that npm installed for this platform. */
  findBinary?: (() => string | undefined) | undefined;
}

/** The database cannot be had; the message is the one sentence to show, without a stack. */
export class EngineUnavailable extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "EngineUnavailable";
  }
}

const ANSWER_MS = 10_000;
const PORT_ATTEMPTS = 5;
const RESTART_MS = [0, 100, 300, 1_000, 3_000, 5_000];

/** The database of this machine: the given endpoint if it answers, else the embedded engine on the data directory's file. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  return options.endpoint ? await external(options.endpoint) : await embedded(options);
}

async function external(endpoint: string): Promise<Engine> {
  if (!URL.canParse(endpoint)) {
    throw new EngineUnavailable(`DYNAMODB_ENDPOINT 的值“${endpoint}”不是网址，应写成 http://主机:端口 的形式。`);
  }
  if (!(await answers(endpoint, ANSWER_MS / 2))) {
    throw new EngineUnavailable(`数据库 ${endpoint} 没有应答，请检查它是否已启动，以及 DYNAMODB_ENDPOINT 是否写对。`);
  }
  return { endpoint, pid: undefined, stop: async () => {} };
}

async function embedded(options: EngineOptions): Promise<Engine> {
  const binary = (options.findBinary ?? installedBinary)();
  if (binary === undefined) {
    throw new EngineUnavailable(
      `没有找到适用于本机（${process.platform}-${process.arch}）的内置数据库，请设置 DYNAMODB_ENDPOINT 指向一个兼容 DynamoDB 的数据库后再启动。`,
    );
  }
  const dataDir = await privateDirectory(options.dataDir);
  const lock = await lockOf(dataDir);
  try {
    return await supervise(binary, dataDir, lock, options.onEvent ?? (() => {}));
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function installedBinary(): string | undefined {
  const program = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/${program}`);
  } catch {
    return undefined;
  }
}

async function privateDirectory(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
    return await realpath(path);
  } catch {
    throw new EngineUnavailable(`数据目录 ${path} 无法建立或不归当前用户所有，请换一个目录或改正它的权限。`);
  }
}

async function lockOf(dataDir: string): Promise<EngineLock> {
  try {
    return await takeLock(join(dataDir, "engine.json"));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new EngineUnavailable(
      `数据目录 ${dataDir} 正由另一个已启动的系统使用（进程号 ${error.pid}），请先停止它，或换一个数据目录。`,
    );
  }
}

interface Running {
  child: ChildProcess;
  pid: number;
}

async function supervise(
  binary: string,
  dataDir: string,
  lock: EngineLock,
  onEvent: (event: EngineEvent) => void,
): Promise<Engine> {
  const database = await privateFile(join(dataDir, "zhibu.db"));
  await endOrphans(database, onEvent);
  const launch = (port: number): Promise<Running> => launched(binary, database, port, join(dataDir, "engine.log"));
  const { port, running } = await onFreePort(launch);
  const state: { running: Running | undefined; watching: Promise<void> } = { running, watching: Promise.resolve() };
  const stopping = new AbortController();
  const endWithUs = (): void => void state.running?.child.kill("SIGTERM");

  const relaunch = async (attempt: number): Promise<void> => {
    await sleep(RESTART_MS[Math.min(attempt, RESTART_MS.length - 1)], undefined, { signal: stopping.signal });
    try {
      state.running = await launch(port);
    } catch (error) {
      onEvent({ kind: "restartFailed", message: error instanceof Error ? error.message : String(error) });
      return await relaunch(attempt + 1);
    }
    await noted(lock, state.running.pid, port);
    onEvent({ kind: "restarted", pid: state.running.pid });
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted && state.running !== undefined) {
      const { child } = state.running;
      await exitOf(child);
      state.running = undefined;
      if (stopping.signal.aborted) return;
      onEvent({ kind: "ended", code: child.exitCode, signal: child.signalCode });
      await relaunch(0).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
    }
  };

  await noted(lock, running.pid, port);
  process.once("exit", endWithUs);
  state.watching = watch();

  const shutDown = async (): Promise<void> => {
    stopping.abort();
    if (state.running !== undefined) await endProcess(state.running.pid);
    await state.watching;
    if (state.running !== undefined) await endProcess(state.running.pid);
    process.off("exit", endWithUs);
    await lock.release();
  };
  const stopped: { once: Promise<void> | undefined } = { once: undefined };

  return {
    endpoint: endpointOf(port),
    get pid() {
      return state.running?.pid;
    },
    async stop() {
      stopped.once ??= shutDown();
      await stopped.once;
    },
  };
}

/** The note is for whoever looks into the file; orphans are found by their command line, so a note that fails (full disk) stops nothing. */
async function noted(lock: EngineLock, pid: number, port: number): Promise<void> {
  await identityOf(pid)
    .then((engine) => lock.note(engine, port))
    .catch(() => undefined);
}

/** The engine gives its side files the rights of the database file, so the file is made before the engine sees it. */
async function privateFile(path: string): Promise<string> {
  const file = await open(path, "a", 0o600);
  await file.chmod(0o600);
  await file.close();
  return path;
}

/** An engine outlives a killed server, and two engines would open one file without complaint. The lock is ours: whoever has the file open is an orphan. */
async function endOrphans(database: string, onEvent: (event: EngineEvent) => void): Promise<void> {
  for (const pid of await enginesOf(database)) {
    await endProcess(pid);
    onEvent({ kind: "orphanEnded", pid });
  }
}

async function onFreePort(launch: (port: number) => Promise<Running>): Promise<{ port: number; running: Running }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, running: await launch(port) };
    } catch (error) {
      if (attempt < PORT_ATTEMPTS) continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineUnavailable(`内置数据库没有启动成功（${reason}），详细原因见数据目录中的 engine.log。`);
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Starts the engine in a process group of its own: Ctrl-C reaches the server alone, which ends the engine after its last request. */
async function launched(binary: string, database: string, port: number, logFile: string): Promise<Running> {
  const log = await open(logFile, "w", 0o600);
  const args = ["--host", "127.0.0.1", "--port", `${port}`, "--db-path", database];
  const child = spawn(binary, args, { detached: true, stdio: ["ignore", "ignore", log.fd] });
  try {
    await once(child, "spawn");
    await ready(child, endpointOf(port));
  } finally {
    await log.close();
  }
  if (child.pid === undefined) throw new Error("no process number");
  return { child, pid: child.pid };
}

async function ready(child: ChildProcess, endpoint: string): Promise<void> {
  const until = Date.now() + ANSWER_MS;
  while (Date.now() < until) {
    if (hasExited(child)) throw new Error(`exit ${child.exitCode ?? child.signalCode}`);
    if (await answers(endpoint, 1_000, isDynoxide)) return;
    await sleep(5);
  }
  child.kill("SIGKILL");
  throw new Error("no answer");
}

const isDynoxide = (response: Response): boolean => response.headers.has("x-dynoxide-version");

async function answers(
  endpoint: string,
  withinMs: number,
  accepts: (response: Response) => boolean = () => true,
): Promise<boolean> {
  const response = await fetch(endpoint, { signal: AbortSignal.timeout(withinMs) }).catch(() => undefined);
  await response?.body?.cancel();
  return response !== undefined && accepts(response);
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (!hasExited(child)) await once(child, "exit");
}

function endpointOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
