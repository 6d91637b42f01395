import { activityFieldNames } from "../activities/labels";
import { talkFieldNames, trainingFieldNames } from "../learning/labels";
import { memberFieldNames } from "../members/labels";
import { branchFieldNames, unitFieldNames } from "../org/labels";
import { areaOf } from "./labels";

const accountFieldNames: Record<string, string> = {
  login: "账号",
  name: "姓名",
  grants: "角色",
  proposed: "提出的角色",
  memberId: "对应的党员",
  disabled: "是否停用",
  password: "密码",
  setup: "一次性链接",
  secondFactor: "两步验证",
  oidc: "统一身份认证",
};
const policyFieldNames: Record<string, string> = { passwords: "密码要求", trailDays: "留痕保存天数" };
const approvalFieldNames: Record<string, string> = {
  state: "状态",
  decidedBy: "决定人",
  decidedAt: "决定时间",
  note: "说明",
  uses: "使用次数",
  endsAt: "有效期",
};
const importFieldNames: Record<string, string> = {
  state: "状态",
  mapping: "列的含义",
  counts: "行数",
  result: "导入结果",
};
const handoverFieldNames: Record<string, string> = { on: "交接日期", from: "原书记", to: "接任书记" };
const assessmentFieldNames: Record<string, string> = {
  state: "状态",
  on: "上报日期",
  at: "上报时间",
  by: "上报人",
  sha256: "校验值",
  submissions: "上报次数",
  pieces: "材料份数",
  returns: "退回情况",
};

/** What the fields of each kind of record are called, by the area of the action. */
const fieldNamesOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  member: memberFieldNames,
  record: memberFieldNames,
  roster: memberFieldNames,
  activity: activityFieldNames,
  talk: talkFieldNames,
  training: trainingFieldNames,
  unit: unitFieldNames,
  branch: { ...unitFieldNames, ...branchFieldNames },
  account: accountFieldNames,
  administrator: accountFieldNames,
  policy: policyFieldNames,
  approval: approvalFieldNames,
  import: { ...memberFieldNames, ...importFieldNames },
  handover: handoverFieldNames,
  assessment: assessmentFieldNames,
};

/** The name of a field in an event; one that nobody has named is shown as it is written. */
export function fieldName(action: string, field: string): string {
  const name = fieldNamesOf[areaOf(action)]?.[field] ?? field;
  // A profile that was written with its unit speaks of its own fields.
  return name === field ? (branchFieldNames[field] ?? name) : name;
}
