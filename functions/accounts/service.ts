import type * as z from "zod";
import { type Grant, lineage, rolesAt } from "#shared/access";
import { unitKindsOf } from "#shared/accounts/rules";
import type { Account, accountChange, decisionInput, invitationInput } from "#shared/accounts/schema";
import type { HistoryQuery } from "#shared/audit/schema";
import { isAdministrator } from "#shared/authority";
import { makeId } from "#shared/ids";
import type { Unit } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import { historyOf } from "../audit/history";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { orCurrent } from "../platform/stale";
import { toAnswer } from "./answer";
import { makeLink } from "./setup-link";
import { accountStore } from "./store";

const isSame = (a: Grant, b: Grant) => a.role === b.role && a.unitId === b.unitId;

/**
 * Accounts between three hands: the office (or the system administrator) asks for somebody and for roles, the security administrator
 * decides on the roles, the system administrator keeps the accounts themselves. Nobody can do two of the three.
 */
export function accountService(actor: Actor, platform: Platform) {
  const store = accountStore(platform.table, platform.keyring);
  const holds = (role: Grant["role"]) => actor.grants.some((grant) => grant.role === role);
  const seesAll = holds("system") || holds("security");

  const isMine = (units: readonly Unit[], grant: Grant) =>
    seesAll || rolesAt(actor.grants, lineage(units, grant.unitId)).includes("office");

  /** Roles may be asked for in one's own subtree and where such a role belongs; the administrators' own come another way. */
  function checkGrants(units: readonly Unit[], grants: readonly Grant[]): void {
    grants.forEach((grant, i) => {
      const unit = units.find(({ id }) => id === grant.unitId);
      if (!unit || !isMine(units, grant))
        throw fieldFault("request.invalid", `#/grants/${i}/unitId`, "请选择您管理的组织");
      if (!unitKindsOf[grant.role]?.includes(unit.kind))
        throw fieldFault("request.invalid", `#/grants/${i}/role`, "这个角色不能给在这一级组织");
    });
  }

  /** The record that an account is tied to stands in a branch where the person gets a role. */
  async function requireMember(units: readonly Unit[], grants: readonly Grant[], memberId: string): Promise<void> {
    const members = memberStore(platform.table, platform.keyring);
    const branchIds = grants.map(({ unitId }) => {
      const unit = units.find(({ id }) => id === unitId);
      return unit?.kind === "group" ? unit.parentId : unitId;
    });
    for (const branchId of new Set(branchIds))
      if (branchId && (await members.several(branchId, [memberId])).length > 0) return;
    throw fieldFault("request.invalid", "#/memberId", "请选择所给组织中的党员");
  }

  /** An account is in scope when it has or may get a grant inside the subtree; one with neither belongs to the root. */
  function isInScope(units: readonly Unit[], account: Account): boolean {
    const grants = [...account.grants, ...(account.proposed?.grants ?? [])];
    if (seesAll || grants.length > 0) return grants.some((grant) => isMine(units, grant)) || seesAll;
    const rootId = units.find((unit) => unit.parentId === null)?.id;
    return actor.grants.some((grant) => grant.role === "office" && grant.unitId === rootId);
  }

  async function load(id: string): Promise<{ account: Account; units: readonly Unit[] }> {
    const [account, units] = await Promise.all([store.byId(id), platform.tree()]);
    if (!account || !isInScope(units, account)) throw new Fault("record.missing");
    return { account, units };
  }

  /** The last administrator of a kind cannot go: nobody could name another. */
  async function requireAnother(account: Account): Promise<void> {
    const own = account.grants.find(({ role }) => isAdministrator(role));
    if (!own) return;
    const others = (await store.all()).filter(
      (one) => one.id !== account.id && !one.disabled && one.password && one.grants.some((g) => g.role === own.role),
    );
    if (others.length === 0) throw new Fault("account.last-administrator");
  }

  /** Name and state are the system administrator's; taking roles away is the security administrator's. */
  function checkChange(before: Account, change: z.output<typeof accountChange>): void {
    const isKeeping = change.name !== undefined || change.disabled !== undefined;
    if ((isKeeping && !holds("system")) || (change.grants && !holds("security"))) throw new Fault("access.denied");
    if (change.grants && before.grants.some(({ role }) => isAdministrator(role)))
      throw new Fault("account.administrator");
    const added = change.grants?.findIndex((grant) => !before.grants.some((one) => isSame(one, grant))) ?? -1;
    if (added >= 0)
      throw fieldFault("access.denied", `#/grants/${added}`, "新的角色由党务部门提出后再决定，这里只能去掉角色");
    if (change.disabled && before.id === actor.accountId)
      throw new Fault("access.denied", { detail: "不能停用自己的账号" });
  }

  return {
    async list() {
      const units = await platform.tree();
      const mine = (await store.all()).filter((account) => isInScope(units, account));
      return { items: mine.map((account) => toAnswer(account, units, platform.now())), next: null };
    },

    /** A new account with the roles that it should get; until they are granted the person sees nothing. */
    async propose(input: z.output<typeof invitationInput>) {
      const units = await platform.tree();
      checkGrants(units, input.grants);
      if (input.memberId) await requireMember(units, input.grants, input.memberId);
      const id = makeId("a", actor.now, random(5));
      const link = makeLink(platform, id);
      const { login, name, grants, memberId = null } = input;
      const account: Account = {
        ...{ id, login, name, grants: [], memberId: null, disabled: false, password: null, epoch: 0 },
        proposed: { grants, memberId, by: actor.name, byId: actor.accountId, at: actor.at },
        ...{ setup: link.setup, createdAt: actor.at, version: 0, chain: "" },
      };
      const answer = { id, setupUrl: link.url, expiresAt: link.setup.expiresAt };
      const event: Told = { action: "account.proposed", detail: { login, grants } };
      await store.save(actor, store.write(account, null, event), answer);
      return answer;
    },

    /** Other roles for an account that is there. */
    async proposeGrants(id: string, grants: Grant[]) {
      const { account, units } = await load(id);
      if (account.grants.some(({ role }) => isAdministrator(role))) throw new Fault("account.administrator");
      checkGrants(
        units,
        grants.filter((grant) => !account.grants.some((one) => isSame(one, grant))),
      );
      const others = account.grants.filter((grant) => !isMine(units, grant));
      if (others.some((grant) => !grants.some((one) => isSame(one, grant))))
        throw new Fault("access.denied", { detail: "您管理的范围以外的角色要保留" });
      const proposed = { grants, memberId: account.memberId, by: actor.name, byId: actor.accountId, at: actor.at };
      const after: Account = { ...account, proposed, version: account.version + 1 };
      const answer = toAnswer(after, units, platform.now());
      await store.save(actor, store.write(after, account, { action: "account.proposed" }), answer);
      return answer;
    },

    /** Roles come into force only by somebody else than the one who asked for them. */
    async decide(id: string, { granted, reason = "", proposedAt }: z.output<typeof decisionInput>) {
      const { account, units } = await load(id);
      const { proposed } = account;
      if (!proposed) throw new Fault("account.nothing-proposed");
      if (proposedAt !== undefined && proposedAt !== proposed.at)
        throw new Fault("record.stale", { current: toAnswer(account, units, platform.now()) });
      if (granted && account.grants.some(({ role }) => isAdministrator(role))) throw new Fault("account.administrator");
      if (proposed.byId === actor.accountId) throw new Fault("access.denied", { detail: "自己提出的由别人决定" });
      const after: Account = {
        ...account,
        ...(granted && { grants: proposed.grants, memberId: proposed.memberId }),
        // Open sessions had other roles.
        epoch: account.epoch + (granted ? 1 : 0),
        proposed: null,
        version: account.version + 1,
      };
      const answer = toAnswer(after, units, platform.now());
      const action = granted ? "account.granted" : "account.refused";
      const event: Told = { action, detail: { askedBy: proposed.byId, reason } };
      await store.save(actor, store.write(after, account, event), answer);
      return answer;
    },

    /** A new one-time link, for somebody who lost the first or forgot the password; the former password ends with its use. */
    async renewInvitation(id: string) {
      const { account } = await load(id);
      // Whoever holds the link would be that administrator; a second factor asks for more than the link.
      if (account.grants.some(({ role }) => isAdministrator(role)) && !account.secondFactor)
        throw new Fault("account.administrator", { detail: "这名管理员还没有绑定动态口令，请由两名管理员重新任命" });
      const link = makeLink(platform, id);
      const answer = { id, setupUrl: link.url, expiresAt: link.setup.expiresAt };
      const write = store.write({ ...account, setup: link.setup }, account, { action: "account.invited" });
      await store.save(actor, write, answer);
      return answer;
    },

    /** What happened to an account; only its own person is told from which address. */
    async history(id: string, query: HistoryQuery) {
      if (!(await store.byId(id))) throw new Fault("record.missing");
      return historyOf(platform.table, id, query, id === actor.accountId);
    },

    async change(id: string, version: number, change: z.output<typeof accountChange>) {
      const { account: before, units } = await load(id);
      if (before.version !== version)
        throw new Fault("record.stale", { current: toAnswer(before, units, platform.now()) });
      checkChange(before, change);
      if (change.disabled && !before.disabled) await requireAnother(before);
      const endsSessions = change.grants !== undefined || change.disabled !== undefined;
      const after: Account = {
        ...before,
        name: change.name ?? before.name,
        grants: change.grants ?? before.grants,
        disabled: change.disabled ?? before.disabled,
        epoch: before.epoch + (endsSessions ? 1 : 0),
        version: before.version + 1,
      };
      const answer = toAnswer(after, units, platform.now());
      await orCurrent(store.save(actor, store.write(after, before, { action: "account.changed" }), answer), async () =>
        toAnswer((await load(id)).account, units, platform.now()),
      );
      return answer;
    },
  };
}
