import type { ActivityKind, ActivityState, AttendanceState, VoteBasis, voteOutcomes } from "./schema";

export const activityKindNames: Record<ActivityKind, string> = {
  general: "支部党员大会",
  committee: "支委会",
  group: "党小组会",
  lecture: "党课",
  themeDay: "主题党日",
  orgLife: "组织生活会",
  appraisal: "民主评议党员",
  study: "集中学习",
  volunteer: "志愿服务",
  election: "选举大会",
  other: "其他活动",
};
export const activityStateNames: Record<ActivityState, string> = {
  planned: "已安排",
  recorded: "待确认",
  confirmed: "已确认",
};
export const attendanceNames: Record<AttendanceState, string> = {
  present: "实到",
  online: "线上",
  leave: "请假",
  absent: "缺席",
  observer: "列席",
};
export const voteBasisNames: Record<VoteBasis, string> = {
  ordinary: "一般议题",
  admission: "接收、转正",
  election: "选举",
};
export const voteOutcomeNames: Record<(typeof voteOutcomes)[number], string> = { passed: "通过", notPassed: "未通过" };
