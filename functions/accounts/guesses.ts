import * as z from "zod";
import { type Budget, countGuess, forStrangers, perAccount } from "#shared/accounts/guessing";
import type { Account, Entry } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import { random } from "../platform/crypto";
import { type Key, keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import { entryStore } from "./entry-store";
import { knownNetwork } from "./networks";

const guessRecord = z.object({ version: z.number(), times: z.array(z.number()), closedUntil: z.number() });

/** All networks that the account does not know: they share one budget, so many addresses have no more than one. */
const OTHERS = "others";
const TRIES = 40;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const locked = (until: number, now: number) =>
  new Fault("session.locked", {
    detail: "尝试次数过多，请 30 分钟后再试，或请安全管理员解锁",
    retryAfter: Math.ceil((until - now) / 1000),
  });
const crowded = (until: number, now: number) =>
  new Fault("session.busy", { retryAfter: Math.ceil((until - now) / 1000) });

/** The partition of a login's counters, whether or not there is such an account. */
export const markOfLogin = (platform: Platform, login: string): string =>
  platform.keyring.mark(`guess ${login.toLowerCase()}`);

/** Counts one attempt under the version that was read: of attempts that run at once, each takes one of the budget or is refused. */
async function count(
  { table, now }: Platform,
  key: Key,
  budget: Budget,
  refusal: (until: number, now: number) => Fault,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await table.get(key, guessRecord);
    const at = now();
    const result = countGuess(before, at, budget);
    if ("refusedUntil" in result) throw refusal(result.refusedUntil, at);
    const seen = before?.version ?? null;
    const item = { ...result.counted, entity: "guesses" as const, version: (seen ?? 0) + 1 };
    const expiresAt = Math.ceil((at + budget.window + budget.rest) / 1000);
    try {
      return await table.keep(key, item, { seen, expiresAt });
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "record.stale") throw error;
      await pause((random(1)[0] ?? 0) / 25);
    }
  }
  throw new Fault("session.busy");
}

/** The attempts on a login from an address. `begin` comes before any password or code is looked at; `succeeded` gives the budget back. */
export async function guesses(platform: Platform, login: string, entry: Entry | null, address: string) {
  const known = await knownNetwork(platform.keyring, entry, address, platform.now());
  const key = keys.guesses(markOfLogin(platform, login), known ?? OTHERS);
  return {
    async begin(): Promise<void> {
      await count(platform, key, perAccount, locked);
      if (known === null) {
        const all = keys.guesses(platform.keyring.mark("guess of strangers"), OTHERS);
        await count(platform, all, forStrangers, crowded);
      }
    },
    succeeded: (): Promise<void> => platform.table.drop(key),
  };
}

/** Asks somebody who is signed in for the password again, at the cost of one attempt. */
export async function isOwnPassword(
  platform: Platform,
  account: Account,
  address: string,
  password: string,
): Promise<boolean> {
  const entry = await entryStore(platform.table).of(account.id);
  const attempt = await guesses(platform, account.login, entry, address);
  await attempt.begin();
  const matches = await platform.passwords.matches(password, account.password);
  if (matches) await attempt.succeeded();
  return matches;
}
