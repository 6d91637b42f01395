import { contentOf, rollupOf, rollupRecord } from "#shared/duties/rollup";
import { Fault } from "#shared/problem";
import { readFacts } from "../branch/facts";
import type { Item } from "../platform/keys";
import type { Platform } from "../platform/platform";
import { submissionOf } from "./recompute";

/** Which of today's rollups say otherwise than their branch's records; those of other days are stale by the day alone. */
export async function wrongRollups(platform: Platform, items: readonly Item[]): Promise<Item[]> {
  const wrong: Item[] = [];
  const today = platform.today();
  for (const item of items) {
    const kept = rollupRecord.safeParse(item);
    if (kept.success && kept.data.computedOn === today && !(await isRight(kept.data))) wrong.push(item);
  }
  return wrong;

  async function isRight(kept: ReturnType<typeof rollupRecord.parse>): Promise<boolean> {
    try {
      const facts = await readFacts(platform, kept.branchId, { year: kept.year, on: today, today });
      const computed = rollupOf(facts, { year: kept.year, on: today }, submissionOf(facts.assessment));
      return contentOf(computed) === contentOf(kept);
    } catch (error) {
      if (error instanceof Fault && error.code === "record.missing") return false;
      throw error;
    }
  }
}
