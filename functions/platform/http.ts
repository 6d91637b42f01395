import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import * as z from "zod";
import type { Role } from "#shared/access";
import type { Requirement } from "#shared/accounts/schema";
import { type Act, standingOf } from "#shared/authority";
import { Fault, type FieldError, type Problem, type ProblemCode, problems } from "#shared/problem";
import { type Actor, requireRole, rolesInBranch } from "./actor";
import { sha256 } from "./crypto";
import { isFull } from "./full";
import { keys } from "./keys";
import type { Patience } from "./patience";
import type { Platform } from "./platform";
import { traceOf } from "./trace";
import { Replayed } from "./write";

export type Env = {
  Variables: {
    platform: Platform;
    requestId: string;
    address: string;
    actor: Actor;
    held: Role[];
    upload: Uint8Array;
    patience: Patience;
  };
};

/** What a route says of itself: which act of the table of authority it is, what it takes, what it answers. The OpenAPI document and the route tests read it too. */
export type RouteSpec<Q extends z.ZodType, B extends z.ZodType> = {
  summary: string;
  /** Who may call it, by shared/authority.ts; a branch is the path's `:b`. */
  act: Act;
  query?: Q;
  body?: B;
  /** A raw body instead of JSON: its content types and the most bytes. */
  upload?: { types: readonly string[]; maxBytes: number };
  /** Success status → schema of the answer, a content type for files, or null for none. */
  answers: Partial<Record<200 | 201 | 202 | 204 | 302, z.ZodType | string | null>>;
  /** Session and set-up: POST without an Idempotency-Key. */
  withoutKey?: boolean;
  /** Work on a whole file of rows may take longer than an answer otherwise does. */
  bulk?: boolean;
  /** A file that machines may read with a token for its format, which is the end of its address. */
  exported?: boolean;
  /** May be called by an account that must first change its password or enrol its second factor. */
  whileRequired?: boolean;
  /** A DELETE that needs `If-Match`, as every PATCH does. */
  ifMatch?: boolean;
};
export type AnyRouteSpec = RouteSpec<z.ZodType, z.ZodType>;

type Taken<Q, B> = {
  in: (Q extends z.ZodType ? { query: Record<string, string> } : object) &
    (B extends z.ZodType ? { json: z.input<B> } : object);
  out: { query: Q extends z.ZodType ? z.output<Q> : never; json: B extends z.ZodType ? z.output<B> : never };
};

const specs = new WeakMap<object, AnyRouteSpec>();
/** The statement of a route's handler chain, for tests and the OpenAPI document. */
export const specOf = (handler: object): AnyRouteSpec | undefined => specs.get(handler);

const MAX_JSON = 1_000_000;
/** A body of nothing but mistakes is not answered at its own length. */
const MOST_ERRORS = 100;
const SAFE = ["GET", "HEAD"];
const nothing = z.strictObject({});

/** First in every route: who may call, then what it takes. Handlers read `c.req.valid("query")`, `c.req.valid("json")`, `c.var.upload`. */
export function api<Q extends z.ZodType = never, B extends z.ZodType = never>(
  spec: RouteSpec<Q, B>,
): MiddlewareHandler<Env, string, Taken<Q, B>> {
  const handler: MiddlewareHandler<Env, string, Taken<Q, B>> = async (c, next) => {
    if (standingOf(spec.act).at !== "anyone") {
      requireNothingElse(c, spec);
      await authorise(c, spec.act);
      requireIds(c.req.param());
      await asMachine(c, spec);
    }
    const isWrite = !SAFE.includes(c.req.method);
    if (spec.bulk) c.var.patience.forBulk();
    const body = isWrite ? await c.var.patience.whileSent(readBody(c, spec)) : undefined;
    const query = checked(spec.query ?? nothing, oneOfEach(c.req.queries()), "request.malformed", "?");
    c.req.addValidatedData("query", Object(query));
    const replay = isKeyed(c, spec) ? await operation(c, spec, body) : null;
    if (replay) return replay;
    if (spec.upload) c.set("upload", body ?? new Uint8Array());
    else if (isWrite) {
      // Where nothing is asked, no body and an empty one are the same, and anything in it is a mistake.
      const given = spec.body || body ? parseJson(body) : {};
      c.req.addValidatedData("json", Object(checked(spec.body ?? nothing, given, "request.invalid", "#/")));
    }
    return next();
  };
  specs.set(handler, spec);
  return handler;
}

/** POST needs a key. A change or removal may carry one: sent again after a lost answer it does not meet its own 412 or 404 (docs/decisions/043). */
const isKeyed = (c: Context<Env>, spec: AnyRouteSpec): boolean =>
  !SAFE.includes(c.req.method) &&
  standingOf(spec.act).at !== "anyone" &&
  !spec.withoutKey &&
  (c.req.method === "POST" || c.req.header("idempotency-key") !== undefined);

const oneOfEach = (queries: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0] : values]));

const requirements = {
  password: "account.password-expired",
  "second-factor": "account.second-factor-needed",
} as const satisfies Record<Requirement, ProblemCode>;

/** What an account must do first comes before anything else that it may do. */
function requireNothingElse(c: Context<Env>, spec: AnyRouteSpec): void {
  const required = c.var.actor?.required;
  if (required && !spec.whileRequired) throw new Fault(requirements[required]);
}

/** A machine reads exports in the formats of its token, and nothing else. */
async function asMachine(c: Context<Env>, spec: AnyRouteSpec): Promise<void> {
  const { machine } = c.var.actor;
  if (!machine) return;
  const format = c.req.path.split(".").at(-1);
  if (!spec.exported || c.req.method !== "GET" || !machine.formats.some((one) => one === format))
    throw new Fault("access.denied", { detail: "接口令牌只能读取它所列格式的导出文件" });
  await machine.use(c.req.path);
}

async function authorise(c: Context<Env>, act: Act): Promise<void> {
  const { actor, platform } = c.var;
  const standing = standingOf(act);
  if (!actor) throw new Fault("session.none");
  if (standing.at === "branch") {
    const held = await rolesInBranch(actor, c.req.param("b") ?? "", platform.tree);
    requireRole(held, standing.roles);
    c.set("held", held);
  }
  if (standing.at === "unit" || standing.at === "deployment") {
    requireRole(
      actor.grants.map((grant) => grant.role),
      standing.roles,
    );
  }
}

/** Nothing in the table has an id of other characters, and no key can be made of one. */
function requireIds(params: Record<string, string>): void {
  if (Object.values(params).some((value) => !/^[\w.-]{1,100}$/.test(value))) throw new Fault("record.missing");
}

async function readBody(c: Context<Env>, spec: AnyRouteSpec): Promise<Uint8Array | undefined> {
  const maxBytes = spec.upload?.maxBytes ?? MAX_JSON;
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const isExpected = spec.upload ? spec.upload.types.includes(type) : type === "application/json";
  const length = Number(c.req.header("content-length") ?? 0);
  if (length > maxBytes) throw new Fault("request.too-large");
  // A body of a stated length cannot exceed it, and is read without the stream.
  const reading =
    length > 0 ? c.req.arrayBuffer().then((read) => new Uint8Array(read)) : readLimited(c.req.raw.body, maxBytes);
  const bytes = await reading.catch((error: unknown) => {
    // Whoever breaks off while sending has made no error of the server.
    throw error instanceof Fault ? error : new Fault("request.malformed", { detail: "正文没有传完" });
  });
  if (bytes.length > maxBytes) throw new Fault("request.too-large");
  if (bytes.length === 0 && !spec.body && !spec.upload) return undefined;
  if (!isExpected) throw new Fault("request.media-type");
  return bytes;
}

async function readLimited(stream: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const size = { bytes: 0 };
  if (stream) {
    for await (const chunk of stream) {
      size.bytes += chunk.length;
      if (size.bytes > maxBytes) throw new Fault("request.too-large");
      chunks.push(chunk);
    }
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return value;
  } catch {
    throw new Fault("request.malformed", { detail: "正文不是有效的 JSON" });
  }
}

/** The value as the schema has it, or a refusal with a sentence for every field. */
function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  code: "request.malformed" | "request.invalid",
  base: string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Fault(code, {
    errors: result.error.issues.flatMap((issue) => toErrors(issue, base)).slice(0, MOST_ERRORS),
  });
}

function toErrors(issue: z.core.$ZodIssue, base: string): FieldError[] {
  const at = (...more: string[]) =>
    base +
    [...issue.path.map(String), ...more].map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ pointer: at(key), detail: "没有这个字段" }));
  // The whole body is `#`; `#/` would be a field without a name.
  const pointer = issue.path.length > 0 ? at() : base.replace("/", "");
  return [{ pointer, detail: /[\u4e00-\u9fff]/.test(issue.message) ? issue.message : "内容不正确" }];
}

/** Looks the request's key up; gives the former answer when it was answered before, else prepares the record that the write path will add. */
async function operation(c: Context<Env>, spec: AnyRouteSpec, body: Uint8Array | undefined): Promise<Response | null> {
  const { actor, platform } = c.var;
  const header = c.req.header("idempotency-key");
  if (header === undefined) throw new Fault("request.key-missing");
  if (!/^[\x21-\x7e]{1,128}$/.test(header))
    throw new Fault("request.malformed", { detail: "Idempotency-Key 应为 1–128 位可见字符" });
  const key = keys.operation(actor.accountId, sha256(header));
  const version = c.req.method === "POST" ? "" : ` ${c.req.header("if-match") ?? ""}`;
  // Keyed, since a body may hold a password: nobody can try passwords on what the table keeps.
  const hash = platform.keyring.mark(
    `${c.req.method} ${c.req.path}?${new URL(c.req.url).search} ${sha256(body ?? "")}${version}`,
  );
  const status = Number(Object.keys(spec.answers)[0] ?? 200);
  const former = await platform.table.formerAnswer(key);
  if (former && former.hash !== hash) throw new Fault("request.key-reused");
  if (former && former.answer !== null) return jsonText(c, former.answer, former.status);
  c.set("actor", {
    ...actor,
    operation: former ? null : { key, hash, status, expiresAt: Math.floor(actor.now / 1000) + 86_400 },
  });
  return null;
}

const jsonText = (c: Context<Env>, text: string, status: number): Response =>
  status === 204
    ? c.body(null, 204)
    : c.body(text, status as ContentfulStatusCode, { "Content-Type": "application/json" });

/** The version of `If-Match: "3"`. */
export function ifMatch(c: Context<Env>): number {
  const header = c.req.header("if-match");
  if (header === undefined) throw new Fault("record.version-missing");
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined) throw new Fault("request.malformed", { detail: 'If-Match 应为 "版本号"' });
  return Number(version);
}

/** A path parameter that the route's pattern guarantees. */
export function param(c: Context<Env>, name: string): string {
  const value = c.req.param(name);
  if (value === undefined) throw new Fault("record.missing");
  return value;
}

/** A file to download, under its Chinese name. */
export function file(c: Context<Env>, bytes: Uint8Array, name: string, type: string): Response {
  return c.body(new Uint8Array(bytes), 200, downloadHeaders(name, type));
}

const downloadHeaders = (name: string, type: string) => ({
  "Content-Type": type,
  "Content-Disposition": `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(name)}`,
  "Cache-Control": "no-store",
});

/** A file to download whose bytes come as they are made. */
export function streamed(c: Context<Env>, stream: ReadableStream<Uint8Array>, name: string, type: string): Response {
  return c.body(stream, 200, downloadHeaders(name, type));
}

export const contentTypes = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  csv: "text/csv; charset=utf-8",
  json: "application/json",
} as const;

/** The answer of an equal request that ran at the same time and was first: what it changed is why this one was refused. */
async function answeredMeanwhile(c: Context<Env>): Promise<Response | null> {
  const operation = c.var.actor?.operation;
  if (!operation) return null;
  const former = await c.var.platform.table.formerAnswer(operation.key).catch(() => null);
  return former?.hash === operation.hash && former.answer !== null ? jsonText(c, former.answer, former.status) : null;
}

/** The one place where a refusal becomes an answer. What is not a `Fault` is logged, never shown. */
export async function renderProblem(error: Error, c: Context<Env>): Promise<Response> {
  if (error instanceof Replayed && error.body !== null) return jsonText(c, error.body, error.status);
  const former = error instanceof Fault && problems[error.code][0] < 500 ? await answeredMeanwhile(c) : null;
  if (former) return former;
  const fault = faultOf(error);
  if (fault !== error && !(error instanceof Replayed))
    c.var.platform.log({
      level: "error",
      requestId: c.var.requestId,
      ...traceOf(error),
    });
  const [status, title] = problems[fault.code];
  const body: Problem = {
    type: "about:blank",
    code: fault.code,
    status,
    title,
    ...(fault.detail !== undefined && { detail: fault.detail }),
    ...(fault.errors.length > 0 && { errors: fault.errors }),
    ...(fault.current !== undefined && { current: fault.current }),
  };
  const headers = status === 503 || status === 429 ? { "Retry-After": String(fault.retryAfter ?? 5) } : undefined;
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/problem+json", ...headers });
}

function faultOf(error: Error): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof Replayed)
    return new Fault("record.conflict", { detail: "同一操作已经完成，请刷新页面查看结果" });
  if (isFull(error)) return new Fault("storage.full");
  return new Fault(isOutage(error) ? "service.unavailable" : "service.failed");
}

const outages =
  /Timeout|AbortError|ECONN|EPIPE|Throttl|ProvisionedThroughput|TransactionConflict|ServiceUnavailable|InternalServer|RequestLimit|NetworkingError|socket/;
const isOutage = (error: Error): boolean =>
  outages.test(error.name) || outages.test(error.message) || ("code" in error && outages.test(String(error.code)));
