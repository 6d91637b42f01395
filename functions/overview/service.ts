import { covers, subtree } from "#shared/access";
import { yearOf } from "#shared/dates";
import { type OverviewEntry, type Rollup, yearsInView } from "#shared/duties/rollup";
import { isOpen } from "#shared/org/rules";
import type { Unit } from "#shared/org/schema";
import { fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";
import { rollupStore } from "./store";

const toEntry = ({ id, name, parentId, branchKind }: Unit, rollup: Rollup | undefined): OverviewEntry => ({
  unit: { id, name, parentId, branchKind },
  members: rollup?.members ?? null,
  counts: rollup?.counts ?? null,
  worst: rollup?.worst ?? [],
  submission: rollup?.submission ?? null,
  computedOn: rollup?.computedOn ?? null,
});

export function overviewService(actor: Actor, platform: Platform) {
  return {
    /** Every branch of the actor's subtree with its rollup: the tree and one index partition, whatever the number of branches. */
    async branches(year: number = yearOf(actor.today)) {
      if (!yearsInView(actor.today).includes(year)) throw fieldFault("request.invalid", "?year", "请选择今年或去年");
      const [tree, rollups] = await Promise.all([platform.tree(), rollupStore(platform.table).inYear(year)]);
      const covered = actor.grants.filter(({ role }) => covers(role)).flatMap(({ unitId }) => subtree(tree, unitId));
      const units = [...new Set(covered)].filter((unit) => unit.kind === "branch" && isOpen(unit, actor.today));
      const byBranch = new Map(rollups.map((rollup) => [rollup.branchId, rollup]));
      return { year, items: units.map((unit) => toEntry(unit, byBranch.get(unit.id))), next: null };
    },
  };
}
