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

/** Names of the fields as forms and the trail show them. */
export const activityFieldNames = {
  kinds: "活动类别",
  title: "主题",
  startsAt: "开始时间",
  endsAt: "结束时间",
  forYear: "所属年度",
  groupId: "党小组",
  place: "地点",
  hostId: "主持人",
  recorderId: "记录人",
  lecturer: "主讲人",
  hours: "学时",
  attendance: "出勤",
  items: "议题",
  resolutions: "决议",
  onlineCounts: "接收、选举表决时线上到会计入人数",
  state: "状态",
  counted: "台账人数",
  files: "附件",
} as const;
