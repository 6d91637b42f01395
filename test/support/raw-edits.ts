import { createHash } from "node:crypto";
import type { Item } from "#functions/platform/keys";
import { canonical } from "#functions/platform/signed";

/** What somebody may do who has the data file and not the key. */

export type Edit = {
  name: string;
  /** The table afterwards. */
  items: Item[];
  /** What fsck must name: any of these. */
  names: string[];
};
type Random = () => number;

/** The application itself drops these without a trace, so that their absence proves nothing; the purpose is written anew by the next start, and that administrators were named is seen from their accounts. */
const DROPPED = new Set(["session", "operation", "rollup", "mapping", "guesses", "purpose", "retention"]);

const isDropped = ({ entity, pk }: Item) =>
  DROPPED.has(String(entity)) || String(pk).startsWith("UNIQUE#administrators#");
const placeOf = ({ pk, sk }: Item) => `${pk}|${sk}`;
/** An event is named by its trail, a record by its trail, whatever has none by its key. */
export function namesOf(item: Item, aggregates: ReadonlyMap<unknown, string>): string[] {
  const own = item.entity === "audit" ? [`${item.aggregate}@${item.version}`, String(item.aggregate)] : [];
  const aggregate = aggregates.get(item.chain);
  return [placeOf(item), ...own, ...(aggregate === undefined ? [] : [aggregate])];
}

const isObject = (value: unknown): value is Item => typeof value === "object" && value !== null;

/** Another value of the same sort. */
function changed(value: unknown, random: Random): unknown {
  if (typeof value === "number") return value + 1 + Math.floor(random() * 5);
  if (typeof value === "boolean") return !value;
  if (typeof value !== "string") return "改";
  const at = Math.floor(random() * (value.length + 1));
  const sign = "ab0改#"[Math.floor(random() * 5)] ?? "a";
  return random() < 0.5
    ? `${value.slice(0, at)}${sign}${value.slice(at)}`
    : `${value.slice(0, at)}${value.slice(at + 1)}${at === value.length ? "x" : ""}`;
}

const pick = <T>(list: readonly T[], random: Random): T | undefined => list[Math.floor(random() * list.length)];

/** Changes, adds or deletes an attribute, also one deep inside. */
function attributeEdited(item: Item, random: Random): Item {
  const copy = structuredClone(item);
  const descend = (at: Item, depth: number): void => {
    const fields = Object.keys(at).filter((field) => depth > 0 || (field !== "pk" && field !== "sk"));
    const field = pick(fields, random);
    if (field === undefined || random() < 0.1) {
      if (Array.isArray(at)) at.push("多");
      else at[`extra${Math.floor(random() * 9)}`] = "多";
      return;
    }
    const value = at[field];
    if (isObject(value) && random() < 0.8) descend(value, depth + 1);
    else if (random() < 0.2 && !Array.isArray(at)) delete at[field];
    else at[field] = changed(value, random);
  };
  descend(copy, 0);
  return copy;
}

const replaced = (items: readonly Item[], old: Item, by: Item): Item[] =>
  items.map((item) => (item === old ? by : item));
/** As an engine gives them: by partition, in the order of keys. */
const inOrder = (items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0));

const isSealed = (value: unknown): value is string => typeof value === "string" && value.startsWith("A256GCM.");
const sealedOf = (item: Item): string[] => Object.keys(item).filter((field) => isSealed(item[field]));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The item made again by somebody who has read the source and lacks the key. */
function recomputed(item: Item): Item {
  const { pk, sk, gsi2pk, gsi2sk, entity, hash: _, ...said } = item;
  const plain = { ...said, action: "record.resealed" };
  if (entity === "audit")
    return { ...plain, hash: `HS256.${sha256(canonical(plain))}`, pk, sk, gsi2pk, gsi2sk, entity };
  if (typeof item.mac === "string") return { ...item, version: 7, mac: `HS256.${sha256(canonical(item))}` };
  return { ...item, enteredBy: "别人", name: "别人", version: Number(item.version) + 1 };
}

/** One random edit of a table; `older` are former states of its items. */
export function randomEdit(items: readonly Item[], older: readonly Item[], random: Random): Edit | null {
  const aggregates = new Map(
    items.flatMap((item) => (item.entity === "audit" ? [[item.hash, String(item.aggregate)] as const] : [])),
  );
  const entities = [...new Set(items.map((item) => item.entity))];
  const entity = pick(entities, random);
  const item = pick(
    items.filter((one) => one.entity === entity),
    random,
  );
  if (!item) return null;
  const names = (...touched: Item[]) => [...new Set([item, ...touched].flatMap((one) => namesOf(one, aggregates)))];
  const edit = (name: string, after: Item[], ...touched: Item[]): Edit => ({
    name: `${name} ${String(item.entity)}`,
    items: inOrder(after),
    names: names(...touched),
  });
  const kinds: (() => Edit | null)[] = [
    () => {
      const after = attributeEdited(item, random);
      return canonical(after) === canonical(item) ? null : edit("attribute", replaced(items, item, after), after);
    },
    () =>
      isDropped(item)
        ? null
        : edit(
            "delete",
            items.filter((one) => one !== item),
          ),
    () => {
      const former = pick(
        older.filter((one) => typeof one.chain === "string" && one.chain !== ""),
        random,
      );
      const present = former && items.find((one) => placeOf(one) === placeOf(former));
      if (!former || !present || present.version === former.version) return null;
      return { ...edit("older state", replaced(items, present, former)), names: namesOf(present, aggregates) };
    },
    () => {
      const others = items.filter((one) => one !== item && sealedOf(one).length > 0);
      const [mine, other] = [pick(sealedOf(item), random), pick(others, random)];
      const theirs = other && pick(sealedOf(other), random);
      if (mine === undefined || !other || theirs === undefined) return null;
      const swapped = replaced(items, item, { ...item, [mine]: other[theirs] });
      return edit("swap", replaced(swapped, other, { ...other, [theirs]: item[mine] }));
    },
    () => {
      const copy = { ...item, ...(random() < 0.5 ? { sk: `${item.sk}0` } : { pk: `${item.pk}0` }) };
      return edit("copy", [...items, copy], copy);
    },
    () => {
      const made = {
        ...item,
        pk: `${item.pk}x`,
        id: "made_up",
        version: 1,
        entity: random() < 0.2 ? "nothing" : item.entity,
      };
      return { ...edit("made up", [...items, made]), names: [placeOf(made)] };
    },
    () => {
      const after = recomputed(item);
      return edit("recomputed", replaced(items, item, after), after);
    },
    () => {
      const event = pick(
        items.filter((one) => one.entity === "audit"),
        random,
      );
      const last = items.find((one) => one.chain === event?.hash);
      if (!event || !last) return null;
      const forged = { ...event, detail: { reason: "改" } };
      return { ...edit("event", replaced(items, event, forged)), names: namesOf(event, aggregates) };
    },
  ];
  return pick(kinds, random)?.() ?? null;
}
