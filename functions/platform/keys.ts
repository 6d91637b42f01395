import type { Day } from "#shared/dates";

/** The whole key map: one line per item type and per index view. Read from top to bottom it is the list of access patterns. */
export type Key = { pk: string; sk: string };
/** What lies under a key, with `entity` telling its type. */
export type Item = Record<string, unknown>;
export type Views = { gsi1pk?: string; gsi1sk?: string; gsi2pk?: string; gsi2sk?: string };
/** Sort keys from..to, both included. */
export type Range = { pk: string; from: string; to: string };

/** The table as every engine and the cloud stack create it. */
export const TABLE_DEFINITION = {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: [
    { name: "gsi1", partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    { name: "gsi2", partitionKey: "gsi2pk", sortKey: "gsi2sk" },
  ],
  ttl: "expiresAt",
} as const;

const END = "\u{10ffff}";

function join(...segments: string[]): string {
  for (const segment of segments)
    if (segment.includes("#") || segment === "") throw new Error("key segment is empty or holds #");
  return segments.join("#");
}
const padded = (version: number) => String(version).padStart(8, "0");
const beginning = (pk: string, prefix: string): Range => ({ pk, from: prefix, to: prefix + END });
const branch = (branchId: string) => join("BRANCH", branchId);

/** Records dated after their year (an organisational-life meeting held in January for last year) sort behind it, so that one range holds all that is dated in or meant for a year. */
const ofYear = (forYear: number, day: string, ...rest: string[]) =>
  Number(day.slice(0, 4)) > forYear
    ? join("YEAR", String(forYear), "~", ...rest)
    : join("YEAR", String(forYear), ...rest);

export const keys = {
  // The tree of the subsidiary: one small Query.
  unit: (id: string): Key => ({ pk: "TREE", sk: id }),
  tree: (): Range => ({ pk: "TREE", from: " ", to: END }),

  // What stands in a branch: profile, members, open cases.
  branch: (b: string): Key => ({ pk: branch(b), sk: "NOW#PROFILE" }),
  member: (b: string, m: string): Key => ({ pk: branch(b), sk: join("NOW", "MEMBER", m) }),
  memberLeft: (b: string, m: string): Key => ({ pk: branch(b), sk: join("PAST", "MEMBER", m) }),
  /** The secretary's hand-over: in sight until the successor has received it. */
  handover: (b: string, h: { id: string; receivedAt: string | null }): Key => ({
    pk: branch(b),
    sk: join(h.receivedAt === null ? "NOW" : "PAST", "HANDOVER", h.id),
  }),
  handovers: (b: string): Range[] => ["NOW", "PAST"].map((part) => beginning(branch(b), `${part}#HANDOVER#`)),
  standing: (b: string): Range => beginning(branch(b), "NOW#"),
  members: (b: string): Range => beginning(branch(b), "NOW#MEMBER#"),
  membersLeft: (b: string): Range => beginning(branch(b), "PAST#MEMBER#"),
  /** gsi1: a member by id alone. */
  memberById: (m: string): Views => ({ gsi1pk: join("MEMBER", m), gsi1sk: "PROFILE" }),

  // A year of a branch.
  activity: (b: string, a: { id: string; forYear: number; startsAt: string }): Key => ({
    pk: branch(b),
    sk: ofYear(a.forYear, a.startsAt, "ACTIVITY", a.startsAt.slice(0, 10), a.id),
  }),
  talk: (b: string, t: { id: string; on: string }): Key => ({
    pk: branch(b),
    sk: join("YEAR", t.on.slice(0, 4), "TALK", t.on, t.id),
  }),
  training: (b: string, t: { id: string; to: string }): Key => ({
    pk: branch(b),
    sk: join("YEAR", t.to.slice(0, 4), "TRAINING", t.to, t.id),
  }),
  assessment: (b: string, year: number): Key => ({ pk: branch(b), sk: join("YEAR", String(year), "ASSESSMENT") }),
  /** All that is dated in the year or meant for it. */
  year: (b: string, year: number): Range => ({ pk: branch(b), from: `YEAR#${year - 1}#~`, to: `YEAR#${year}#~~` }),
  /** Every year's records, for the rare question whether somebody is named in any of them. */
  years: (b: string): Range => beginning(branch(b), "YEAR#"),
  /** gsi1: a record of a year by its id alone. */
  recordById: (id: string): Views => ({ gsi1pk: join("RECORD", id), gsi1sk: "RECORD" }),
  /** The year's rollup for the view from above; gsi2 gathers one year. Derived, never the source of an answer to the branch itself. */
  rollup: (b: string, year: number): Key => ({ pk: branch(b), sk: join("ROLLUP", String(year)) }),
  rollupView: (b: string, year: number): Views => ({ gsi2pk: join("ROLLUP", String(year)), gsi2sk: b }),

  // Long texts: minutes, talks, frozen assessments; outside the ranges that screens read.
  text: (id: string, part: string): Key => ({ pk: join("TEXT", id), sk: part }),

  // Who opened a record: reveals of one member, exports of one branch.
  opened: (id: string): Key => ({ pk: join("OPENED", id), sk: "-" }),

  // Imports: the batch, its rows in chunks, the remembered mapping of a branch.
  import: (i: string): Key => ({ pk: join("IMPORT", i), sk: "BATCH" }),
  importChunk: (i: string, n: number): Key => ({ pk: join("IMPORT", i), sk: join("CHUNK", padded(n)) }),
  importChunks: (i: string): Range => beginning(join("IMPORT", i), "CHUNK#"),
  importOfBranch: (b: string, startedAt: string): Views => ({ gsi1pk: join("IMPORTS", b), gsi1sk: startedAt }),
  importsOfBranch: (b: string): string => join("IMPORTS", b),
  mapping: (b: string, kind: string): Key => ({ pk: join("MAPPING", b), sk: kind }),

  // Accounts. A session lies beside its account: one BatchGet reads both, and a change of the account counts at once.
  account: (id: string): Key => ({ pk: join("ACCOUNT", id), sk: "PROFILE" }),
  session: (accountId: string, hash: string): Key => ({ pk: join("ACCOUNT", accountId), sk: join("SESSION", hash) }),
  sessions: (accountId: string): Range => beginning(join("ACCOUNT", accountId), "SESSION#"),
  /** What changes with every sign-in: the networks known, the last step of the second factor. */
  entry: (accountId: string): Key => ({ pk: join("ACCOUNT", accountId), sk: "ENTRY" }),
  token: (accountId: string, hash: string): Key => ({ pk: join("ACCOUNT", accountId), sk: join("TOKEN", hash) }),
  tokens: (accountId: string): Range => beginning(join("ACCOUNT", accountId), "TOKEN#"),
  /** Counted attempts of a login (its mark): from each known network, and from all others together. */
  guesses: (mark: string, place: string): Key => ({ pk: join("GUESS", mark), sk: place }),
  guessesOf: (mark: string): Range => ({ pk: join("GUESS", mark), from: " ", to: END }),
  accountByLogin: (login: string): Views => ({ gsi1pk: "LOGINS", gsi1sk: login }),
  accounts: "LOGINS",
  // What holds for the installation, and what waits for a second person.
  policy: (): Key => ({ pk: "POLICY", sk: "-" }),
  approval: (id: string): Key => ({ pk: "APPROVALS", sk: id }),
  approvals: (): Range => ({ pk: "APPROVALS", from: " ", to: END }),
  /** The subsidiary's own keys, wrapped by the master key. */
  keyring: (): Key => ({ pk: "KEYRING", sk: "-" }),
  /** Whether the table is the sample subsidiary's or a real one's. */
  purpose: (): Key => ({ pk: "PURPOSE", sk: "-" }),
  /** That the data were restored from a backup. */
  restore: (id: string): Key => ({ pk: join("RESTORE", id), sk: "-" }),

  // The write path's own items.
  unique: (kind: string, value: string): Key => ({ pk: join("UNIQUE", kind, value), sk: "-" }),
  audit: (aggregate: string, version: number): Key => ({ pk: join("AUDIT", aggregate), sk: padded(version) }),
  auditOf: (aggregate: string): Range => ({ pk: join("AUDIT", aggregate), from: padded(1), to: END }),
  /** In place of the events that were old enough to go. */
  anchor: (aggregate: string): Key => ({ pk: join("AUDIT", aggregate), sk: padded(0) }),
  /** Up to which day old events have gone. */
  retention: (): Key => ({ pk: "RETENTION", sk: "-" }),
  /** gsi2: a day's events. */
  auditDay: (at: string, aggregate: string): Views => ({
    gsi2pk: join("AUDITDAY", at.slice(0, 10)),
    gsi2sk: join(at, aggregate),
  }),
  /** gsi2: what of a UTC day belongs to the days from..to in Shanghai, which begin at 16:00 of the UTC day before. */
  auditPart: (day: Day, from: Day, to: Day): Range => ({
    pk: join("AUDITDAY", day),
    from: day < from ? `${day}T16` : `${day}T`,
    to: day === to ? `${day}T16` : `${day}T24`,
  }),
  operation: (accountId: string, key: string): Key => ({ pk: join("OPERATION", accountId, key), sk: "-" }),
};
