import * as z from "zod";
import { type Account, accountRecord, entryRecord, tokenRecord } from "#shared/accounts/schema";
import { activityRecord, amendedRecord, minutesRecord } from "#shared/activities/schema";
import { approvalRecord } from "#shared/approvals/schema";
import { assessmentRecord, frozenPiece } from "#shared/assessment/schema";
import { openedRecord } from "#shared/audit/schema";
import { administrators } from "#shared/authority";
import { stored } from "#shared/fields";
import { chunkRecord, importRecord } from "#shared/imports/schema";
import { talkRecord, talkTextRecord, trainingRecord } from "#shared/learning/schema";
import { type Member, memberRecord, secretFields } from "#shared/members/schema";
import { handoverListRecord, handoverRecord } from "#shared/org/handover";
import { heldName } from "#shared/org/names";
import { branchRecord, unitRecord } from "#shared/org/schema";
import { policyRecord } from "#shared/policy/schema";
import { sha256 } from "./crypto";
import type { Keyring } from "./keyring";
import { type Item, type Key, keys, type Views } from "./keys";

/** Whose key seals a value: the subsidiary's, the record's own, or that of the person whom the record is about. */
export type SealedBy = "subsidiary" | "own" | "subject";
/** `field` may lie deeper: `secondFactor.secret`. */
export type SealedField = { field: string; context: string; by: SealedBy };
/** A marker and whom it names; null where it need not be there and names whoever was first. */
export type Claimed = { key: Key; holder: Item | null };

/** What lies at a field of an item, however deep. */
export const valueAt = (item: Item, field: string): unknown =>
  field.split(".").reduce<unknown>((value, name) => Object(value)[name], item);

/** What every record of one type must be like, whoever wrote it. */
export type Described = {
  /** The name of its trail. */
  aggregate: string;
  /** Where it belongs; what its content does not say is left out. */
  place?: Partial<Key> & Views;
  sealed?: readonly SealedField[];
  /** The uniqueness markers that it must hold. */
  claims?: readonly Claimed[];
};
type Describe = (item: Item, keyring: Keyring) => Described;

const described =
  <T>(schema: z.ZodType<T>, of: (record: T, key: Key, keyring: Keyring) => Described): Describe =>
  (item, keyring) =>
    of(schema.parse(item), { pk: String(item.pk), sk: String(item.sk) }, keyring);

const idOf = ({ pk }: Key): string => pk.slice(pk.indexOf("#") + 1);

/** The number is held by those who are present. */
function heldBy(member: Member, keyring: Keyring): Claimed[] {
  if (member.left || !member.idNumber) return [];
  const { open } = member.dataKey === null ? keyring : keyring.withKey(member.dataKey, member.id);
  const mark = keyring.mark(open(member.idNumber, `${member.id}.idNumber`));
  return [{ key: keys.unique("idno", mark), holder: { id: member.id, branchId: member.branchId } }];
}

const secretsOf = (id: string): SealedField[] => [
  { field: "dataKey", context: `${id}.key`, by: "subsidiary" },
  ...secretFields.map((field): SealedField => ({ field, context: `${id}.${field}`, by: "own" })),
];

/** That the administrators have been named. */
const namedBy = ({ grants }: Pick<Account, "grants">): Claimed[] =>
  grants.some(({ role }) => administrators.some((kind) => kind === role))
    ? [{ key: keys.unique("administrators", "named"), holder: null }]
    : [];

const restoreRecord = z.object({ ...stored, id: z.string() });

/** Records: each has a version and a trail. A type that is not here is a finding of `npm run fsck`. */
export const recordTypes = {
  unit: described(unitRecord, (unit) => {
    const name = heldName(unit);
    const claims = name === null ? [] : [{ key: keys.unique("unitname", sha256(name)), holder: { id: unit.id } }];
    return { aggregate: unit.id, place: keys.unit(unit.id), claims };
  }),
  branch: described(branchRecord, ({ id }) => ({ aggregate: `profile-${id}`, place: keys.branch(id) })),
  member: described(memberRecord, (member, _, keyring) => ({
    aggregate: member.id,
    place: {
      ...(member.left ? keys.memberLeft(member.branchId, member.id) : keys.member(member.branchId, member.id)),
      ...keys.memberById(member.id),
    },
    sealed: secretsOf(member.id),
    claims: heldBy(member, keyring),
  })),
  opened: described(openedRecord, (_, key) => ({ aggregate: `opened-${idOf(key)}` })),
  handover: described(handoverRecord, (handover) => ({
    aggregate: handover.id,
    place: keys.handover(handover.branchId, handover),
  })),
  handoverList: described(handoverListRecord, ({ handoverId }) => ({
    aggregate: `list-${handoverId}`,
    place: keys.text(handoverId, "HANDOVER"),
  })),
  activity: described(activityRecord, (activity) => ({
    aggregate: activity.id,
    place: { ...keys.activity(activity.branchId, activity), ...keys.recordById(activity.id) },
  })),
  minutes: described(minutesRecord, ({ activityId }) => ({
    aggregate: `minutes-${activityId}`,
    place: keys.text(activityId, "MINUTES"),
  })),
  amended: described(amendedRecord, ({ activityId }, { sk }) => ({
    aggregate: `amended-${activityId}-${Number(sk.slice(sk.indexOf("-") + 1))}`,
    place: keys.text(activityId, sk),
  })),
  talk: described(talkRecord, (talk) => ({
    aggregate: talk.id,
    place: { ...keys.talk(talk.branchId, talk), ...keys.recordById(talk.id) },
  })),
  talkText: described(talkTextRecord, ({ talkId }) => ({
    aggregate: `text-${talkId}`,
    place: keys.text(talkId, "TALK"),
    sealed: [{ field: "text", context: `${talkId}.text`, by: "subject" }],
  })),
  training: described(trainingRecord, (training) => ({
    aggregate: training.id,
    place: { ...keys.training(training.branchId, training), ...keys.recordById(training.id) },
  })),
  assessment: described(assessmentRecord, ({ branchId, year }) => ({
    aggregate: `assessment-${branchId}-${year}`,
    place: keys.assessment(branchId, year),
  })),
  frozen: described(frozenPiece, (_, key) => ({
    aggregate: `${idOf(key)}-${key.sk}`,
    sealed: [{ field: "text", context: `${idOf(key)}.${key.sk}`, by: "subsidiary" }],
  })),
  import: described(importRecord, (batch) => ({
    aggregate: batch.id,
    place: { ...keys.import(batch.id), ...keys.importOfBranch(batch.branchId, batch.startedAt) },
  })),
  "import-chunk": described(chunkRecord, ({ n }, key) => ({
    aggregate: `${idOf(key)}-${n}`,
    place: keys.importChunk(idOf(key), n),
    sealed: [{ field: "sealed", context: `${idOf(key)}.${n}`, by: "subsidiary" }],
  })),
  account: described(accountRecord, ({ id, login, grants }, _, keyring) => ({
    aggregate: id,
    place: { ...keys.account(id), ...keys.accountByLogin(login.toLowerCase()) },
    sealed: [{ field: "secondFactor.secret", context: `${id}.secondFactor`, by: "subsidiary" }],
    claims: [{ key: keys.unique("login", keyring.mark(login.toLowerCase())), holder: { id } }, ...namedBy({ grants })],
  })),
  entry: described(entryRecord, ({ accountId }) => ({
    aggregate: `entry-${accountId}`,
    place: keys.entry(accountId),
    sealed: [{ field: "pending.secret", context: `${accountId}.secondFactor`, by: "subsidiary" }],
  })),
  token: described(tokenRecord, ({ id, accountId }, { sk }) => ({
    aggregate: id,
    place: { pk: keys.account(accountId).pk, sk },
  })),
  policy: described(policyRecord, () => ({ aggregate: "policy", place: keys.policy() })),
  approval: described(approvalRecord, ({ id }) => ({ aggregate: id, place: keys.approval(id) })),
  restore: described(restoreRecord, ({ id }) => ({ aggregate: id, place: keys.restore(id) })),
} satisfies Record<string, Describe>;
export type RecordType = keyof typeof recordTypes;

/** What has neither version nor trail and carries a signature of its own. `import-chunk`: until its rows are first changed. */
export const keptTypes = [
  "anchor",
  "guesses",
  "import-chunk",
  "keyring",
  "mapping",
  "operation",
  "purpose",
  "retention",
  "rollup",
  "sample",
  "session",
  "unique",
] as const;
type KeptType = (typeof keptTypes)[number];
export type KeptItem = Item & { entity: KeptType };

export const describerOf = (entity: string): Describe | undefined =>
  Object.hasOwn(recordTypes, entity) ? recordTypes[entity as RecordType] : undefined;
export const isKeptType = (entity: string): boolean => keptTypes.some((known) => known === entity);
