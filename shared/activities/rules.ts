import { addDays } from "../dates";
import type { Person } from "../members/schema";
import type { Branch } from "../org/schema";
import { Fault, type FieldError, fieldFault } from "../problem";
import { attendanceCounts, rollOf } from "./attendance";
import { yearsFor } from "./days";
import { activityKindNames } from "./labels";
import type { Activity, ActivityKind } from "./schema";
import { checkVote } from "./votes";

export type CheckedActivity = Pick<
  Activity,
  | "kinds"
  | "startsAt"
  | "endsAt"
  | "forYear"
  | "groupId"
  | "hostId"
  | "recorderId"
  | "state"
  | "attendance"
  | "items"
  | "resolutions"
  | "onlineCounts"
  | "roll"
  | "counted"
>;
type KnownBranch = Pick<Branch, "branchKind" | "committee" | "groups">;

const groupCompanions: readonly ActivityKind[] = ["group", "study", "volunteer", "other"];

function timeErrors({ startsAt, endsAt, forYear, kinds }: CheckedActivity): FieldError[] {
  const found: FieldError[] = [];
  if (endsAt !== null && endsAt <= startsAt) found.push({ pointer: "#/endsAt", detail: "结束时间应晚于开始时间" });
  if (endsAt !== null && endsAt > `${addDays(startsAt.slice(0, 10), 1)}${startsAt.slice(10)}`)
    found.push({ pointer: "#/endsAt", detail: "一次活动不应超过 24 小时，请核对结束时间" });
  const years = yearsFor(kinds, startsAt.slice(0, 10));
  if (!years.includes(forYear)) found.push({ pointer: "#/forYear", detail: `所属年度应为 ${years.join(" 或 ")} 年` });
  return found;
}

function groupErrors({ kinds, groupId, startsAt }: CheckedActivity, groups: Branch["groups"]): FieldError[] {
  if (new Set(kinds).size < kinds.length) return [{ pointer: "#/kinds", detail: "活动类别重复" }];
  if (!kinds.includes("group")) return [];
  const other = kinds.find((kind) => !groupCompanions.includes(kind));
  if (other) return [{ pointer: "#/kinds", detail: `党小组会不能同时记为${activityKindNames[other]}，请分开记录` }];
  const day = startsAt.slice(0, 10);
  const group = groups.find(({ id }) => id === groupId);
  if (!group) return [{ pointer: "#/groupId", detail: "请选择本支部的党小组" }];
  const isOpen = group.foundedOn <= day && (group.closedOn === null || day < group.closedOn);
  return isOpen ? [] : [{ pointer: "#/groupId", detail: `${group.name}在这一天没有设立` }];
}

function personErrors(activity: CheckedActivity, members: readonly Person[]): FieldError[] {
  const known = new Set(members.map((member) => member.id));
  const isUnknown = (id: string | null): boolean => id !== null && !known.has(id);
  const found: FieldError[] = [];
  if (isUnknown(activity.hostId)) found.push({ pointer: "#/hostId", detail: "主持人不在本支部名册中" });
  if (isUnknown(activity.recorderId)) found.push({ pointer: "#/recorderId", detail: "记录人不在本支部名册中" });
  activity.resolutions.forEach(({ ownerId }, i) => {
    if (isUnknown(ownerId)) found.push({ pointer: `#/resolutions/${i}/ownerId`, detail: "责任人不在本支部名册中" });
  });
  const seen = new Set<string>();
  activity.attendance.exceptions.forEach(({ memberId }, i) => {
    const pointer = `#/attendance/exceptions/${i}/memberId`;
    if (isUnknown(memberId)) found.push({ pointer, detail: "这名党员不在本支部名册中" });
    else if (seen.has(memberId)) found.push({ pointer, detail: "同一名党员填了两次" });
    seen.add(memberId);
  });
  return found;
}

const countedErrors = ({ counted }: CheckedActivity): FieldError[] =>
  counted && counted.present > counted.expected
    ? [{ pointer: "#/counted/present", detail: "实到人数不能多于应到人数" }]
    : [];

function checkProvisional({ kinds, items }: CheckedActivity, { branchKind }: KnownBranch): void {
  const votes = items.some(({ vote }) => vote !== null && vote.basis !== "ordinary");
  // 支部工作条例: 临时党支部一般不发展党员，不选举党代表，不换届.
  if (branchKind === "provisional" && (votes || kinds.includes("election")))
    throw new Fault("branch.provisional", { detail: "临时党支部一般不发展党员、不进行换届选举" });
}

/** Refuses what may not be saved. `members` are all that the branch knows, those who left included; `nowLocal` is `YYYY-MM-DDTHH:mm` in Shanghai. */
export function checkActivity(
  activity: CheckedActivity,
  branch: KnownBranch,
  members: readonly Person[],
  nowLocal: string,
): void {
  const errors = [
    ...timeErrors(activity),
    ...groupErrors(activity, branch.groups),
    ...personErrors(activity, members),
    ...countedErrors(activity),
  ];
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
  checkProvisional(activity, branch);
  if (activity.state === "planned") return;
  if (activity.startsAt > nowLocal)
    throw fieldFault("activity.future", "#/startsAt", "还没有开始的活动请先保存为“已安排”");
  const { entitled, entitledPresent: present } = attendanceCounts(activity, rollOf(activity, branch, members));
  activity.items.forEach(({ vote }, i) => {
    if (vote) checkVote(vote, { entitled, present: present(vote.basis) }, `#/items/${i}/vote`);
  });
}
