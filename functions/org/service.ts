import { lineage, rolesAt, subtree } from "#shared/access";
import type { HistoryQuery } from "#shared/audit/schema";
import type { Day } from "#shared/dates";
import { makeId } from "#shared/ids";
import { changeBranch, changeUnit, foundBranch, foundUnit, isOpen } from "#shared/org/rules";
import type { Branch, BranchChange, Unit, UnitChange, UnitInput, UnitKind } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import { historyOf } from "../audit/history";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { orCurrent } from "../platform/stale";
import type { Put } from "../platform/write";
import { orgStore, profileTrail } from "./store";

const prefixes: Record<UnitKind, string> = { committee: "u", general: "u", branch: "b", group: "g" };
const toUnitAnswer = ({ chain: _, ...unit }: Unit) => unit;
const toBranchAnswer = ({ chain: _, ...branch }: Branch) => branch;

export function orgService(actor: Actor, platform: Platform) {
  const store = orgStore(platform.table);

  /** Whether the actor may shape the unit: `office` over it, or a keeper of the branch that a group belongs to. */
  function requireShaping(tree: readonly Unit[], unitId: string, kind: UnitKind): void {
    const unit = tree.find(({ id }) => id === unitId);
    // A group stands under its branch: who keeps the branch keeps it.
    const line = lineage(tree, unit?.kind === "group" && unit.parentId ? unit.parentId : unitId);
    const held = rolesAt(actor.grants, line);
    if (held.length === 0 || line.length === 0) throw new Fault("record.missing");
    const mayShape =
      held.includes("office") || (kind === "group" && (held.includes("secretary") || held.includes("committee")));
    if (!mayShape) throw new Fault("access.denied");
  }

  /** What the branch profile repeats of its unit and of its groups, written in the same transaction. */
  async function profileWrites(unit: Unit, event: Told): Promise<Put[]> {
    const branchId = unit.kind === "branch" ? unit.id : unit.kind === "group" ? unit.parentId : null;
    const branch = branchId && (await store.branch(branchId));
    if (!branch) return [];
    const { id, name, foundedOn, closedOn, branchKind } = unit;
    const after: Branch =
      unit.kind === "branch"
        ? { ...branch, name, foundedOn, closedOn, branchKind: branchKind ?? branch.branchKind }
        : {
            ...branch,
            groups: [...branch.groups.filter((group) => group.id !== id), { id, name, foundedOn, closedOn }],
          };
    return [store.writeBranch(after, branch, event)];
  }

  /** A branch or group is closed only when nobody is left in it (支部条例 第7条: the members go elsewhere first). */
  async function requireEmpty(unit: Unit): Promise<void> {
    const branchId = unit.kind === "branch" ? unit.id : unit.kind === "group" ? unit.parentId : null;
    if (!branchId) return;
    const members = await memberStore(platform.table, platform.keyring).present(branchId);
    if (members.some((member) => unit.kind === "branch" || member.groupId === unit.id))
      throw new Fault("unit.not-empty");
  }

  /** The profile alone is closed or opened again: while it is closed, nobody is registered into the branch. */
  async function setClosed(branchId: string, closedOn: Day | null): Promise<void> {
    const branch = await store.branch(branchId);
    if (!branch || branch.closedOn === closedOn) return;
    const event: Told = { action: closedOn === null ? "branch.not-closed" : "branch.closing" };
    await platform.table.commit({ ...actor, operation: null }, [
      store.writeBranch({ ...branch, closedOn }, branch, event),
    ]);
  }

  /**
   * A transaction cannot ask that a range is empty. So the door is shut first, then whoever is inside is looked for: a registration is either
   * seen here or finds the door shut. Stopped in between, the same request sent again goes on.
   */
  async function requireClosable(unit: Unit, closedOn: Day): Promise<void> {
    await requireEmpty(unit);
    if (unit.kind !== "branch") return;
    await setClosed(unit.id, closedOn);
    try {
      await requireEmpty(unit);
    } catch (error) {
      if (error instanceof Fault) await setClosed(unit.id, null);
      throw error;
    }
  }

  return {
    /** The actor's part of the tree: what is covered, one's own units, and the line above them. */
    async units(kind?: UnitKind) {
      const tree = await platform.tree();
      const covered = actor.grants.flatMap((grant) => [
        ...subtree(tree, grant.unitId).map(({ id }) => id),
        ...lineage(tree, grant.unitId),
      ]);
      const seen = new Set(covered);
      return {
        items: tree.filter((unit) => seen.has(unit.id) && (!kind || unit.kind === kind)).map(toUnitAnswer),
        next: null,
      };
    },

    async found(input: UnitInput) {
      const tree = await store.tree();
      requireShaping(tree, input.parentId, input.kind);
      const unit = foundUnit(input, makeId(prefixes[input.kind], actor.now, random(5)), tree, actor.today);
      const event: Told = {
        action: "unit.founded",
        detail: { name: unit.name, kind: unit.kind, parentId: unit.parentId },
      };
      const profile =
        unit.kind === "branch" ? [store.writeBranch(foundBranch(unit), null, event)] : await profileWrites(unit, event);
      const answer = toUnitAnswer(unit);
      await platform.table.commit(actor, [store.writeUnit(unit, null, event), ...profile], answer);
      platform.forgetTree();
      return answer;
    },

    async change(id: string, version: number, change: UnitChange) {
      const tree = await store.tree();
      const before = tree.find((unit) => unit.id === id);
      if (!before) throw new Fault("record.missing");
      requireShaping(tree, id, before.kind);
      if (change.parentId !== undefined && change.parentId !== before.parentId)
        requireShaping(tree, change.parentId, before.kind);
      if (before.version !== version) throw new Fault("record.stale", { current: toUnitAnswer(before) });
      const after = changeUnit(before, change, tree, actor.today);
      if (before.kind === "group" && after.parentId !== before.parentId)
        throw new Fault("unit.kind", { detail: "党小组不能移到另一个支部" });
      if (change.closedOn && isOpen(before, actor.today)) await requireClosable(before, change.closedOn);
      const event: Told = { action: "unit.changed" };
      const writes = [store.writeUnit(after, before, event), ...(await profileWrites(after, event))];
      const answer = toUnitAnswer(after);
      await orCurrent(platform.table.commit(actor, writes, answer), async () => {
        const unit = await store.unit(id);
        return unit && toUnitAnswer(unit);
      });
      platform.forgetTree();
      return answer;
    },

    async unitHistory(id: string, query: HistoryQuery) {
      const tree = await platform.tree();
      requireShaping(tree, id, tree.find((unit) => unit.id === id)?.kind ?? "branch");
      return historyOf(platform.table, id, query);
    },

    history: (id: string, query: HistoryQuery) => historyOf(platform.table, profileTrail(id), query),

    async branch(id: string) {
      const branch = await store.branch(id);
      if (!branch) throw new Fault("record.missing");
      return toBranchAnswer(branch);
    },

    async changeBranch(id: string, version: number, change: BranchChange) {
      const before = await store.branch(id);
      if (!before) throw new Fault("record.missing");
      if (before.version !== version) throw new Fault("record.stale", { current: toBranchAnswer(before) });
      if (change.term && change.term.startedOn > actor.today)
        throw fieldFault("request.invalid", "#/term/startedOn", "本届起始日期不能晚于今天");
      const members = change.committee ? await memberStore(platform.table, platform.keyring).everybody(id) : [];
      const after = changeBranch(before, change, new Set(members.map((member) => member.id)));
      const answer = toBranchAnswer(after);
      const saving = platform.table.commit(
        actor,
        [store.writeBranch(after, before, { action: "branch.changed" })],
        answer,
      );
      await orCurrent(saving, () => this.branch(id));
      return answer;
    },
  };
}
