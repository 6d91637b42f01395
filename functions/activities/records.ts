import type { Role } from "#shared/access";
import { dayOf } from "#shared/activities/days";
import type { Activity, ActivityAnswer } from "#shared/activities/schema";
import { Fault } from "#shared/problem";
import { readStanding } from "../branch/facts";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";
import type { Write } from "../platform/write";
import { type Known, toAnswer } from "./answer";
import { scopeOf } from "./scope";
import { activityStore } from "./store";

/** The branch that is asked about and the roles that the actor has there. */
export type Place = { branchId: string; held: readonly Role[] };

/** What every act on activities needs: the scope, and reading and saving within it. */
export function activityRecords(actor: Actor, platform: Platform, { branchId, held }: Place) {
  const store = activityStore(platform.table);
  const scope = scopeOf(actor, held);

  async function load(id: string): Promise<Activity> {
    const activity = await store.one(branchId, id);
    if (!activity) throw new Fault("record.missing");
    scope.requireSight(activity);
    return activity;
  }

  /** Everybody whom the branch knows, those who have left included. */
  const everybody = (): Promise<Known> => readStanding(platform, branchId, true);

  /** Those who have left matter only to what lies behind and has no roll of its own yet. */
  const knownFor = (activities: readonly Activity[]): Promise<Known> =>
    readStanding(
      platform,
      branchId,
      activities.some((one) => one.roll === null && dayOf(one) < actor.today),
    );

  /** One activity with its texts and with what its amendments replaced. */
  async function answerOf(activity: Activity): Promise<ActivityAnswer> {
    const [known, { texts, befores }] = await Promise.all([knownFor([activity]), store.apart(activity.id)]);
    const amendments = activity.amendments.map((one, i) => ({ ...one, before: befores[i] ?? {} }));
    return toAnswer({ ...activity, amendments }, known, texts);
  }

  async function requireVersion(activity: Activity, version: number | null): Promise<void> {
    if (version === null || activity.version === version) return;
    throw new Fault("record.stale", { current: await answerOf(activity) });
  }

  /** Saves; when somebody else was first, the refusal holds what is there now. */
  async function commit(writes: Write[], id: string, answer?: unknown): Promise<void> {
    try {
      await platform.table.commit(actor, writes, answer);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "record.stale") throw error;
      throw new Fault("record.stale", { current: await answerOf(await load(id)) });
    }
  }

  return { store, scope, load, everybody, knownFor, answerOf, requireVersion, commit };
}
