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

export const talkFieldNames: Record<string, string> = {
  on: "谈话日期",
  kind: "谈话类型",
  talkerId: "谈话人",
  memberId: "谈话对象",
  place: "地点",
  text: "谈话内容",
  authorId: "登记账号",
};
export const trainingFieldNames: Record<string, string> = {
  from: "开始日期",
  to: "结束日期",
  memberId: "参训党员",
  kind: "培训类别",
  name: "培训名称",
  organiser: "主办单位",
  countyOrAbove: "是否县级以上党组织举办",
  hours: "学时",
};
