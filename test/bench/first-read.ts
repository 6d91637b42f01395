import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { sha256 } from "#functions/platform/crypto";
import { keys } from "#functions/platform/keys";
import { bytesAtStart, outputsOf } from "../support/built";
import { type Figure, inMs, median } from "./measure";
import type { Built } from "./system";

const BUILT = "dist/functions/http/http.js";
const NODE_24 = "node_modules/node/bin/node";
const ROUNDS = 11;

/** Loads a handler and asks it once; prints the milliseconds of both together. */
const CHILD = `
const [url, cookie] = process.argv.slice(1);
const headers = { host: "localhost", cookie };
const event = { resource: "/{proxy+}", path: "/api/me", httpMethod: "GET", headers, multiValueHeaders: {},
  queryStringParameters: null, multiValueQueryStringParameters: null, pathParameters: { proxy: "api/me" },
  body: null, isBase64Encoded: false, requestContext: { httpMethod: "GET", path: "/api/me", identity: {}, requestId: "r" } };
console.log = () => undefined;
const started = performance.now();
const { handler } = await import(url);
const answer = await handler(event);
const ms = performance.now() - started;
if (answer.statusCode !== 200) throw new Error(answer.statusCode + answer.body);
process.stdout.write(String(ms));
process.exit(0);
`;

async function floorHandler(): Promise<{ path: string; remove: () => Promise<void> }> {
  // Below the repository, since what is not bundled is found from there.
  const directory = await mkdtemp(resolve("node_modules/.cache-bench-"));
  await build({
    entryPoints: ["test/bench/floor-handler.ts"],
    outdir: directory,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    banner: {
      js: 'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  await writeFile(join(directory, "package.json"), '{"type":"module"}\n');
  return { path: join(directory, "floor-handler.js"), remove: () => rm(directory, { recursive: true, force: true }) };
}

function firstRead(node: string, path: string, cookie: string, env: NodeJS.ProcessEnv): number {
  const args = ["--no-warnings", "--input-type=module", "--eval", CHILD, pathToFileURL(path).href, cookie];
  const { status, stdout, stderr } = spawnSync(node, args, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** Loading the API's bundle and its first answer, beside a handler that does the same reads with the same libraries. */
export async function benchFirstRead(built: Built): Promise<Figure[]> {
  const { cookie } = await built.signIn("secretary02");
  const [accountId = "", secret = ""] = cookie.replace(/^[^=]*=/, "").split(".");
  const proof = [keys.account(accountId), keys.session(accountId, sha256(secret))];
  const env = {
    ...process.env,
    ...{ DYNAMODB_ENDPOINT: built.endpoint, ZHIBU_TABLE: "zhibu", ZHIBU_ORIGIN: built.origin, AWS_REGION: "local" },
    ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    ZHIBU_KEY: readFileSync(join(built.data, "key"), "utf8").trim(),
    ZHIBU_BENCH_KEYS: JSON.stringify(proof),
  };
  const floor = await floorHandler();
  const nodes = [process.execPath, ...(existsSync(NODE_24) ? [NODE_24] : [])];
  try {
    const figures: Figure[] = [];
    for (const node of new Set(nodes.map((path) => resolve(path)))) {
      const times = { ours: [] as number[], other: [] as number[] };
      for (let round = 0; round < ROUNDS; round += 1) {
        times.ours.push(firstRead(node, BUILT, cookie, env));
        times.other.push(firstRead(node, floor.path, cookie, env));
      }
      const [ours, other] = [median(times.ours), median(times.other)];
      const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
      const name = `API bundle loaded and first read, Node ${version}`;
      figures.push({ name, value: ours / other, unit: "×", atMost: 1.2, ours: inMs(ours), beside: inMs(other) });
    }
    const size = bytesAtStart(outputsOf("http"), BUILT) / 1000;
    return [...figures, { name: "API bundle, loaded at start, minified", value: size, unit: "KB", atMost: 600 }];
  } finally {
    await floor.remove();
  }
}
