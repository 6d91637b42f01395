import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type { TalkInput, TrainingInput, talkAnswer, trainingAnswer } from "#shared/learning/schema";
import { get, type Page, patch, post, remove } from "../../lib/api";

export type Talk = z.infer<typeof talkAnswer>;
export type Training = z.infer<typeof trainingAnswer>;

const talks = (branchId: string) => `/api/branches/${branchId}/talks`;
const trainings = (branchId: string) => `/api/branches/${branchId}/trainings`;

export const talksOf = query(
  async (branchId: string, year: number) => (await get<Page<Talk>>(talks(branchId), { year })).items,
  "talks",
);
export const trainingsOf = query(
  async (branchId: string, year: number) => (await get<Page<Training>>(trainings(branchId), { year })).items,
  "trainings",
);

/** Records a talk, or changes one. */
export async function saveTalk(branchId: string, talk: Talk | null, input: TalkInput, key: string): Promise<void> {
  await (talk
    ? patch(`${talks(branchId)}/${talk.id}`, talk.version, input)
    : post(talks(branchId), input, key)
  ).finally(() => revalidate([talksOf.key, "home", "history"]));
}

export async function removeTalk(branchId: string, talk: Talk): Promise<void> {
  await remove(`${talks(branchId)}/${talk.id}`, talk.version).finally(() => revalidate([talksOf.key, "home"]));
}

export const talkPath = ({ branchId, id }: Talk) => `${talks(branchId)}/${id}`;
export const trainingPath = ({ branchId, id }: Training) => `${trainings(branchId)}/${id}`;
/** One field of a training as it was. */
export async function restoreTraining(training: Training, field: string, value: unknown): Promise<void> {
  await patch(trainingPath(training), training.version, { [field]: value });
  await revalidate([trainingsOf.key, "home", "history"]);
}

/** Records a training, or changes one. */
export async function saveTraining(
  branchId: string,
  training: Training | null,
  input: TrainingInput,
  key: string,
): Promise<void> {
  await (training
    ? patch(`${trainings(branchId)}/${training.id}`, training.version, input)
    : post(trainings(branchId), input, key)
  ).finally(() => revalidate([trainingsOf.key, "home", "history"]));
}

export async function removeTraining(branchId: string, training: Training): Promise<void> {
  await remove(`${trainings(branchId)}/${training.id}`, training.version).finally(() =>
    revalidate([trainingsOf.key, "home"]),
  );
}
