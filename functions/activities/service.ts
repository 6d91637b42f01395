import { expectedOn } from "#shared/activities/attendance";
import { dayOf, yearsFor } from "#shared/activities/days";
import { planNear, prefill } from "#shared/activities/prefill";
import { checkActivity } from "#shared/activities/rules";
import type {
  Activity,
  ActivityChange,
  ActivityInput,
  ActivityQuery,
  AmendmentInput,
  Minutes,
  PrefillQuery,
} from "#shared/activities/schema";
import type { HistoryQuery } from "#shared/audit/schema";
import { yearOf } from "#shared/dates";
import { makeId } from "#shared/ids";
import { Fault, fieldFault } from "#shared/problem";
import { historyOf } from "../audit/history";
import { readStanding } from "../branch/facts";
import type { Actor } from "../platform/actor";
import { changesOf } from "../platform/changed";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Write } from "../platform/write";
import { type Known, quorumOf, toAnswer } from "./answer";
import { changedDraft, changedFields, checkSize, type Draft, entryTime, localNow, newDraft, valuesOf } from "./drafts";
import { byPlace, pageOf } from "./paging";
import { activityRecords, type Place } from "./records";

const placeInTime = ({ startsAt, id }: Activity): string => `${startsAt} ${id}`;

/** Pointers of a rule's refusal, for a body that carries the fields under `changes`. */
function underChanges<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const errors = error.errors.map((one) => ({ ...one, pointer: one.pointer.replace("#/", "#/changes/") }));
    throw new Fault(error.code, { ...(error.detail !== undefined && { detail: error.detail }), errors });
  }
}

export function activityService(actor: Actor, platform: Platform, place: Place) {
  const { branchId } = place;
  const { store, scope, load, everybody, knownFor, answerOf, requireVersion, commit } = activityRecords(
    actor,
    platform,
    place,
  );

  async function loadDraft(id: string): Promise<{ draft: Draft; minutes: Minutes | null; known: Known }> {
    const [activity, minutes, known] = await Promise.all([load(id), store.texts(id), everybody()]);
    return { draft: { activity, texts: minutes?.texts ?? [] }, minutes, known };
  }

  function check(draft: Draft, { branch, members }: Known): void {
    checkSize(draft);
    const { activity } = draft;
    if (branch.closedOn !== null && dayOf(activity) >= branch.closedOn) throw new Fault("unit.closed");
    checkActivity(activity, branch, members, localNow(actor));
  }

  const textWrites = ({ activity, texts }: Draft, minutes: Minutes | null): Write[] =>
    JSON.stringify(texts) === JSON.stringify(minutes?.texts ?? []) ||
    (minutes === null && texts.every((text) => text === ""))
      ? []
      : [store.writeTexts(activity.id, texts, minutes)];

  return {
    /** All that are dated in the year or meant for it, by time. */
    async list({ limit, cursor, ...query }: ActivityQuery) {
      const year = query.year ?? yearOf(actor.today);
      const month = query.month === undefined ? "" : `${year}-${String(query.month).padStart(2, "0")}`;
      const asked = (await store.inYear(branchId, year))
        .filter(scope.sees)
        .filter((one) => query.kind === undefined || one.kinds.includes(query.kind))
        .filter((one) => query.state === undefined || one.state === query.state)
        .filter((one) => one.startsAt.startsWith(month))
        .sort(byPlace(placeInTime));
      const { items, next } = pageOf(asked, placeInTime, { limit, cursor, bound: [branchId, year, query] });
      const known = await knownFor(items);
      return { items: items.map((one) => toAnswer(one, known)), next };
    },

    read: async (id: string) => answerOf(await load(id)),

    async history(id: string, query: HistoryQuery) {
      await load(id);
      return historyOf(platform.table, id, query);
    },

    async create(input: ActivityInput) {
      const draft = newDraft(input, makeId("a", actor.now, random(5)), branchId, actor);
      scope.requireWriting(draft.activity);
      const known = await everybody();
      check(draft, known);
      const answer = toAnswer(draft.activity, known, draft.texts);
      const action = draft.activity.state === "planned" ? "activity.planned" : "activity.recorded";
      await platform.table.commit(
        actor,
        [store.write(draft.activity, null, { action }), ...textWrites(draft, null)],
        answer,
      );
      return answer;
    },

    async change(id: string, version: number, change: ActivityChange) {
      const { draft: before, minutes, known } = await loadDraft(id);
      await requireVersion(before.activity, version);
      scope.requireWriting(before.activity);
      if (before.activity.state === "confirmed") throw new Fault("activity.confirmed");
      const changed = changedDraft(before, change);
      const { state, recordedAt } = changed.activity;
      const activity: Activity = {
        ...changed.activity,
        recordedAt: state === "recorded" ? (recordedAt ?? entryTime(actor)) : null,
      };
      const after: Draft = { ...changed, activity };
      scope.requireWriting(activity);
      check(after, known);
      const detail = { changes: changesOf(valuesOf(before), valuesOf(after)) };
      const answer = toAnswer(activity, known, after.texts);
      await commit(
        [store.write(activity, before.activity, { action: "activity.changed", detail }), ...textWrites(after, minutes)],
        id,
        answer,
      );
      return answer;
    },

    async remove(id: string, version: number) {
      const [activity, minutes] = await Promise.all([load(id), store.texts(id)]);
      await requireVersion(activity, version);
      scope.requireWriting(activity);
      if (activity.state === "confirmed") throw new Fault("activity.confirmed");
      const removed = store.remove(activity, { action: "activity.removed" });
      await commit([removed, ...(minutes ? [store.removeTexts(id, minutes)] : [])], id, null);
      await Promise.all(activity.files.map((file) => platform.files.remove(file.id)));
    },

    /** From now on it counts, and who was expected and entitled that day stays as it is. */
    async confirm(id: string, version: number | null) {
      const { draft, known } = await loadDraft(id);
      const before = draft.activity;
      await requireVersion(before, version);
      if (before.state === "confirmed") throw new Fault("activity.state", { detail: "这条记录已经确认" });
      const at = entryTime(actor);
      const after: Activity = {
        ...before,
        state: "confirmed",
        roll: expectedOn(before, known.branch, known.members),
        confirmedAt: at,
        confirmedBy: actor.name,
        version: before.version + 1,
      };
      check({ ...draft, activity: after }, known);
      if (before.state === "planned") throw new Fault("activity.state", { detail: "请先记录这次活动，再确认" });
      const answer = toAnswer(after, known, draft.texts);
      await commit([store.write(after, before, { action: "activity.confirmed" })], id, answer);
      return answer;
    },

    /**
     * Corrects a confirmed record; what the changed fields held is kept. The roll stays as it was frozen, unless another day, kind
     * or group asks for other people; votes are counted anew.
     */
    async amend(id: string, { reason, changes }: AmendmentInput, version: number | null) {
      const { draft: before, minutes, known } = await loadDraft(id);
      await requireVersion(before.activity, version);
      if (before.activity.state !== "confirmed")
        throw new Fault("activity.state", { detail: "还没有确认的记录可以直接修改" });
      const changed = changedDraft(before, changes);
      const fields = changedFields(before, changed, [...Object.keys(changes), "forYear"]);
      if (fields.length === 0) throw fieldFault("request.invalid", "#/changes", "没有改动");
      const isOtherMeeting =
        dayOf(changed.activity) !== dayOf(before.activity) || fields.includes("kinds") || fields.includes("groupId");
      const n = before.activity.amendments.length;
      const activity: Activity = {
        ...changed.activity,
        roll: isOtherMeeting ? expectedOn(changed.activity, known.branch, known.members) : before.activity.roll,
        amendments: [...before.activity.amendments, { at: entryTime(actor), by: actor.name, reason, before: {} }],
      };
      const after: Draft = { ...changed, activity };
      underChanges(() => check(after, known));
      const former = Object.fromEntries(Object.entries(valuesOf(before)).filter(([field]) => fields.includes(field)));
      const { befores } = await store.apart(id);
      const amendments = activity.amendments.map((one, i) => ({
        ...one,
        before: i === n ? former : (befores[i] ?? {}),
      }));
      const answer = toAnswer({ ...activity, amendments }, known, after.texts);
      const detail = { changes: changesOf(valuesOf(before), valuesOf(after)), reason };
      await commit(
        [
          store.write(activity, before.activity, { action: "activity.amended", detail }),
          ...textWrites(after, minutes),
          store.writeAmended(id, n, former),
        ],
        id,
        answer,
      );
      return answer;
    },

    /** Everything of a new activity that can be known. A leader's is a meeting of the own group. */
    async prefill({ kinds, on = actor.today, groupId }: PrefillQuery) {
      const group = groupId ?? (kinds.includes("group") && !scope.keepsAll ? (scope.groups[0] ?? null) : null);
      scope.requireWriting({ kinds, groupId: group });
      const [{ branch, members }, activities] = await Promise.all([
        readStanding(platform, branchId, on < actor.today),
        store.inTwoYears(branchId, yearOf(on)),
      ]);
      const filled = prefill(branch, members, activities, kinds, on, group);
      const { expected, entitled } = expectedOn(filled, branch, members);
      return {
        ...filled,
        years: yearsFor(kinds, on),
        expected: expected.length,
        entitled: entitled.length,
        quorum: quorumOf(entitled.length),
        planned: planNear(activities, kinds, on, group),
      };
    },
  };
}
