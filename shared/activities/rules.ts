import { addDays, type Day, daysBetween, isDay, monthOf, shanghaiDay, yearOf } from "../dates";
import type { Training } from "../learning/schema";
import type { Member } from "../members/schema";
import {
  committeeIdsOn,
  groupMembersOn,
  isExcusedOn,
  isFullOn,
  isPartyMemberOn,
  partyMembersOn,
  postsOn,
  secretaryOn,
} from "../members/standing";
import type { Branch, BranchSettings } from "../org/schema";
import { Fault, type FieldError, fieldFault } from "../problem";
import { activityKindNames } from "./labels";
import type { Activity, ActivityInput, ActivityKind, Roll, Vote, VoteBasis } from "./schema";

export const dayOf = (activity: Pick<Activity, "startsAt">): Day => activity.startsAt.slice(0, 10);

// Voting (domain.md §10), in whole numbers.

/** How many of those entitled must come: 支部工作条例 第11条 at least half; admissions more than half; elections at least four fifths. */
export function quorumNeeded(basis: VoteBasis, entitled: number): number {
  if (basis === "ordinary") return Math.max(1, Math.ceil(entitled / 2));
  return basis === "admission" ? Math.floor(entitled / 2) + 1 : Math.max(1, Math.ceil((4 * entitled) / 5));
}

/** How many must agree: more than half of those entitled; in elections more than half of those present. */
export const majorityNeeded = (basis: VoteBasis, entitled: number, present: number): number =>
  Math.floor((basis === "election" ? present : entitled) / 2) + 1;

export type VoteCount = {
  entitled: number;
  present: number;
  quorumNeeded: number;
  majorityNeeded: number;
  valid: boolean;
  sentence: string;
};

/** Those in favour, formal written opinions included (发展党员细则: 会前书面意见计入票数). */
export const inFavour = (vote: Vote): number => vote.yes + vote.writtenYes;

function verdict(vote: Vote, valid: boolean, majority: number): string {
  if (!valid) return "到会人数不够，表决无效";
  if (inFavour(vote) < majority) return "未通过";
  return vote.outcome === "passed" ? "通过" : "记为未通过";
}

/** A vote with its sum. `valid`: enough of those entitled came. */
export function countVote(vote: Vote, { entitled, present }: { entitled: number; present: number }): VoteCount {
  const quorum = quorumNeeded(vote.basis, entitled);
  const majority = majorityNeeded(vote.basis, entitled, present);
  const valid = present >= quorum;
  const written = vote.writtenYes > 0 ? `其中书面 ${vote.writtenYes} 票，` : "";
  const right = vote.basis === "election" ? "有选举权" : "有表决权";
  const sentence = `应到会${right} ${entitled} 人，实到 ${present} 人（需 ${quorum} 人），赞成 ${inFavour(vote)} 票（${written}需 ${majority} 票），${verdict(vote, valid, majority)}`;
  return { entitled, present, quorumNeeded: quorum, majorityNeeded: majority, valid, sentence };
}

/** Refuses a vote whose figures do not add up, or that is called passed without quorum or majority. `at` is the vote's pointer. */
export function checkVote(vote: Vote, present: { entitled: number; present: number }, at: string): void {
  const count = countVote(vote, present);
  const written = vote.writtenYes + vote.writtenNo;
  const given = vote.yes + vote.no + vote.abstain;
  if (written > 0 && vote.basis !== "admission") throw fieldFault("vote.count", at, "书面意见只在接收、转正表决时计入");
  if (written > count.entitled - count.present) throw fieldFault("vote.count", at, "书面意见的票数超过未到会的人数");
  if (given !== count.present)
    throw fieldFault(
      "vote.count",
      at,
      `赞成、反对、弃权合计 ${given} 票，与到会有表决权的 ${count.present} 人不符（书面意见另计）`,
    );
  if (vote.outcome !== "passed") return;
  if (!count.valid) throw fieldFault("vote.quorum", `${at}/outcome`, `${count.sentence}，不能记为通过`);
  if (inFavour(vote) < count.majorityNeeded)
    throw fieldFault("vote.majority", `${at}/outcome`, `${count.sentence}，不能记为通过`);
}

// Attendance.

const groupCompanions: readonly ActivityKind[] = ["group", "study", "volunteer", "other"];
type Attended = Pick<Activity, "attendance">;
type Gathering = Attended & Pick<Activity, "kinds" | "startsAt" | "groupId">;

const came = (state: string): boolean => state === "present" || state === "online";
const exceptionsOf = (activity: Attended): Map<string, Activity["attendance"]["exceptions"][number]["state"]> =>
  new Map(activity.attendance.exceptions.map(({ memberId, state }) => [memberId, state]));

/** Who is expected and who is entitled to vote on the day of the activity; of several kinds the widest decides. Those excused are expected only when they came all the same. */
export function expectedOn(activity: Gathering, branch: Pick<Branch, "committee">, members: readonly Member[]): Roll {
  const day = dayOf(activity);
  const { kinds, groupId } = activity;
  if (kinds.every((kind) => kind === "committee")) {
    const ids = committeeIdsOn(branch, day);
    return { expected: ids, entitled: ids };
  }
  const circle =
    kinds.includes("group") && groupId !== null ? groupMembersOn(members, groupId, day) : partyMembersOn(members, day);
  const states = exceptionsOf(activity);
  const isExpected = (member: Member) => !isExcusedOn(member, day) || came(states.get(member.id) ?? "absent");
  const ids = (list: readonly Member[]) => list.map((member) => member.id);
  return { expected: ids(circle.filter(isExpected)), entitled: ids(circle.filter((member) => isFullOn(member, day))) };
}

/** The roll frozen at confirmation, else that of the day by the present roster. */
export const rollOf = (
  activity: Gathering & Pick<Activity, "roll">,
  branch: Pick<Branch, "committee">,
  members: readonly Member[],
): Roll => activity.roll ?? expectedOn(activity, branch, members);

/** Those of the list who came, online included unless `inPerson`. */
function presentAmong(activity: Attended, ids: readonly string[], inPerson: boolean): string[] {
  const states = exceptionsOf(activity);
  return ids.filter((id) => {
    const state = states.get(id) ?? activity.attendance.default;
    return state === "present" || (state === "online" && !inPerson);
  });
}

/** Those expected who came. Without a roll (not confirmed yet) only those named as present are known. */
export const presentIds = (activity: Attended & Pick<Activity, "roll">, roll: Roll | null = activity.roll): string[] =>
  roll === null
    ? activity.attendance.exceptions.filter(({ state }) => came(state)).map(({ memberId }) => memberId)
    : presentAmong(activity, roll.expected, false);

type Counted = Attended & Pick<Activity, "counted" | "onlineCounts">;

/** How many of those entitled count as present: online in ordinary votes only, unless the record says otherwise. */
export function entitledPresent(activity: Counted, roll: Roll, basis: VoteBasis): number {
  if (activity.counted) return activity.counted.present;
  const expected = new Set(roll.expected);
  const states = exceptionsOf(activity);
  const inPerson = basis !== "ordinary" && !activity.onlineCounts;
  return presentAmong(activity, roll.entitled, inPerson).filter((id) => expected.has(id) || states.has(id)).length;
}

export type AttendanceCounts = {
  expected: number;
  /** Online included. */
  present: number;
  online: number;
  leave: number;
  absent: number;
  /** Those named who were not expected, and those named as observers. */
  observers: number;
  entitled: number;
  entitledPresent: (basis: VoteBasis) => number;
};

/** The figures of an activity; those of a ledger import are taken as they were entered. */
export function attendanceCounts(activity: Counted, roll: Roll): AttendanceCounts {
  const votes = (basis: VoteBasis) => entitledPresent(activity, roll, basis);
  if (activity.counted) {
    const { expected, present } = activity.counted;
    return {
      expected,
      present,
      online: 0,
      leave: 0,
      absent: Math.max(0, expected - present),
      observers: 0,
      entitled: expected,
      entitledPresent: votes,
    };
  }
  const states = exceptionsOf(activity);
  const expectedIds = new Set(roll.expected);
  const given = roll.expected.map((id) => states.get(id) ?? activity.attendance.default);
  const count = (state: string) => given.filter((one) => one === state).length;
  const guests = [...states].filter(
    ([id, state]) => !expectedIds.has(id) && (came(state) || state === "observer"),
  ).length;
  return {
    expected: given.length,
    present: count("present") + count("online"),
    online: count("online"),
    leave: count("leave"),
    absent: count("absent"),
    observers: guests + count("observer"),
    entitled: roll.entitled.length,
    entitledPresent: votes,
  };
}

/** The votes of an activity by item, null where an item has none. */
export const voteCounts = (activity: Counted & Pick<Activity, "items">, roll: Roll): (VoteCount | null)[] => {
  const { entitled, entitledPresent: present } = attendanceCounts(activity, roll);
  return activity.items.map(({ vote }) => (vote ? countVote(vote, { entitled, present: present(vote.basis) }) : null));
};

const instantDay = (at: string): Day =>
  /(Z|[+-]\d\d:?\d\d)$/.test(at) ? shanghaiDay(Date.parse(at)) : at.slice(0, 10);

/** Entered more than the set number of days after its day. */
export function isLate(
  activity: Pick<Activity, "startsAt" | "recordedAt" | "enteredAt">,
  settings: Pick<BranchSettings, "lateEntryDays">,
): boolean {
  return daysBetween(dayOf(activity), instantDay(activity.recordedAt ?? activity.enteredAt)) > settings.lateEntryDays;
}

export type StudySum = { hours: number; activityIds: string[]; trainingIds: string[] };

/** Hours by member: confirmed activities that they attended, and trainings. */
export function studyHoursByMember(
  activities: readonly Activity[],
  trainings: readonly Training[],
): Map<string, StudySum> {
  const sums = new Map<string, StudySum>();
  const sumOf = (memberId: string): StudySum => {
    const sum = sums.get(memberId) ?? { hours: 0, activityIds: [], trainingIds: [] };
    sums.set(memberId, sum);
    return sum;
  };
  for (const activity of activities) {
    if (activity.state !== "confirmed" || activity.hours <= 0) continue;
    for (const memberId of presentIds(activity)) {
      const sum = sumOf(memberId);
      sum.hours += activity.hours;
      sum.activityIds.push(activity.id);
    }
  }
  for (const training of trainings) {
    const sum = sumOf(training.memberId);
    sum.hours += training.hours;
    sum.trainingIds.push(training.id);
  }
  for (const sum of sums.values()) sum.hours = Math.round(sum.hours * 100) / 100;
  return sums;
}

export const studyHoursOf = (
  memberId: string,
  activities: readonly Activity[],
  trainings: readonly Training[],
): number => studyHoursByMember(activities, trainings).get(memberId)?.hours ?? 0;

// What may be saved.

const yearlyKinds: readonly ActivityKind[] = ["orgLife", "appraisal"];

/** The years that an activity may be kept for: that of its day; in January–March the organisational-life meeting and the appraisal also the year before. */
export const yearsFor = (kinds: readonly ActivityKind[], day: Day): number[] =>
  monthOf(day) <= 3 && kinds.some((kind) => yearlyKinds.includes(kind))
    ? [yearOf(day), yearOf(day) - 1]
    : [yearOf(day)];

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

function personErrors(activity: CheckedActivity, members: readonly Member[]): FieldError[] {
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
  // 支部工作条例: 临时党支部一般不发展党员，不选举党代表，不换届 (domain.md 1.11).
  if (branchKind === "provisional" && (votes || kinds.includes("election")))
    throw new Fault("branch.provisional", { detail: "临时党支部一般不发展党员、不进行换届选举" });
}

/** Refuses what may not be saved. `members` are all that the branch knows, those who left included; `nowLocal` is `YYYY-MM-DDTHH:mm` in Shanghai. */
export function checkActivity(
  activity: CheckedActivity,
  branch: KnownBranch,
  members: readonly Member[],
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

// What can be known before anybody types.

export type Prefill = Required<Pick<ActivityInput, "kinds" | "title" | "startsAt">> &
  Pick<Activity, "endsAt" | "forYear" | "groupId" | "place" | "hostId" | "recorderId" | "hours" | "attendance">;

const quarterNames = ["第一季度", "第二季度", "第三季度", "第四季度"];

function titleOf(kind: ActivityKind, day: Day, forYear: number): string {
  const name = activityKindNames[kind];
  if (kind === "general" || kind === "lecture")
    return `${yearOf(day)}年${quarterNames[Math.ceil(monthOf(day) / 3) - 1] ?? ""}${name}`;
  return yearlyKinds.includes(kind) ? `${forYear}年度${name}` : `${yearOf(day)}年${monthOf(day)}月${name}`;
}

function forYearOf(kinds: readonly ActivityKind[], day: Day, activities: readonly Activity[]): number {
  const [own = yearOf(day), before] = yearsFor(kinds, day);
  const isHeld = activities.some(
    (one) =>
      one.forYear === before &&
      one.state !== "planned" &&
      kinds.some((kind) => yearlyKinds.includes(kind) && one.kinds.includes(kind)),
  );
  return before === undefined || isHeld ? own : before;
}

function hostOf(branch: Pick<Branch, "committee">, members: readonly Member[], day: Day): string | null {
  const isHere = (id: string) =>
    members.some((member) => member.id === id && isPartyMemberOn(member, day) && !isExcusedOn(member, day));
  const secretary = secretaryOn(branch, day);
  const deputy = members.find((member) => postsOn(branch, member.id, day).includes("deputy"))?.id ?? null;
  return [secretary, deputy].find((id) => id !== null && isHere(id)) ?? secretary;
}

function recorderOf(
  branch: Pick<Branch, "committee">,
  members: readonly Member[],
  last: Activity | undefined,
  day: Day,
): string | null {
  const here = partyMembersOn(members, day);
  const usual = here.find(({ id }) => id === last?.recorderId);
  const holding = (post: "organisation" | "deputy") => here.find(({ id }) => postsOn(branch, id, day).includes(post));
  return (usual ?? holding("organisation") ?? holding("deputy"))?.id ?? null;
}

/** Everything of a new activity that can be known: from the branch's settings and posts, and from the latest one of the same kind. The secretary chairs, else the deputy (支部工作条例 第14条). */
export function prefill(
  branch: Pick<Branch, "committee" | "settings">,
  members: readonly Member[],
  activities: readonly Activity[],
  kinds: readonly ActivityKind[],
  day: Day,
  groupId: string | null = null,
): Prefill {
  const first = kinds[0] ?? "other";
  const earlier = activities
    .filter((one) => dayOf(one) <= day && one.groupId === groupId && isDay(dayOf(one)))
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  const last = earlier.findLast((one) => one.kinds.includes(first));
  const forYear = forYearOf(kinds, day, activities);
  return {
    kinds: [...kinds],
    title: titleOf(first, day, forYear),
    startsAt: `${day}T${last?.startsAt.slice(11) ?? "09:00"}`,
    endsAt: null,
    forYear,
    groupId,
    place: branch.settings.usualPlace || last?.place || earlier.findLast((one) => one.place !== "")?.place || "",
    hostId: groupId === null ? hostOf(branch, members, day) : (last?.hostId ?? null),
    recorderId: recorderOf(branch, members, last ?? earlier.at(-1), day),
    hours: last?.hours || branch.settings.usualHours,
    attendance: { default: "present", exceptions: [] },
  };
}
