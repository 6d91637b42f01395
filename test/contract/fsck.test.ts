import { beforeAll, describe, expect, it } from "vitest";
import type { Item } from "#functions/platform/keys";
import { fsckOf, itemsOf, livedIn } from "#test/support/lived-in";
import { editAndCheck } from "#test/support/raw-edits-found";

const EDITS = 1000;
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

let at: Awaited<ReturnType<typeof livedIn>>;
let items: Item[];
beforeAll(async () => {
  at = await livedIn();
  items = await itemsOf(at.system);
});

describe("没有动过的数据", () => {
  it("登记、导入与撤销、更正、删除、上报与退回、交接之后没有一处不符", async () => {
    const { findings, counts } = await fsckOf(at.system);
    expect(findings).toEqual([]);
    expect(counts.sealed).toBeGreaterThan(10);
  });
});

describe("在系统之外改动数据", () => {
  it(`随机改动 ${EDITS} 次，每一次都被发现并指明是哪一条（种子 ${SEED}）`, { timeout: EDITS * 180 + 20_000 }, () => {
    const done = editAndCheck(items, at.older, at.system.platform.keyring, { edits: EDITS, seed: SEED });
    console.log(`raw edits found and named: ${EDITS} of ${EDITS} (${items.length} items), seed ${SEED},`, done);
  });
});
