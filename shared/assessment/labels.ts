import type { Day } from "../dates";
import type { Duty } from "../duties/types";
import type { ChangeKind, OpenKind } from "./schema";

export const changeKindNames: Record<ChangeKind, string> = {
  arrived: "转入",
  admitted: "发展",
  restored: "恢复党籍",
  converted: "转正",
  left: "离开",
  suspended: "停止党籍",
};
export const openKindNames: Record<OpenKind, string> = {
  gap: "未完成事项",
  due: "待办事项",
  unrecorded: "已安排未记录",
  unconfirmed: "已记录待确认",
  resolution: "决议未落实",
};

const statusNames: Record<Duty["status"], string> = {
  done: "已完成",
  due: "待办",
  overdue: "逾期",
  breached: "未完成",
  notApplicable: "不适用",
};
export const lateName = "逾期完成";
export const notYetName = "未到期";
/** The word of a duty's status on a day, the same as on the page. */
export function statusName({ status, late, opensOn }: Pick<Duty, "status" | "late" | "opensOn">, on: Day): string {
  if (status === "done" && late) return lateName;
  return status === "due" && opensOn !== null && opensOn > on ? notYetName : statusNames[status];
}
/** The words in the order of the cover. */
export const statusWords = ["已完成", lateName, "待办", notYetName, "逾期", "未完成", "不适用"] as const;

export const UNCHECKED = "待核对";

/** The ten columns of 自查表 and of the csv. */
export const selfCheckHeaders = [
  "事项",
  "对象",
  "周期",
  "依据",
  "条款",
  "应完成",
  "已完成",
  "差",
  "状态",
  "佐证",
] as const;
export const sheetNames = ["封面", "自查表", "会议台账", "出勤", "学时", "党员变动", "发展党员", "未办事项"] as const;
