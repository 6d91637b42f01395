import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { enginesOf, isHalted } from "../engine-process.ts";
import { Refusal } from "./refusal.ts";

const LONGEST_MS = 20_000;
const HALT_MS = 5_000;

/** Lets the processes go on when its input ends, which it also does when the backup is killed, and at the latest after the given time. */
const WATCHDOG = `
const [ms, ...pids] = JSON.parse(process.argv[1]);
const resume = () => {
  for (const pid of pids) try { process.kill(pid, "SIGCONT"); } catch {}
  process.exit();
};
process.stdin.on("end", resume).on("error", resume).resume();
setTimeout(resume, ms);
process.stdout.write("ready");
`;

type Watchdog = ChildProcessByStdio<Writable, Readable, null>;

export type Frozen<T> = { engines: readonly number[]; pausedMs: number; result: T };

/**
 * Does the work while every engine that has the database open stands still; null when one came, went or moved meanwhile, so that what was copied
 * proves nothing.
 */
export async function whileFrozen<T>(
  database: string,
  work: () => Promise<T>,
  longestMs = LONGEST_MS,
): Promise<Frozen<T> | null> {
  const engines = await enginesOf(database);
  if (engines.length === 0) {
    const result = await work();
    return (await enginesOf(database)).length === 0 ? { engines, pausedMs: 0, result } : null;
  }
  const watchdog = await watchdogOf(engines, longestMs);
  const from = Date.now();
  try {
    for (const pid of engines) signal(pid, "SIGSTOP");
    if (!(await haveHalted(engines))) return null;
    const result = await work();
    const pausedMs = Date.now() - from;
    if (await areSame(engines, database)) return { engines, pausedMs, result };
    if (pausedMs < longestMs) return null;
    throw new Refusal(`数据库较大，运行中 ${longestMs / 1000} 秒没有复制完，没有备份；请先停止系统，再备份。`);
  } finally {
    for (const pid of engines) signal(pid, "SIGCONT");
    watchdog.stdin.end();
  }
}

async function watchdogOf(pids: readonly number[], longestMs: number): Promise<Watchdog> {
  const given = JSON.stringify([longestMs, ...pids]);
  const child = spawn(process.execPath, ["-e", WATCHDOG, given], { detached: true, stdio: ["pipe", "pipe", "ignore"] });
  await once(child.stdout, "data");
  child.unref();
  return child;
}

/** A signal is taken by each thread in its own time: a write that has begun is finished first. */
async function haveHalted(pids: readonly number[]): Promise<boolean> {
  const until = Date.now() + HALT_MS;
  while (!(await areHalted(pids))) {
    if (Date.now() > until) return false;
    await sleep(2);
  }
  return true;
}

const areHalted = async (pids: readonly number[]): Promise<boolean> =>
  (await Promise.all(pids.map(isHalted))).every(Boolean);

async function areSame(pids: readonly number[], database: string): Promise<boolean> {
  const now = await enginesOf(database);
  return now.length === pids.length && now.every((pid) => pids.includes(pid)) && (await areHalted(pids));
}

function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
