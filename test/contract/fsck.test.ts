import { beforeAll, describe, expect, it } from "vitest";
import { checkItems } from "#functions/platform/fsck/check";
import type { Item } from "#functions/platform/keys";
import { seeded } from "#test/support/kill-harness";
import { fsckOf, itemsOf, livedIn } from "#test/support/lived-in";
import { randomEdit } from "#test/support/raw-edits";

const EDITS = Number(process.env.ZHIBU_EDITS ?? 1000);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

let at: Awaited<ReturnType<typeof livedIn>>;
let items: Item[];
beforeAll(async () => {
  at = await livedIn();
  items = await itemsOf(at.system);
});

const check = (table: Iterable<Item>) =>
  checkItems(table, { keyring: at.system.platform.keyring, now: Date.now(), isFormerTable: false });

describe("没有动过的数据", () => {
  it("登记、导入与撤销、更正、删除、上报与退回、交接之后没有一处不符", async () => {
    const { findings, counts } = await fsckOf(at.system);
    expect(findings).toEqual([]);
    expect(counts.sealed).toBeGreaterThan(10);
  });
});

describe("在系统之外改动数据", () => {
  it(`随机改动 ${EDITS} 次，每一次都被发现并指明是哪一条（种子 ${SEED}）`, { timeout: EDITS * 180 + 20_000 }, () => {
    const random = seeded(SEED);
    const done = new Map<string, number>();
    for (let n = 0; n < EDITS; ) {
      const edit = randomEdit(items, at.older, random);
      if (!edit) continue;
      n += 1;
      const kind = edit.name.slice(0, edit.name.indexOf(" "));
      done.set(kind, (done.get(kind) ?? 0) + 1);
      const named = check(edit.items).findings.map(({ id, detail }) => `${id} ${detail}`);
      expect(
        named.some((text) => edit.names.some((name) => text.includes(name))),
        `${edit.name}: ${edit.names.join(" ")} ← ${named.join("; ") || "nothing found"}`,
      ).toBe(true);
    }
    console.log(
      `raw edits found and named: ${EDITS} of ${EDITS} (${items.length} items), seed ${SEED},`,
      Object.fromEntries(done),
    );
  });
});
