import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { connect } from "#functions/platform/client";
import { openKeyring } from "#functions/platform/key-store";
import { formerKeys, localWrapper, makeKeyring } from "#functions/platform/keyring";
import { keys } from "#functions/platform/keys";
import { freshTable } from "#test/support/engine";
import { testKeyring } from "#test/support/keyring";

const MASTER = new Uint8Array(32).fill(7);
const TEXT = "99012319800101001X";

async function emptyTable() {
  const { endpoint, tableName } = await freshTable();
  return { client: connect({ endpoint, tableName }), tableName };
}

describe("密钥", () => {
  it("新表有自己的密钥，同一把主密钥每次打开都是它", async () => {
    const { client, tableName } = await emptyTable();
    const [first, second] = await Promise.all([1, 2].map(() => openKeyring(client, tableName, localWrapper(MASTER))));
    const again = await openKeyring(client, tableName, localWrapper(MASTER));
    const sealed = first?.seal(TEXT, "m_1.idNumber") ?? "";
    expect(sealed).toMatch(/^A256GCM\.s1\./);
    expect(second?.open(sealed, "m_1.idNumber")).toBe(TEXT);
    expect(again.mark("a")).toBe(first?.mark("a"));
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: keys.keyring() }));
    expect(JSON.stringify(Item)).not.toContain(Buffer.from(MASTER).toString("base64"));
  });

  it("别的主密钥打不开，并且说明该怎么办", async () => {
    const { client, tableName } = await emptyTable();
    await openKeyring(client, tableName, localWrapper(MASTER));
    const other = openKeyring(client, tableName, localWrapper(new Uint8Array(32).fill(9)));
    await expect(other).rejects.toThrow(/^密钥文件与数据不相配/);
  });

  it("信封加密以前的数据照样能读，号码的标记不变", async () => {
    const { client, tableName } = await emptyTable();
    const former = formerKeys(MASTER);
    const old = makeKeyring({
      id: "",
      current: 0,
      sealing: new Map([[0, former.sealing]]),
      marking: former.marking,
    });
    await client.send(
      new PutCommand({ TableName: tableName, Item: { ...keys.purpose(), purpose: "real", keyMark: old.mark("key") } }),
    );
    const sealedThen = old.seal(TEXT, "m_1.idNumber").replace(/^A256GCM\.s0\./, "");
    const keyring = await openKeyring(client, tableName, localWrapper(MASTER), former);
    expect(keyring.open(sealedThen, "m_1.idNumber")).toBe(TEXT);
    expect(keyring.mark(TEXT)).toBe(old.mark(TEXT));
    expect(keyring.isCurrent(sealedThen)).toBe(false);
    const wrong = formerKeys(new Uint8Array(32).fill(9));
    const fresh = await emptyTable();
    await fresh.client.send(
      new PutCommand({
        TableName: fresh.tableName,
        Item: { ...keys.purpose(), purpose: "real", keyMark: old.mark("key") },
      }),
    );
    await expect(openKeyring(fresh.client, fresh.tableName, localWrapper(MASTER), wrong)).rejects.toThrow(/^密钥文件/);
  });

  it("密文搬到别的记录、别的字段，或改动一个字，都打不开", () => {
    const keyring = testKeyring();
    const [mine, yours] = ["m_1", "m_2"].map((id) => keyring.withKey(keyring.newKey(id), id));
    const sealed = mine?.seal(TEXT, "m_1.idNumber") ?? "";
    expect(mine?.open(sealed, "m_1.idNumber")).toBe(TEXT);
    expect(() => mine?.open(sealed, "m_1.phone")).toThrow();
    expect(() => yours?.open(sealed, "m_1.idNumber")).toThrow();
    expect(() => keyring.withKey(keyring.newKey("m_1"), "m_2")).toThrow();
    expect(() => mine?.open(`${sealed.slice(0, -6)}AAAAAA`, "m_1.idNumber")).toThrow();
    expect(() => keyring.open(sealed.replace("A256GCM", "SM4"), "m_1.idNumber")).toThrow("unknown algorithm");
  });

  it("记录连同它的数据密钥删去后，子公司的密钥和新发的数据密钥都打不开留下的密文", () => {
    const keyring = testKeyring();
    const left = keyring.withKey(keyring.newKey("m_1"), "m_1").seal(TEXT, "talk.text");
    expect(() => keyring.open(left, "talk.text")).toThrow();
    expect(() => keyring.withKey(keyring.newKey("m_1"), "m_1").open(left, "talk.text")).toThrow();
  });
});
