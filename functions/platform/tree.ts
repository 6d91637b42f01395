import { type Unit, unitRecord } from "#shared/org/schema";
import { keys } from "./keys";
import type { Table } from "./table";

/** How long another process's change of the tree may stay unseen. */
const REMEMBERED = 5_000;

/** The tree of units in one Query, remembered for a few seconds; questions of authority and names read it with every request. */
export function rememberedTree(table: Table, now: () => number) {
  const memory: { until: number; units: Promise<readonly Unit[]> | null } = { until: 0, units: null };
  const forgetTree = () => {
    memory.units = null;
  };
  const read = async () => (await table.range(keys.tree())).map((item) => unitRecord.parse(item));
  const tree = (): Promise<readonly Unit[]> => {
    if (memory.units && now() < memory.until) return memory.units;
    memory.until = now() + REMEMBERED;
    memory.units = read().catch((error: unknown) => {
      forgetTree();
      throw error;
    });
    return memory.units;
  };
  return { tree, forgetTree };
}
