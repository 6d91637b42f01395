import { it } from "vitest";
import { itemsOf, livedIn } from "#test/support/lived-in";
import { editAndCheck } from "#test/support/raw-edits-found";

const EDITS = 10_000;
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

it(`在系统之外随机改动 ${EDITS} 次，每一次都被发现并指明是哪一条（种子 ${SEED}）`, async () => {
  const { system, older } = await livedIn();
  const items = await itemsOf(system);
  const done = editAndCheck(items, older, system.platform.keyring, { edits: EDITS, seed: SEED });
  console.log(`raw edits found and named: ${EDITS} of ${EDITS} (${items.length} items), seed ${SEED},`, done);
});
