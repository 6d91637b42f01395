import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Account } from "#shared/accounts/schema";
import { accountRecord, sessionRecord } from "#shared/accounts/schema";
import { makeSecret, sha256 } from "./crypto";
import { isFull } from "./full";
import type { Env } from "./http";
import { keys } from "./keys";
import type { Platform } from "./platform";

const IDLE = 30 * 60_000;
const ABSOLUTE = 12 * 3_600_000;
/** A session is touched at most this often. */
const TOUCH = 5 * 60_000;

const isSecure = (platform: Platform) => platform.origins[0]?.startsWith("https:") ?? false;
const cookieName = (platform: Platform) => (isSecure(platform) ? "__Host-sid" : "sid");
const cookieOptions = (platform: Platform) =>
  ({ httpOnly: true, secure: isSecure(platform), sameSite: "Strict", path: "/" }) as const;

/** Starts a session in place of the one that the browser had: it gets `account.secret`, the table keeps the secret's hash beside the account. */
export async function startSession(c: Context<Env>, account: Account): Promise<void> {
  const { platform } = c.var;
  await dropSession(c);
  const [secret, now] = [makeSecret(), platform.now()];
  await keepSession(platform, sha256(secret), {
    accountId: account.id,
    epoch: account.epoch,
    startedAt: now,
    seenAt: now,
  });
  setCookie(c, cookieName(platform), `${account.id}.${secret}`, cookieOptions(platform));
}

/** Forgets the session in the table; its cookie proves nothing any more. */
async function dropSession(c: Context<Env>): Promise<void> {
  const [accountId, secret] = readCookie(c);
  if (accountId && secret) await c.var.platform.table.drop(keys.session(accountId, sha256(secret)));
}

export async function endSession(c: Context<Env>): Promise<void> {
  await dropSession(c);
  deleteCookie(c, cookieName(c.var.platform), cookieOptions(c.var.platform));
}

type Kept = { accountId: string; epoch: number; startedAt: number; seenAt: number };
const endOf = (session: Kept) => Math.ceil((session.startedAt + ABSOLUTE) / 1000);
const keepSession = (platform: Platform, hash: string, session: Kept) =>
  platform.table.keep(
    keys.session(session.accountId, hash),
    { ...session, entity: "session" },
    { expiresAt: endOf(session) },
  );
/** False when it was ended while this request was under way: a touch must not bring it back. */
const touchSession = (platform: Platform, hash: string, session: Kept) =>
  platform.table
    .renew(keys.session(session.accountId, hash), { ...session, entity: "session" }, endOf(session))
    .catch((error: unknown) => {
      // Reading goes on while the disk is full.
      if (isFull(error)) return true;
      throw error;
    });

function readCookie(c: Context<Env>): [string | undefined, string | undefined] {
  const [accountId, secret] = (getCookie(c, cookieName(c.var.platform)) ?? "").split(".");
  return accountId && /^[a-z0-9_]{4,40}$/.test(accountId) && secret && /^[\w-]{43}$/.test(secret)
    ? [accountId, secret]
    : [undefined, undefined];
}

/** Sets `actor` when the cookie names a living session. Account and session come in one read, so a disabled account or changed grants count at once. */
export const session: MiddlewareHandler<Env> = async (c, next) => {
  const { platform } = c.var;
  const [accountId, secret] = readCookie(c);
  if (accountId && secret) {
    const hash = sha256(secret);
    const items = await platform.table.getMany([keys.account(accountId), keys.session(accountId, hash)]);
    const accountItem = items.find((item) => item.entity === "account");
    const sessionItem = items.find((item) => item.entity === "session");
    if (accountItem && sessionItem)
      await admit(c, accountRecord.parse(accountItem), sessionRecord.parse(sessionItem), hash);
  }
  return next();
};

async function admit(c: Context<Env>, account: Account, kept: Kept, sessionHash: string): Promise<void> {
  const { platform } = c.var;
  const now = platform.now();
  const isOver = now - kept.seenAt > IDLE || now - kept.startedAt > ABSOLUTE;
  if (isOver || account.disabled || account.epoch !== kept.epoch) return;
  if (now - kept.seenAt > TOUCH && !(await touchSession(platform, sessionHash, { ...kept, seenAt: now }))) return;
  c.set("actor", {
    accountId: account.id,
    login: account.login,
    name: account.name,
    grants: account.grants,
    memberId: account.memberId,
    account,
    sessionHash,
    from: c.var.address,
    at: new Date(now).toISOString(),
    now,
    today: platform.today(),
    operation: null,
  });
}
