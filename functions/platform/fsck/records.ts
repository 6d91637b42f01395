import { type Described, describerOf, isKeptType } from "../entities";
import type { Keyring } from "../keyring";
import { type Item, keys } from "../keys";
import { canonical, digestOf, isSigned } from "../signed";
import { placeOf, type Report } from "./finding";
import type { Last } from "./trail";

/** What is remembered of a record until its trail has been read. */
type Seen = {
  entity: string;
  place: string;
  aggregate: string | null;
  version: unknown;
  chain: string;
  digest: string;
};

const nameOf = ({ aggregate, place }: Seen): string => aggregate ?? place;

/** Joins records with the ends of their trails, in whichever order they come: a record names the event that wrote it, the event the record's content. */
export function recordCheck(keyring: Keyring, now: number, report: Report) {
  const lasts = new Map<string, Last>();
  const waiting = new Map<string, Seen[]>();

  const fits = (seen: Seen, last: Last): boolean =>
    !last.isRemoved && seen.version === last.version && (last.digest === null || last.digest === seen.digest);

  function onLast(last: Last): void {
    const candidates = waiting.get(last.hash) ?? [];
    const own = candidates.find((seen) => fits(seen, last));
    if (!own) {
      lasts.set(last.hash, last);
      return;
    }
    const others = candidates.filter((seen) => seen !== own);
    if (others.length === 0) waiting.delete(last.hash);
    else waiting.set(last.hash, others);
  }

  function see(item: Item, described: Described | null): void {
    const chain = String(item.chain);
    const seen: Seen = {
      ...{ entity: String(item.entity), place: placeOf(item), aggregate: described?.aggregate ?? null, chain },
      ...{ version: item.version, digest: digestOf(item, keyring) },
    };
    const last = lasts.get(chain);
    if (last && fits(seen, last)) lasts.delete(chain);
    else waiting.set(chain, [...(waiting.get(chain) ?? []), seen]);
  }

  /** An event from before 040 does not say whether it removed its record. */
  const isGone = ({ isRemoved, digest, expiresAt }: Last) =>
    isRemoved || digest === null || (expiresAt !== null && expiresAt <= now / 1000);

  /** What found no counterpart. A record whose trail ends otherwise was edited; the two are one finding. */
  function finish(): void {
    const left = new Map([...lasts.values()].map((last) => [last.aggregate, last]));
    for (const seen of [...waiting.values()].flat()) {
      const last = lasts.get(seen.chain) ?? (seen.aggregate === null ? undefined : left.get(seen.aggregate));
      if (last) left.delete(last.aggregate);
      report(last ? "record.edited" : "record.untracked", seen.entity, last?.aggregate ?? nameOf(seen), seen.place);
    }
    for (const last of left.values())
      if (!isGone(last)) report("record.missing", "record", last.aggregate, `轨迹的最后版本是 ${last.version}`);
  }

  return { onLast, see, finish };
}

/** The record's type as its registry describes it; null where the content is not what the type asks. */
export function described(item: Item, keyring: Keyring, report: Report): Described | null {
  const describe = describerOf(String(item.entity));
  if (!describe) {
    report("entity.unknown", String(item.entity), placeOf(item));
    return null;
  }
  try {
    return describe(item, keyring);
  } catch {
    report("record.malformed", String(item.entity), placeOf(item));
    return null;
  }
}

const VIEWS = ["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"] as const;

/** Whether the record lies where its content says, and in the index views of its type. */
export function checkPlace(item: Item, { aggregate, place }: Described, report: Report): void {
  if (!place) return;
  const expected: Item = { pk: item.pk, sk: item.sk, ...place };
  const actual = Object.fromEntries(["pk", "sk", ...VIEWS].map((field) => [field, item[field]]));
  if (canonical(actual) !== canonical(expected))
    report("record.misplaced", String(item.entity), aggregate, placeOf(item));
}

/** What has no trail proves itself by its signature. */
export function checkKept(item: Item, keyring: Keyring, isFormerTable: boolean, report: Report): void {
  const entity = String(item.entity);
  if (!isKeptType(entity) && !describerOf(entity)) report("entity.unknown", entity, placeOf(item));
  else if (!isSigned(item, keyring) && !(isFormerTable && item.mac === undefined))
    report("item.unsigned", entity, placeOf(item));
}

/** Units from before 040 hold their names without a marker. */
const isFormerly = (place: string) => place.startsWith("UNIQUE#unitname#");

/** Markers and their holders, both ways. */
export function markerCheck(isFormerTable: boolean, report: Report) {
  const found = new Map<string, string>();
  const held = new Map<string, { entity: string; id: string; place: string; holder: string | null }>();
  return {
    see({ pk, sk, mac: _mac, entity: _entity, ...holder }: Item): void {
      found.set(placeOf({ pk, sk }), canonical(holder));
    },
    claim(item: Item, { aggregate, claims }: Described): void {
      for (const { key, holder } of claims ?? []) {
        const one = { entity: String(item.entity), id: aggregate, place: placeOf(key) };
        held.set(`${one.place} ${aggregate}`, { ...one, holder: holder && canonical(holder) });
      }
    },
    finish(): void {
      const kept = new Set<string>();
      for (const { entity, id, place, holder } of held.values()) {
        if (holder === null || found.get(place) === holder) kept.add(place);
        else if (!(isFormerTable && isFormerly(place))) report("marker.missing", entity, id, place);
      }
      for (const place of found.keys()) if (!kept.has(place)) report("marker.orphan", "unique", place);
    },
  };
}

/** Without this nothing of the table can be read. */
export const required: readonly string[] = [placeOf(keys.keyring())];
