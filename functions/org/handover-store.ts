import type { OpenItem } from "#shared/duties/open-item";
import { type Handover, handoverListRecord, handoverRecord, type PendingHandover } from "#shared/org/handover";
import { changeEvent, type Told } from "../platform/changed";
import type { Item } from "../platform/keys";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put } from "../platform/write";

/** The hand-over as the home page shows it; null once it was received. */
export function readPending(item: Item): PendingHandover | null {
  const { id, on, from, to, receivedAt } = handoverRecord.parse(item);
  return receivedAt === null
    ? { id, on, fromName: from?.name ?? null, toName: to.name, toMemberId: to.memberId }
    : null;
}

/** Where hand-overs are kept: in their branch, the list of what was open apart. */
export function handoverStore(table: Table) {
  const listKey = (id: string) => keys.text(id, "HANDOVER");

  async function inBranch(branchId: string): Promise<Handover[]> {
    const items = await Promise.all(keys.handovers(branchId).map((range) => table.range(range)));
    return items.flat().map((item) => handoverRecord.parse(item));
  }

  return {
    inBranch,
    one: async (branchId: string, id: string): Promise<Handover | null> =>
      (await inBranch(branchId)).find((handover) => handover.id === id) ?? null,

    /** The lists of what was open, by hand-over. */
    async lists(ids: readonly string[]): Promise<Map<string, OpenItem[]>> {
      const items = await table.getMany(ids.slice(0, 100).map(listKey));
      return new Map(
        items.map((item) => handoverListRecord.parse(item)).map(({ handoverId, items: open }) => [handoverId, open]),
      );
    },

    write: (handover: Handover, seen: Handover | null, event: Told): Put => ({
      key: keys.handover(handover.branchId, handover),
      ...(seen && { formerKey: keys.handover(seen.branchId, seen) }),
      kind: "handover",
      record: handover,
      seen,
      event: changeEvent(handover.id, event, seen, handover),
    }),
    writeList: (handoverId: string, items: readonly OpenItem[]): Put => ({
      key: listKey(handoverId),
      kind: "handoverList",
      record: { version: 1, chain: "", handoverId, items } as Put["record"],
      seen: null,
      event: { aggregate: `list-${handoverId}`, action: "handover.listed" },
    }),
  };
}
