import { Fault } from "#shared/problem";
import { type Described, isKeptType } from "./entities";
import { proofOf } from "./fsck/trail";
import type { Keyring } from "./keyring";
import { type Item, keys } from "./keys";
import type { Table } from "./table";
import type { Claim } from "./write";

/** What a table from before docs/decisions/040 lacks: signatures, digests in its trails, markers of the names of units. */
export function takeOver(table: Table, keyring: Keyring) {
  /** Whether the last event says nothing of the record's content. */
  async function isUntold({ version }: Item, { aggregate }: Described): Promise<boolean> {
    const [last] = await table.getMany([keys.audit(aggregate, Number(version))]);
    return last?.digest === undefined;
  }

  /** Markers that the record must hold and nobody does. */
  async function unclaimed({ claims }: Described): Promise<Claim[]> {
    const wanted = (claims ?? []).flatMap(({ key, holder }) => (holder ? [{ key, holder }] : []));
    const found = new Set((await table.getMany(wanted.map(({ key }) => key))).map(({ pk }) => pk));
    const taken = () => new Fault("record.conflict");
    return wanted.filter(({ key }) => !found.has(key.pk)).map((claim) => ({ ...claim, taken }));
  }

  /** An event or an item without a trail, as it lies; what proves itself, or proves that it was edited, is left alone. */
  async function signedNow(item: Item): Promise<boolean> {
    const isUnsigned =
      item.entity === "audit"
        ? proofOf(item, keyring) === "former"
        : item.mac === undefined && isKeptType(String(item.entity));
    if (isUnsigned) await table.sign(item);
    return isUnsigned;
  }

  return { isUntold, unclaimed, signedNow };
}
