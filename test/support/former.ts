import { createHash } from "node:crypto";
import { describerOf, type SealedField, valueAt } from "#functions/platform/entities";
import { formerKeys, type Keyring, makeKeyring, type Sealer } from "#functions/platform/keyring";
import type { Item } from "#functions/platform/keys";

/** A table as it was written before docs/decisions/040: one key derived from the key file, a plain chain, no signatures. */

export function formerKeyring(master: Uint8Array): Keyring {
  const { sealing, marking } = formerKeys(master);
  return makeKeyring({ id: "", current: 0, sealing: new Map([[0, sealing]]), marking });
}

const bare = (sealed: string): string => sealed.replace(/^A256GCM\.s0\./, "");

function withValue(item: Item, field: string, value: string): Item {
  const [first = "", ...rest] = field.split(".");
  return { ...item, [first]: rest.length === 0 ? value : withValue(Object(item[first]), rest.join("."), value) };
}

/** The events with the hashes that they would have had, by the hashes that they have. */
function formerEvents(items: readonly Item[]): Map<unknown, Item> {
  const events = items.filter(({ entity }) => entity === "audit");
  const made = new Map<unknown, Item>();
  for (const item of events.sort((a, b) => Number(a.version) - Number(b.version))) {
    const { aggregate, version, action, detail, at, by, byName, token, pk, sk, gsi2pk, gsi2sk, entity } = item;
    const said = { aggregate, version, action, detail, at, by, byName, previous: made.get(item.previous)?.hash ?? "" };
    const hash = createHash("sha256").update(JSON.stringify(said)).digest("hex");
    made.set(item.hash, { ...said, hash, token, pk, sk, gsi2pk, gsi2sk, entity });
  }
  return made;
}

/** Turns what the system wrote with `formerKeyring` into what it wrote then. */
export function asBefore(items: readonly Item[], keyring: Keyring): Item[] {
  const members = new Map(items.flatMap((item) => (item.entity === "member" ? [[item.id, item] as const] : [])));
  const talks = new Map(items.flatMap((item) => (item.entity === "talk" ? [[item.id, item.memberId] as const] : [])));
  const events = formerEvents(items);
  const sealerOf = (item: Item | undefined): Sealer =>
    typeof item?.dataKey === "string" ? keyring.withKey(item.dataKey, String(item.id)) : keyring;

  function resealed(item: Item, { field, context, by }: SealedField): Item {
    const value = valueAt(item, field);
    if (typeof value !== "string" || field === "dataKey") return item;
    const owner = by === "own" ? item : by === "subject" ? members.get(talks.get(item.talkId)) : undefined;
    return withValue(item, field, bare(keyring.seal(sealerOf(owner).open(value, context), context)));
  }

  function record(item: Item): Item {
    const { sealed } = describerOf(String(item.entity))?.(item, keyring) ?? {};
    const { dataKey: _, ...plain } = (sealed ?? []).reduce<Item>(resealed, item);
    return { ...plain, ...(item.chain !== "" && item.chain !== undefined && { chain: events.get(item.chain)?.hash }) };
  }

  function former(item: Item): Item[] {
    const event = events.get(item.hash);
    if (item.entity === "audit") return event ? [event] : [];
    if (String(item.pk).startsWith("UNIQUE#unitname#")) return [];
    const { mac: _, ...unsigned } = record(item);
    return [typeof item.answer === "string" ? { ...unsigned, answer: bare(item.answer) } : unsigned];
  }

  return items.flatMap(former);
}
