import { setTimeout as sleep } from "node:timers/promises";
import { contentOf, rollupOf, type SubmissionState, submissionStates, yearsInView } from "#shared/duties/rollup";
import { isOpen } from "#shared/org/rules";
import { Fault } from "#shared/problem";
import { readFacts } from "../branch/facts";
import { random } from "../platform/crypto";
import type { Item, Key } from "../platform/keys";
import type { Platform } from "../platform/platform";
import { rollupStore } from "./store";

export type ChangedBranch = { branchId: string; years: number[] };

/** The years that a key of a branch's partition bears on: what stands concerns all in view; a record dated in January to March for the year before, both. */
function yearsOf(sk: string, inView: readonly number[]): number[] {
  if (sk.startsWith("NOW#") || sk.startsWith("PAST#")) return [...inView];
  const [, year, isLater] = /^YEAR#(\d{4})#(~?)/.exec(sk) ?? [];
  if (year === undefined) return [];
  return [Number(year), ...(isLater ? [Number(year) + 1] : [])].filter((one) => inView.includes(one));
}

/** Which branches, and which of the years in view, a set of written keys bears on. A rollup's own key bears on nothing. */
export function changedBranches(keys: readonly Key[], today: string): ChangedBranch[] {
  const inView = yearsInView(today);
  const byBranch = new Map<string, Set<number>>();
  for (const { pk, sk } of keys) {
    const branchId = pk.startsWith("BRANCH#") ? pk.slice("BRANCH#".length) : null;
    if (branchId === null) continue;
    const years = byBranch.get(branchId) ?? new Set();
    for (const year of yearsOf(sk, inView)) years.add(year);
    byBranch.set(branchId, years);
  }
  return [...byBranch]
    .filter(([, years]) => years.size > 0)
    .map(([branchId, years]) => ({ branchId, years: [...years].sort((a, b) => a - b) }));
}

const TRIES = 8;

export const submissionOf = (assessment: Item | null): SubmissionState =>
  submissionStates.find((state) => state === assessment?.state) ?? "draft";

/**
 * Computes one branch's year from its partition. The kept rollup is read *before* the facts and replaced only under the version that was
 * read: every kept rollup was computed from facts read after its predecessor was kept, so an older state never replaces a newer one, whatever
 * the order, the number or the clocks of the computations. Who finds that another was kept meanwhile computes again.
 */
async function recompute(platform: Platform, branchId: string, year: number, tries = 0): Promise<void> {
  const store = rollupStore(platform.table);
  const seen = await store.one(branchId, year);
  const today = platform.today();
  const facts = await readFacts(platform, branchId, { year, on: today, today });
  const computed = rollupOf(facts, { year, on: today }, submissionOf(facts.assessment));
  if (seen && contentOf(seen) === contentOf(computed)) return;
  try {
    await store.keep({ ...computed, version: (seen?.version ?? 0) + 1 }, seen);
  } catch (error) {
    if (!(error instanceof Fault && error.code === "record.stale") || tries === TRIES) throw error;
    await sleep(((random(1)[0] ?? 0) / 8) * (tries + 1));
    await recompute(platform, branchId, year, tries + 1);
  }
}

/** The named years of each branch, two branches at a time, so that people who wait for a page are not kept waiting. */
export async function recomputeBranches(
  platform: Platform,
  branchIds: readonly string[],
  years: readonly number[],
): Promise<void> {
  const left = [...branchIds];
  const worker = async () => {
    for (let branchId = left.shift(); branchId !== undefined; branchId = left.shift()) {
      for (const year of years) await recomputeOne(platform, branchId, year);
    }
  };
  await Promise.all([worker(), worker()]);
}

/** A branch whose profile does not exist (yet) has nothing to compute. */
async function recomputeOne(platform: Platform, branchId: string, year: number): Promise<void> {
  try {
    await recompute(platform, branchId, year);
  } catch (error) {
    if (!(error instanceof Fault && error.code === "record.missing")) throw error;
  }
}

/** After writes: the branches and years that the keys bear on. */
export async function recomputeKeys(platform: Platform, keys: readonly Key[]): Promise<void> {
  for (const { branchId, years } of changedBranches(keys, platform.today()))
    await recomputeBranches(platform, [branchId], years);
}

/** At start and every night: whatever was not computed today, since duties fall due by the day alone. */
export async function recomputeOutdated(platform: Platform): Promise<void> {
  const today = platform.today();
  const branches = (await platform.tree()).filter((unit) => unit.kind === "branch" && isOpen(unit, today));
  for (const year of yearsInView(today)) {
    const kept = new Map(
      (await rollupStore(platform.table).inYear(year)).map((rollup) => [rollup.branchId, rollup.computedOn]),
    );
    const outdated = branches.filter(({ id }) => kept.get(id) !== today).map(({ id }) => id);
    await recomputeBranches(platform, outdated, [year]);
  }
}
