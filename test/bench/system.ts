import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request as sendRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { freePort } from "#functions/platform/engine";

const BUILT = "dist/functions/local/local.js";
const LONGEST_START = 60_000;
const lock = z.object({ engine: z.object({ pid: z.number() }), port: z.number() });
const me = z.object({ grants: z.array(z.object({ unit: z.object({ id: z.string() }) })) });

export type Answer = { status: number; bytes: Buffer; headers: Record<string, string | string[] | undefined> };
type Sent = { body?: string | Uint8Array | undefined; headers?: Record<string, string> | undefined };
export type Client = (method: string, path: string, more?: Sent) => Promise<Answer>;
export type Session = { cookie: string; branchId: string; client: Client };

/** Resident memory of a process in MB, now or at its highest. */
export function memoryOf(pid: number, which: "now" | "highest"): number {
  const name = which === "now" ? "VmRSS" : "VmHWM";
  const kilobytes = new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

/** Seconds of processor time that a process has taken: the machine's other work does not count in it. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** An HTTP client with connections that are kept; it reads answers to their end and does not look into them. */
function clientOf(port: number, cookie: string): Client {
  const agent = new Agent({ keepAlive: true });
  const origin = `http://localhost:${port}`;
  const client: Client = (method, path, { body, headers } = {}) =>
    new Promise((resolve, reject) => {
      const key = method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {};
      const json =
        body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sent = sendRequest(
        { agent, host: "127.0.0.1", port, method, path, headers: { origin, cookie, ...key, ...json, ...headers } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const read = { status: answer.statusCode ?? 0, bytes: Buffer.concat(chunks), headers: answer.headers };
            if (read.status < 400) resolve(read);
            else reject(new Error(`${method} ${path}: ${read.status} ${read.bytes.toString().slice(0, 300)}`));
          });
        },
      );
      // A kept connection that the server closes at this moment is not its failure.
      sent.on("error", (error) =>
        sent.reusedSocket ? resolve(client(method, path, { body, headers })) : reject(error),
      );
      sent.end(body);
    });
  return client;
}

async function untilAnswering(client: Client, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + LONGEST_START; Date.now() < until; await sleep(5)) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const page = await client("GET", "/").catch(() => null);
    if (page) return;
  }
  throw new Error("the server does not answer");
}

/** The built system with the sample subsidiary in a fresh directory; everything goes again with `stop`. */
export async function startBuilt() {
  const directory = await mkdtemp(join(tmpdir(), "zhibu-bench-"));
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), ZHIBU_DATA: directory };
  const started = performance.now();
  const child = spawn(process.execPath, [BUILT, "demo"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const anybody = clientOf(port, "");
  await untilAnswering(anybody, child);
  const startMs = performance.now() - started;
  const data = join(directory, "demo");
  const engine = lock.parse(JSON.parse(readFileSync(join(data, "engine.json"), "utf8")));
  return {
    startMs,
    startCpuSeconds: cpuSecondsOf(child.pid ?? 0),
    origin: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    enginePid: engine.engine.pid,
    endpoint: `http://127.0.0.1:${engine.port}`,
    data,

    async signIn(login: string): Promise<Session> {
      const answer = await anybody("POST", "/api/session", {
        body: JSON.stringify({ login, password: "Zhibu-demo-2026" }),
      });
      const cookie = [answer.headers["set-cookie"] ?? []].flat()[0]?.split(";")[0] ?? "";
      const { grants } = me.parse(JSON.parse(answer.bytes.toString()));
      return { cookie, branchId: grants[0]?.unit.id ?? "", client: clientOf(port, cookie) };
    },

    async stop(): Promise<void> {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
export type Built = Awaited<ReturnType<typeof startBuilt>>;
