import { needsSecondFactor } from "#shared/accounts/rules";
import type { Account, Entry } from "#shared/accounts/schema";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import { entryStore } from "./entry-store";
import { guesses } from "./guesses";
import { newRecoveryCodes, newSecret, openedSecret, proveCode, sealedSecondFactor, stepOf } from "./second-factor";
import { accountStore } from "./store";

/** A secret that was shown is confirmed within this time, or another is made. */
const ENROLMENT = 30 * 60_000;

type Proofs = { password: string; code?: string | undefined };
type Found = { account: Account; entry: Entry; seen: Entry | null };

const wrongCode = () => fieldFault("account.code-wrong", "#/code", "动态口令不正确或已用过，请等下一个");

/** The second factor of one's own account. */
export function secondFactorService(actor: Actor, platform: Platform) {
  const { keyring } = platform;
  const accounts = accountStore(platform.table, keyring);
  const entries = entryStore(platform.table);

  async function current(): Promise<Account> {
    const account = await accounts.byId(actor.accountId);
    if (!account) throw new Fault("session.none");
    return account;
  }

  /** What password and, where there is one, second factor allow; at the cost of one attempt, the code used up in the same write. */
  async function proved<T>(
    { password, code }: Proofs,
    author: Actor,
    decide: (found: Found) => { writes: Put[]; result: T },
    answer?: unknown,
  ): Promise<T> {
    const attempt = await guesses(platform, actor.login, await entries.of(actor.accountId), actor.from);
    await attempt.begin();
    if (!(await platform.passwords.matches(password, actor.account.password)))
      throw fieldFault("account.password-wrong", "#/password", "密码不正确");
    const work = async (entry: Entry, seen: Entry | null) => {
      const account = await current();
      const proof = account.secondFactor ? await proveCode(platform, account, entry, code ?? "") : null;
      if (account.secondFactor && !proof) throw wrongCode();
      const used = proof ? { lastStep: proof.lastStep, recovery: proof.recovery } : {};
      return decide({ account, entry: { ...entry, ...used }, seen });
    };
    const result = await entries.change(author, actor.accountId, work, answer);
    await attempt.succeeded();
    return result;
  }

  function enrolled({ account }: Found): NonNullable<Account["secondFactor"]> {
    if (!account.secondFactor) throw new Fault("account.second-factor-state", { detail: "还没有绑定" });
    return account.secondFactor;
  }

  return {
    /** A new secret, shown now and kept sealed; it counts once it is confirmed. Begun again, it is another one. */
    async begin(proofs: Proofs): Promise<{ secret: string; uri: string }> {
      const made = await newSecret(actor.login);
      const pending = sealedSecondFactor(keyring, actor.accountId, made.secret, actor.at);
      await proved(proofs, { ...actor, operation: null }, ({ entry, seen }) => ({
        writes: [entries.write({ ...entry, pending }, seen, { action: "account.second-factor-begun" })],
        result: undefined,
      }));
      return made;
    },

    /** The first code of the new secret makes it the account's second factor. */
    async confirm(code: string): Promise<{ recoveryCodes: string[] }> {
      const { codes, hashes } = newRecoveryCodes();
      const answer = { recoveryCodes: codes };
      const work = async (entry: Entry, seen: Entry | null) => {
        const { pending } = entry;
        if (!pending || Date.parse(pending.since) + ENROLMENT < actor.now)
          throw new Fault("account.second-factor-state", { detail: "请重新开始绑定动态口令" });
        const step = await stepOf(openedSecret(keyring, actor.accountId, pending.secret), code, actor.now);
        if (step === null) throw wrongCode();
        const account = await current();
        const after = { ...entry, pending: null, lastStep: step, recovery: hashes };
        const event: Told = { action: "account.second-factor-enrolled" };
        return {
          writes: [
            accounts.write({ ...account, secondFactor: { ...pending, since: actor.at } }, account, event),
            entries.write(after, seen, { action: "account.recovery-codes-made" }),
          ],
          result: answer,
        };
      };
      return entries.change(actor, actor.accountId, work, answer);
    },

    /** The former recovery codes end. */
    renewCodes(proofs: Proofs): Promise<{ recoveryCodes: string[] }> {
      const { codes, hashes } = newRecoveryCodes();
      const answer = { recoveryCodes: codes };
      return proved(
        proofs,
        actor,
        (found) => {
          enrolled(found);
          const after = { ...found.entry, recovery: hashes };
          return {
            writes: [entries.write(after, found.seen, { action: "account.recovery-codes-made" })],
            result: answer,
          };
        },
        answer,
      );
    },

    async remove(proofs: Proofs): Promise<void> {
      if (needsSecondFactor(actor.account))
        throw new Fault("account.second-factor-state", { detail: "管理员必须使用动态口令，不能停用" });
      await proved(
        proofs,
        actor,
        (found) => {
          enrolled(found);
          const { account, entry, seen } = found;
          const event: Told = { action: "account.second-factor-removed" };
          return {
            writes: [
              accounts.write({ ...account, secondFactor: null }, account, event),
              entries.write({ ...entry, recovery: [] }, seen, { action: "account.recovery-codes-ended" }),
            ],
            result: undefined,
          };
        },
        null,
      );
    },
  };
}
