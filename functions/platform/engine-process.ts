import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

const run = promisify(execFile);
const hasProc = process.platform === "linux";
const TERM_MS = 3_000;
const KILL_MS = 5_000;

/** When the process started, as text to compare; undefined when it has ended (a zombie has). */
export async function startOf(pid: number): Promise<string | undefined> {
  return hasProc ? await startFromProc(pid) : await startFromPs(pid);
}

async function startFromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return undefined;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
  return `${boot.trim()}:${rest[18]}`;
}

async function startFromPs(pid: number): Promise<string | undefined> {
  const listed = await run("ps", ["-o", "stat=,lstart=", "-p", `${pid}`]).catch(() => undefined);
  const [state, ...start] = listed?.stdout.trim().split(/\s+/) ?? [];
  return state === undefined || state === "" || state.startsWith("Z") ? undefined : start.join(" ");
}

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  const startedAt = await startOf(pid);
  if (startedAt === undefined) throw new Error(`process ${pid} has ended`);
  return { pid, startedAt };
}

export async function isAlive({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  return (await startOf(pid)) === startedAt;
}

/** Whether every thread of the process stands still (SIGSTOP). */
export async function isHalted(pid: number): Promise<boolean> {
  if (!hasProc) {
    const listed = await run("ps", ["-o", "stat=", "-p", `${pid}`]).catch(() => undefined);
    return listed?.stdout.trim().startsWith("T") ?? false;
  }
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const stats = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, "utf8").catch(() => "")),
  );
  return threads.length > 0 && stats.every((stat) => stat.slice(stat.lastIndexOf(")") + 2).startsWith("T"));
}

/** The running engines that have this database file open, known by their command line. */
export async function enginesOf(database: string): Promise<number[]> {
  const processes = hasProc ? await commandLinesFromProc() : await commandLinesFromPs();
  return processes.filter(({ opens }) => opens(database)).map(({ pid }) => pid);
}

interface CommandLine {
  pid: number;
  opens(database: string): boolean;
}

async function commandLinesFromProc(): Promise<CommandLine[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return await Promise.all(
    pids.map(async (pid) => {
      const args = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
      const isEngine = args[0]?.split("/").at(-1)?.startsWith("dynoxide") ?? false;
      return { pid: Number(pid), opens: (database) => isEngine && args[args.indexOf("--db-path") + 1] === database };
    }),
  );
}

async function commandLinesFromPs(): Promise<CommandLine[]> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").map((line) => ({
    pid: Number.parseInt(line, 10),
    opens: (database) => line.includes("dynoxide") && line.trimEnd().endsWith(`--db-path ${database}`),
  }));
}

/** Ends a process politely, then by force, and returns when it is gone. */
export async function endProcess(pid: number): Promise<void> {
  const startedAt = await startOf(pid);
  if (startedAt === undefined) return;
  signal(pid, "SIGTERM");
  if (await gone({ pid, startedAt }, TERM_MS)) return;
  signal(pid, "SIGKILL");
  if (!(await gone({ pid, startedAt }, KILL_MS))) throw new Error(`process ${pid} does not end`);
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function gone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (await isAlive(identity)) {
    if (Date.now() > until) return false;
    await sleep(5);
  }
  return true;
}
