import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { connect } from "#functions/platform/client";
import { checkItems } from "#functions/platform/fsck/check";
import { keyStore } from "#functions/platform/key-store";
import { localWrapper, makeKeyring } from "#functions/platform/keyring";
import type { Item } from "#functions/platform/keys";
import { changeMaster, changeSealing } from "#functions/platform/rotate";
import type { Visited } from "#functions/platform/visit";
import { itemsOf, livedIn } from "#test/support/lived-in";

const MASTER = new Uint8Array(32).fill(7);
let at: Awaited<ReturnType<typeof livedIn>>;
let dataDir: string;
beforeAll(async () => {
  at = await livedIn();
  dataDir = await mkdtemp(join(tmpdir(), "zhibu-rotate-"));
  await writeFile(join(dataDir, "key"), Buffer.from(MASTER).toString("base64"));
  await writeFile(join(dataDir, "zhibu.db"), "data");
  return () => rm(dataDir, { recursive: true });
});

async function visited(failsAfter = Number.POSITIVE_INFINITY): Promise<Visited> {
  const { client: real, tableName } = at.system;
  const client = connect({ endpoint: inject("endpoint"), tableName });
  const left = { writes: failsAfter };
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (/Put|Write|Delete/.test(String(context.commandName))) left.writes -= 1;
      return left.writes < 0 ? Promise.reject(new Error("killed")) : next(args);
    },
    { step: "initialize" },
  );
  const key = Buffer.from(await readFile(join(dataDir, "key"), "utf8"), "base64");
  const store = keyStore(real, tableName, localWrapper(key));
  const record = await store.read();
  if (!record) throw new Error("no keys");
  const keyring = makeKeyring(await store.unwrap(record));
  return { dataDir, endpoint: "", tableName, client, wrapper: localWrapper(key), record, keyring, isRunning: false };
}

const findings = async () =>
  checkItems(await itemsOf(at.system), { keyring: (await visited()).keyring, now: Date.now(), isFormerTable: false })
    .findings;
const sealedUnder = (items: readonly Item[], version: number) =>
  items.filter((item) => item.entity !== "audit" && JSON.stringify(item).includes(`"A256GCM.s${version}.`));
const secretsOf = async () => {
  const { client: _, keyring } = await visited();
  const [member] = (await itemsOf(at.system)).filter((item) => item.entity === "member" && item.id === at.wang);
  return keyring.withKey(String(member?.dataKey), at.wang).open(String(member?.idNumber), `${at.wang}.idNumber`);
};

describe("更换加密密钥", () => {
  it("随时被打断，再运行一次就接着做完；全部换成新密钥，内容不变，检查没有一处不符", async () => {
    const before = await secretsOf();
    expect(sealedUnder(await itemsOf(at.system), 1).length).toBeGreaterThan(5);
    for (const failsAfter of [0, 1, 2, 5, 9])
      await expect(changeSealing(await visited(failsAfter), () => undefined)).rejects.toThrow("killed");
    expect(await findings()).toEqual([]);
    const done = await changeSealing(await visited(), () => undefined);
    expect(done.resealed).toBeGreaterThan(0);
    const items = await itemsOf(at.system);
    expect(sealedUnder(items, 1)).toEqual([]);
    expect(Object.keys((await visited()).record.sealing)).toEqual(["2"]);
    expect(await findings()).toEqual([]);
    expect(await secretsOf()).toBe(before);
  });
});

describe("更换密钥文件", () => {
  it("在任何一步被打断，key 文件都打得开数据；换完以后旧密钥打不开", async () => {
    const before = await secretsOf();
    for (const failsAfter of [0, 1]) {
      await expect(changeMaster(await visited(failsAfter))).rejects.toThrow("killed");
      expect(await secretsOf()).toBe(before);
    }
    await changeMaster(await visited());
    expect(await secretsOf()).toBe(before);
    const { record, tableName } = await visited();
    await expect(keyStore(at.system.client, tableName, localWrapper(MASTER)).unwrap(record)).rejects.toThrow(
      /^密钥文件/,
    );
    expect(Object.keys(record.marking)).toHaveLength(1);
    expect(await findings()).toEqual([]);
  });
});
