import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "#functions/platform/client";
import { markPurpose } from "#functions/platform/purpose";
import { freshTable } from "#test/support/engine";
import { testKeyring } from "#test/support/keyring";

/** A start that cannot be: one Chinese sentence that says what to do, and exit code 1. */

let base: string;
const busy = createServer();
let port: number;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "zhibu-start-"));
  await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
  port = (busy.address() as AddressInfo).port;
});
afterAll(async () => {
  busy.close();
  await rm(base, { recursive: true });
});

const start = (env: Record<string, string>, ...args: string[]): Promise<{ code: unknown; lines: string[] }> =>
  new Promise((resolve) => {
    const { PATH = "" } = process.env;
    const options = { env: { PATH, PORT: "18787", ...env }, timeout: 15_000 };
    execFile(process.execPath, ["--import", "tsx", "functions/local.ts", ...args], options, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.trim().split("\n");
      resolve({ code: error?.code, lines });
    });
  });

describe("不能启动时说清楚怎么办", () => {
  it.each<[string, () => Promise<Record<string, string>> | Record<string, string>, RegExp, string[]]>([
    ["端口被占用", () => ({ PORT: `${port}`, ZHIBU_DATA: join(base, "a") }), /^端口 \d+ 已被占用，请设置 PORT/, []],
    [
      "HOST 不是本机地址",
      () => ({ HOST: "192.0.2.1", ZHIBU_DATA: join(base, "a") }),
      /^HOST 的值“192\.0\.2\.1”不是本机的地址/,
      [],
    ],
    [
      "统一认证的设置不全",
      () => ({ ZHIBU_OIDC_ISSUER: "https://sso.example.com", ZHIBU_DATA: join(base, "a") }),
      /^ZHIBU_OIDC_ISSUER、ZHIBU_OIDC_CLIENT_ID 和 ZHIBU_OIDC_CLIENT_SECRET 要同时设置。$/,
      [],
    ],
    ["不认识的参数", () => ({ ZHIBU_DATA: join(base, "a") }), /^不认识“demoo”/, ["demoo"]],
    [
      "证书读不了",
      () => ({ ZHIBU_TLS_CERT: "/x", ZHIBU_TLS_KEY: "/y", ZHIBU_DATA: join(base, "a") }),
      /^TLS 证书或私钥无法读取/,
      [],
    ],
    [
      "数据目录是一个文件",
      async () => {
        await writeFile(join(base, "file"), "");
        return { ZHIBU_DATA: join(base, "file") };
      },
      /^数据目录 .* 无法建立或写入/,
      [],
    ],
    [
      "密钥文件损坏",
      async () => {
        await mkdir(join(base, "k"));
        await writeFile(join(base, "k", "key"), "kaputt\n");
        return { ZHIBU_DATA: join(base, "k") };
      },
      /^密钥文件 .* 已损坏/,
      [],
    ],
    [
      "有数据而密钥文件不见了",
      async () => {
        await mkdir(join(base, "lost"));
        await writeFile(join(base, "lost", "zhibu.db"), "data");
        return { ZHIBU_DATA: join(base, "lost") };
      },
      /^密钥文件 .* 不见了，请从备份恢复/,
      [],
    ],
  ])("%s", async (_, given, sentence, args) => {
    const { code, lines } = await start(await given(), ...args);
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(code).toBe(1);
  });

  it("不用新密钥顶替丢失的密钥", async () => {
    await expect(readFile(join(base, "lost", "key"))).rejects.toThrow("ENOENT");
  });

  it("演示与正式数据不混用", async () => {
    const { endpoint, tableName } = await freshTable();
    const client = connect({ endpoint, tableName });
    const mark = (purpose: "demo" | "real") => markPurpose(client, tableName, purpose, testKeyring());
    expect(await mark("demo")).toBeNull();
    expect(await mark("demo")).toBeNull();
    expect(await mark("real")).toMatch(/^这里是演示数据/);
  });
});
