import { requirementOf } from "#shared/accounts/rules";
import type { Account, Me, Session } from "#shared/accounts/schema";
import { shanghaiDay } from "#shared/dates";
import { makeId } from "#shared/ids";
import { expiryOf } from "../platform/actor-of";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Author } from "../platform/write";
import { namedGrants } from "./answer";
import { makeLink } from "./setup-link";
import { accountStore } from "./store";

const alone = (platform: Platform, accountId: string): Author => ({
  accountId,
  name: "",
  at: new Date(platform.now()).toISOString(),
  operation: null,
});

/** How the first person gets in. */
export function entryService(platform: Platform) {
  const store = accountStore(platform.table, platform.keyring);

  /** The first `office` account's link on an empty table; null once that account is set up. */
  async function firstLink(rootId: string): Promise<string | null> {
    const accounts = await store.all();
    const open = accounts.find(
      (account) =>
        account.password === null &&
        !account.oidc &&
        account.grants.some((g) => g.role === "office" && g.unitId === rootId),
    );
    if (accounts.length > 0 && !open) return null;
    const id = open?.id ?? makeId("a", platform.now(), random(5));
    const link = makeLink(platform, id);
    const fresh: Account = {
      ...{
        id,
        login: `office-${id.slice(-6)}`,
        name: "党务部门",
        grants: [{ role: "office" as const, unitId: rootId }],
        memberId: null,
        proposed: null,
      },
      ...{
        disabled: false,
        password: null,
        epoch: 0,
        setup: null,
        createdAt: new Date(platform.now()).toISOString(),
        version: 0,
        chain: "",
      },
    };
    await store.save(
      alone(platform, id),
      store.write({ ...(open ?? fresh), setup: link.setup }, open ?? null, { action: "account.invited" }),
    );
    return link.url;
  }

  return { firstLink };
}

/** `/api/me`. */
export async function describe(
  platform: Platform,
  account: Account,
  method: Session["method"] = "password",
): Promise<Me> {
  const units = await platform.tree();
  const expiresOn = await expiryOf(platform, account, method);
  return {
    account: { id: account.id, login: account.login, name: account.name },
    grants: namedGrants(account, units),
    memberId: account.memberId,
    today: platform.today(),
    demo: platform.demo,
    required: requirementOf(account, expiresOn, shanghaiDay(platform.now())),
    secondFactor: Boolean(account.secondFactor),
    passwordProfile: (await platform.policy()).passwords,
    passwordExpiresOn: expiresOn,
  };
}
