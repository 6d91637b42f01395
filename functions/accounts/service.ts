import type * as z from "zod";
import { covers, type Grant, lineage, type Role, rolesAt } from "#shared/access";
import type { Account, accountChange, invitationInput, Me } from "#shared/accounts/schema";
import { makeId } from "#shared/ids";
import type { Unit } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { equal, makeSecret, random, sha256 } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { orCurrent } from "../platform/stale";
import type { Author } from "../platform/table";
import { accountStore } from "./store";

const DAY = 86_400_000;
/** Where each role may be given. The three administrators come with the trust work. */
const unitKindsOf: Partial<Record<Role, readonly Unit["kind"][]>> = {
  secretary: ["branch"],
  committee: ["branch"],
  leader: ["group"],
  member: ["branch"],
  office: ["committee", "general", "branch"],
  inspector: ["committee", "general", "branch"],
};

/** Codes of one-time links name the account and carry a secret: `a_….secret`. */
const makeLink = (platform: Platform, accountId: string) => {
  const secret = makeSecret();
  return {
    setup: { codeHash: sha256(secret), expiresAt: new Date(platform.now() + DAY).toISOString() },
    url: `${platform.origins[0]}/setup#${accountId}.${secret}`,
  };
};

const alone = (platform: Platform, accountId: string): Author => ({
  accountId,
  name: "",
  at: new Date(platform.now()).toISOString(),
  operation: null,
});

/** Sign-in, set-up links, and one's own account: what happens without a session or with one's own. */
export function entryService(platform: Platform) {
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
    await store.save(alone(platform, account.id), store.write(after, account, { action: "account.set-up" }));
    return after;
  }

  return { firstLink, signIn, setUp };
}

/** `/api/me`. */
export async function describe(platform: Platform, account: Account): Promise<Me> {
  const units = await platform.tree();
  const unitOf = (id: string) => units.find((unit) => unit.id === id);
  return {
    account: { id: account.id, login: account.login, name: account.name },
    grants: account.grants.flatMap(({ role, unitId }) => {
      const unit = unitOf(unitId);
      return unit ? [{ role, unit: { id: unit.id, name: unit.name, kind: unit.kind } }] : [];
    }),
    memberId: account.memberId,
    today: platform.today(),
    demo: platform.demo,
  };
}

/** Accounts in the hands of `office`: whoever has a grant inside the actor's subtree. */
export function accountService(actor: Actor, platform: Platform) {
  const store = accountStore(platform.table, platform.keyring);

  const isMine = (units: readonly Unit[], grant: Grant) =>
    rolesAt(actor.grants, lineage(units, grant.unitId)).includes("office");

  function checkGrants(units: readonly Unit[], grants: readonly Grant[]): void {
    grants.forEach((grant, i) => {
      const unit = units.find(({ id }) => id === grant.unitId);
      if (!unit || !isMine(units, grant))
        throw fieldFault("request.invalid", `#/grants/${i}/unitId`, "请选择您管理的组织");
      if (!unitKindsOf[grant.role]?.includes(unit.kind))
        throw fieldFault("request.invalid", `#/grants/${i}/role`, "这个角色不能给在这一级组织");
    });
  }

  const toAnswer = (account: Account, units: readonly Unit[]) => ({
    id: account.id,
    version: account.version,
    login: account.login,
    name: account.name,
    grants: account.grants.flatMap(({ role, unitId }) => {
      const unit = units.find(({ id }) => id === unitId);
      return unit ? [{ role, unit: { id: unit.id, name: unit.name, kind: unit.kind } }] : [];
    }),
    disabled: account.disabled,
    state: stateOf(account, platform.now()),
    createdAt: account.createdAt,
  });

  /** An account is in scope when it has a grant inside the subtree; one without grants belongs to the office at the root. */
  function isInScope(units: readonly Unit[], account: Account): boolean {
    if (account.grants.length > 0) return account.grants.some((grant) => isMine(units, grant));
    const rootId = units.find((unit) => unit.parentId === null)?.id;
    return actor.grants.some((grant) => grant.role === "office" && grant.unitId === rootId);
  }

  async function load(id: string, units: readonly Unit[]): Promise<Account> {
    const account = await store.byId(id);
    if (!account || !isInScope(units, account)) throw new Fault("record.missing");
    return account;
  }

  /** Grants outside the subtree cannot be taken away or changed by this office. */
  function checkOthers(units: readonly Unit[], before: Account, grants: readonly Grant[]): void {
    const others = before.grants.filter((grant) => !isMine(units, grant));
    if (others.some((grant) => !grants.some((g) => g.role === grant.role && g.unitId === grant.unitId)))
      throw new Fault("access.denied");
  }

  /** A new password or an end of the account reaches everything it may do: every one of its roles must lie in the subtree. */
  function requireAllMine(units: readonly Unit[], account: Account): void {
    if (!account.grants.every((grant) => isMine(units, grant)))
      throw new Fault("access.denied", { detail: "这个账号在您管理的范围以外还有角色，请由上级党务部门办理" });
  }

  return {
    async list() {
      const units = await platform.tree();
      const mine = (await store.all()).filter((account) => isInScope(units, account));
      return { items: mine.map((account) => toAnswer(account, units)), next: null };
    },

    async invite(input: z.output<typeof invitationInput>) {
      const units = await platform.tree();
      checkGrants(units, input.grants);
      const id = makeId("a", actor.now, random(5));
      const link = makeLink(platform, id);
      const account: Account = {
        ...{
          id,
          login: input.login,
          name: input.name,
          grants: input.grants,
          memberId: input.memberId ?? null,
          disabled: false,
        },
        ...{ password: null, epoch: 0, setup: link.setup, createdAt: actor.at, version: 0, chain: "" },
      };
      const answer = { id, setupUrl: link.url, expiresAt: link.setup.expiresAt };
      const write = store.write(account, null, {
        action: "account.invited",
        detail: { login: account.login, grants: account.grants },
      });
      await store.save(actor, write, answer);
      return answer;
    },

    /** A new one-time link, for somebody who lost the first or forgot the password; the former password ends with its use. */
    async renewInvitation(id: string) {
      const units = await platform.tree();
      const account = await load(id, units);
      requireAllMine(units, account);
      const link = makeLink(platform, id);
      const answer = { id, setupUrl: link.url, expiresAt: link.setup.expiresAt };
      await store.save(
        actor,
        store.write({ ...account, setup: link.setup }, account, { action: "account.invited" }),
        answer,
      );
      return answer;
    },

    async change(id: string, version: number, input: z.output<typeof accountChange>) {
      const units = await platform.tree();
      const before = await load(id, units);
      if (before.version !== version) throw new Fault("record.stale", { current: toAnswer(before, units) });
      if (input.grants) {
        checkGrants(
          units,
          input.grants.filter(
            (grant) => !before.grants.some((g) => g.role === grant.role && g.unitId === grant.unitId),
          ),
        );
        checkOthers(units, before, input.grants);
      }
      if (input.disabled !== undefined && input.disabled !== before.disabled) requireAllMine(units, before);
      if (
        id === actor.accountId &&
        (input.disabled || (input.grants && !input.grants.some(({ role }) => covers(role))))
      ) {
        throw new Fault("access.denied", { detail: "不能停用自己的账号或取消自己的党务部门角色" });
      }
      const after: Account = {
        ...before,
        name: input.name ?? before.name,
        grants: input.grants ?? before.grants,
        disabled: input.disabled ?? before.disabled,
        version: before.version + 1,
      };
      const event = { action: "account.changed", detail: { grants: after.grants, disabled: after.disabled } };
      await orCurrent(store.save(actor, store.write(after, before, event)), async () =>
        toAnswer(await load(id, units), units),
      );
      return toAnswer(after, units);
    },

    /** One's own password; every other session of the account ends. */
    async changePassword(input: { current: string; password: string }): Promise<Account> {
      const before = actor.account;
      if (!(await platform.passwords.matches(input.current, before.password))) {
        throw fieldFault("account.password-wrong", "#/current", "当前密码不正确");
      }
      const password = await platform.passwords.hash(input.password);
      const after: Account = { ...before, password, epoch: before.epoch + 1, setup: null };
      await store.save(
        { ...actor, operation: null },
        store.write(after, before, { action: "account.password-changed" }),
      );
      return after;
    },
  };
}

function stateOf(account: Account, now: number): "invited" | "expired" | "active" | "disabled" {
  if (account.disabled) return "disabled";
  if (account.password) return "active";
  return account.setup && Date.parse(account.setup.expiresAt) > now ? "invited" : "expired";
}
