import { sha256 } from "../crypto";
import type { Keyring } from "../keyring";
import { type Item, keys } from "../keys";
import { canonical, isSigned } from "../signed";
import type { Report } from "./finding";

/** The state in which a trail leaves its record; `digest` is null where the event does not tell. */
export type Last = {
  aggregate: string;
  version: number;
  hash: string;
  digest: string | null;
  isRemoved: boolean;
  expiresAt: number | null;
};
/** How an event proves itself: by its keyed hash or a signature of the whole; `former` as events once did, which is no proof; `taken` is such a one, signed since. */
type Proof = "keyed" | "former" | "taken";
/** Where the reading of a trail stands: at an event, or at the anchor that stands for removed ones. */
type State = Last & { proof: Proof | "anchor" };

const ANCHOR = keys.anchor("-").sk;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value > 0;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The event as its hash covers it, and the item that it must lie in. */
function partsOf(item: Item): { said: Item; placed: boolean } {
  const { pk, sk, gsi2pk, gsi2sk, entity, hash: _hash, mac: _mac, ...said } = item;
  const [aggregate, version, at] = [textOf(said.aggregate), said.version, textOf(said.at)];
  const isName = [aggregate, at].every((text) => text !== "" && !text.includes("#"));
  if (!isName || !isNumber(version)) return { said, placed: false };
  const place = { ...keys.audit(aggregate, version), ...keys.auditDay(at, aggregate), entity: "audit" };
  return { said, placed: canonical(place) === canonical({ pk, sk, gsi2pk, gsi2sk, entity }) };
}

/** How events were hashed before docs/decisions/040: plain, in the order of their writing, without token and digest. */
const formerHash = ({ aggregate, version, action, detail, at, by, byName, previous }: Item): string =>
  sha256(JSON.stringify({ aggregate, version, action, detail, at, by, byName, previous }));
const formerFields = new Set("aggregate version action detail at by byName previous token".split(" "));

const isFormerHash = ({ hash }: Item): boolean => /^[0-9a-f]{64}$/.test(textOf(hash));

/** The order of several fields is not what it was when they were hashed: the table keeps none. */
const isReordered = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ((!Array.isArray(value) && Object.keys(value).length > 1) || Object.values(value).some(isReordered));

/** Whether the event may be one from before 040; of a reordered one nobody can tell. */
const isFormer = (item: Item, said: Item): boolean =>
  isFormerHash(item) &&
  Object.keys(said).every((field) => formerFields.has(field)) &&
  (isReordered(said.detail) || item.hash === formerHash(said));

export function proofOf(item: Item, keyring: Keyring): Proof | null {
  if (item.mac !== undefined && !isSigned(item, keyring)) return null;
  if (item.mac !== undefined) return isFormerHash(item) ? "taken" : "keyed";
  const { said } = partsOf(item);
  if (item.hash === keyring.sign(canonical(said))) return "keyed";
  return isFormer(item, said) ? "former" : null;
}

/**
 * Follows the trails; the events of one come together and in order. `onLast` is told the end of each. Events from before 040 prove nothing: until the table
 * has been taken over (`isFormerTable`) they are counted where nobody can tell, afterwards they are signed.
 */
export function trailCheck(keyring: Keyring, isFormerTable: boolean, report: Report, onLast: (last: Last) => void) {
  const memory: { state: State | null } = { state: null };
  const counts = { unverifiable: 0 };

  function flush(): void {
    const { state } = memory;
    memory.state = null;
    if (!state) return;
    const id = `${state.aggregate}@${state.version}`;
    if (state.proof === "anchor") report("trail.gap", "audit", id, "起点之后没有事件");
    else onLast(state);
  }

  function seeAnchor(item: Item): void {
    flush();
    if (item.entity !== "anchor" || !isSigned(item, keyring) || !isNumber(item.upTo)) {
      report("item.unsigned", "anchor", `${item.pk}|${item.sk}`);
      return;
    }
    memory.state = {
      ...{ aggregate: textOf(item.aggregate), version: item.upTo, hash: textOf(item.hash), digest: null },
      ...{ isRemoved: true, expiresAt: null, proof: "anchor" },
    };
  }

  function follow(item: Item, id: string): void {
    const { state } = memory;
    const follows = state?.aggregate === item.aggregate ? state : null;
    if (!follows) flush();
    const [version, previous] = [follows?.version ?? null, follows?.hash ?? ""];
    const isNext = version === null ? previous === item.previous : item.version === version + 1;
    if (!isNext) report("trail.gap", "audit", id, version === null ? "缺少开头的事件" : `前一个版本是 ${version}`);
    else if (item.previous !== previous) report("trail.broken", "audit", id);
  }

  function seeEvent(item: Item): void {
    if (!partsOf(item).placed) {
      report("trail.edited", "audit", `${item.pk}|${item.sk}`, "位置与内容不符");
      return;
    }
    const id = `${item.aggregate}@${item.version}`;
    const proof = proofOf(item, keyring);
    if (proof === null) report("trail.edited", "audit", id);
    follow(item, id);
    if (proof === "former" && (!isFormerTable || memory.state?.proof === "keyed"))
      report("trail.edited", "audit", id, "没有签名");
    else if (proof === "former" && isReordered(item.detail)) counts.unverifiable += 1;
    memory.state = {
      aggregate: String(item.aggregate),
      version: Number(item.version),
      hash: textOf(item.hash),
      digest: proof === "keyed" && typeof item.digest === "string" ? item.digest : null,
      isRemoved: item.removed === true,
      expiresAt: isNumber(item.recordExpiresAt) ? item.recordExpiresAt : null,
      proof: proof ?? "keyed",
    };
  }

  return { counts, see: (item: Item) => (item.sk === ANCHOR ? seeAnchor(item) : seeEvent(item)), flush };
}
