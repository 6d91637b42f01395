/** A value that is too long for the trail: how it begins, and the SHA-256 of the whole (of its JSON where it is no text). */
export type Shortened = { shortened: string; sha256: string };
/** What altered in one field. Of a secret one only that it did. */
export type Change = { field: string; secret: true } | { field: string; from: unknown; to: unknown };

/** What the system keeps for itself, or what the event says anyway (who, when). */
const housekeeping: readonly string[] = [
  ...["id", "branchId", "version", "chain", "initials", "timeline", "dataKey", "roll", "former", "amendments", "epoch"],
  ...[
    "enteredAt",
    "enteredBy",
    "recordedAt",
    "passwordSetAt",
    "tokenEpoch",
    "confirmedAt",
    "confirmedBy",
    "receivedAt",
    "receivedBy",
    "createdAt",
  ],
];

/** A value of at most so many bytes is given whole: the first measure with which the changes fit into the event. */
const MEASURES = [2000, 600, 160, 90] as const;
/** What the hash takes of it. */
const HASH = 80;
/** An event stays below 16 KB; beside the changes it holds reasons, names and hashes. */
const MOST = 12_000;

const sizeOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};
const bytesOf = (text: string): number => [...text].reduce((sum, character) => sum + sizeOf(character), 0);

/** The beginning of a text, at most so many bytes long. */
function beginning(text: string, most: number): string {
  const kept: string[] = [];
  let size = 0;
  for (const character of text) {
    size += sizeOf(character);
    if (size > most) break;
    kept.push(character);
  }
  return `${kept.join("")}…`;
}

function shortened(value: unknown, most: number, sha256: (text: string) => string): unknown {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (bytesOf(text) <= most) return value;
  return { shortened: beginning(text, Math.max(0, most - HASH)), sha256: sha256(text) } satisfies Shortened;
}

export const isShortened = (value: unknown): value is Shortened =>
  typeof value === "object" && value !== null && "shortened" in value && "sha256" in value;

/**
 * What differs between two states of a record, for the trail: old and new value of every field, secret fields by name alone. A removed record
 * is compared with `{}`. `sha256` comes from outside.
 */
export function changesBetween(
  before: object,
  after: object,
  secret: readonly string[],
  sha256: (text: string) => string,
): Change[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const values = (field: string) => ({ from: was.get(field) ?? null, to: is.get(field) ?? null });
  const differs = (field: string) => JSON.stringify(values(field).from) !== JSON.stringify(values(field).to);
  const fields = [...new Set([...is.keys(), ...was.keys()])].filter(
    (field) => !housekeeping.includes(field) && differs(field),
  );
  const within = (most: number): Change[] =>
    fields.map((field) => {
      if (secret.includes(field)) return { field, secret: true };
      const { from, to } = values(field);
      return { field, from: shortened(from, most, sha256), to: shortened(to, most, sha256) };
    });
  return MEASURES.map(within).find((changes) => bytesOf(JSON.stringify(changes)) <= MOST) ?? within(0);
}
