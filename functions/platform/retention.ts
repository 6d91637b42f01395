import * as z from "zod";
import { addDays, type Day } from "#shared/dates";
import { type Item, keys } from "./keys";
import type { Platform } from "./platform";

/** 网络安全法 第23条: 日志留存不少于六个月. */
const LEAST_DAYS = 184;
const DAY_MS = 86_400_000;
/** A transaction holds a hundred actions, one of them the anchor. */
const AT_ONCE = 99;

const retentionRecord = z.object({ trimmedTo: z.string() });

type Trimmed = { trails: number; events: number };

/**
 * Events older than `days` go, except the last of each trail, which says what its record is. An anchor takes their place, from which the chain goes on. An
 * event is looked at when its day comes; the last one of that time goes when a later event of its trail is old enough.
 */
export async function trimTrail(platform: Platform, days: number): Promise<Trimmed> {
  if (days < LEAST_DAYS) throw new Error(`the trail is kept for at least ${LEAST_DAYS} days`);
  const { table, now } = platform;
  const before = new Date(now() - days * DAY_MS).toISOString();
  const last = before.slice(0, 10);
  const trimmed: Trimmed = { trails: 0, events: 0 };
  for (let day = await firstDay(platform); day !== null && day <= last; day = addDays(day, 1)) {
    const events = await table.index(2, keys.auditDay(day, "-").gsi2pk ?? "");
    for (const aggregate of new Set(events.map((event) => String(event.aggregate)))) {
      const removed = await trimOne(platform, aggregate, before);
      trimmed.trails += removed > 0 ? 1 : 0;
      trimmed.events += removed;
    }
    if (events.length > 0 || day === last) await table.keep(keys.retention(), { entity: "retention", trimmedTo: day });
  }
  return trimmed;
}

/** The day up to which it was done before, at first that of the oldest event: the founding of the root. */
async function firstDay({ table, tree }: Platform): Promise<Day | null> {
  const kept = await table.get(keys.retention(), retentionRecord);
  if (kept) return kept.trimmedTo;
  const root = (await tree()).find((unit) => unit.parentId === null);
  const [founding] = root ? await table.range(keys.auditOf(root.id)) : [];
  return founding ? String(founding.at).slice(0, 10) : null;
}

async function trimOne({ table }: Platform, aggregate: string, before: string): Promise<number> {
  const events = await table.range(keys.auditOf(aggregate));
  const firstKept = events.findIndex((event) => String(event.at) >= before);
  const old = events.slice(0, firstKept < 0 ? events.length - 1 : firstKept).slice(0, events.length - 1);
  for (let from = 0; from < old.length; from += AT_ONCE) await replaced(old.slice(from, from + AT_ONCE));
  return old.length;

  async function replaced(part: readonly Item[]): Promise<void> {
    const upTo = part.at(-1);
    const places = part.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
    const anchor = { entity: "anchor" as const, aggregate, upTo: upTo?.version, hash: upTo?.hash };
    await table.replace(places, keys.anchor(aggregate), anchor);
  }
}
