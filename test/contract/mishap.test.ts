import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Running, startRunning } from "#test/support/running";

/** What goes wrong in one request of the built system stays with that request. */

const SECRET = "谈话内容：对组织不满";
/** Loaded into the process before the system: at a signal a promise is rejected that nobody waits for. */
const NEGLECT = 'process.on("SIGUSR2", () => void Promise.reject(new TypeError(process.env.SECRET)))';
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(NEGLECT)}`;
const PATIENCE = 20_000;

const base = await mkdtemp(join(tmpdir(), "zhibu-mishap-"));
let system: Running;
let secretary: { cookie: string; branchId: string };
beforeAll(async () => {
  system = await startRunning(base, ["demo"], { NODE_OPTIONS, SECRET });
  secretary = await system.signIn("secretary01");
});
afterAll(async () => {
  await system.stop();
  await rm(base, { recursive: true });
});

type Line = { level: string; error?: string; method?: string; route?: string; status?: number };
/** The file is made with its first line. */
const logText = () => readFile(join(base, "demo", "zhibu.log"), "utf8").catch(() => "");
const logged = async (): Promise<Line[]> =>
  (await logText())
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line));
/** The lines of a kind, once there are as many as expected. */
async function linesOf(count: number, isWanted: (line: Line) => boolean): Promise<Line[]> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const found = (await logged()).filter(isWanted);
    if (found.length >= count || performance.now() > until) return found;
    await sleep(20);
  }
}
const errors = async () => (await logged()).filter(({ level }) => level === "error");
const ask = (method: string, path: string, body?: unknown, type?: string) =>
  system.ask(method, path, { cookie: secretary.cookie, ...(body !== undefined && { body }), ...(type && { type }) });

/** Sends the head and a part of the body, and is gone. */
const breakOff = (path: string, type: string, framing: string, part: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    const head = [
      `POST ${path} HTTP/1.1`,
      ...["Host: localhost", `Origin: ${system.origin}`, `Cookie: ${secretary.cookie}`],
      ...[`Idempotency-Key: ${crypto.randomUUID()}`, `Content-Type: ${type}`, framing, "", ""],
    ].join("\r\n");
    const socket = connect(Number(new URL(system.origin).port), "localhost", () => {
      socket.write(head);
      // The server is reading by then: it has looked up the session and waits for the rest.
      socket.write(part, () => setTimeout(() => socket.destroy(), 300));
    });
    socket.on("error", reject).on("close", () => resolve());
  });

const chunked = (bytes: Uint8Array) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);

test("没有人等的承诺被拒绝：系统不停，日志只记是什么错、在哪里，不记它说的话", async () => {
  system.signal("SIGUSR2");
  const [line] = await linesOf(1, ({ level }) => level === "error");
  expect(line).toMatchObject({
    level: "error",
    error: "TypeError",
    stack: expect.arrayContaining([expect.stringContaining("SIGUSR2")]),
  });
  expect((await logText()) + system.output()).not.toContain(SECRET);
  expect((await ask("GET", "/api/me")).status).toBe(200);
});

describe("传到一半断开", () => {
  const pdf = Buffer.from(`%PDF-1.4\n1 0 obj<<>>endobj\n${"党".repeat(50_000)}trailer<<>>\n%%EOF\n`);
  const half = pdf.subarray(0, pdf.length / 2);
  const filesKept = () => readdir(join(base, "demo", "files")).catch(() => []);

  test("附件：不留文件，活动不变，系统照常；完整地再传一次就有", async () => {
    const at = `/api/branches/${secretary.branchId}/activities`;
    const made = await ask("POST", at, { kinds: ["themeDay"], title: "主题党日", startsAt: "2026-05-20T09:00" });
    expect(made.status).toBe(201);
    const upload = `${at}/${made.body.id}/files?name=a.pdf`;
    const before = await errors();
    await breakOff(upload, "application/pdf", `Content-Length: ${pdf.length}`, half);
    await breakOff(upload, "application/pdf", "Transfer-Encoding: chunked", chunked(half));
    const refused = await linesOf(2, ({ route }) => route === "/api/branches/:b/activities/:a/files");
    expect(refused.map(({ status }) => status)).toEqual([400, 400]);
    expect((await ask("GET", `${at}/${made.body.id}`)).body).toEqual(made.body);
    expect(await filesKept()).toEqual([]);
    expect(await errors()).toEqual(before);
    expect((await ask("POST", upload, pdf, "application/pdf")).status).toBe(201);
    expect(await filesKept()).toHaveLength(1);
  });

  test("JSON：断在哪里都不登记人，哪怕断开前的部分自己就是完整的", async () => {
    const at = `/api/branches/${secretary.branchId}/members`;
    const body = Buffer.from(JSON.stringify({ name: "断线的人", stage: "applicant" }));
    const before = await errors();
    await breakOff(at, "application/json", `Content-Length: ${body.length}`, body.subarray(0, 20));
    await breakOff(at, "application/json", `Content-Length: ${body.length + 10}`, body);
    await breakOff(at, "application/json", "Transfer-Encoding: chunked", chunked(body));
    const isAsked = ({ route, method }: Line) => route === "/api/branches/:b/members" && method === "POST";
    expect((await linesOf(3, isAsked)).map(({ status }) => status)).toEqual([400, 400, 400]);
    expect((await ask("GET", `${at}?q=${encodeURIComponent("断线")}`)).body.items).toEqual([]);
    expect(await errors()).toEqual(before);
    expect((await ask("POST", at, { name: "断线的人", stage: "applicant" })).status).toBe(201);
    expect((await ask("GET", `${at}?q=${encodeURIComponent("断线")}`)).body.items).toHaveLength(1);
  });
});
