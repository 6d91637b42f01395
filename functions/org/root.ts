import { makeId } from "#shared/ids";
import type { Unit } from "#shared/org/schema";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { orgStore } from "./store";

/** The subsidiary's own Party committee at the root of the tree; made once, renamed by `office` afterwards. */
export async function ensureRoot(platform: Platform, name = "中共本公司委员会"): Promise<Unit> {
  const store = orgStore(platform.table);
  const found = (await store.tree()).find((unit) => unit.parentId === null);
  if (found) return found;
  const root: Unit = {
    ...{
      id: makeId("u", platform.now(), random(5)),
      parentId: null,
      kind: "committee" as const,
      name,
      branchKind: null,
    },
    ...{ foundedOn: platform.today(), closedOn: null, approval: "", former: [], version: 1, chain: "" },
  };
  const author = { accountId: "system", name: "系统", at: new Date(platform.now()).toISOString(), operation: null };
  await platform.table.commit(author, [store.writeUnit(root, null, { action: "unit.founded" })]);
  platform.forgetTree();
  return root;
}
