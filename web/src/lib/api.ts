import type { FieldError, Problem, ProblemCode } from "#shared/problem";
import { address, type Query } from "./address";

/** Why a call did not succeed, with a sentence to show. `current` is the record as others saved it, where the answer was 412. */
export class Refusal extends Error {
  readonly code: ProblemCode | "network";
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly current: unknown;

  constructor(
    code: ProblemCode | "network",
    status: number,
    sentence: string,
    errors: readonly FieldError[] = [],
    current?: unknown,
  ) {
    super(sentence);
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.current = current;
  }
}

export type Page<T> = { items: T[]; next: string | null };
/** Pages of a list that also say how many there are in all. */
export type CountedPage<T> = Page<T> & { total: number };
type Sent = { method: string; headers: Record<string, string>; body?: BodyInit };

const listeners = { signedOut: (): void => undefined, required: (): void => undefined };
/** Told whenever the server says that nobody is signed in. */
export const onSignedOut = (listener: () => void): void => {
  listeners.signedOut = listener;
};

/** Told whenever the server says that something about the own account must be done first. */
export const onRequired = (listener: () => void): void => {
  listeners.required = listener;
};
const requirements: readonly string[] = ["account.password-expired", "account.second-factor-needed"];

/** A fresh `Idempotency-Key`. `crypto.randomUUID` does not exist on plain http. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const json = { "Content-Type": "application/json" };
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const offline = "网络不通，没有连上服务器。请检查网络后再试。";

async function refusalOf(response: Response): Promise<Refusal> {
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  const code = problem.code ?? (response.status === 404 ? "request.not-found" : "service.unavailable");
  const sentence = problem.detail ?? problem.title ?? "系统暂时不可用，请稍后再试";
  return new Refusal(code, response.status, sentence, problem.errors, problem.current);
}

/** Sends once, and again after a lost connection or a 503; safe because GET changes nothing and every write carries a key. */
async function send(url: string, sent: Sent, triesLeft = 2): Promise<Response> {
  const response = await fetch(url, { ...sent, credentials: "same-origin" }).catch(() => null);
  if (response?.ok) return response;
  if ((response === null || response.status === 503) && triesLeft > 0) {
    await pause(triesLeft === 2 ? 400 : 1500);
    return send(url, sent, triesLeft - 1);
  }
  if (response === null) throw new Refusal("network", 0, offline);
  const refusal = await refusalOf(response);
  if (refusal.code === "session.none") listeners.signedOut();
  if (requirements.includes(refusal.code)) listeners.required();
  throw refusal;
}

async function answer<T>(response: Response): Promise<T> {
  return response.status === 204 ? (undefined as T) : response.json();
}

export const get = async <T>(path: string, query?: Query): Promise<T> =>
  answer(await send(address(path, query), { method: "GET", headers: { Accept: "application/json" } }));

const versioned = (version: number | undefined): Record<string, string> =>
  version === undefined ? {} : { "If-Match": `"${version}"` };

/** `key` stays the same when the same input is sent again, so that nothing is entered twice; `version` is the one that was seen, where it matters. */
export const post = async <T>(path: string, body: unknown = {}, key: string = newKey(), version?: number): Promise<T> =>
  answer(
    await send(path, {
      method: "POST",
      headers: { ...json, ...versioned(version), "Idempotency-Key": key },
      body: JSON.stringify(body),
    }),
  );

/** Under a key of its own, so that a change that is sent again after a lost answer does not meet itself. */
export const patch = async <T>(path: string, version: number, changes: unknown): Promise<T> =>
  answer(
    await send(path, {
      method: "PATCH",
      headers: { ...json, ...versioned(version), "Idempotency-Key": newKey() },
      body: JSON.stringify(changes),
    }),
  );

export const remove = async (path: string, version?: number): Promise<void> => {
  await send(path, { method: "DELETE", headers: { ...versioned(version), "Idempotency-Key": newKey() } });
};

/** A file as the raw body. */
export const upload = async <T>(
  path: string,
  file: Blob,
  type: string = file.type,
  query?: Query,
  key: string = newKey(),
): Promise<T> =>
  answer(
    await send(address(path, query), {
      method: "POST",
      headers: { "Content-Type": type, "Idempotency-Key": key },
      body: file,
    }),
  );

const nameOf = (response: Response): string => {
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return name === undefined ? "下载文件" : decodeURIComponent(name);
};

/** Asks for a file by POST and hands it to the browser to save; files by GET are plain links. */
export async function download(path: string, body: unknown): Promise<void> {
  const response = await send(path, {
    method: "POST",
    headers: { ...json, "Idempotency-Key": newKey() },
    body: JSON.stringify(body),
  });
  const url = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: nameOf(response) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
