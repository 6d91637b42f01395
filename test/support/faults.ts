import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionInProgressException,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { seeded } from "./kill-harness";

/**
 * `lose`: done, but the answer never comes · `hang`: sent to a server that never answers, so that the client's own time limits decide ·
 * `empty`: a page without items and a cursor · `partial`: a batch of which half is left over · `refuse-trail`: the engine itself finds that
 * the condition of the trail event fails.
 */
export type Kind =
  | "throttle"
  | "conflict"
  | "in-progress"
  | "lose"
  | "hang"
  | "slow"
  | "empty"
  | "partial"
  | "refuse-trail";
/** One attempt of one command. `index` counts the commands of the act, `attempt` those of the command. */
export type Call = { command: string; index: number; attempt: number };
export type Plan = (call: Call) => Kind | null;

export const at =
  (index: number, kind: Kind): Plan =>
  (call) =>
    call.index === index && call.attempt === 0 ? kind : null;
/** The line is down from a call on until the act is over. */
export const from =
  (index: number, kind: Kind): Plan =>
  (call) =>
    call.index >= index ? kind : null;
export const always = (kind: Kind): Plan => from(0, kind);
export function atRandom(seed: number, shares: Partial<Record<Kind, number>>): Plan {
  const random = seeded(seed);
  return () => {
    const drawn = { left: random() };
    for (const [kind, share] of Object.entries(shares)) {
      drawn.left -= share;
      if (drawn.left < 0) return kind as Kind;
    }
    return null;
  };
}

const isWrite = (command: string) => command.startsWith("TransactWrite");
const message = "injected";
const $metadata = { httpStatusCode: 400 };
const timeout = () => Object.assign(new Error(message), { name: "TimeoutError", code: "ECONNRESET" });

// biome-ignore lint/suspicious/noExplicitAny: the wire form of every command
type Body = any;
type Wire = { hostname: string; port?: number; body: Uint8Array | string; headers: Record<string, string> };
type Reply = { response: unknown; output: Body };
type Next = (wire: Wire) => Promise<Reply>;
type Act = { plan: Plan; calls: Call[]; commands: number };

const textOf = ({ body }: Wire): string => Buffer.from(body).toString("utf8");
const rewritten = (wire: Wire, change: (body: Body) => void): Wire => {
  const body = JSON.parse(textOf(wire));
  change(body);
  const text = JSON.stringify(body);
  return { ...wire, body: text, headers: { ...wire.headers, "content-length": String(Buffer.byteLength(text)) } };
};

/** The cursor of a page that was empty from the first item on. */
const BEGINNING = "the beginning";
const answering = (output: Body): Reply => ({ response: {}, output: { ...output, $metadata: {} } });

/** What the middleware answers is unmarshalled already; what is left over is known by its key. */
const plain = (item: Body): Body => Object.fromEntries(["pk", "sk"].map((name) => [name, item[name].S]));
const leftOver = (one: Body): Body =>
  one.PutRequest ? { PutRequest: { Item: plain(one.PutRequest.Item) } } : plain(one);

/** The page comes empty, its cursor leads to where it began. */
function emptied(wire: Wire): Reply {
  const { ExclusiveStartKey: start, ExpressionAttributeValues: values } = JSON.parse(textOf(wire));
  return answering({ Items: [], LastEvaluatedKey: start ? plain(start) : { pk: values[":pk"].S, sk: BEGINNING } });
}
const fromBeginning = (wire: Wire): Wire =>
  textOf(wire).includes(BEGINNING)
    ? rewritten(wire, (body) => {
        delete body.ExclusiveStartKey;
      })
    : wire;

/** The second half of a batch is left over; of a single one nothing is done. */
async function partly(wire: Wire, next: Next): Promise<Reply> {
  const [[table, asked]] = Object.entries<Body>(JSON.parse(textOf(wire)).RequestItems) as [[string, Body]];
  const all: Body[] = asked.Keys ?? asked;
  const [now, later] = [all.slice(0, Math.floor(all.length / 2)), all.slice(Math.floor(all.length / 2))];
  const as = (part: Body[]) => (asked.Keys ? { ...asked, Keys: part } : part);
  const left = { [asked.Keys ? "UnprocessedKeys" : "UnprocessedItems"]: { [table]: as(later.map(leftOver)) } };
  if (now.length === 0) return answering({ Responses: {}, ...left });
  const reply = await next(
    rewritten(wire, (body) => {
      body.RequestItems[table] = as(now);
    }),
  );
  return { ...reply, output: { ...reply.output, ...left } };
}

const withoutTrail = (wire: Wire): Wire =>
  rewritten(wire, (body) => {
    for (const { Put } of body.TransactItems)
      if (Put?.Item.entity.S === "audit") Put.ConditionExpression = "attribute_exists(pk) AND attribute_not_exists(pk)";
  });

const conflict = () =>
  new TransactionCanceledException({ message, $metadata, CancellationReasons: [{ Code: "TransactionConflict" }] });

function inject(kind: Kind | null, command: string, wire: Wire, next: Next, silent: () => Promise<number>) {
  const acts: Record<Kind, () => Promise<Reply>> = {
    throttle: () => Promise.reject(new ProvisionedThroughputExceededException({ message, $metadata })),
    conflict: () => (isWrite(command) ? Promise.reject(conflict()) : next(wire)),
    "in-progress": () =>
      isWrite(command) ? Promise.reject(new TransactionInProgressException({ message, $metadata })) : next(wire),
    lose: () => next(wire).then(() => Promise.reject(timeout())),
    hang: async () => next({ ...wire, hostname: "127.0.0.1", port: await silent() }),
    slow: () => sleep(400).then(() => next(wire)),
    empty: () => (command.startsWith("Query") ? Promise.resolve(emptied(wire)) : next(wire)),
    partial: () => (command.startsWith("Batch") ? partly(wire, next) : next(wire)),
    "refuse-trail": () => next(isWrite(command) ? withoutTrail(wire) : wire),
  };
  return kind === null ? next(wire) : acts[kind]();
}

/** A server that takes every connection and never says anything. */
function silentServer() {
  const state: { server?: Server } = {};
  return () =>
    new Promise<number>((resolve) => {
      state.server ??= createServer((socket) => socket.on("error", () => undefined).unref()).unref();
      const { server } = state;
      const told = () => {
        const address = server.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      };
      if (server.listening) told();
      else server.once("listening", told).listen(0, "127.0.0.1");
    });
}

/**
 * Injects faults into what an act sends. The middleware stands directly *behind* the SDK's own retrying (step `finalizeRequest`, after
 * `retryMiddleware`): it sees each attempt, and what it throws is retried, or not, exactly as if the service had said it. An act is followed
 * through its promises, so that acts with different plans run side by side on one client.
 */
export function faults(client: DynamoDBDocumentClient) {
  const acts = new AsyncLocalStorage<Act>();
  const commands = new WeakMap<object, Call>();
  const silent = silentServer();
  const middleware =
    (next: (args: object) => Promise<Reply>, context: { commandName?: string }) => (args: { request: Wire }) => {
      const act = acts.getStore();
      const copy = (wire: Wire): Wire => Object.assign(Object.create(Object.getPrototypeOf(args.request)), wire);
      const send = (wire: Wire): Promise<Reply> => next({ ...args, request: copy(wire) });
      const wire = fromBeginning(args.request);
      if (!act) return send(wire);
      const { commandName: command = "" } = context;
      const former = commands.get(context);
      const call = { command, index: former?.index ?? act.commands, attempt: (former?.attempt ?? -1) + 1 };
      if (!former) act.commands += 1;
      commands.set(context, call);
      act.calls.push(call);
      return inject(act.plan(call), command, wire, send, silent);
    };
  const where = { relation: "after", toMiddleware: "retryMiddleware", name: "faults" } as const;
  client.middlewareStack.addRelativeTo(
    middleware as unknown as Parameters<typeof client.middlewareStack.addRelativeTo>[0],
    where,
  );
  return {
    /** What the act answers, and the attempts that it made. */
    async during<T>(plan: Plan, run: () => Promise<T>): Promise<{ answer: T; calls: Call[] }> {
      const act: Act = { plan, calls: [], commands: 0 };
      return { answer: await acts.run(act, run), calls: act.calls };
    },
  };
}
export type Faults = ReturnType<typeof faults>;
