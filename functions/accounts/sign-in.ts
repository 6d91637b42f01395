import type * as z from "zod";
import type { Account, Entry, signInInput } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import type { Told } from "../platform/changed";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { Opening } from "../platform/session";
import type { Author } from "../platform/write";
import { entryStore } from "./entry-store";
import { guesses, markOfLogin } from "./guesses";
import { networksAfter } from "./networks";
import { type Proof, proveCode } from "./second-factor";
import { accountStore, NOBODY } from "./store";

const DAY = 86_400;

export type Credentials = z.output<typeof signInInput>;

export const authorOf = (platform: Platform, account: Account, from: string): Author => ({
  accountId: account.id,
  name: account.name,
  at: new Date(platform.now()).toISOString(),
  from,
  operation: null,
});

/** What a sign-in leaves in the entry; `proof` is what it used of the second factor. */
export const entered = async (platform: Platform, entry: Entry, from: string, proof: Proof | null): Promise<Entry> => ({
  ...entry,
  ...(proof && { lastStep: proof.lastStep, recovery: proof.recovery }),
  signedInAt: new Date(platform.now()).toISOString(),
  networks: await networksAfter(platform.keyring, entry, from, platform.now()),
});

/** Somebody came for an account that does not exist. */
export async function noteMissed(platform: Platform, login: string): Promise<void> {
  const expiresAt = Math.ceil(platform.now() / 1000) + DAY;
  await platform.table.keep(keys.guesses(markOfLogin(platform, login), "missed"), { entity: "guesses" }, { expiresAt });
}

/** Signing in with a password and, where the account has one, a second factor. */
export function signInService(platform: Platform, from: string) {
  const entries = entryStore(platform.table);

  /** A failed attempt is an event of its account; where there is none, something is written all the same. */
  async function noteFailure(login: string, account: Account | null, reason: "password" | "code"): Promise<void> {
    if (account) {
      const event: Told = { action: "account.sign-in-failed", detail: { reason } };
      return entries.note(authorOf(platform, account, from), account.id, event);
    }
    await noteMissed(platform, login);
  }

  /** What begins and the event of its beginning are one write; a code that was used meanwhile is refused. */
  const enter = (account: Account, code: string | undefined, opening: Opening | null) =>
    entries.change(authorOf(platform, account, from), account.id, async (entry, seen) => {
      const proof = account.secondFactor ? await proveCode(platform, account, entry, code ?? "") : null;
      if (account.secondFactor && !proof) throw new Fault("session.code-wrong");
      const event: Told = { action: "account.signed-in", detail: { method: proof?.method ?? "password" } };
      const after = await entered(platform, entry, from, proof);
      const besides = opening ? { beside: [opening.beside] } : {};
      return { writes: [entries.write(after, seen, event, besides)], result: undefined };
    });

  /** The account that login, password and code prove; what begins with it is written together with the event of its sign-in. */
  async function prove<T extends Opening | null>(
    { login, password, code }: Credentials,
    open: (account: Account) => T,
  ): Promise<{ account: Account; opening: T }> {
    const account = await accountStore(platform.table, platform.keyring).byLogin(login);
    const attempt = await guesses(platform, login, await entries.of(account?.id ?? NOBODY), from);
    await attempt.begin();
    const matches = await platform.passwords.matches(password, account?.password ?? null);
    if (!account || account.password === null || account.disabled || !matches) {
      await noteFailure(login, account, "password");
      throw new Fault("session.refused");
    }
    if (account.secondFactor && code === undefined) throw new Fault("session.code-needed");
    const opening = open(account);
    await enter(account, code, opening).catch(async (error: unknown) => {
      if (error instanceof Fault && error.code === "session.code-wrong") await noteFailure(login, account, "code");
      throw error;
    });
    await attempt.succeeded();
    return { account, opening };
  }

  return {
    signIn: prove<Opening>,
    /** Without a session: for what is confirmed outside the page. */
    confirm: (input: Credentials): Promise<Account> => prove(input, () => null).then(({ account }) => account),
  };
}
