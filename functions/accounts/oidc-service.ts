import { needsSecondFactor } from "#shared/accounts/rules";
import type { Account, OidcOutcome } from "#shared/accounts/schema";
import type { Told } from "../platform/changed";
import type { Identity } from "../platform/oidc";
import type { Platform } from "../platform/platform";
import type { Opening } from "../platform/session";
import type { Put } from "../platform/write";
import { entryStore } from "./entry-store";
import { authorOf, entered, noteMissed } from "./sign-in";
import { accountStore } from "./store";

type Binding = NonNullable<Account["oidc"]>;
type Refused = { outcome: OidcOutcome; reason: "disabled" | "other-person" | "second-factor" };

/** An account belongs to the first person of a provider who used it: a name that is given to somebody else there opens nothing here. */
function refusalOf(account: Account, { issuer, subject }: Binding): Refused | null {
  if (account.disabled) return { outcome: "refused", reason: "disabled" };
  if (account.oidc?.issuer === issuer && account.oidc.subject !== subject)
    return { outcome: "refused", reason: "other-person" };
  // What the provider asked of the person is not known here, so it does not stand for the second factor.
  if (account.secondFactor || needsSecondFactor(account)) return { outcome: "second-factor", reason: "second-factor" };
  return null;
}

/** Signing in on the word of the enterprise's provider. It makes no account and gives no role. */
export function oidcService(platform: Platform, from: string) {
  const accounts = accountStore(platform.table, platform.keyring);
  const entries = entryStore(platform.table);

  /** The first use binds the account; the one-time link of somebody who never set a password ends with it. */
  function bound(account: Account, binding: Binding): Put[] {
    if (account.oidc?.issuer === binding.issuer) return [];
    const after: Account = { ...account, oidc: binding, setup: account.password ? account.setup : null };
    return [accounts.write(after, account, { action: "account.provider-bound" })];
  }

  return {
    /** The session that begins, or why none does. */
    async enter(identity: Identity, open: (account: Account) => Opening): Promise<Opening | OidcOutcome> {
      const { issuer, login } = identity;
      const binding = { issuer, subject: platform.keyring.mark(`oidc ${issuer} ${identity.subject}`) };
      const found = await accounts.byLogin(login ?? "");
      if (!found) {
        await noteMissed(platform, login ?? "");
        return "refused";
      }
      return entries.change<Opening | OidcOutcome>(authorOf(platform, found, from), found.id, async (entry, seen) => {
        const account = (await accounts.byId(found.id)) ?? found;
        const refused = refusalOf(account, binding);
        if (refused) {
          const event: Told = { action: "account.sign-in-failed", detail: { method: "oidc", reason: refused.reason } };
          return { writes: [entries.write(entry, seen, event)], result: refused.outcome };
        }
        const opening = open(account);
        const event: Told = { action: "account.signed-in", detail: { method: "oidc" } };
        const signedIn = entries.write(await entered(platform, entry, from, null), seen, event, {
          beside: [opening.beside],
        });
        return { writes: [...bound(account, binding), signedIn], result: opening };
      });
    },
  };
}
