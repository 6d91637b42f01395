import { lineage, type Role, rolesAt } from "#shared/access";
import type { Account } from "#shared/accounts/schema";
import { isAdministrator } from "#shared/authority";
import { addDays, yearOf } from "#shared/dates";
import { openItemsOf } from "#shared/duties/open-items";
import { makeId } from "#shared/ids";
import { secretaryOn } from "#shared/members/standing";
import {
  committeeAfter,
  type Handover,
  type HandoverAnswer,
  type HandoverInput,
  keepsRole,
  seniorityWarning,
} from "#shared/org/handover";
import { changeBranch } from "#shared/org/rules";
import type { Branch, Unit } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import { accountStore } from "../accounts/store";
import { readFacts } from "../branch/facts";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import { handoverStore } from "./handover-store";
import { orgStore } from "./store";

const toAnswer = (
  { chain: _, ...handover }: Handover,
  open: HandoverAnswer["open"],
  warnings: string[] = [],
): HandoverAnswer => ({ ...handover, open, warnings });

export function handoverService(actor: Actor, platform: Platform) {
  const { table, keyring } = platform;
  const [store, accounts] = [handoverStore(table), accountStore(table, keyring)];

  /** A deputy holds the same role; only the secretary in office hands it over. */
  function requireSecretary(branch: Branch, held: readonly Role[]): void {
    if (held.includes("office")) return;
    const present = secretaryOn(branch, actor.today);
    if (actor.memberId !== null && present !== null && present !== actor.memberId) {
      throw new Fault("access.denied", { detail: "请由现任书记或党务部门办理交接" });
    }
  }

  /** The successor's account, when `office` names it: inside its own subtree, and nobody else's. */
  async function successorAccount(
    input: HandoverInput,
    held: readonly Role[],
    tree: readonly Unit[],
  ): Promise<Account | null> {
    if (input.accountId === undefined) return null;
    if (!held.includes("office")) throw fieldFault("access.denied", "#/accountId", "账号的角色由党务部门授予");
    const account = await accounts.byId(input.accountId);
    // What another office has asked for counts too: it is not put aside from here.
    const grants = [...(account?.grants ?? []), ...(account?.proposed?.grants ?? [])];
    const isMine =
      grants.length === 0 ||
      grants.some(({ unitId }) => rolesAt(actor.grants, lineage(tree, unitId)).includes("office"));
    if (!account || !isMine || account.disabled)
      throw fieldFault("request.invalid", "#/accountId", "请选择您管理的、没有停用的账号");
    // The administrators stand at the root, which an office there covers; none of them gets business roles.
    if (account.grants.some(({ role }) => isAdministrator(role))) throw new Fault("account.administrator");
    if (account.memberId !== null && account.memberId !== input.memberId) {
      throw fieldFault("request.invalid", "#/accountId", "这个账号属于另一名党员");
    }
    return account;
  }

  /** The accounts as they are afterwards: the role ends for those who no longer hold the post, and is asked for the successor; the security administrator grants it. */
  function grantsAfter(
    all: readonly Account[],
    successor: Account | null,
    branch: Branch,
    memberId: string,
  ): { before: Account; after: Account }[] {
    const isRole = ({ role, unitId }: Account["grants"][number]) => role === "secretary" && unitId === branch.id;
    const ended = all
      .filter(
        (account) =>
          account.id !== successor?.id && account.grants.some(isRole) && !keepsRole(account, branch, actor.today),
      )
      .map((before) => ({
        before,
        // Open sessions had the role.
        after: { ...before, grants: before.grants.filter((grant) => !isRole(grant)), epoch: before.epoch + 1 },
      }));
    if (!successor || successor.grants.some(isRole)) return ended;
    const grants = [...successor.grants, { role: "secretary" as const, unitId: branch.id }];
    const proposed = { grants, memberId, by: actor.name, byId: actor.accountId, at: actor.at };
    return [...ended, { before: successor, after: { ...successor, proposed } }];
  }

  const accountWrites = (changes: readonly { before: Account; after: Account }[]): Put[] =>
    changes.map(({ before, after }) =>
      accounts.write(after, before, { action: "account.changed", detail: { reason: "handover" } }),
    );

  return {
    async list(branchId: string) {
      const handovers = await store.inBranch(branchId);
      const lists = await store.lists(handovers.map(({ id }) => id));
      const items = handovers.map((handover) => toAnswer(handover, lists.get(handover.id) ?? []));
      return { items: items.sort((a, b) => (a.id < b.id ? 1 : -1)), next: null };
    },

    /** One transaction: the posts, the roles of the accounts, and the record with its list of what is open. */
    async handOver(branchId: string, held: readonly Role[], input: HandoverInput): Promise<HandoverAnswer> {
      const year = yearOf(actor.today);
      const [facts, before, tree] = await Promise.all([
        readFacts(platform, branchId, { year, since: year - 1, on: actor.today, today: actor.today }),
        orgStore(table).branch(branchId),
        platform.tree(),
      ]);
      if (!before) throw new Fault("record.missing");
      requireSecretary(before, held);
      const successor = facts.members.find(({ id }) => id === input.memberId);
      if (!successor) throw fieldFault("request.invalid", "#/memberId", "请选择本支部的党员");
      const everybody = await memberStore(table, keyring).everybody(branchId);
      const committee = committeeAfter(before, successor, input.on, actor.today);
      const after = changeBranch(before, { committee }, new Set(everybody.map(({ id }) => id)));
      const account = await successorAccount(input, held, tree);
      const all = await accounts.all();
      const formerId = secretaryOn(before, addDays(input.on, -1));
      const former = everybody.find(({ id }) => id === formerId);
      const handover: Handover = {
        ...{
          id: makeId("h", actor.now, random(5)),
          branchId,
          on: input.on,
          from: former ? { memberId: former.id, name: former.name } : null,
        },
        ...{ to: { memberId: successor.id, name: successor.name }, enteredAt: actor.at, enteredBy: actor.name },
        ...{ receivedAt: null, receivedBy: null, version: 1, chain: "" },
      };
      const open = openItemsOf({ ...facts, branch: after }, actor.today);
      const changes = grantsAfter(all, account, after, successor.id);
      const hasRole = all.some(
        (one) =>
          (one.memberId === successor.id || one.id === account?.id) &&
          one.grants.some((grant) => grant.role === "secretary" && grant.unitId === branchId),
      );
      const lacking = account
        ? `${successor.name}的书记角色已提出，安全管理员同意后生效`
        : `${successor.name}还没有书记账号，请党务部门邀请或提出角色`;
      const warnings = [...seniorityWarning(successor, input.on), ...(hasRole ? [] : [lacking])];
      const answer = toAnswer(handover, open, warnings);
      const writes = [
        store.write(handover, null, {
          action: "handover.made",
          detail: { from: formerId, to: successor.id, on: input.on },
        }),
        store.writeList(handover.id, open),
        orgStore(table).writeBranch(after, before, { action: "branch.handed-over" }),
        ...accountWrites(changes),
      ];
      await table.commit(actor, writes, answer);
      return answer;
    },

    /** 已接收: by the successor, once. */
    async receive(branchId: string, id: string): Promise<HandoverAnswer> {
      const before = await store.one(branchId, id);
      if (!before) throw new Fault("record.missing");
      if (actor.memberId !== null && actor.memberId !== before.to.memberId)
        throw new Fault("access.denied", { detail: "请由接任书记签收" });
      if (before.receivedAt !== null) throw new Fault("record.conflict", { detail: "这次交接已经签收" });
      const after: Handover = { ...before, receivedAt: actor.at, receivedBy: actor.name, version: before.version + 1 };
      const answer = toAnswer(after, (await store.lists([id])).get(id) ?? []);
      await table.commit(actor, [store.write(after, before, { action: "handover.received" })], answer);
      return answer;
    },
  };
}
