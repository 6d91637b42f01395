import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { Fault } from "#shared/problem";
import { sha256 } from "./crypto";
import { decodeCursor, encodeCursor } from "./cursor";
import { openKept } from "./kept";
import type { Keyring } from "./keyring";
import type { Item, Key, Range, Views } from "./keys";
import { openWriter } from "./write";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isLive = (item: Item, now: number) => typeof item.expiresAt !== "number" || item.expiresAt > now / 1000;

export type Table = ReturnType<typeof openTable>;

/** The only reader and writer of the table. `clock` gives milliseconds since the epoch. */
export function openTable(
  client: DynamoDBDocumentClient,
  tableName: string,
  clock: () => number,
  keyring: Keyring,
  /** Told the keys of every commit, where no stream tells them (docs/decisions/010). */
  onCommitted: (keys: readonly Key[]) => void = () => undefined,
) {
  const parse = <T>(schema: z.ZodType<T>, item: Item | undefined): T | null =>
    item && isLive(item, clock()) ? schema.parse(item) : null;

  async function get<T>(key: Key, schema: z.ZodType<T>): Promise<T | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    return parse(schema, Item);
  }

  /** At most 100 items, in no order; missing ones are left out. Items carry `pk`, `sk` and `entity`. */
  async function getMany(wanted: readonly Key[], tries = 0): Promise<Item[]> {
    if (wanted.length === 0) return [];
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...wanted], ConsistentRead: true } } }),
    );
    const items = (Responses?.[tableName] ?? []).filter((item) => isLive(item, clock()));
    const left = UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (left.length === 0) return items;
    if (tries === 5) throw new Fault("service.unavailable");
    await pause(2 ** tries * 25);
    return [
      ...items,
      ...(await getMany(
        left.map((key) => ({ pk: String(key.pk), sk: String(key.sk) })),
        tries + 1,
      )),
    ];
  }

  const rangeInput = (range: Range): QueryCommandInput => ({
    TableName: tableName,
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
    ExpressionAttributeValues: { ":pk": range.pk, ":from": range.from, ":to": range.to },
    ConsistentRead: true,
  });
  const indexInput = (index: 1 | 2, pk: string, sk?: string): QueryCommandInput => ({
    TableName: tableName,
    IndexName: `gsi${index}`,
    KeyConditionExpression: `gsi${index}pk = :pk${sk === undefined ? "" : ` AND gsi${index}sk = :sk`}`,
    ExpressionAttributeValues: { ":pk": pk, ...(sk !== undefined && { ":sk": sk }) },
  });

  async function queryAll(input: QueryCommandInput): Promise<Item[]> {
    const items: Item[] = [];
    for (let next: Item | undefined | null = null; next !== undefined; ) {
      const result: QueryCommandOutput = await client.send(
        new QueryCommand(next ? { ...input, ExclusiveStartKey: next } : input),
      );
      items.push(...(result.Items ?? []).filter((item) => isLive(item, clock())));
      next = result.LastEvaluatedKey;
    }
    return items;
  }

  /** Everything of a range, in key order. */
  const range = (asked: Range): Promise<Item[]> => queryAll(rangeInput(asked));
  /** Everything of an index partition. */
  const index = (which: 1 | 2, pk: string, sk?: string): Promise<Item[]> => queryAll(indexInput(which, pk, sk));

  const betweenInput = (which: 1 | 2, { pk, from, to }: Range): QueryCommandInput => ({
    TableName: tableName,
    IndexName: `gsi${which}`,
    KeyConditionExpression: `gsi${which}pk = :pk AND gsi${which}sk BETWEEN :from AND :to`,
    ExpressionAttributeValues: { ":pk": pk, ":from": from, ":to": to },
  });
  /** Some of an index partition, the latest first, beginning after the place of an item. */
  async function indexPage(which: 1 | 2, asked: Range, how: { limit: number; after: (Key & Views) | null }) {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        ...betweenInput(which, asked),
        Limit: how.limit,
        ScanIndexForward: false,
        ...(how.after && { ExclusiveStartKey: how.after }),
      }),
    );
    return { items: (Items ?? []).filter((item) => isLive(item, clock())), isLast: LastEvaluatedKey === undefined };
  }
  /** How many there are, without their contents. */
  async function indexCount(which: 1 | 2, asked: Range): Promise<number> {
    let count = 0;
    for (let next: Item | undefined | null = null; next !== undefined; ) {
      const input: QueryCommandInput = { ...betweenInput(which, asked), Select: "COUNT" };
      const result: QueryCommandOutput = await client.send(
        new QueryCommand(next ? { ...input, ExclusiveStartKey: next } : input),
      );
      count += result.Count ?? 0;
      next = result.LastEvaluatedKey;
    }
    return count;
  }

  /** One page of a range. The cursor is bound to the query; the query's own pk decides the partition. */
  async function page<T>(
    asked: Range,
    schema: z.ZodType<T>,
    how: { limit: number; cursor: string | undefined; newestFirst?: boolean },
  ) {
    const binding = sha256(JSON.stringify([asked, how.newestFirst ?? false]));
    const sk = how.cursor === undefined ? undefined : decodeCursor(how.cursor, binding);
    const result = await client.send(
      new QueryCommand({
        ...rangeInput(asked),
        Limit: how.limit,
        ScanIndexForward: !how.newestFirst,
        ...(sk !== undefined && { ExclusiveStartKey: { pk: asked.pk, sk } }),
      }),
    );
    const last = result.LastEvaluatedKey?.sk;
    const items = (result.Items ?? []).filter((item) => isLive(item, clock())).map((item) => schema.parse(item));
    return { items, next: last === undefined ? null : encodeCursor(String(last), binding) };
  }

  return {
    ...{ get, getMany, range, index, indexPage, indexCount, page },
    ...openKept(client, tableName, keyring, clock),
    ...openWriter(client, tableName, clock, keyring, onCommitted),
  };
}
