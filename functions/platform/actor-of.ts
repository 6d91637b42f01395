import type { Context } from "hono";
import { passwordExpiresOn, requirementOf } from "#shared/accounts/rules";
import type { Account } from "#shared/accounts/schema";
import { shanghaiDay } from "#shared/dates";
import type { Actor } from "./actor";
import type { Env } from "./http";
import type { Platform } from "./platform";

/** The account as the one who asks. */
export async function actorOf(c: Context<Env>, account: Account, sessionHash: string): Promise<Actor> {
  const { platform } = c.var;
  const now = platform.now();
  const expiresOn = await expiryOf(platform, account);
  return {
    accountId: account.id,
    login: account.login,
    name: account.name,
    grants: account.grants,
    memberId: account.memberId,
    account,
    sessionHash,
    machine: null,
    required: requirementOf(account, expiresOn, shanghaiDay(now)),
    from: c.var.address,
    at: new Date(now).toISOString(),
    now,
    today: platform.today(),
    operation: null,
  };
}

/** When the password must be changed; the sample's accounts are as old as its history, so theirs never must. */
export const expiryOf = async (platform: Platform, account: Account) =>
  platform.demo ? null : passwordExpiresOn((await platform.policy()).passwords, account);
