import type { Context } from "hono";
import { narrowed } from "#shared/accounts/rules";
import { type Account, accountRecord, type Token, type TokenFormat, tokenRecord } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import { actorOf } from "./actor-of";
import { sha256 } from "./crypto";
import type { Env } from "./http";
import { type Key, keys } from "./keys";
import type { Platform } from "./platform";
import type { AuditEvent, Author } from "./write";

/** Within this time the same file fetched again is the same use. */
const SAME_USE = 60_000;
const TRIES = 10;

/** What a machine may read in the name of an account: files in these formats; `use` puts a reading on the trail before it happens. */
export type Machine = { formats: readonly TokenFormat[]; use: (what: string) => Promise<void> };

/** Sets `actor` to the token's account, with what it may do now, at the token's units only. */
export async function admitToken(c: Context<Env>, header: string): Promise<void> {
  const { platform } = c.var;
  const [, accountId = "", secret = ""] = /^Bearer zb_([a-z0-9_]{4,40})\.([\w-]{43})$/.exec(header) ?? [];
  if (secret === "") throw new Fault("token.refused");
  const key = keys.token(accountId, sha256(secret));
  const items = await platform.table.getMany([keys.account(accountId), key]);
  const accountItem = items.find((item) => item.entity === "account");
  const tokenItem = items.find((item) => item.entity === "token");
  if (!accountItem || !tokenItem) throw new Fault("token.refused");
  const [account, token] = [accountRecord.parse(accountItem), tokenRecord.parse(tokenItem)];
  if (!isValid(token, account, platform.now())) throw new Fault("token.refused");
  const grants = narrowed(account.grants, token.unitIds, await platform.tree());
  const actor = await actorOf(c, account, "");
  const author = { ...actor, name: `${account.name}（接口令牌：${token.name}）` };
  const machine = { formats: token.formats, use: (what: string) => noteUse(platform, author, key, what) };
  c.set("actor", { ...actor, grants, machine });
}

const isValid = (token: Token, account: Account, now: number): boolean =>
  !account.disabled && token.epoch === (account.tokenEpoch ?? 0) && Date.parse(token.endsAt) > now;

/** Every use is an event, the same file within a minute one; a token that was revoked meanwhile is refused. */
async function noteUse({ table, now }: Platform, author: Author, key: Key, what: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const token = await table.get(key, tokenRecord);
    if (!token) throw new Fault("token.refused");
    if (token.usedFor === what && token.usedAt !== null && now() - Date.parse(token.usedAt) < SAME_USE) return;
    const record = { ...token, usedAt: author.at, usedFor: what };
    const event: AuditEvent = { aggregate: token.id, action: "token.used", detail: { what } };
    try {
      return await table.commit(author, [{ key, kind: "token", record, seen: token, event }]);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "record.stale") throw error;
    }
  }
  throw new Fault("service.unavailable");
}
