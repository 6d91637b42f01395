import { talkKindNames, trainingKindNames } from "#shared/learning/labels";
import { History, type Restore } from "../trail/history";
import type { Readable } from "../trail/sentence";
import { restoreTraining, type Talk, type Training, talkPath, trainingPath } from "./data";

type NameOf = (id: string) => string;
const people = ["memberId", "talkerId"];

const readable =
  (kinds: Record<string, string>, nameOf: NameOf): Readable =>
  (field, value) =>
    people.includes(field) ? nameOf(String(value)) : field === "kind" ? kinds[String(value)] : undefined;

/** Every change of a training; an earlier value can be put back. */
export function TrainingHistory(props: { training: Training; nameOf: NameOf }) {
  const restore: Restore = {
    can: (field, value) => field in props.training && value !== props.training[field as keyof Training],
    save: (field, value) => restoreTraining(props.training, field, value),
  };
  return (
    <History
      path={trainingPath(props.training)}
      readable={readable(trainingKindNames, props.nameOf)}
      restore={restore}
    />
  );
}

/** That a talk was changed, never what was said. */
export const TalkHistory = (props: { talk: Talk; nameOf: NameOf }) => (
  <History path={talkPath(props.talk)} readable={readable(talkKindNames, props.nameOf)} />
);
