import type { Keyring } from "../keyring";
import type { Item } from "../keys";
import { type Finding, placeOf, type Report } from "./finding";
import { checkKept, checkPlace, described, markerCheck, recordCheck, required } from "./records";
import { sealedCheck } from "./sealed";
import { checkRoll, frozenCheck, importCheck } from "./sums";
import { trailCheck } from "./trail";

/** `unverifiable`: events from before docs/decisions/040 whose content nobody can judge. */
export type Counts = {
  items: number;
  events: number;
  records: number;
  kept: number;
  sealed: number;
  unverifiable: number;
};
export type Result = { findings: Finding[]; counts: Counts };
/** `isFormerTable`: the table holds what was written before docs/decisions/040 and has not been taken over yet. */
type Asked = { keyring: Keyring; now: number; isFormerTable: boolean };

const isTrail = ({ pk, entity }: Item): boolean =>
  String(pk).startsWith("AUDIT#") || entity === "audit" || entity === "anchor";

/** Rows of an import carry a signature until they are first changed. */
const hasTrail = ({ chain, mac }: Item): boolean => typeof chain === "string" && chain !== "" && mac === undefined;

/** Judges a table item by item. The items of a partition come together and in the order of their keys; of what was seen only digests stay in memory. */
export function makeCheck({ keyring, now, isFormerTable }: Asked) {
  const findings: Finding[] = [];
  const report: Report = (kind, entity, id, detail = "") => void findings.push({ kind, entity, id, detail });
  const counts = { items: 0, events: 0, records: 0, kept: 0 };
  const missing = new Set(required);
  const records = recordCheck(keyring, now, report);
  const trail = trailCheck(keyring, isFormerTable, report, records.onLast);
  const [markers, sealed] = [markerCheck(isFormerTable, report), sealedCheck(keyring, report)];
  const [frozen, imports] = [frozenCheck(report), importCheck(now, report)];

  function seeRecord(item: Item): void {
    counts.records += 1;
    const type = described(item, keyring, report);
    records.see(item, type);
    if (!type) return;
    checkPlace(item, type, report);
    markers.claim(item, type);
    const values = sealed.see(item, type);
    if (item.entity === "import") imports.seeBatch(item);
    if (item.entity === "import-chunk") imports.seeChunk(item);
    if (item.entity === "activity") checkRoll(item, report);
    if (item.entity === "frozen") frozen.seePiece(item, values.get("text"));
    if (item.entity === "assessment") frozen.seeRecord(item, type.aggregate);
  }

  function seeKept(item: Item): void {
    counts.kept += 1;
    missing.delete(placeOf(item));
    checkKept(item, keyring, isFormerTable, report);
    if (item.entity === "unique") markers.see(item);
    if (item.entity === "operation" && Number(item.expiresAt) > now / 1000) sealed.seeAnswer(item);
    if (item.entity === "import-chunk") {
      imports.seeChunk(item);
      const type = described(item, keyring, report);
      if (type) sealed.see(item, type);
    }
  }

  return {
    see(item: Item): void {
      counts.items += 1;
      if (isTrail(item)) {
        counts.events += 1;
        trail.see(item);
      } else if (hasTrail(item)) seeRecord(item);
      else seeKept(item);
    },
    finish(): Result {
      trail.flush();
      for (const part of [records, markers, sealed, frozen, imports]) part.finish();
      for (const place of missing) report("table.incomplete", "table", place);
      return { findings, counts: { ...counts, sealed: sealed.counts.values, ...trail.counts } };
    },
  };
}

/** A table that is in memory. */
export function checkItems(items: Iterable<Item>, asked: Asked): Result {
  const check = makeCheck(asked);
  for (const item of items) check.see(item);
  return check.finish();
}
