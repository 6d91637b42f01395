import type { Account, Me } from "#shared/accounts/schema";
import { makeId } from "#shared/ids";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { equal, random, sha256 } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Author } from "../platform/write";
import { namedGrants } from "./answer";
import { makeLink } from "./setup-link";
import { accountStore } from "./store";

const alone = (platform: Platform, accountId: string, from = ""): Author => ({
  accountId,
  name: "",
  at: new Date(platform.now()).toISOString(),
  from,
  operation: null,
});

/** Sign-in and set-up links: what happens without a session. */
export function entryService(platform: Platform, from = "") {
  const store = accountStore(platform.table, platform.keyring);

  /** The first `office` account's link on an empty table; null once that account is set up. */
  async function firstLink(rootId: string): Promise<string | null> {
    const accounts = await store.all();
    const open = accounts.find(
      (account) => account.password === null && account.grants.some((g) => g.role === "office" && g.unitId === rootId),
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

  async function signIn(login: string, password: string): Promise<Account> {
    const account = await store.byLogin(login);
    const matches = await platform.passwords.matches(password, account?.password ?? null);
    if (!account || account.password === null || account.disabled || !matches) throw new Fault("session.refused");
    return account;
  }

  /** Uses a one-time link: sets the password, and login and name where the person gives them. */
  async function setUp(input: {
    code: string;
    password: string;
    login?: string | undefined;
    name?: string | undefined;
  }): Promise<Account> {
    const [id, secret] = input.code.split(".");
    const account = id && /^[a-z0-9_]{4,40}$/.test(id) ? await store.byId(id) : null;
    const isOpen = account?.setup && secret && equal(sha256(secret), account.setup.codeHash);
    if (!account?.setup || !isOpen || account.disabled || Date.parse(account.setup.expiresAt) < platform.now())
      throw new Fault("setup.refused");
    const password = await platform.passwords.hash(input.password);
    const after: Account = {
      ...account,
      login: input.login ?? account.login,
      name: input.name ?? account.name,
      password,
      setup: null,
      epoch: account.epoch + 1,
    };
    await store.save(alone(platform, account.id, from), store.write(after, account, { action: "account.set-up" }));
    return after;
  }

  return { firstLink, signIn, setUp };
}

/** `/api/me`. */
export async function describe(platform: Platform, account: Account): Promise<Me> {
  const units = await platform.tree();
  return {
    account: { id: account.id, login: account.login, name: account.name },
    grants: namedGrants(account, units),
    memberId: account.memberId,
    today: platform.today(),
    demo: platform.demo,
  };
}

/** One's own password; every other session of the account ends. */
export async function changePassword(
  actor: Actor,
  platform: Platform,
  input: { current: string; password: string },
): Promise<Account> {
  const store = accountStore(platform.table, platform.keyring);
  const before = actor.account;
  if (!(await platform.passwords.matches(input.current, before.password))) {
    throw fieldFault("account.password-wrong", "#/current", "当前密码不正确");
  }
  const password = await platform.passwords.hash(input.password);
  const after: Account = { ...before, password, epoch: before.epoch + 1, setup: null };
  await store.save({ ...actor, operation: null }, store.write(after, before, { action: "account.password-changed" }));
  return after;
}
