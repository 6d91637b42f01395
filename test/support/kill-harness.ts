import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { endProcess, enginesOf } from "#functions/platform/engine-process";

const TARGETS = ["server", "engine", "both"] as const;
type Target = (typeof TARGETS)[number];

export interface KillPlan {
  /** The server's program and arguments; `run` counts the starts from 1. */
  command(run: number): readonly string[];
  env?: Record<string, string>;
  /** The engine's file, by which its process is found. */
  database: string;
  /** The line of standard output by which the server says that it works. */
  readyLine: string;
  kills: number;
  /** How much has been acknowledged so far. No kill comes before it has grown since the last one, however slow the machine is. */
  progress(): number | Promise<number>;
  /** How long the server goes on working before each kill, drawn evenly. */
  workMs: readonly [number, number];
  /** Evenly drawn numbers in [0, 1). */
  random(): number;
}

interface KillCount {
  killed: Record<Target, number>;
  starts: number;
}

const READY_MS = 20_000;
const PROGRESS_MS = 60_000;

/** Works, kills server, engine or both in turn with SIGKILL at a random moment, and starts again, as often as planned. Leaves nothing running. */
export async function killAtRandom(plan: KillPlan): Promise<KillCount> {
  const count: KillCount = { killed: { server: 0, engine: 0, both: 0 }, starts: 1 };
  const [shortest, longest] = plan.workMs;
  let server = await started(plan, count.starts);
  try {
    for (let kill = 0, before = 0; kill < plan.kills; kill++) {
      await grown(plan, before);
      await sleep(shortest + plan.random() * (longest - shortest));
      const target = TARGETS[kill % TARGETS.length] ?? "both";
      await killed(server, target, plan);
      before = await plan.progress();
      count.killed[target]++;
      if (target === "engine") continue;
      count.starts++;
      server = await started(plan, count.starts);
    }
    await sleep(longest);
  } finally {
    await ended(server);
    for (const pid of await enginesOf(plan.database)) await endProcess(pid);
  }
  return count;
}

async function started(plan: KillPlan, run: number): Promise<ChildProcess> {
  const [program = "", ...args] = plan.command(run);
  const child = spawn(program, args, { env: { ...process.env, ...plan.env }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    output.out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output.err += chunk.toString();
  });
  const until = Date.now() + READY_MS;
  while (!output.out.includes(plan.readyLine)) {
    if (hasExited(child) || Date.now() > until) throw new Error(`start ${run} failed: ${output.out}${output.err}`);
    await sleep(5);
  }
  return child;
}

async function grown({ progress }: KillPlan, before: number): Promise<void> {
  const until = Date.now() + PROGRESS_MS;
  while ((await progress()) <= before) {
    if (Date.now() > until) throw new Error(`nothing was acknowledged in ${PROGRESS_MS} ms`);
    await sleep(10);
  }
}

async function killed(server: ChildProcess, target: Target, plan: KillPlan): Promise<void> {
  const engines = await enginesOf(plan.database);
  if (hasExited(server)) throw new Error("the server ended by itself");
  if (engines.length !== 1) throw new Error(`${engines.length} engines have the file open`);
  const victims = { server: [server.pid], engine: engines, both: [server.pid, ...engines] }[target];
  for (const pid of plan.random() < 0.5 ? victims : victims.toReversed())
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  if (target === "engine") await replaced(engines, plan.database);
  else await exitOf(server);
}

async function replaced(former: readonly number[], database: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    const now = await enginesOf(database);
    if (now.some((pid) => !former.includes(pid))) return;
    await sleep(10);
  }
  throw new Error("the engine was not started again");
}

async function ended(server: ChildProcess): Promise<void> {
  server.kill("SIGTERM");
  const patience = setTimeout(() => server.kill("SIGKILL"), 5_000);
  await exitOf(server);
  clearTimeout(patience);
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (!hasExited(child)) await once(child, "exit");
}

/** Evenly drawn numbers that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((again ^ (again >>> 14)) >>> 0) / 4_294_967_296;
  };
}
