import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { Fault } from "#shared/problem";
import { ABSENT_OR_EXPIRED, PRESENT, UNCHANGED } from "./conditions";
import type { KeptItem } from "./entities";
import type { Keyring } from "./keyring";
import type { Item, Key, Views } from "./keys";
import { signed } from "./signed";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const placeOf = ({ pk, sk }: Item) => JSON.stringify([pk, sk]);

/** Writing what is not a record of anybody's work: no version, no trail, a signature of its own. */
export function openKept(client: DynamoDBDocumentClient, tableName: string, keyring: Keyring, clock: () => number) {
  /** Puts what is not a record of anybody's work: sessions, rollups, remembered mappings. No version, no trail; with `seen` only over the version that was read. */
  async function keep(
    key: Key,
    item: KeptItem,
    more: { views?: Views; expiresAt?: number; seen?: number | null } = {},
  ): Promise<void> {
    const { views, expiresAt, seen } = more;
    const condition =
      seen === undefined
        ? {}
        : seen === null
          ? {
              ConditionExpression: ABSENT_OR_EXPIRED,
              ExpressionAttributeValues: { ":now": Math.floor(clock() / 1000) },
            }
          : { ConditionExpression: UNCHANGED, ExpressionAttributeValues: { ":seen": seen } };
    const put = new PutCommand({
      TableName: tableName,
      Item: signed({ ...item, ...key, ...views, ...(expiresAt && { expiresAt }) }, keyring),
      ...condition,
    });
    await client.send(put).catch((error: unknown) => {
      throw error instanceof ConditionalCheckFailedException ? new Fault("record.stale") : error;
    });
  }
  /** Puts at most 25 such items, whether or not they were there. */
  async function keepMany(items: readonly (Key & KeptItem)[], tries = 0): Promise<void> {
    if (items.length === 0) return;
    const requests = items.map((item) => ({ PutRequest: { Item: signed(item, keyring) } }));
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    const left = new Set(
      (UnprocessedItems?.[tableName] ?? []).map(({ PutRequest }) => placeOf(PutRequest?.Item ?? {})),
    );
    if (left.size === 0) return;
    if (tries === 5) throw new Fault("service.unavailable");
    await pause(2 ** tries * 25);
    return keepMany(
      items.filter((item) => left.has(placeOf(item))),
      tries + 1,
    );
  }

  /** Puts such an item anew where it still is; false when it was dropped meanwhile. */
  async function renew(key: Key, item: KeptItem, expiresAt: number): Promise<boolean> {
    const put = new PutCommand({
      TableName: tableName,
      Item: signed({ ...item, ...key, expiresAt }, keyring),
      ConditionExpression: PRESENT,
    });
    try {
      await client.send(put);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
  /** Signs what lies unsigned in a table from before docs/decisions/040, as it lies. */
  async function sign(item: Item): Promise<void> {
    const put = new PutCommand({ TableName: tableName, Item: signed(item, keyring), ConditionExpression: PRESENT });
    await client.send(put);
  }
  /** Takes the detail out of an event of the trail. It no longer agrees with its own hash: a signature of the whole vouches for it. */
  async function emptyEvent({ mac: _, ...event }: Item, at: string): Promise<void> {
    const emptied = signed({ ...event, detail: {}, purged: at }, keyring);
    await client.send(new PutCommand({ TableName: tableName, Item: emptied, ConditionExpression: PRESENT }));
  }

  /** Puts such an item in place of at most 99 others, all or nothing. */
  async function replace(removed: readonly Key[], key: Key, item: KeptItem): Promise<void> {
    const deletes = removed.map((Key) => ({ Delete: { TableName: tableName, Key } }));
    const put = { Put: { TableName: tableName, Item: signed({ ...item, ...key }, keyring) } };
    await client.send(new TransactWriteCommand({ TransactItems: [put, ...deletes] }));
  }
  async function drop(key: Key): Promise<void> {
    await client.send(new DeleteCommand({ TableName: tableName, Key: key }));
  }

  return { keep, keepMany, renew, replace, sign, emptyEvent, drop };
}
