import type { BranchKind, Post, UnitKind } from "./schema";

export const unitKindNames: Record<UnitKind, string> = {
  committee: "党委",
  general: "党总支",
  branch: "党支部",
  group: "党小组",
};
export const branchKindNames: Record<BranchKind, string> = {
  ordinary: "普通党支部",
  joint: "联合党支部",
  provisional: "临时党支部",
  retired: "离退休党支部",
  floating: "流动党员党支部",
};
export const postNames: Record<Post, string> = {
  secretary: "书记",
  deputy: "副书记",
  organisation: "组织委员",
  publicity: "宣传委员",
  discipline: "纪检委员",
  other: "委员",
};

export const unitFieldNames: Record<string, string> = {
  parentId: "上级组织",
  kind: "组织类别",
  name: "组织名称",
  branchKind: "支部类型",
  foundedOn: "成立日期",
  closedOn: "撤销日期",
  approval: "批准文号",
};
/** The fields of a branch's profile; a setting is one of its own. */
export const branchFieldNames: Record<string, string> = {
  term: "本届任期",
  committee: "支委会成员",
  groups: "党小组",
  "settings.lectureMonths": "党课频次",
  "settings.countSeveralKinds": "一次活动可计入多类",
  "settings.yearEnd": "年度事项截止日",
  "settings.studyHours": "党员学时",
  "settings.officerStudyHours": "书记、班子成员学时",
  "settings.lateEntryDays": "补录天数",
  "settings.usualPlace": "常用地点",
  "settings.usualThemeDay": "主题党日固定日",
  "settings.usualHours": "默认学时",
};
