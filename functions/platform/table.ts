import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { Fault } from "#shared/problem";
import { packAnswer, unpackAnswer } from "./answer";
import { type Keyring, makeSecret, random, sha256 } from "./crypto";
import { decodeCursor, encodeCursor } from "./cursor";
import { type Key, keys, type Range, type Views } from "./keys";

export type Item = Record<string, unknown>;
export type Versioned = { version: number; chain: string };
/** What happened, for the trail: never a secret value. */
export type AuditEvent = { aggregate: string; action: string; detail?: Item };
/** A value that only one record may hold; `taken` is thrown when another has it. */
export type Claim = { key: Key; holder: Item; taken: () => Fault };

/** One record to write whole. `seen` is the record as it was read, null when it must not exist yet. */
export type Put = {
  key: Key;
  views?: Views;
  /** Kept as `entity`, since records have kinds of their own. */
  kind: string;
  record: Versioned;
  seen: Versioned | null;
  /** Where the record lay before, when its key changes with it. */
  formerKey?: Key;
  claim?: Claim[];
  release?: Key[];
  expiresAt?: number;
  event: AuditEvent;
};
export type Remove = { remove: Key; seen: Versioned; release?: Key[]; event: AuditEvent };
export type Write = Put | Remove;

/** Who writes, when, and for which request. */
export type Author = { accountId: string; name: string; at: string; operation: Operation | null };
/** The request's idempotency record; `status` is that of its answer. */
export type Operation = { key: Key; hash: string; status: number; expiresAt: number };

/** The same request was answered before: not a failure, the former answer is given again. */
export class Replayed extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super("replayed");
    this.status = status;
    this.body = body;
  }
}

/** The item is as it was read; fails when somebody else saved first. */
const UNCHANGED = "version = :seen";
/** Nobody made the item at the same time. */
const ABSENT = "attribute_not_exists(pk)";
/** Nobody ended the session between its reading and this touch. */
const PRESENT = "attribute_exists(pk)";

type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
/** One action of a transaction and what its failed condition means. */
type Step = { action: Action; fails: () => Fault };

export type TableSettings = { endpoint?: string; region?: string; tableName: string };

export function connect(settings: TableSettings): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region: settings.region ?? "local",
    ...(settings.endpoint && {
      endpoint: settings.endpoint,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
  });
  // It copies every request and answer for a log line that nobody reads.
  client.middlewareStack.remove("loggerMiddleware");
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const placeOf = ({ pk, sk }: Item) => JSON.stringify([pk, sk]);
const isLive = (item: Item, now: number) => typeof item.expiresAt !== "number" || item.expiresAt > now / 1000;

export type Table = ReturnType<typeof openTable>;

/** The only reader and writer of the table. `clock` gives milliseconds since the epoch; kept answers are sealed, since they may name people. */
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

  /** Puts what is not a record of anybody's work: sessions, rollups, remembered mappings. No version, no trail; with `seen` only over the version that was read. */
  async function keep(
    key: Key,
    item: Item,
    more: { views?: Views; expiresAt?: number; seen?: number | null } = {},
  ): Promise<void> {
    const { views, expiresAt, seen } = more;
    const condition =
      seen === undefined
        ? {}
        : seen === null
          ? { ConditionExpression: ABSENT }
          : { ConditionExpression: UNCHANGED, ExpressionAttributeValues: { ":seen": seen } };
    const put = new PutCommand({
      TableName: tableName,
      Item: { ...item, ...key, ...views, ...(expiresAt && { expiresAt }) },
      ...condition,
    });
    await client.send(put).catch((error: unknown) => {
      throw error instanceof ConditionalCheckFailedException ? new Fault("record.stale") : error;
    });
  }
  /** Puts at most 25 such items, whether or not they were there. */
  async function keepMany(items: readonly (Key & Item)[], tries = 0): Promise<void> {
    if (items.length === 0) return;
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
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
  async function renew(key: Key, item: Item, expiresAt: number): Promise<boolean> {
    const put = new PutCommand({
      TableName: tableName,
      Item: { ...item, ...key, expiresAt },
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
  async function drop(key: Key): Promise<void> {
    await client.send(new DeleteCommand({ TableName: tableName, Key: key }));
  }

  const putAction = (item: Item, condition: string, seen?: number): Action => ({
    Put: {
      TableName: tableName,
      Item: item,
      ConditionExpression: condition,
      ...(seen !== undefined && { ExpressionAttributeValues: { ":seen": seen } }),
    },
  });
  const deleteAction = (key: Key, seen?: number): Action => ({
    Delete: {
      TableName: tableName,
      Key: key,
      ...(seen !== undefined && { ConditionExpression: UNCHANGED, ExpressionAttributeValues: { ":seen": seen } }),
    },
  });

  function stepsOf(write: Write, author: Author, token: string): Step[] {
    const stale = () => new Fault("record.stale");
    const version = (write.seen?.version ?? 0) + 1;
    const { aggregate, action, detail } = write.event;
    const event = {
      aggregate,
      version,
      action,
      detail: detail ?? {},
      at: author.at,
      by: author.accountId,
      byName: author.name,
      previous: write.seen?.chain ?? "",
    };
    const chain = sha256(JSON.stringify(event));
    const steps: Step[] = [
      {
        action: putAction(
          {
            ...event,
            hash: chain,
            token,
            entity: "audit",
            ...keys.audit(aggregate, version),
            ...keys.auditDay(author.at, aggregate),
          },
          ABSENT,
        ),
        fails: stale,
      },
    ];
    if ("remove" in write) steps.push({ action: deleteAction(write.remove, write.seen.version), fails: stale });
    else {
      const { key, views, kind, seen, formerKey, expiresAt } = write;
      const item = { ...write.record, ...key, ...views, entity: kind, version, chain, ...(expiresAt && { expiresAt }) };
      const isMoved = formerKey !== undefined && (formerKey.pk !== key.pk || formerKey.sk !== key.sk);
      if (isMoved && seen) {
        steps.push(
          { action: deleteAction(formerKey, seen.version), fails: stale },
          { action: putAction(item, ABSENT), fails: stale },
        );
      } else {
        steps.push({ action: seen ? putAction(item, UNCHANGED, seen.version) : putAction(item, ABSENT), fails: stale });
      }
      for (const claim of write.claim ?? [])
        steps.push({
          action: putAction({ ...claim.holder, ...claim.key, entity: "unique" }, ABSENT),
          fails: claim.taken,
        });
    }
    for (const key of write.release ?? []) steps.push({ action: deleteAction(key), fails: stale });
    return steps;
  }

  /** Whether the transaction with this token did happen, though its acknowledgement was lost: its first trail event says so. */
  async function didHappen(write: Write | undefined, token: string): Promise<boolean> {
    if (!write) return false;
    const key = keys.audit(write.event.aggregate, (write.seen?.version ?? 0) + 1);
    // Together with the attempts before, no answer takes longer than eight seconds.
    const limit = { abortSignal: AbortSignal.timeout(2000) };
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }), limit);
    return Item?.token === token;
  }

  /** Two equal requests ran at once and the other one was first: its answer is ours. */
  async function replay(operation: Operation): Promise<never> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: operation.key, ConsistentRead: true }),
    );
    if (Item?.hash !== operation.hash) throw new Fault("request.key-reused");
    if (typeof Item.answer !== "string")
      throw new Fault("record.conflict", { detail: "同一操作已在进行，请稍后查看结果" });
    throw new Replayed(operation.status, unpackAnswer(keyring.open(Item.answer, operation.key.pk)));
  }

  /** The former answer of a request's key: null when the key is new. */
  async function formerAnswer(key: Key): Promise<{ hash: string; status: number; answer: string | null } | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    if (!Item || !isLive(Item, clock())) return null;
    const answer = typeof Item.answer === "string" ? unpackAnswer(keyring.open(Item.answer, key.pk)) : null;
    return { hash: String(Item.hash), status: Number(Item.status), answer };
  }

  /**
   * The one write path: records under the versions they were read with, their uniqueness markers, their trail events and the
   * request's idempotency record, all or nothing. Cancelled by a conflict or a throttle it is tried again with the same token.
   * `answer` is what a repetition of the request will be answered.
   */
  async function commit(author: Author, writes: readonly Write[], answer?: unknown): Promise<void> {
    const token = makeSecret().slice(0, 36);
    const steps = writes.flatMap((write) => stepsOf(write, author, token));
    if (author.operation) {
      const { key, hash, status, expiresAt } = author.operation;
      const body = answer === undefined ? undefined : keyring.seal(packAnswer(answer), key.pk);
      steps.unshift({
        action: putAction(
          { ...key, entity: "operation", hash, status, answer: body, expiresAt },
          `${ABSENT} OR expiresAt < :seen`,
          Math.floor(clock() / 1000),
        ),
        fails: () => new Fault("record.conflict"),
      });
    }
    const input = { TransactItems: steps.map((step) => step.action), ClientRequestToken: token };
    try {
      await send(input, steps, writes[0], author.operation, token);
    } finally {
      onCommitted(writes.map((write) => ("remove" in write ? write.remove : write.key)));
    }
  }

  async function send(
    input: TransactWriteCommandInput,
    steps: readonly Step[],
    first: Write | undefined,
    operation: Operation | null,
    token: string,
  ) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await client.send(new TransactWriteCommand(input));
        return;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) {
          if (isUncertain(error) && (await didHappen(first, token))) return;
          throw error;
        }
        const failed = failedStep(error.CancellationReasons ?? [], steps);
        if (failed && (await didHappen(first, token))) return;
        if (failed === steps[0] && operation) return replay(operation);
        if (failed) throw failed.fails();
        if (attempt === 6) throw new Fault("service.unavailable");
        await pause(((random(1)[0] ?? 0) / 255) * 40 * 2 ** attempt);
      }
    }
  }

  return { get, getMany, range, index, page, keep, keepMany, renew, drop, commit, formerAnswer };
}

const failedStep = (reasons: readonly CancellationReason[], steps: readonly Step[]): Step | undefined =>
  steps[reasons.findIndex((reason) => reason.Code === "ConditionalCheckFailed")];

const isUncertain = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "TimeoutError" || error.name === "TransactionInProgressException" || "$retryable" in error);
