import { expect } from "vitest";
import { checkItems } from "#functions/platform/fsck/check";
import type { Keyring } from "#functions/platform/keyring";
import type { Item } from "#functions/platform/keys";
import { seeded } from "./kill-harness";
import { randomEdit } from "./raw-edits";

type Asked = { edits: number; seed: number };

/** Edits a table at random, each time from its good state, and sees each edit found and named; how many there were of each sort. */
export function editAndCheck(items: readonly Item[], older: readonly Item[], keyring: Keyring, { edits, seed }: Asked) {
  const random = seeded(seed);
  const done: Record<string, number> = {};
  for (let n = 0; n < edits; ) {
    const edit = randomEdit(items, older, random);
    if (!edit) continue;
    n += 1;
    const kind = edit.name.slice(0, edit.name.indexOf(" "));
    done[kind] = (done[kind] ?? 0) + 1;
    const { findings } = checkItems(edit.items, { keyring, now: Date.now(), isFormerTable: false });
    const named = findings.map(({ id, detail }) => `${id} ${detail}`);
    expect(
      named.some((text) => edit.names.some((name) => text.includes(name))),
      `${edit.name}: ${edit.names.join(" ")} ← ${named.join("; ") || "nothing found"}`,
    ).toBe(true);
  }
  return done;
}
