import {
  type CancellationReason,
  TransactionCanceledException,
  TransactionInProgressException,
} from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { Action as AuditAction } from "#shared/audit/labels";
import { Fault } from "#shared/problem";
import { packAnswer, unpackAnswer } from "./answer";
import { ABSENT, IN_FORCE, UNCHANGED } from "./conditions";
import { makeSecret, random } from "./crypto";
import type { KeptItem, RecordType } from "./entities";
import type { Keyring } from "./keyring";
import { type Item, type Key, keys, type Views } from "./keys";
import { canonical, digestOf, signed } from "./signed";

export type Versioned = { version: number; chain: string };
/** What happened, for the trail: never a secret value. */
export type AuditEvent = { aggregate: string; action: AuditAction; detail?: Item };
/** A value that only one record may hold; `taken` is thrown when another has it. */
export type Claim = { key: Key; holder: Item; taken: () => Fault };
/** A unit or branch profile that must still stand when the record is written, and what is said when it was closed meanwhile. */
export type Requirement = { key: Key; fails: () => Fault };

/** What is no record and comes into being together with one: a session with the event of its sign-in. */
export type Beside = { key: Key; item: KeptItem; expiresAt: number };

/** One record to write whole. `seen` is the record as it was read, null when it must not exist yet. */
export type Put = {
  key: Key;
  views?: Views;
  /** Kept as `entity`, since records have kinds of their own. */
  kind: RecordType;
  record: Versioned;
  seen: Versioned | null;
  /** Where the record lay before, when its key changes with it. */
  formerKey?: Key;
  claim?: Claim[];
  beside?: Beside[];
  release?: Key[];
  requires?: Requirement[];
  expiresAt?: number;
  event: AuditEvent;
};
export type Remove = { remove: Key; seen: Versioned; release?: Key[]; event: AuditEvent };
export type Write = Put | Remove;

/** Who writes, when, and for which request. */
export type Author = {
  accountId: string;
  name: string;
  at: string;
  /** The network address that the request came from; none where the system itself writes. */
  from?: string;
  operation: Operation | null;
};
/** The request's idempotency record; `status` is that of its answer. */
export type Operation = { key: Key; hash: string; status: number; expiresAt: number };

/** The same request was answered before: not a failure, the former answer is given again. `body` is null where answers are not kept (secrets, files). */
export class Replayed extends Error {
  readonly status: number;
  readonly body: string | null;
  constructor(status: number, body: string | null) {
    super("replayed");
    this.status = status;
    this.body = body;
  }
}

type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
/** One action of a transaction and what its failed condition means. */
type Step = { action: Action; fails: () => Fault };

/** The trail of a record that goes by itself tells when; under another name, since the trail stays. */
const expiryOf = ({ expiresAt }: Item) => (expiresAt === undefined ? {} : { recordExpiresAt: expiresAt });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The one write path of the table. Kept answers are sealed, since they may name people. */
export function openWriter(
  client: DynamoDBDocumentClient,
  tableName: string,
  clock: () => number,
  keyring: Keyring,
  onCommitted: (keys: readonly Key[]) => void,
) {
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

  /** The trail event of a write; its hash covers the one before, the content of the record and everything said here. */
  function eventOf(write: Write, author: Author, token: string, item: Item | null): Item & { hash: string } {
    const { aggregate, action, detail } = write.event;
    const event = {
      aggregate,
      version: (write.seen?.version ?? 0) + 1,
      action,
      detail: detail ?? {},
      at: author.at,
      by: author.accountId,
      byName: author.name,
      from: author.from ?? "",
      token,
      ...(item ? { digest: digestOf(item, keyring), ...expiryOf(item) } : { removed: true }),
      previous: write.seen?.chain ?? "",
    };
    return { ...event, hash: keyring.sign(canonical(event)) };
  }

  function stepsOf(write: Write, author: Author, token: string): Step[] {
    const stale = () => new Fault("record.stale");
    const version = (write.seen?.version ?? 0) + 1;
    const item = "remove" in write ? null : itemOf(write, version);
    const event = eventOf(write, author, token, item);
    const { aggregate } = write.event;
    const steps: Step[] = [
      {
        action: putAction(
          { ...event, entity: "audit", ...keys.audit(aggregate, version), ...keys.auditDay(author.at, aggregate) },
          ABSENT,
        ),
        fails: stale,
      },
    ];
    if ("remove" in write) steps.push({ action: deleteAction(write.remove, write.seen.version), fails: stale });
    else steps.push(...putSteps(write, { ...item, chain: event.hash }));
    for (const key of write.release ?? []) steps.push({ action: deleteAction(key), fails: stale });
    return steps;
  }

  const itemOf = ({ record, key, views, kind, expiresAt }: Put, version: number): Item => ({
    ...record,
    ...key,
    ...views,
    entity: kind,
    version,
    ...(expiresAt && { expiresAt }),
  });

  /** The record in its place, moved there when its key has changed, and the markers of what only it may hold. */
  function putSteps({ key, seen, formerKey, claim, beside }: Put, item: Item): Step[] {
    const stale = () => new Fault("record.stale");
    const isMoved = formerKey !== undefined && (formerKey.pk !== key.pk || formerKey.sk !== key.sk);
    const placed: Step[] =
      isMoved && seen
        ? [
            { action: deleteAction(formerKey, seen.version), fails: stale },
            { action: putAction(item, ABSENT), fails: stale },
          ]
        : [{ action: seen ? putAction(item, UNCHANGED, seen.version) : putAction(item, ABSENT), fails: stale }];
    const claims = (claim ?? []).map(
      ({ holder, key: place, taken }): Step => ({
        action: putAction(signed({ ...holder, ...place, entity: "unique" }, keyring), ABSENT),
        fails: taken,
      }),
    );
    const companions = (beside ?? []).map(
      (one): Step => ({
        action: putAction(signed({ ...one.item, ...one.key, expiresAt: one.expiresAt }, keyring), ABSENT),
        fails: stale,
      }),
    );
    return [...placed, ...claims, ...companions];
  }

  /** One check for each unit, however many records of the transaction need it. */
  function checksOf(writes: readonly Write[]): Step[] {
    const needed = writes.flatMap((write) => ("remove" in write ? [] : (write.requires ?? [])));
    const places = new Map(needed.map((one) => [JSON.stringify(one.key), one]));
    return [...places.values()].map(({ key, fails }) => ({
      action: {
        ConditionCheck: {
          TableName: tableName,
          Key: key,
          ConditionExpression: IN_FORCE,
          ExpressionAttributeValues: { ":none": null },
        },
      },
      fails,
    }));
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
    const answer = typeof Item.answer === "string" ? unpackAnswer(keyring.open(Item.answer, operation.key.pk)) : null;
    throw new Replayed(operation.status, answer);
  }

  /** The former answer of a request's key: null when the key is new. */
  async function formerAnswer(key: Key): Promise<{ hash: string; status: number; answer: string | null } | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    if (!Item || Number(Item.expiresAt) <= clock() / 1000) return null;
    const answer = typeof Item.answer === "string" ? unpackAnswer(keyring.open(Item.answer, key.pk)) : null;
    return { hash: String(Item.hash), status: Number(Item.status), answer };
  }

  /**
   * The one write path: records under the versions they were read with, their uniqueness markers, their trail events and the
   * request's idempotency record, all or nothing. Cancelled by a conflict or a throttle, or still under way from an attempt before, it is tried again with the same token.
   * `answer` is what a repetition of the request will be answered.
   */
  async function commit(author: Author, writes: readonly Write[], answer?: unknown): Promise<void> {
    const token = makeSecret().slice(0, 36);
    const steps = [...checksOf(writes), ...writes.flatMap((write) => stepsOf(write, author, token))];
    if (author.operation) {
      const { key, hash, status, expiresAt } = author.operation;
      const body = answer === undefined ? undefined : keyring.seal(packAnswer(answer), key.pk);
      steps.unshift({
        action: putAction(
          signed({ ...key, entity: "operation", hash, status, answer: body, expiresAt }, keyring),
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
        if (error instanceof TransactionCanceledException) {
          const failed = failedStep(error.CancellationReasons ?? [], steps);
          if (failed && (await didHappen(first, token))) return;
          if (failed === steps[0] && operation) return replay(operation);
          if (failed) throw failed.fails();
        } else if (!(error instanceof TransactionInProgressException)) {
          if (isUncertain(error) && (await didHappen(first, token))) return;
          throw error;
        }
        if (attempt === 6) throw new Fault("service.unavailable");
        await pause(((random(1)[0] ?? 0) / 255) * 40 * 2 ** attempt);
      }
    }
  }

  return { commit, formerAnswer };
}

const failedStep = (reasons: readonly CancellationReason[], steps: readonly Step[]): Step | undefined =>
  steps[reasons.findIndex((reason) => reason.Code === "ConditionalCheckFailed")];

const isUncertain = (error: unknown): boolean =>
  error instanceof Error && (error.name === "TimeoutError" || "$retryable" in error);
