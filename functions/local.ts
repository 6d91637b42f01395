import { readFile } from "node:fs/promises";
import { createServer as createPlainServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { getRequestListener } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { entryService } from "./accounts/entry-service";
import { createApp } from "./app";
import { ensureRoot } from "./org/root";
import { assemble, dayOf, type Environment } from "./platform/assemble";
import { connect } from "./platform/client";
import { startEngine } from "./platform/engine";
import { ensureTable } from "./platform/engine-table";
import { directoryFiles } from "./platform/files";
import { isFull } from "./platform/full";
import { openKeyring } from "./platform/key-store";
import { formerKeys, localWrapper } from "./platform/keyring";
import { commitFeed } from "./platform/live";
import { fileLog, keyOf } from "./platform/machine";
import { type OidcSettings, oidcSettings } from "./platform/oidc";
import type { Platform } from "./platform/platform";
import { markPurpose } from "./platform/purpose";
import { trimTrail } from "./platform/retention";
import { directorySite } from "./platform/site";
import { sweep } from "./platform/sweep";
import { traceOf } from "./platform/trace";

/** One machine: the embedded database, the API and the page in one process. `local.js demo` runs the sample subsidiary. */

const HOUR = 3_600_000;
/** The machine is shared with people's other work: the heap is collected when it has grown by 60 %, not fourfold (a sixth less memory in an import for 4 % more work). */
const HEAP = "--heap-growing-percent=60";

type Settings = {
  demo: boolean;
  port: number;
  host: string;
  dataDir: string;
  tableName: string;
  endpoint: string | undefined;
  origins: string[];
  tls: { cert: string; key: string } | undefined;
  oidc: OidcSettings | null;
};

function readSettings(env: Environment, args: readonly string[]): Settings {
  const demo = args.includes("demo");
  const unknown = args.find((arg) => arg !== "demo");
  if (unknown !== undefined) throw new Error(`不认识“${unknown}”。演示请用 demo，正式启动不带参数。`);
  const port = Number(env.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT 应为 1–65535 的整数，现在是“${env.PORT}”。`);
  const [cert, key] = [env.ZHIBU_TLS_CERT, env.ZHIBU_TLS_KEY];
  if (Boolean(cert) !== Boolean(key)) throw new Error("ZHIBU_TLS_CERT 和 ZHIBU_TLS_KEY 要同时设置。");
  const scheme = cert ? "https" : "http";
  const base = env.ZHIBU_DATA ?? ".data";
  return {
    demo,
    port,
    host: env.HOST ?? "127.0.0.1",
    dataDir: demo ? join(base, "demo") : base,
    tableName: env.ZHIBU_TABLE ?? "zhibu",
    endpoint: env.DYNAMODB_ENDPOINT,
    origins: env.ZHIBU_ORIGIN?.split(",").map((origin) => origin.trim()) ?? [
      `${scheme}://localhost:${port}`,
      `${scheme}://127.0.0.1:${port}`,
    ],
    tls: cert && key ? { cert, key } : undefined,
    oidc: oidcSettings(env),
  };
}

async function makeServer(settings: Settings, listener: ReturnType<typeof getRequestListener>): Promise<Server> {
  if (!settings.tls) return createPlainServer(listener);
  try {
    const [cert, key] = await Promise.all([readFile(settings.tls.cert), readFile(settings.tls.key)]);
    return createTlsServer({ cert, key }, listener);
  } catch {
    throw new Error("TLS 证书或私钥无法读取，请检查 ZHIBU_TLS_CERT 和 ZHIBU_TLS_KEY 指向的文件。");
  }
}

/** Why the address cannot be had, as a sentence that says what to set. */
function listenProblem(error: NodeJS.ErrnoException, { port, host }: Settings): Error {
  if (error.code === "EADDRINUSE") return new Error(`端口 ${port} 已被占用，请设置 PORT 换一个端口。`);
  if (error.code === "EACCES") return new Error(`没有权限使用端口 ${port}，请设置 PORT 换一个 1024 以上的端口。`);
  return new Error(`HOST 的值“${host}”不是本机的地址，请改正（${error.code ?? error.message}）。`);
}

const listen = (server: Server, settings: Settings) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenProblem(error, settings)));
    server.listen(settings.port, settings.host, resolve);
  });

/** Everything until the system is ready is told to wait. */
const wait = () =>
  new Response(JSON.stringify({ code: "service.unavailable", status: 503, title: "系统正在启动，请稍候" }), {
    status: 503,
    headers: { "Content-Type": "application/problem+json", "Retry-After": "1" },
  });

async function run(): Promise<void> {
  setFlagsFromString(HEAP);
  const env: Environment = process.env;
  const settings = readSettings(env, process.argv.slice(2));
  const today = dayOf(env);
  const log = fileLog(join(settings.dataDir, "zhibu.log"));
  const ready: { app: ReturnType<typeof createApp> | null } = { app: null };
  const server = await makeServer(
    settings,
    getRequestListener((request, bindings) => ready.app?.fetch(request, bindings) ?? wait()),
  );
  // One request's mishap must not end the system for everybody.
  process.on("unhandledRejection", (error) => log({ level: "error", ...traceOf(error) }));
  await listen(server, settings);
  const masterKey = await keyOf(settings.dataDir);
  const engine = await startEngine({
    dataDir: settings.dataDir,
    endpoint: settings.endpoint,
    onEvent: (event) => log({ level: "warn", engine: event }),
  });
  try {
    const client = connect({ endpoint: engine.endpoint, tableName: settings.tableName });
    await ensureTable(client, settings.tableName);
    const keyring = await openKeyring(client, settings.tableName, localWrapper(masterKey), formerKeys(masterKey));
    const refusal = await markPurpose(client, settings.tableName, settings.demo ? "demo" : "real", keyring);
    if (refusal) throw new Error(refusal);
    const feed = commitFeed({
      // What is written before the start is over (the sample subsidiary) is computed right after it, with all that is outdated.
      onChanged: async (keys) => (ready.app ? (await import("./stream")).recomputeChanged(platform, keys) : undefined),
      onError: (error) => log({ level: "error", ...traceOf(error) }),
    });
    const here = import.meta.dirname;
    const platform: Platform = assemble({
      tableName: settings.tableName,
      endpoint: engine.endpoint,
      keyring,
      origins: settings.origins,
      oidc: settings.oidc,
      demo: settings.demo,
      files: directoryFiles(join(settings.dataDir, "files")),
      site: directorySite(join(here, "../../web")),
      openapi: () => readFile(join(here, "openapi.json"), "utf8"),
      addressOf: (c) => getConnInfo(c).remote.address ?? "",
      log,
      onCommitted: feed.committed,
      ...(today && { today }),
    });
    const notice = settings.demo ? await prepareDemo(platform) : await prepareReal(platform);
    ready.app = createApp(platform);
    const hourly = every(HOUR, () => keepCurrent(platform, log));
    const stopping = { now: false };
    const daily = every(24 * HOUR, async () => {
      await sweepAway(client, settings, log, () => stopping.now);
      await trimAway(platform, log);
    });
    stopOnSignal(async () => {
      stopping.now = true;
      clearInterval(hourly);
      clearInterval(daily);
      server.close();
      server.closeAllConnections();
      await feed.stop();
      await engine.stop();
    });
    console.log(greeting(settings, notice));
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

const every = (ms: number, work: () => Promise<void>) => {
  void work();
  return setInterval(() => void work(), ms).unref();
};

/** Standings depend on the day: once the day has changed they are computed anew. */
async function keepCurrent(platform: Platform, log: Platform["log"]): Promise<void> {
  try {
    const { recomputeStale } = await import("./stream");
    await recomputeStale(platform);
  } catch (error) {
    log({ level: "error", ...traceOf(error) });
  }
}

/** What has expired goes, a little at a time. */
async function sweepAway(
  client: ReturnType<typeof connect>,
  { tableName }: Settings,
  log: Platform["log"],
  isStopped: () => boolean,
): Promise<void> {
  try {
    const { looked, removed } = await sweep(client, tableName, Date.now(), isStopped);
    log({ level: "info", sweep: removed, looked });
  } catch (error) {
    log({ level: "error", ...traceOf(error) });
  }
}

/** Events of the trail that the policy no longer asks for go. */
async function trimAway(platform: Platform, log: Platform["log"]): Promise<void> {
  try {
    const trimmed = await trimTrail(platform, (await platform.policy()).trailDays);
    log({ level: "info", trimmed });
  } catch (error) {
    log({ level: "error", ...traceOf(error) });
  }
}

/** The sample subsidiary, made when its database is empty; the older of its two years follows while it is in use. The lines tell its accounts. */
async function prepareDemo(platform: Platform): Promise<string[]> {
  const { beginSample, sampleAccounts, sampleSecretNotice } = await import("./sample/seed");
  const { finished } = await beginSample(platform);
  // Stopped before its end, it is finished by the next start.
  finished.catch((error: unknown) => platform.log({ level: "warn", sample: "unfinished", ...traceOf(error) }));
  return ["演示数据。账号（密码都是 Zhibu-demo-2026）：", ...sampleAccounts, sampleSecretNotice];
}

async function prepareReal(platform: Platform): Promise<string[]> {
  const root = await ensureRoot(platform);
  const link = await entryService(platform).firstLink(root.id);
  return link ? ["首次使用：请在 24 小时内打开下面的一次性链接，设置党务部门的账号和密码。", link] : [];
}

function greeting(settings: Settings, notice: readonly string[]): string {
  const isOpen = !["127.0.0.1", "localhost", "::1"].includes(settings.host);
  const addresses = isOpen
    ? Object.values(networkInterfaces())
        .flatMap((list) => list ?? [])
        .filter((one) => one.family === "IPv4" && !one.internal)
    : [];
  const scheme = settings.tls ? "https" : "http";
  return [
    `支部工作台已启动：${settings.origins[0]}`,
    ...addresses.map(
      (one) => `同一网络的电脑可打开：${scheme}://${one.address}:${settings.port}（该地址须写在 ZHIBU_ORIGIN 中）`,
    ),
    ...(isOpen && !settings.tls ? ["注意：没有设置 TLS 证书，网络上的人可能看到往来内容。"] : []),
    ...notice,
    "按 Ctrl+C 停止。",
  ].join("\n");
}

/** The first signal stops in order, a second one at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  const inOrder = () =>
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  process.once("SIGINT", inOrder);
  process.once("SIGTERM", inOrder);
}

run().catch((error: unknown) => {
  const full = isFull(error) ? "数据目录所在的磁盘已满，没有启动；请清理磁盘，或用 ZHIBU_DATA 换一个数据目录。" : null;
  console.error(full ?? (error instanceof Error ? error.message : error));
  process.exit(1);
});
