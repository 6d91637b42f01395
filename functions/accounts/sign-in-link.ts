import type * as z from "zod";
import type { Account, linkAnswer, setupInput } from "#shared/accounts/schema";
import { Fault, fieldFault } from "#shared/problem";
import type { Told } from "../platform/changed";
import { equal, sha256 } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Opening } from "../platform/session";
import { entryStore } from "./entry-store";
import { guesses } from "./guesses";
import { checkNewPassword } from "./passwords";
import { proveCode } from "./second-factor";
import { authorOf, entered } from "./sign-in";
import { accountStore } from "./store";

type Linked = Account & { setup: NonNullable<Account["setup"]> };

/** Uses of one-time links: the person, and nobody else, sets the password. */
export function linkService(platform: Platform, from: string) {
  const store = accountStore(platform.table, platform.keyring);
  const entries = entryStore(platform.table);

  async function linked(code: string): Promise<Linked> {
    const [id, secret] = code.split(".");
    const account = id && /^[a-z0-9_]{4,40}$/.test(id) ? await store.byId(id) : null;
    const setup = account?.setup;
    const isOpen = setup && secret && equal(sha256(secret), setup.codeHash);
    if (!isOpen || account.disabled || Date.parse(setup.expiresAt) < platform.now()) throw new Fault("setup.refused");
    return { ...account, setup };
  }

  /** Only the first account of an installation was named by nobody; for all others login and name are what was granted. */
  const namesItself = ({ password, proposed, grants, login }: Account): boolean =>
    password === null && !proposed && grants.some(({ role }) => role === "office") && /^office-/.test(login);

  /** The second factor outlives a lost password: whoever has one gives its code with the link, at the cost of an attempt. */
  async function beginAttempt(account: Account, code: string | undefined) {
    if (!account.secondFactor) return null;
    if (code === undefined) throw new Fault("session.code-needed");
    const attempt = await guesses(platform, account.login, await entries.of(account.id), from);
    await attempt.begin();
    return attempt;
  }

  return {
    /** What is told to whoever holds an open link. */
    async open(code: string): Promise<z.output<typeof linkAnswer>> {
      const account = await linked(code);
      const { passwords } = await platform.policy();
      const { login, name, secondFactor } = account;
      const mayName = namesItself(account);
      return { login, name, mayName, secondFactor: Boolean(secondFactor), passwordProfile: passwords };
    },

    /** Every session and token of the account ends, the person is signed in. Of two uses at once the second finds the link used. */
    async setUp(
      { code, password, factor, login, name }: z.output<typeof setupInput>,
      open: (account: Account) => Opening,
    ): Promise<{ account: Account; opening: Opening }> {
      const given = { ...(login !== undefined && { login }), ...(name !== undefined && { name }) };
      const found = await linked(code);
      if (Object.keys(given).length > 0 && !namesItself(found))
        throw fieldFault(
          "request.invalid",
          login === undefined ? "#/name" : "#/login",
          "账号和姓名由邀请时确定，不能在这里改",
        );
      await checkNewPassword(platform, { ...found, ...given }, password);
      const attempt = await beginAttempt(found, factor);
      const hash = await platform.passwords.hash(password);
      const result = await entries.change(authorOf(platform, found, from), found.id, async (entry, seen) => {
        const account = await linked(code);
        const proof = account.secondFactor ? await proveCode(platform, account, entry, factor ?? "") : null;
        if (account.secondFactor && !proof) throw new Fault("session.code-wrong");
        const after: Account = {
          ...account,
          ...given,
          password: hash,
          passwordSetAt: new Date(platform.now()).toISOString(),
          setup: null,
          oidc: null,
          epoch: account.epoch + 1,
          tokenEpoch: (account.tokenEpoch ?? 0) + 1,
        };
        const opening = open(after);
        const signedIn: Told = { action: "account.signed-in", detail: { method: "link" } };
        return {
          writes: [
            store.write(after, account, { action: "account.set-up" }),
            entries.write(await entered(platform, entry, from, proof), seen, signedIn, { beside: [opening.beside] }),
          ],
          result: { account: after, opening },
        };
      });
      await attempt?.succeeded();
      return result;
    },
  };
}
