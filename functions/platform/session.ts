import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { deviceOf } from "#shared/accounts/device";
import { type Account, accountRecord, type Session, sessionRecord } from "#shared/accounts/schema";
import { actorOf } from "./actor-of";
import { admitToken } from "./bearer";
import { makeSecret, sha256 } from "./crypto";
import { isFull } from "./full";
import type { Env } from "./http";
import { keys } from "./keys";
import type { Platform } from "./platform";
import type { Beside } from "./write";

const IDLE = 30 * 60_000;
const ABSOLUTE = 12 * 3_600_000;
/** A session is touched at most this often. */
const TOUCH = 5 * 60_000;

export const isSecure = (platform: Platform) => platform.origins[0]?.startsWith("https:") ?? false;
const cookieName = (platform: Platform) => (isSecure(platform) ? "__Host-sid" : "sid");
export const cookieOptions = (platform: Platform) =>
  ({ httpOnly: true, secure: isSecure(platform), sameSite: "Strict", path: "/" }) as const;

/** A session to be written together with what lets it begin; `start` then gives the browser its cookie. */
export type Opening = { beside: Beside; start: () => Promise<void> };

/** The browser gets `account.secret`, the table keeps the secret's hash beside the account. */
export function prepareSession(c: Context<Env>, account: Account, method: Session["method"] = "password"): Opening {
  const { platform } = c.var;
  const [secret, now] = [makeSecret(), platform.now()];
  const session: Session = {
    accountId: account.id,
    epoch: account.epoch,
    startedAt: now,
    seenAt: now,
    from: c.var.address,
    device: deviceOf(c.req.header("user-agent") ?? ""),
    method,
  };
  return {
    beside: {
      key: keys.session(account.id, sha256(secret)),
      item: { ...session, entity: "session" },
      expiresAt: endOf(session),
    },
    async start() {
      await dropSession(c);
      setCookie(c, cookieName(platform), `${account.id}.${secret}`, cookieOptions(platform));
    },
  };
}

/** Forgets the session that the browser had; its cookie proves nothing any more. */
async function dropSession(c: Context<Env>): Promise<void> {
  const [accountId, secret] = readCookie(c);
  if (accountId && secret) await c.var.platform.table.drop(keys.session(accountId, sha256(secret)));
}

export async function endSession(c: Context<Env>): Promise<void> {
  await dropSession(c);
  deleteCookie(c, cookieName(c.var.platform), cookieOptions(c.var.platform));
}

const endOf = (session: Session) => Math.ceil((session.startedAt + ABSOLUTE) / 1000);
/** False when it was ended while this request was under way: a touch must not bring it back. */
const touchSession = (platform: Platform, hash: string, session: Session) =>
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

/** Whether a session goes on: not idle, not too old, and of the account as it is now. */
export const isAlive = (session: Session, account: Account, now: number): boolean =>
  now - session.seenAt <= IDLE &&
  now - session.startedAt <= ABSOLUTE &&
  !account.disabled &&
  account.epoch === session.epoch;

/** Sets `actor` when the cookie names a living session, or a machine brings its token. Account and session come in one read, so a disabled account or changed grants count at once. */
export const session: MiddlewareHandler<Env> = async (c, next) => {
  const { platform } = c.var;
  const bearer = c.req.header("authorization");
  const [accountId, secret] = readCookie(c);
  if (bearer?.startsWith("Bearer ")) await admitToken(c, bearer);
  else if (accountId && secret) {
    const hash = sha256(secret);
    const items = await platform.table.getMany([keys.account(accountId), keys.session(accountId, hash)]);
    const accountItem = items.find((item) => item.entity === "account");
    const sessionItem = items.find((item) => item.entity === "session");
    if (accountItem && sessionItem)
      await admit(c, accountRecord.parse(accountItem), sessionRecord.parse(sessionItem), hash);
  }
  return next();
};

async function admit(c: Context<Env>, account: Account, kept: Session, sessionHash: string): Promise<void> {
  const { platform } = c.var;
  const now = platform.now();
  if (!isAlive(kept, account, now)) return;
  if (now - kept.seenAt > TOUCH && !(await touchSession(platform, sessionHash, { ...kept, seenAt: now }))) return;
  c.set("actor", await actorOf(c, account, sessionHash, kept.method));
}
