import {
  type Talk,
  type TalkText,
  type Training,
  talkRecord,
  talkTextRecord,
  trainingRecord,
} from "#shared/learning/schema";
import type { Member } from "#shared/members/schema";
import { memberSealer } from "../members/store";
import { changeEvent, type Told } from "../platform/changed";
import { findRecord } from "../platform/find-record";
import type { Keyring } from "../platform/keyring";
import type { Item } from "../platform/keys";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { AuditEvent, Put, Remove } from "../platform/write";

/** Where talks and trainings are kept: in their year of the branch; a talk's text apart and sealed. */
export const learningStore = {
  readTalk: (item: Item): Talk => talkRecord.parse(item),
  readTraining: (item: Item): Training => trainingRecord.parse(item),

  writeTalk: (talk: Talk, seen: Talk | null, event: Told): Put => ({
    key: keys.talk(talk.branchId, talk),
    ...(seen && { formerKey: keys.talk(seen.branchId, seen) }),
    views: keys.recordById(talk.id),
    kind: "talk",
    record: talk,
    seen,
    event: changeEvent(talk.id, event, seen, talk),
  }),
  writeTraining: (training: Training, seen: Training | null, event: Told): Put => ({
    key: keys.training(training.branchId, training),
    ...(seen && { formerKey: keys.training(seen.branchId, seen) }),
    views: keys.recordById(training.id),
    kind: "training",
    record: training,
    seen,
    event: changeEvent(training.id, event, seen, training),
  }),
  removeTalk: (talk: Talk): Remove => ({
    remove: keys.talk(talk.branchId, talk),
    seen: talk,
    event: changeEvent(talk.id, { action: "talk.removed" }, talk, {}),
  }),
  removeTraining: (training: Training): Remove => ({
    remove: keys.training(training.branchId, training),
    seen: training,
    event: changeEvent(training.id, { action: "training.removed" }, training, {}),
  }),
};

/** The person whom a talk is about, with the key that seals it. */
type Sealed = Pick<Member, "id" | "dataKey">;

const TEXT = "TALK";
const contextOf = (talkId: string) => `${talkId}.text`;

/** Questions about talks and trainings, and the texts of talks in clear. */
export function learningIn(table: Table, keyring: Keyring) {
  const textKey = (talkId: string) => keys.text(talkId, TEXT);
  /** A text is sealed with the key of the person it is about: when that key is gone, nobody reads it any more. */
  const openText = (record: TalkText, about: Sealed | undefined): TalkText => ({
    ...record,
    text: about ? memberSealer(keyring, about).open(record.text, contextOf(record.talkId)) : "",
  });
  const eventOf = (talkId: string, action: AuditEvent["action"]): AuditEvent => ({
    aggregate: `text-${talkId}`,
    action,
  });

  async function found(branchId: string, id: string, kind: string): Promise<Item | null> {
    const item = await findRecord(table, branchId, id);
    return item?.entity === kind ? item : null;
  }
  async function inYear(branchId: string, year: number, kind: string): Promise<Item[]> {
    const items = await table.range(keys.year(branchId, year));
    return items.filter((item) => item.entity === kind && String(item.on ?? item.to).startsWith(`${year}-`));
  }

  return {
    talks: async (branchId: string, year: number) => (await inYear(branchId, year, "talk")).map(learningStore.readTalk),
    trainings: async (branchId: string, year: number) =>
      (await inYear(branchId, year, "training")).map(learningStore.readTraining),

    async talk(branchId: string, id: string): Promise<Talk | null> {
      const item = await found(branchId, id, "talk");
      return item && learningStore.readTalk(item);
    },
    async training(branchId: string, id: string): Promise<Training | null> {
      const item = await found(branchId, id, "training");
      return item && learningStore.readTraining(item);
    },

    /** Texts in clear by talk; `people` are those whom the talks are about. */
    async texts(talks: readonly Talk[], people: readonly Sealed[]): Promise<Map<string, TalkText>> {
      const talkIds = talks.map((talk) => talk.id);
      const aboutOf = (talkId: string) => {
        const talk = talks.find(({ id }) => id === talkId);
        return people.find(({ id }) => id === talk?.memberId);
      };
      const parts = Array.from({ length: Math.ceil(talkIds.length / 100) }, (_, i) =>
        talkIds.slice(i * 100, i * 100 + 100),
      );
      const items = (await Promise.all(parts.map((ids) => table.getMany(ids.map(textKey))))).flat();
      return new Map(
        items
          .map((item) => talkTextRecord.parse(item))
          .map((record) => [record.talkId, openText(record, aboutOf(record.talkId))]),
      );
    },
    writeText: (talkId: string, about: Sealed, text: string, seen: TalkText | null): Put => ({
      key: textKey(talkId),
      kind: "talkText",
      record: {
        version: (seen?.version ?? 0) + 1,
        chain: "",
        talkId,
        text: memberSealer(keyring, about).seal(text, contextOf(talkId)),
      } as Put["record"],
      seen,
      event: eventOf(talkId, "talk.text-written"),
    }),
    removeText: (seen: TalkText): Remove => ({
      remove: textKey(seen.talkId),
      seen,
      event: eventOf(seen.talkId, "talk.text-removed"),
    }),
  };
}
