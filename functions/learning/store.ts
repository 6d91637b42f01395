import { type Talk, talkRecord, type Training, trainingRecord } from "#shared/learning/schema";
import { keys } from "../platform/keys";
import type { AuditEvent, Item, Put, Remove } from "../platform/table";

/** Where talks and trainings are kept: in their year of the branch; a talk's text apart and sealed. */
export const learningStore = {
  readTalk: (item: Item): Talk => talkRecord.parse(item),
  readTraining: (item: Item): Training => trainingRecord.parse(item),

  writeTalk: (talk: Talk, seen: Talk | null, event: Omit<AuditEvent, "aggregate">): Put => ({
    key: keys.talk(talk.branchId, talk),
    ...(seen && { formerKey: keys.talk(seen.branchId, seen) }),
    views: keys.recordById(talk.id),
    kind: "talk",
    record: talk,
    seen,
    event: { ...event, aggregate: talk.id },
  }),
  writeTraining: (training: Training, seen: Training | null, event: Omit<AuditEvent, "aggregate">): Put => ({
    key: keys.training(training.branchId, training),
    ...(seen && { formerKey: keys.training(seen.branchId, seen) }),
    views: keys.recordById(training.id),
    kind: "training",
    record: training,
    seen,
    event: { ...event, aggregate: training.id },
  }),
  removeTalk: (talk: Talk): Remove => ({ remove: keys.talk(talk.branchId, talk), seen: talk, event: { aggregate: talk.id, action: "talk.removed" } }),
  removeTraining: (training: Training): Remove => ({
    remove: keys.training(training.branchId, training),
    seen: training,
    event: { aggregate: training.id, action: "training.removed" },
  }),
};
