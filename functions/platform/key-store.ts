import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { ABSENT, UNCHANGED } from "./conditions";
import { random } from "./crypto";
import { type Keyring, type KeySet, makeKeyring, type Wrapper } from "./keyring";
import { type Item, keys } from "./keys";
import { signed } from "./signed";

/** A key as each master key has wrapped it: while one master key follows another there are two. */
const wrappings = z.record(z.string(), z.string());
const keyringRecord = z.object({
  id: z.string(),
  version: z.number(),
  current: z.number(),
  sealing: z.record(z.string(), wrappings),
  marking: wrappings,
});
export type KeyringRecord = z.infer<typeof keyringRecord>;

/** Whether the table still holds what was written before there was an envelope: unsigned, and sealed under its first key. */
export const holdsFormer = ({ sealing }: KeyringRecord): boolean => sealing["0"] !== undefined;

/** Says to people that the key does not belong to these data. */
export class WrongKey extends Error {
  constructor() {
    super("密钥文件与数据不相配，号码和谈话内容无法读取。请从备份恢复与这些数据同时使用的密钥文件（key）后再启动。");
  }
}

const contextOf = (id: string, key: string) => `${id}|${key}`;

/** Where a subsidiary's wrapped keys are kept: in its table, so that a backup of the table is a backup of them. */
export function keyStore(client: DynamoDBDocumentClient, tableName: string, wrapper: Wrapper) {
  const place = keys.keyring();

  async function read(): Promise<KeyringRecord | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: place, ConsistentRead: true }));
    return Item ? keyringRecord.parse(Item) : null;
  }

  async function save(record: KeyringRecord, keyring: Keyring, seen: number | null): Promise<void> {
    const item: Item = signed({ ...record, ...place, entity: "keyring" }, keyring);
    const condition =
      seen === null
        ? { ConditionExpression: ABSENT }
        : { ConditionExpression: UNCHANGED, ExpressionAttributeValues: { ":seen": seen } };
    await client.send(new PutCommand({ TableName: tableName, Item: item, ...condition }));
  }

  async function unwrap(record: KeyringRecord): Promise<KeySet> {
    const opened = async (wrapped: Record<string, string>, context: string) => {
      const mine = wrapped[wrapper.name];
      if (mine === undefined) throw new WrongKey();
      return wrapper.unwrap(mine, contextOf(record.id, context)).catch(() => {
        throw new WrongKey();
      });
    };
    const sealing = await Promise.all(
      Object.entries(record.sealing).map(
        async ([version, wrapped]) => [Number(version), await opened(wrapped, `s${version}`)] as const,
      ),
    );
    const marking = await opened(record.marking, "mark");
    return { id: record.id, current: record.current, sealing: new Map(sealing), marking };
  }

  /** The record of a set of keys, wrapped by this master key alone. */
  async function wrap(set: KeySet, version: number, by: Wrapper = wrapper): Promise<KeyringRecord> {
    const wrapped = async (key: Uint8Array, context: string) => ({
      [by.name]: await by.wrap(key, contextOf(set.id, context)),
    });
    const sealing = await Promise.all(
      [...set.sealing].map(async ([n, key]) => [String(n), await wrapped(key, `s${n}`)] as const),
    );
    const marking = await wrapped(set.marking, "mark");
    return { id: set.id, version, current: set.current, sealing: Object.fromEntries(sealing), marking };
  }

  return { read, save, unwrap, wrap };
}

/** Keys of tables from before there was an envelope, derived from the master key. */
export type FormerKeys = { sealing: Uint8Array; marking: Uint8Array };

const newSet = (): KeySet => ({
  id: Buffer.from(random(8)).toString("hex"),
  current: 1,
  sealing: new Map([[1, random(32)]]),
  marking: random(32),
});

/** The keyring of a table, unwrapped once for the life of the process; a new table gets its keys, one from before the envelope keeps what it was written with. */
export async function openKeyring(
  client: DynamoDBDocumentClient,
  tableName: string,
  wrapper: Wrapper,
  former?: FormerKeys,
): Promise<Keyring> {
  const store = keyStore(client, tableName, wrapper);
  const record = await store.read();
  if (record) return makeKeyring(await store.unwrap(record));
  const fresh = newSet();
  const set = former && (await isFromBefore(client, tableName, former)) ? inherited(fresh, former) : fresh;
  const keyring = makeKeyring(set);
  try {
    await store.save(await store.wrap(set, 1), keyring, null);
    return keyring;
  } catch (error) {
    // Another process was first: its keys are the table's.
    if (error instanceof ConditionalCheckFailedException) return openKeyring(client, tableName, wrapper);
    throw error;
  }
}

const inherited = (fresh: KeySet, former: FormerKeys): KeySet => ({
  ...fresh,
  sealing: new Map([[0, former.sealing], ...fresh.sealing]),
  marking: former.marking,
});

async function isFromBefore(client: DynamoDBDocumentClient, tableName: string, former: FormerKeys): Promise<boolean> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: keys.purpose(), ConsistentRead: true }),
  );
  if (!Item) return false;
  const mark = makeKeyring({ ...inherited(newSet(), former) }).mark("key");
  if (Item.keyMark !== undefined && Item.keyMark !== mark) throw new WrongKey();
  return true;
}
