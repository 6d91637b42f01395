import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ORIGIN, startSystem } from "#test/support/app";
import { faultsOfProblem } from "#test/support/fuzz/checks";
import { bytesOf, pick, type Random, whole } from "#test/support/fuzz/values";
import { seeded } from "#test/support/kill-harness";

/** What no client library would send: broken framing on the wire, answered or hung up on, and the server goes on. */

const TIMES = Number(process.env.ZHIBU_FUZZ ?? 5_000) / 10;
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);
const PATIENCE = 5_000;

let system: Awaited<ReturnType<typeof startSystem>>;
let server: Server;
const rejections: unknown[] = [];
const onRejection = (error: unknown) => rejections.push(error);

beforeAll(async () => {
  system = await startSystem();
  process.on("unhandledRejection", onRejection);
  server = createServer(getRequestListener((request, bindings) => system.app.fetch(request, bindings)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  process.off("unhandledRejection", onRejection);
  server.closeAllConnections();
  server.close();
});

const head = (more: readonly string[], start = "POST /api/session HTTP/1.1") =>
  [start, "Host: localhost", `Origin: ${ORIGIN}`, "Content-Type: application/json", ...more, "", ""].join("\r\n");
const BODY = '{"login":"nobody","password":"wrong"}';

/** One wrong thing about how a request is put on the wire. */
const kinds: readonly ((random: Random) => string | Uint8Array)[] = [
  (random) => bytesOf(random, whole(random, 2_000)),
  (random) => Buffer.concat([Buffer.from(head(["Content-Length: 50"])), bytesOf(random, 50)]),
  () => head(["Content-Length: 5"]) + BODY,
  () => head([`Content-Length: ${BODY.length + 500}`]) + BODY,
  () => head(["Content-Length: -1"]) + BODY,
  () => head(["Content-Length: 99999999999999"]) + BODY,
  () => head(["Content-Length: 3", "Content-Length: 5"]) + BODY,
  () => head([`Content-Length: ${BODY.length}`, "Transfer-Encoding: chunked"]) + BODY,
  () => `${head(["Transfer-Encoding: chunked"])}zz\r\n${BODY}\r\n0\r\n\r\n`,
  () => `${head(["Transfer-Encoding: chunked"])}FFFFFFFF\r\n${BODY}`,
  (random) => `${head(["Transfer-Encoding: chunked"])}5\r\n${BODY.slice(0, whole(random, 9))}`,
  () => head([`Cookie: ${"x".repeat(70_000)}`]),
  (random) => head([`X-${whole(random, 9)}: a\u0000b`, `Cookie: sid=\u00ff\u00fe`]),
  () => head([], "POST /api/session HTTP/9.9"),
  () => head([], "GET http://evil.example/api/me HTTP/1.1"),
  () => head([], "GET //evil.example/..%2f..%2fetc/passwd HTTP/1.1"),
  () => head([], "GET /api/%E0%A4%A HTTP/1.1"),
  () => head([], "OPTIONS * HTTP/1.1"),
  () => head([], "CONNECT localhost:443 HTTP/1.1"),
  () => head(["Upgrade: websocket", "Connection: Upgrade"], "GET /api/me HTTP/1.1"),
  () => head(["Expect: 100-continue", `Content-Length: ${BODY.length}`]),
  () => head(["Host: evil.example", "Host: localhost"], "GET /api/me HTTP/1.1"),
  () => "GET /api/me HTTP/1.1\r\n\r\n",
  () => head([`Content-Length: ${BODY.length}`]) + BODY,
];

/** Sends, ends the sending side, and waits for the other to hang up; null when it never does. */
const exchange = (bytes: string | Uint8Array): Promise<string | null> =>
  new Promise((resolve) => {
    const heard: Buffer[] = [];
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    const done = (text: string | null) => {
      clearTimeout(patience);
      socket.destroy();
      resolve(text);
    };
    const patience = setTimeout(() => done(null), PATIENCE);
    socket.on("data", (chunk) => heard.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => done(Buffer.concat(heard).toString()));
  });

/** What is wrong with the answer; HTTP's own parser may answer without a body. */
function faultsOf(text: string): string[] {
  const [status = 0] = /^HTTP\/1\.1 (\d{3})/.exec(text)?.slice(1).map(Number) ?? [];
  const [header = "", rest = ""] = text.split("\r\n\r\n", 2);
  // What stood behind the stated length was taken for the next request.
  const [body = ""] = rest.split("HTTP/1.1 ");
  const type = /^content-type: (.*)$/im.exec(header)?.[1] ?? "";
  if (status >= 500) return [`${status}`];
  return status >= 400 && type !== "" && body.startsWith("{") ? faultsOfProblem(status, type, body) : [];
}

test(`${TIMES} 个在线路上就坏了的请求，没有一个让系统出错、挂起或停下（种子 ${SEED}）`, {
  timeout: 300_000,
}, async () => {
  const random = seeded(SEED);
  const faults: string[] = [];
  const answered = { count: 0 };
  for (let i = 0; i < TIMES; i += 1) {
    const bytes = (kinds[i % kinds.length] ?? pick(random, kinds))(random);
    const text = await exchange(bytes);
    if (text?.startsWith("HTTP/1.1")) answered.count += 1;
    const found = text === null ? [`no end in ${PATIENCE} ms`] : faultsOf(text);
    faults.push(...found.map((fault) => `${fault} ← ${Buffer.from(bytes).toString("latin1").slice(0, 200)}`));
  }
  expect(faults.slice(0, 10)).toEqual([]);
  expect(answered.count).toBeGreaterThan(TIMES / 2);
  expect(rejections).toEqual([]);
  // Whoever hangs up sees no answer; the log would tell of an error of the server.
  expect(system.log.filter(({ level }) => level === "error")).toEqual([]);
  expect((await system.office.get("/api/me")).status).toBe(200);
  const { port } = server.address() as AddressInfo;
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});
