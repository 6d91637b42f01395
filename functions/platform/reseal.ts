import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type Described, describerOf, type KeptItem, type SealedField, valueAt } from "./entities";
import { pagesOf } from "./fsck/table";
import type { Keyring, Sealer } from "./keyring";
import { type Item, type Key, keys, type Views } from "./keys";
import type { Table } from "./table";
import { takeOver } from "./take-over";
import type { Author, Claim, Put } from "./write";

/** Sealing anew what was sealed under an earlier key: every change through the write path, so that versions, digests and trails stay right. */

type Given = {
  client: DynamoDBDocumentClient;
  tableName: string;
  table: Table;
  keyring: Keyring;
  now: number;
  /** The table holds what was written before docs/decisions/040: that is taken over. */
  isFormerTable: boolean;
};
export type Resealed = { looked: number; resealed: number };

const VIEWS = ["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"] as const;
const AUTHOR = { accountId: "system", name: "系统", operation: null };

/** The record with another value at a field, however deep. */
function withValue(item: Item, field: string, value: string): Item {
  const [first = "", ...rest] = field.split(".");
  return { ...item, [first]: rest.length === 0 ? value : withValue(Object(item[first]), rest.join("."), value) };
}

/** Keys of people, for the texts about them. */
function subjectsIn(table: Table) {
  return async (talkId: string): Promise<Item | null> => {
    const view = keys.recordById(talkId);
    const [talk] = await table.index(1, view.gsi1pk ?? "", view.gsi1sk);
    if (!talk) return null;
    const [branchId, memberId] = [String(talk.branchId), String(talk.memberId)];
    return (await table.getMany([keys.member(branchId, memberId), keys.memberLeft(branchId, memberId)]))[0] ?? null;
  };
}

export function reseal({ client, tableName, table, keyring, now, isFormerTable }: Given) {
  const former = takeOver(table, keyring);
  const subjectOf = subjectsIn(table);
  const isOld = (value: unknown): value is string =>
    typeof value === "string" && !value.startsWith("A256GCM.d.") && !keyring.isCurrent(value);
  const ownSealer = ({ dataKey, id }: Item): Sealer =>
    typeof dataKey === "string" ? keyring.withKey(dataKey, String(id)) : keyring;

  /** What opens a field now and what seals it from now on. */
  async function sealersOf(item: Item, { by }: SealedField, after: Item): Promise<[Sealer, Sealer] | null> {
    if (by === "subsidiary") return [keyring, keyring];
    if (by === "own") return [ownSealer(item), ownSealer(after)];
    const person = await subjectOf(String(item.talkId));
    return person && [ownSealer(person), ownSealer(person)];
  }

  /** The item sealed anew; the same one when nothing in it is old. */
  async function renewed(item: Item, sealed: readonly SealedField[]): Promise<Item> {
    const needsKey = item.entity === "member" && typeof item.dataKey !== "string";
    const state = { item: needsKey ? { ...item, dataKey: keyring.newKey(String(item.id)) } : item };
    for (const one of sealed) {
      const value = valueAt(item, one.field);
      const sealers = isOld(value) ? await sealersOf(item, one, state.item) : null;
      if (!sealers || !isOld(value)) continue;
      const [before, after] = sealers;
      state.item = withValue(state.item, one.field, after.seal(before.open(value, one.context), one.context));
    }
    return state.item;
  }

  async function commitRecord(item: Item, after: Item, { aggregate }: Described, claim: Claim[]): Promise<void> {
    const { pk, sk, gsi1pk: _1, gsi1sk: _2, gsi2pk: _3, gsi2sk: _4, entity, expiresAt, ...record } = after;
    const views: Views = Object.fromEntries(
      VIEWS.flatMap((field) => (item[field] === undefined ? [] : [[field, item[field]]])),
    );
    const seen = { version: Number(item.version), chain: String(item.chain) };
    const put: Put = {
      ...{ key: { pk: String(pk), sk: String(sk) }, views, kind: entity as Put["kind"], seen, claim },
      record: { ...record, ...seen },
      ...(typeof expiresAt === "number" && { expiresAt }),
      event: { aggregate, action: "record.resealed" },
    };
    const author: Author = { ...AUTHOR, at: new Date(now).toISOString() };
    await table.commit(author, [put]);
  }

  async function keepItem(after: Item): Promise<void> {
    const { pk, sk, mac: _, expiresAt, ...item } = after;
    const key: Key = { pk: String(pk), sk: String(sk) };
    await table.keep(key, item as KeptItem, typeof expiresAt === "number" ? { expiresAt } : {});
  }

  async function visitRecord(item: Item, after: Item, type: Described): Promise<boolean> {
    const claim = isFormerTable ? await former.unclaimed(type) : [];
    const isFormer = isFormerTable && (claim.length > 0 || (await former.isUntold(item, type)));
    if (after === item && !isFormer) return false;
    await commitRecord(item, after, type, claim);
    return true;
  }

  async function visit(item: Item): Promise<boolean> {
    if (item.entity === "operation" && (await visitAnswer(item))) return true;
    const type = describerOf(String(item.entity))?.(item, keyring);
    const after = await renewed(item, type?.sealed ?? []);
    const hasTrail = typeof item.chain === "string" && item.chain !== "" && item.mac === undefined;
    if (hasTrail) return type !== undefined && visitRecord(item, after, type);
    if (after !== item) await keepItem(after);
    return after !== item || (isFormerTable && (await former.signedNow(item)));
  }

  /** A kept answer is sealed anew while it counts, and dropped afterwards. */
  async function visitAnswer(item: Item): Promise<boolean> {
    if (Number(item.expiresAt) <= now / 1000) await table.drop({ pk: String(item.pk), sk: String(item.sk) });
    else if (isOld(item.answer)) {
      const pk = String(item.pk);
      await keepItem({ ...item, answer: keyring.seal(keyring.open(item.answer, pk), pk) });
    } else return false;
    return true;
  }

  return {
    /** All of the table; what is current already is left alone, so it may be begun again after a stop. */
    async run(onProgress: (done: Resealed) => void): Promise<Resealed> {
      const done: Resealed = { looked: 0, resealed: 0 };
      for await (const page of pagesOf(client, tableName)) {
        for (const item of page) if (await visit(item)) done.resealed += 1;
        done.looked += page.length;
        onProgress(done);
      }
      return done;
    },
  };
}
