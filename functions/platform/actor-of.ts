import type { Context } from "hono";
import { passwordExpiresOn, requirementOf } from "#shared/accounts/rules";
import type { Account, Session } from "#shared/accounts/schema";
import { type Day, shanghaiDay } from "#shared/dates";
import type { Actor } from "./actor";
import type { Env } from "./http";
import type { Platform } from "./platform";

/** The account as the one who asks. */
export async function actorOf(
  c: Context<Env>,
  account: Account,
  sessionHash: string,
  method: Session["method"] = "password",
): Promise<Actor> {
  const { platform } = c.var;
  const now = platform.now();
  const expiresOn = await expiryOf(platform, account, method);
  return {
    accountId: account.id,
    login: account.login,
    name: account.name,
    grants: account.grants,
    memberId: account.memberId,
    account,
    sessionHash,
    method,
    machine: null,
    required: requirementOf(account, expiresOn, shanghaiDay(now)),
    from: c.var.address,
    at: new Date(now).toISOString(),
    now,
    today: platform.today(),
    operation: null,
  };
}

/** When the password must be changed: never by those who have none or came in without it. The sample's accounts are as old as its history, so theirs never must. */
export async function expiryOf(platform: Platform, account: Account, method: Session["method"]): Promise<Day | null> {
  if (platform.demo || method === "oidc" || account.password === null) return null;
  return passwordExpiresOn((await platform.policy()).passwords, account);
}
