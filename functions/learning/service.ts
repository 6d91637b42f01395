import type * as z from "zod";
import type { Role } from "#shared/access";
import type { Change } from "#shared/audit/changes";
import type { HistoryQuery } from "#shared/audit/schema";
import { makeId } from "#shared/ids";
import { checkTalk, checkTraining, isOwnTalk, mayReadText } from "#shared/learning/rules";
import type {
  Talk,
  TalkChange,
  TalkInput,
  TalkText,
  Training,
  TrainingChange,
  TrainingInput,
  talkAnswer,
  trainingAnswer,
} from "#shared/learning/schema";
import type { Member } from "#shared/members/schema";
import { Fault, fieldFault } from "#shared/problem";
import { historyOf } from "../audit/history";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import { changesOf } from "../platform/changed";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { orCurrent } from "../platform/stale";
import type { Put } from "../platform/write";
import { learningIn, learningStore } from "./store";

type TalkAnswer = z.infer<typeof talkAnswer>;
type TrainingAnswer = z.infer<typeof trainingAnswer>;

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const given = <T extends object>(change: T) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Given<T>;
const toTrainingAnswer = ({ chain: _, ...training }: Training): TrainingAnswer => training;
const toTalkAnswer = ({ chain: _, ...talk }: Talk, text: string | null): TalkAnswer => ({ ...talk, text });

export function learningService(actor: Actor, platform: Platform) {
  const store = learningIn(platform.table, platform.keyring);
  const members = memberStore(platform.table, platform.keyring);
  /** The branch's people with these ids; unknown ones are left out. */
  const people = (branchId: string, ids: readonly string[]): Promise<Member[]> => members.several(branchId, ids);
  const seesAll = (held: readonly Role[]) => held.includes("secretary");

  /** A talk that the actor may see: the secretary every one, others their own. */
  async function loadTalk(branchId: string, id: string, held: readonly Role[]): Promise<Talk> {
    const talk = await store.talk(branchId, id);
    if (!talk || !(seesAll(held) || isOwnTalk(talk, actor))) throw new Fault("record.missing");
    return talk;
  }
  /** For changing: one's own, or as secretary; who was talked with only sees that the talk is recorded. */
  async function loadToChange(branchId: string, id: string, held: readonly Role[]): Promise<Talk> {
    const talk = await loadTalk(branchId, id, held);
    if (!seesAll(held) && !mayReadText(talk, actor)) throw new Fault("access.denied");
    return talk;
  }
  async function textOf(talk: Talk): Promise<string | null> {
    return mayReadText(talk, actor) ? ((await keptText(talk))?.text ?? "") : null;
  }
  async function keptText(talk: Talk): Promise<TalkText | null> {
    const about = await people(talk.branchId, [talk.memberId]);
    return (await store.texts([talk], about)).get(talk.id) ?? null;
  }
  /** The write of a talk's text, when it changes: sealed anew, too, when the talk turns out to have been with somebody else. */
  async function textWrites(before: Talk, after: Talk, text: string | undefined, about: Member[]): Promise<Put[]> {
    const isAboutAnother = after.memberId !== before.memberId;
    if (text === undefined && !isAboutAnother) return [];
    const seen = await keptText(before);
    if (!isAboutAnother && text === (seen?.text ?? "")) return [];
    const person = about.find(({ id }) => id === after.memberId);
    const words = text ?? seen?.text;
    return person && words !== undefined ? [store.writeText(after.id, person, words, seen)] : [];
  }
  async function loadTraining(branchId: string, id: string): Promise<Training> {
    const training = await store.training(branchId, id);
    if (!training) throw new Fault("record.missing");
    return training;
  }

  return {
    async talks(branchId: string, held: readonly Role[], year = Number(actor.today.slice(0, 4))) {
      const seen = (await store.talks(branchId, year)).filter((talk) => seesAll(held) || isOwnTalk(talk, actor));
      const readable = seen.filter((talk) => mayReadText(talk, actor));
      const about = await people(
        branchId,
        readable.map((talk) => talk.memberId),
      );
      const texts = await store.texts(readable, about);
      const items = seen.map((talk) =>
        toTalkAnswer(talk, readable.includes(talk) ? (texts.get(talk.id)?.text ?? "") : null),
      );
      return { items, next: null };
    },

    async recordTalk(branchId: string, { text, ...input }: TalkInput) {
      const both = await people(branchId, [input.talkerId, input.memberId]);
      checkTalk(input, both, actor.today);
      const about = both.find((member) => member.id === input.memberId);
      const id = makeId("k", actor.now, random(5));
      const talk: Talk = {
        ...input,
        id,
        branchId,
        authorId: actor.accountId,
        version: 1,
        chain: "",
        enteredAt: actor.at,
        enteredBy: actor.name,
      };
      const answer = toTalkAnswer(talk, text);
      const writes = [
        learningStore.writeTalk(talk, null, { action: "talk.recorded" }),
        ...(text && about ? [store.writeText(id, about, text, null)] : []),
      ];
      await platform.table.commit(actor, writes, answer);
      return answer;
    },

    async changeTalk(branchId: string, id: string, held: readonly Role[], version: number, change: TalkChange) {
      const before = await loadToChange(branchId, id, held);
      if (before.version !== version)
        throw new Fault("record.stale", { current: toTalkAnswer(before, await textOf(before)) });
      const { text, ...fields } = change;
      if (text !== undefined && !mayReadText(before, actor))
        throw fieldFault("access.denied", "#/text", "谈话内容只能由谈话人或登记人修改");
      const after: Talk = { ...before, ...given(fields), version: before.version + 1 };
      // Whoever is named as the one who talked may read the text: only those who may read it now may name another.
      if (after.talkerId !== before.talkerId && !mayReadText(before, actor)) {
        throw fieldFault("access.denied", "#/talkerId", "谈话人只能由原谈话人或登记人修改");
      }
      const both = await people(branchId, [after.talkerId, after.memberId]);
      checkTalk(after, both, actor.today);
      const texts = await textWrites(before, after, text, both);
      const changes: Change[] = [
        ...changesOf(before, after),
        ...(text !== undefined && texts.length > 0 ? [{ field: "text", secret: true as const }] : []),
      ];
      const writes = [
        learningStore.writeTalk(after, before, { action: "talk.changed", detail: { changes } }),
        ...texts,
      ];
      const answer = toTalkAnswer(after, text ?? (await textOf(after)));
      await orCurrent(platform.table.commit(actor, writes, answer), async () => {
        const talk = await loadTalk(branchId, id, held);
        return toTalkAnswer(talk, await textOf(talk));
      });
      return answer;
    },

    /** For whoever sees the talk; its text is not in the trail. */
    async talkHistory(branchId: string, id: string, held: readonly Role[], query: HistoryQuery) {
      await loadTalk(branchId, id, held);
      return historyOf(platform.table, id, query);
    },

    async removeTalk(branchId: string, id: string, held: readonly Role[], version: number) {
      const talk = await loadToChange(branchId, id, held);
      if (talk.version !== version)
        throw new Fault("record.stale", { current: toTalkAnswer(talk, await textOf(talk)) });
      const text = await keptText(talk);
      const writes = [learningStore.removeTalk(talk), ...(text ? [store.removeText(text)] : [])];
      await platform.table.commit(actor, writes, null);
    },

    async trainings(branchId: string, year = Number(actor.today.slice(0, 4))) {
      return { items: (await store.trainings(branchId, year)).map(toTrainingAnswer), next: null };
    },

    async recordTraining(branchId: string, input: TrainingInput) {
      checkTraining(input, await people(branchId, [input.memberId]), actor.today);
      const id = makeId("n", actor.now, random(5));
      const training: Training = {
        ...input,
        id,
        branchId,
        version: 1,
        chain: "",
        enteredAt: actor.at,
        enteredBy: actor.name,
      };
      const answer = toTrainingAnswer(training);
      await platform.table.commit(
        actor,
        [learningStore.writeTraining(training, null, { action: "training.recorded" })],
        answer,
      );
      return answer;
    },

    async changeTraining(branchId: string, id: string, version: number, change: TrainingChange) {
      const before = await loadTraining(branchId, id);
      if (before.version !== version) throw new Fault("record.stale", { current: toTrainingAnswer(before) });
      const after: Training = { ...before, ...given(change), version: before.version + 1 };
      checkTraining(after, await people(branchId, [after.memberId]), actor.today);
      const write = learningStore.writeTraining(after, before, { action: "training.changed" });
      const answer = toTrainingAnswer(after);
      await orCurrent(platform.table.commit(actor, [write], answer), async () =>
        toTrainingAnswer(await loadTraining(branchId, id)),
      );
      return answer;
    },

    async trainingHistory(branchId: string, id: string, query: HistoryQuery) {
      await loadTraining(branchId, id);
      return historyOf(platform.table, id, query);
    },

    async removeTraining(branchId: string, id: string, version: number) {
      const training = await loadTraining(branchId, id);
      if (training.version !== version) throw new Fault("record.stale", { current: toTrainingAnswer(training) });
      await platform.table.commit(actor, [learningStore.removeTraining(training)], null);
    },
  };
}
