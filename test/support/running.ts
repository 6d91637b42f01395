import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#functions/platform/engine";

/** The built programs, run as somebody runs them. */

type Environment = Record<string, string>;
const plain = (): Environment => ({ PATH: process.env.PATH ?? "" });

/** Runs a built command to its end; npm's and Node's own remarks are left out. */
export const runBuilt = (entry: string, args: string[], env: Environment): Promise<{ code: number; lines: string[] }> =>
  new Promise((resolve) => {
    const options = { env: { ...plain(), NODE_NO_WARNINGS: "1", ...env }, timeout: 60_000 };
    const program = [`dist/functions/${entry}/${entry}.js`, ...args];
    execFile(process.execPath, program, options, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.trim().split("\n");
      resolve({ code: error ? Number(error.code ?? 1) : 0, lines });
    });
  });

const lockOf = (dataDir: string) => readFile(join(dataDir, "engine.json"), "utf8").catch(() => "");

/** Runs a built command on a data directory and kills it some time after its engine has come up; whether it was still running. */
export async function killBuilt(entry: string, args: string[], dataDir: string, afterMs: number): Promise<boolean> {
  const env = { ...plain(), ZHIBU_DATA: dataDir };
  const child = spawn(process.execPath, [`dist/functions/${entry}/${entry}.js`, ...args], { env, stdio: "ignore" });
  const ended = once(child, "exit");
  // A command killed before has left its lock, with its own process.
  const isUp = async () => new RegExp(`"pid":${child.pid},.*"port":\\d`).test(await lockOf(dataDir));
  while (child.exitCode === null && !(await isUp())) await sleep(5);
  await sleep(afterMs);
  child.kill("SIGKILL");
  const [, signal] = await ended;
  return signal === "SIGKILL";
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Heard = { status: number; body: any; cookie: string };
export type Sent = { cookie?: string; body?: unknown; type?: string; version?: number };

/** The built system on the data of a directory, the sample subsidiary unless it says otherwise. */
export async function startRunning(dataDir: string, args: string[] = ["demo"], more: Environment = {}) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = { ...plain(), PORT: `${port}`, ZHIBU_DATA: dataDir, ...more };
  const child = spawn(process.execPath, ["dist/functions/local/local.js", ...args], { env });
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output.text += chunk.toString();
    });
  while (!output.text.includes("按 Ctrl+C 停止")) {
    if (child.exitCode !== null) throw new Error(output.text);
    await sleep(10);
  }

  async function ask(method: string, path: string, { cookie = "", body, type, version }: Sent = {}): Promise<Heard> {
    const isRaw = body instanceof Uint8Array;
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        ...{ origin, cookie, "idempotency-key": crypto.randomUUID() },
        ...(version !== undefined && { "if-match": `"${version}"` }),
        ...(body !== undefined && { "content-type": type ?? "application/json" }),
      },
      ...(body !== undefined && { body: isRaw ? new Uint8Array(body) : JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      body: isJson && text ? JSON.parse(text) : text,
      cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "",
    };
  }

  return {
    ask,
    origin,
    signal: (name: NodeJS.Signals) => child.kill(name),
    output: () => output.text,
    /** Signs in, on a busy machine a second time, and gives the cookie and the first branch. */
    async signIn(login: string, password = "Zhibu-demo-2026"): Promise<{ cookie: string; branchId: string }> {
      const enter = () => ask("POST", "/api/session", { body: { login, password } });
      const first = await enter();
      const { status, body, cookie } = first.status === 503 ? await enter() : first;
      if (status !== 200) throw new Error(`${login}: ${status} ${JSON.stringify(body)}`);
      return { cookie, branchId: body.grants[0].unit.id };
    },
    async stop(): Promise<void> {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
export type Running = Awaited<ReturnType<typeof startRunning>>;
