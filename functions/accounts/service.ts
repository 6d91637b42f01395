import type * as z from "zod";
import { covers, type Grant, lineage, rolesAt } from "#shared/access";
import { unitKindsOf } from "#shared/accounts/rules";
import type { Account, accountChange, invitationInput } from "#shared/accounts/schema";
import { makeId } from "#shared/ids";
import type { Unit } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { orCurrent } from "../platform/stale";
import { toAnswer } from "./answer";
import { makeLink } from "./setup-link";
import { accountStore } from "./store";

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
      return { items: mine.map((account) => toAnswer(account, units, platform.now())), next: null };
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
      if (before.version !== version)
        throw new Fault("record.stale", { current: toAnswer(before, units, platform.now()) });
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
        toAnswer(await load(id, units), units, platform.now()),
      );
      return toAnswer(after, units, platform.now());
    },
  };
}
