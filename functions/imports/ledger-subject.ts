import { type Activity, activityRecord } from "#shared/activities/schema";
import { makeId } from "#shared/ids";
import { ledgerColumns } from "#shared/imports/columns";
import type { Column } from "#shared/imports/header";
import {
  type LedgerAct,
  type LedgerContext,
  ledgerFieldNames,
  planLedger,
  readLedgerRows,
  yearsIn,
} from "#shared/imports/ledger-rows";
import { placesOf, type SheetRow } from "#shared/imports/rows";
import type { ImportBatch } from "#shared/imports/schema";
import { entryTime, localNow } from "../activities/drafts";
import { activityStore } from "../activities/store";
import { readStanding } from "../branch/facts";
import type { Actor } from "../platform/actor";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { inTurns } from "./in-turns";
import type { PlannedRow, Saving, Subject, Undoing } from "./subject";

const MOST_YEARS = 12;

/** The import of a ledger: meetings that were held, each as a record of its own. The secretary's count at once; a committee member's wait to be confirmed. */
export function ledgerSubject(actor: Actor, platform: Platform, branchId: string, confirms: boolean): Subject {
  const store = activityStore(platform.table);

  async function create(
    input: (LedgerAct & { type: "create" })["input"],
    row: number,
    batch: ImportBatch,
  ): Promise<Saving> {
    const at = entryTime(actor);
    const activity: Activity = activityRecord.parse({
      ...input,
      ...{
        id: makeId("a", actor.now + row, random(5)),
        branchId,
        version: 1,
        enteredAt: at,
        enteredBy: actor.name,
        recordedAt: at,
      },
      ...(confirms && { confirmedAt: at, confirmedBy: actor.name }),
    });
    const write = store.write(activity, null, {
      action: confirms ? "activity.confirmed" : "activity.recorded",
      detail: { import: batch.id },
    });
    return { writes: [write], outcome: { row, verdict: "new", id: activity.id, version: 1, before: null } };
  }

  async function contextFor(years: readonly number[]): Promise<LedgerContext> {
    const [standing, ...activities] = await Promise.all([
      readStanding(platform, branchId, true),
      ...years.slice(-MOST_YEARS).map((year) => store.inYear(branchId, year)),
    ]);
    const unique = new Map(activities.flat().map((activity) => [activity.id, activity]));
    return { ...standing, activities: [...unique.values()], today: actor.today, nowLocal: localNow(actor), confirms };
  }

  return {
    kind: "activities",
    columns: ledgerColumns,
    fieldNames: ledgerFieldNames,
    keyFields: ["date"],
    identity: "date",

    async plan(rows: readonly SheetRow[], mapping: readonly Column[]): Promise<(row: SheetRow) => PlannedRow> {
      const places = placesOf(mapping);
      const read = readLedgerRows(rows, places);
      const planned = planLedger(read, places, await contextFor(yearsIn(read)));
      const byRow = new Map(planned.map((one) => [one.answer.row, one]));
      return ({ number }) => {
        const one = byRow.get(number);
        if (!one) throw new Error(`row ${number} is none of the planned ones`);
        const { act, answer } = one;
        if (!act) return { answer, save: null };
        if (act.type === "create") return { answer, save: (batch) => create(act.input, answer.row, batch) };
        const outcome = {
          row: answer.row,
          verdict: "unchanged" as const,
          id: act.activityId,
          version: 0,
          before: null,
        };
        return { answer, save: () => Promise.resolve({ writes: [], outcome }) };
      };
    },

    async undoing() {
      return async (outcomes) => {
        const added = outcomes.filter(({ verdict }) => verdict === "new");
        const activities = new Map(
          (await inTurns(added, 8, ({ id }) => store.one(branchId, id))).map((one) => [one?.id, one]),
        );
        const undo: Undoing = { writes: [], removed: 0, restored: 0, kept: [] };
        for (const { row, id } of added) {
          const activity = activities.get(id);
          if (activity?.version === 1) {
            undo.writes.push(store.remove(activity, { action: "activity.import-undone" }));
            undo.removed += 1;
          } else if (activity) undo.kept.push({ row, id, name: activity.title, reason: "导入之后有修改" });
        }
        return undo;
      };
    },
  };
}
