import type { TalkKind, TrainingKind } from "./schema";

export const talkKindNames: Record<TalkKind, string> = {
  committee: "支委之间",
  member: "支委与党员",
  reminder: "提醒谈话",
  support: "帮扶谈话",
  other: "党员之间",
};
export const trainingKindNames: Record<TrainingKind, string> = {
  rotation: "集中轮训",
  induction: "任职培训",
  course: "集中培训班",
  online: "网络学习",
  other: "其他",
};
