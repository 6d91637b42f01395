import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "#functions/platform/client";
import { startEngine } from "#functions/platform/engine";
import { ensureTable } from "#functions/platform/engine-table";
import { isKeptType } from "#functions/platform/entities";
import type { Item } from "#functions/platform/keys";
import { PASSWORD } from "#test/support/app";
import { asBefore, formerKeyring } from "#test/support/former";
import { itemsOf, livedIn } from "#test/support/lived-in";
import { inventId } from "#test/support/people";
import { editRaw, rawItems } from "#test/support/raw-data";
import { killBuilt, type Running, runBuilt, startRunning } from "#test/support/running";

/** Data from before docs/decisions/040, opened, used and taken over by the system of today. */

const MASTER = new Uint8Array(32).fill(5);
const LONG = { timeout: 120_000 };

let dataDir: string;
let at: Awaited<ReturnType<typeof livedIn>>;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "zhibu-former-"));
  const keyring = formerKeyring(MASTER);
  at = await livedIn(keyring);
  await store(asBefore(await itemsOf(at.system), keyring));
});
afterAll(() => rm(dataDir, { recursive: true }));

async function store(items: readonly Item[]): Promise<void> {
  await writeFile(join(dataDir, "key"), Buffer.from(MASTER).toString("base64"), { mode: 0o600 });
  const engine = await startEngine({ dataDir });
  try {
    const client = connect({ endpoint: engine.endpoint, tableName: "zhibu" });
    await ensureTable(client, "zhibu");
    for (let from = 0; from < items.length; from += 25) {
      const requests = items.slice(from, from + 25).map((item) => ({ PutRequest: { Item: item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { zhibu: requests } }));
    }
  } finally {
    await engine.stop();
  }
}

const run = (entry: string, ...args: string[]) => runBuilt(entry, args, { ZHIBU_DATA: dataDir });
async function running<T>(work: (system: Running, cookie: string) => Promise<T>): Promise<T> {
  const system = await startRunning(dataDir, []);
  try {
    return await work(system, (await system.signIn("secretary-li", PASSWORD)).cookie);
  } finally {
    await system.stop();
  }
}
const numberOf = (id: string) =>
  running(async (system, cookie) => {
    const body = { fields: ["idNumber"], reason: "核对" };
    return (await system.ask("POST", `${at.path}/members/${id}/reveals`, { cookie, body })).body.idNumber;
  });

const find = async (isMeant: (item: Item) => boolean): Promise<Item> => Object((await rawItems(dataDir)).find(isMeant));
const memberOf = (id: string) => find((item) => item.entity === "member" && item.id === id);
const eventOf = ({ chain }: Item) => find(({ hash }) => hash === chain);

describe("签名以前的数据", () => {
  it("原来没有密钥记录、签名和密文名称", async () => {
    const items = await rawItems(dataDir);
    expect(items.length).toBeGreaterThan(150);
    expect(items.filter(({ entity, mac }) => entity === "keyring" || mac !== undefined)).toEqual([]);
    expect(JSON.stringify(items)).not.toMatch(/A256GCM|HS256/);
  });

  it("能启动，号码读得出，检查不误报；说不准的轨迹事件另外计数", LONG, async () => {
    expect(await numberOf(at.wang)).toBe(inventId(1));
    const { code, lines } = await run("fsck");
    expect(lines.at(-1), lines.join("\n")).toBe("没有发现问题。");
    expect(lines.at(-2)).toMatch(/^其中 \d+ 个轨迹事件是签名以前写下的，内容无法核对（trail.unverifiable）。$/);
    expect(code).toBe(0);
  });

  it("保存一次，这条记录就有自己的密钥和签名的轨迹", LONG, async () => {
    expect((await memberOf(at.wang)).dataKey ?? null).toBe(null);
    await running(async (system, cookie) => {
      const path = `${at.path}/members/${at.wang}`;
      const { version } = (await system.ask("GET", path, { cookie })).body;
      const { status } = await system.ask("PATCH", path, { cookie, version, body: { phone: "19955556666" } });
      expect(status).toBe(200);
    });
    const member = await memberOf(at.wang);
    expect(member).toMatchObject({ dataKey: expect.stringMatching(/^A256GCM\.s1\./) });
    expect((await eventOf(member)).digest).toMatch(/^HS256\./);
    expect(await numberOf(at.wang)).toBe(inventId(1));
    expect((await run("fsck")).lines.at(-1)).toBe("没有发现问题。");
  });

  it(
    "rotate-keys 被杀后再运行，全部接管：没有旧密文，没有无签名的内容，旧密钥已删除，检查没有发现问题",
    LONG,
    async () => {
      expect(await killBuilt("rotate-keys", [], dataDir, Math.random() * 800)).toBe(true);
      expect((await run("fsck")).lines.at(-1)).toBe("没有发现问题。");
      const { code, lines } = await run("rotate-keys");
      expect(lines.at(-1)).toMatch(/^更换完成/);
      expect(code).toBe(0);
      const items = await rawItems(dataDir);
      expect(Object.keys(Object(await find(({ entity }) => entity === "keyring")).sealing)).toEqual(["2"]);
      expect(JSON.stringify(items)).not.toMatch(/A256GCM\.s[01]\./);
      const li = await memberOf(at.li);
      expect(li.idNumber).toMatch(/^A256GCM\.d\./);
      expect((await eventOf(li)).action).toBe("record.resealed");
      const unsigned = items.filter(({ entity, mac }) => isKeptType(String(entity)) && mac === undefined);
      expect(unsigned.filter(({ chain }) => !chain)).toEqual([]);
      const checked = await run("fsck");
      expect(checked.lines, checked.lines.join("\n")).toEqual([expect.stringMatching(/^共检查/), "没有发现问题。"]);
      expect(await numberOf(at.li)).toBe(inventId(2));
    },
  );

  it.each<[string, (item: Item) => boolean, RegExp]>([
    ["唯一标记", ({ entity }) => entity === "unique", /^内容在系统之外被改动或添加（item.unsigned）：unique /],
    [
      "旧的轨迹事件",
      ({ entity, mac }) => entity === "audit" && mac !== undefined,
      /^轨迹事件被改动（trail.edited）：.*没有签名$/,
    ],
  ])("接管以后，去掉%s的签名就是问题", LONG, async (_, isMeant, sentence) => {
    const former = await find(isMeant);
    await editRaw(dataDir, isMeant, ({ mac: _mac, ...unsigned }) => unsigned);
    const { code, lines } = await run("fsck");
    expect(
      lines.filter((line) => sentence.test(line)),
      lines.join("\n"),
    ).toHaveLength(1);
    expect(code).toBe(1);
    const refused = await run("rotate-keys");
    expect(refused.lines[0]).toBe("数据与系统写下的不符（1 处），没有更换：");
    expect(refused.code).toBe(1);
    await editRaw(
      dataDir,
      ({ pk, sk }) => pk === former.pk && sk === former.sk,
      () => former,
    );
  });
});
