import { addMonths, chineseDay, type Day, firstDay, isWithin, lastDay, wholeMonths, wholeYears } from "../dates";
import type { Branch, CommitteePost, Post } from "../org/schema";
import { Fault, type FieldError, fieldFault } from "../problem";
import { stageNames } from "./labels";
import {
  type DatedField,
  datedFields,
  type Member,
  type MemberChange,
  type Stage,
  stages,
  type TimelineEntry,
} from "./schema";

/** Who somebody is on a given day. A month `YYYY-MM` counts from its first day. */

const rankOf = (stage: Stage): number => stages.indexOf(stage);
const isStage = (value: unknown): value is Stage => stages.some((stage) => stage === value);
const entriesOf = (member: Member, field: DatedField): TimelineEntry[] =>
  member.timeline
    .filter((entry) => entry.field === field)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));

/** The later of two entries that hold on a day; of two of one day the one written last. */
const laterEntry = (day: Day, best: TimelineEntry | undefined, entry: TimelineEntry): TimelineEntry | undefined =>
  entry.from <= day && (best === undefined || best.from <= entry.from) ? entry : best;

function valueOn<F extends DatedField>(member: Member, field: F, day: Day): Member[F] {
  if (member.timeline.length === 0) return member[field];
  const mine = member.timeline.filter((entry) => entry.field === field);
  const entry = mine.reduce<TimelineEntry | undefined>((best, one) => laterEntry(day, best, one), undefined) ?? mine[0];
  // The timeline is written by `applyChange` alone, from values of the same field.
  return entry === undefined ? member[field] : (entry.value as Member[F]);
}

const stageDates: readonly [Stage, "appliedOn" | "activistOn" | "candidateOn" | "joinedOn" | "convertedOn"][] = [
  ["applicant", "appliedOn"],
  ["activist", "activistOn"],
  ["candidate", "candidateOn"],
  ["probationary", "joinedOn"],
  ["full", "convertedOn"],
];

type StagePoint = { stage: Stage; from: Day };

/** When each stage began: by its own date, else by the day on which the change was entered. A stage beyond the present one was a mistake and is left out. */
function stagePoints(member: Member): StagePoint[] {
  const dated = stageDates.flatMap(([stage, field]): StagePoint[] => {
    const date = member[field];
    return date === null ? [] : [{ stage, from: firstDay(date) }];
  });
  const noted = entriesOf(member, "stage").flatMap(({ value, from }): StagePoint[] =>
    isStage(value) && !dated.some((point) => point.stage === value) ? [{ stage: value, from }] : [],
  );
  const points = [...dated, ...noted].filter((point) => rankOf(point.stage) <= rankOf(member.stage));
  return points.sort((a, b) => rankOf(a.stage) - rankOf(b.stage));
}

/** The stage on a day. Where the day of the present stage is unknown it is taken to have begun with the latest one known. */
export function stageOn(member: Member, day: Day): Stage {
  if (member.stage === "full" && member.convertedOn !== null && firstDay(member.convertedOn) <= day) return "full";
  const points = stagePoints(member);
  if (points.at(-1)?.stage !== member.stage) {
    const known = points.at(-1)?.from;
    if (known === undefined || known <= day) return member.stage;
  }
  const reached = points.findLast((point) => point.from <= day);
  if (reached) return reached.stage;
  const first = points[0];
  return (first && stages[Math.max(0, rankOf(first.stage) - 1)]) ?? member.stage;
}

const known = <T extends string | null>(date: T, day: Day): T | null =>
  date !== null && firstDay(date) <= day ? date : null;

/** The record as it stood on a day: the dated facts of that day, and no date that lay ahead. */
export const memberOn = (member: Member, day: Day): Member => ({
  ...member,
  stage: stageOn(member, day),
  standing: valueOn(member, "standing", day),
  groupId: valueOn(member, "groupId", day),
  excused: valueOn(member, "excused", day),
  lost: valueOn(member, "lost", day),
  floating: valueOn(member, "floating", day),
  joinedOn: known(member.joinedOn, day),
  convertedOn: known(member.convertedOn, day),
  left: member.left !== null && member.left.on <= day ? member.left : null,
});

/** Whether somebody belongs to the branch: from the day of arrival (unknown = always) to the day before leaving, so that nobody is counted in two branches on one day. */
export const belongsOn = (member: Member, day: Day): boolean =>
  (member.arrivedOn === null || firstDay(member.arrivedOn) <= day) && (member.left === null || day < member.left.on);

const isActiveOn = (member: Member, day: Day): boolean =>
  belongsOn(member, day) && valueOn(member, "standing", day) === "normal";

/** Probationary or full, in this branch, Party membership not suspended. */
export const isPartyMemberOn = (member: Member, day: Day): boolean =>
  isActiveOn(member, day) && rankOf(stageOn(member, day)) >= rankOf("probationary");

export const isFullOn = (member: Member, day: Day): boolean =>
  isActiveOn(member, day) && stageOn(member, day) === "full";
export const isProbationaryOn = (member: Member, day: Day): boolean =>
  isActiveOn(member, day) && stageOn(member, day) === "probationary";

export function isExcusedOn(member: Member, day: Day): boolean {
  const excused = valueOn(member, "excused", day);
  return excused !== null && isWithin(day, excused);
}

export function isLostOn(member: Member, day: Day): boolean {
  const lost = valueOn(member, "lost", day);
  return lost !== null && (lost.on === null || lost.on <= day);
}

export const ageOn = (member: Pick<Member, "birthDate">, day: Day): number | null =>
  member.birthDate === null ? null : Math.max(0, wholeYears(member.birthDate, day));

/** 党龄 in whole years: from conversion, corrected by months (发展党员细则: 党龄自转为正式党员之日起算). */
export function seniorityYearsOn(member: Member, day: Day): number | null {
  if (member.convertedOn === null || stageOn(member, day) !== "full") return null;
  return Math.max(0, Math.floor((wholeMonths(member.convertedOn, day) + (member.seniorityCorrection ?? 0)) / 12));
}

/** The posts held on a day; the day of leaving a post is its last one. */
export const committeeOn = (branch: Pick<Branch, "committee">, day: Day): CommitteePost[] =>
  branch.committee.filter((post) => isWithin(day, post));
export const postsOn = (branch: Pick<Branch, "committee">, memberId: string, day: Day): Post[] =>
  committeeOn(branch, day)
    .filter((post) => post.memberId === memberId)
    .map((post) => post.post);
/** Those who hold a post, each once. */
export const committeeIdsOn = (branch: Pick<Branch, "committee">, day: Day): string[] => [
  ...new Set(committeeOn(branch, day).map((post) => post.memberId)),
];
/** A secretary with or without a deputy is no committee (支部工作条例: 不设支委会的设书记，必要时设副书记). */
export const hasCommitteeOn = (branch: Pick<Branch, "committee">, day: Day): boolean =>
  committeeOn(branch, day).some(({ post }) => post !== "secretary" && post !== "deputy");
/** The secretary's member id, or null. */
export const secretaryOn = (branch: Pick<Branch, "committee">, day: Day): string | null =>
  committeeOn(branch, day).find(({ post }) => post === "secretary")?.memberId ?? null;
export const partyMembersOn = (members: readonly Member[], day: Day): Member[] =>
  members.filter((member) => isPartyMemberOn(member, day));
export const fullMembersOn = (members: readonly Member[], day: Day): Member[] =>
  members.filter((member) => isFullOn(member, day));
/** The Party members of a group on a day. */
export const groupMembersOn = (members: readonly Member[], groupId: string, day: Day): Member[] =>
  members.filter((member) => isPartyMemberOn(member, day) && valueOn(member, "groupId", day) === groupId);

type FactField =
  | "birthDate"
  | "stage"
  | "joinedOn"
  | "convertedOn"
  | "appliedOn"
  | "activistOn"
  | "candidateOn"
  | "arrivedOn"
  | "left"
  | "excused";
/** The fields whose agreement is checked; absent is unknown. */
export type MemberFields = { [F in FactField]?: Member[F] | undefined };
export type Findings = { errors: FieldError[]; warnings: FieldError[] };

const finding = (field: string, code: string, detail: string): FieldError => ({
  pointer: `#/${field}`,
  code: `member.${code}`,
  detail,
});
const isBefore = (a: string | null | undefined, b: string | null | undefined): boolean =>
  !!a && !!b && lastDay(a) < firstDay(b);

/** [field, its name in a sentence, the field it may not precede, that field's name] */
const orders = [
  ["activistOn", "确定积极分子日期", "appliedOn", "申请入党日期"],
  ["candidateOn", "列为发展对象日期", "activistOn", "确定积极分子日期"],
  ["joinedOn", "加入党组织日期", "candidateOn", "列为发展对象日期"],
  ["convertedOn", "转为正式党员日期", "joinedOn", "加入党组织日期"],
] as const;

function orderErrors(fields: MemberFields): FieldError[] {
  const found = orders
    .filter(([field, , earlier]) => isBefore(fields[field], fields[earlier]))
    .map(([field, name, , earlierName]) => finding(field, "date-order", `${name}不能早于${earlierName}`));
  if (isBefore(fields.left?.on, fields.arrivedOn))
    found.push(finding("left/on", "date-order", "离开日期不能早于进入本支部日期"));
  if (isBefore(fields.excused?.to, fields.excused?.from))
    found.push(finding("excused/to", "date-order", "免于参加活动的截止日期不能早于起始日期"));
  return found;
}

const pastFields = [
  ["birthDate", "出生日期"],
  ["appliedOn", "申请入党日期"],
  ["activistOn", "确定积极分子日期"],
  ["candidateOn", "列为发展对象日期"],
  ["joinedOn", "加入党组织日期"],
  ["convertedOn", "转为正式党员日期"],
] as const;

const futureErrors = (fields: MemberFields, day: Day): FieldError[] =>
  pastFields
    .filter(([field]) => isBefore(day, fields[field]))
    .map(([field, name]) => finding(field, "date-future", `${name}不能晚于今天（${chineseDay(day)}）`));

function stageErrors({ stage, joinedOn, convertedOn }: MemberFields): FieldError[] {
  if (stage === undefined) return [];
  const isMember = rankOf(stage) >= rankOf("probationary");
  if (isMember && !joinedOn) return [finding("joinedOn", "joined-missing", `${stageNames[stage]}应填写加入党组织日期`)];
  if (!isMember && joinedOn)
    return [finding("joinedOn", "stage-order", `人员类别是${stageNames[stage]}，不应有加入党组织日期，请核对`)];
  if (stage !== "full" && convertedOn)
    return [finding("convertedOn", "stage-order", `人员类别是${stageNames[stage]}，不应有转为正式党员日期，请核对`)];
  return [];
}

const under18 = (birthDate: string | null | undefined, date: string | null | undefined): boolean =>
  !!birthDate && !!date && wholeYears(birthDate, lastDay(date)) < 18;

function ageFindings({ birthDate, appliedOn, joinedOn }: MemberFields): FieldError[] {
  if (under18(birthDate, joinedOn))
    return [finding("joinedOn", "under-18", "加入党组织时不满 18 周岁，请核对出生日期和加入党组织日期")];
  return under18(birthDate, appliedOn)
    ? [finding("appliedOn", "under-18", "申请入党时不满 18 周岁，请核对出生日期和申请入党日期")]
    : [];
}

function softFindings({ stage, joinedOn, convertedOn, activistOn, candidateOn }: MemberFields): FieldError[] {
  const found: FieldError[] = [];
  if (stage === "full" && !convertedOn)
    found.push(finding("convertedOn", "converted-missing", "没有填写转为正式党员日期，党龄无法计算"));
  if (convertedOn && joinedOn && isBefore(convertedOn, addMonths(firstDay(joinedOn), 12)))
    found.push(finding("convertedOn", "probation-short", "转为正式党员日期距加入党组织日期不满一年，请核对"));
  if (candidateOn && activistOn && isBefore(candidateOn, addMonths(firstDay(activistOn), 12)))
    found.push(finding("candidateOn", "training-short", "列为发展对象日期距确定积极分子日期不满一年，请核对"));
  return found;
}

/** What does not agree in a person's fields on a day; for forms and imports alike. Full members were often admitted under older rules: their age at joining is a warning, that of others an error (发展党员细则 第5条). */
export function memberFindings(fields: MemberFields, day: Day): Findings {
  const ages = ageFindings(fields);
  const isOldRecord = fields.stage === "full";
  return {
    errors: [
      ...stageErrors(fields),
      ...futureErrors(fields, day),
      ...orderErrors(fields),
      ...(isOldRecord ? [] : ages),
    ],
    warnings: [...softFindings(fields), ...(isOldRecord ? ages : [])],
  };
}

/** Refuses fields that do not agree. */
export function checkMember(fields: MemberFields, day: Day): void {
  const { errors } = memberFindings(fields, day);
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
}

const sinceEver: Day = "1900-01-01";

/** The day from which a changed value holds: excuse, loss of contact and absence carry their own. */
function startOf(field: DatedField, next: Member, effectiveOn: Day): Day {
  if (field === "excused") return next.excused?.from ?? effectiveOn;
  if (field === "lost") return next.lost?.on ?? effectiveOn;
  return (field === "floating" ? next.floating?.since : null) ?? effectiveOn;
}

/** Whether the new value mends the former one rather than following it. */
function isCorrection(field: DatedField, before: Member, next: Member): boolean {
  if (field === "excused")
    return !!before.excused && !!next.excused && (before.excused.to === null || before.excused.to >= next.excused.from);
  return (field === "lost" || field === "floating") && before[field] !== null && next[field] !== null;
}

/** The field's history with the new value from `start` on; what was dated later is superseded. */
function historyOf(field: DatedField, before: Member, next: Member, effectiveOn: Day): TimelineEntry[] {
  const entries = entriesOf(before, field);
  const start = startOf(field, next, effectiveOn);
  const former =
    entries.length > 0
      ? entries
      : [{ field, from: isCorrection(field, before, next) ? start : sinceEver, value: before[field] }];
  const kept = (isCorrection(field, before, next) ? former.slice(0, -1) : former).filter((entry) => entry.from < start);
  const base = kept.length > 0 || !isCorrection(field, before, next) ? kept : [{ field, from: sinceEver, value: null }];
  return [...base, { field, from: start, value: next[field] }];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The record after a change, with the history of its dated facts. Refuses a change that makes fields disagree; what disagreed before does not stand in the way of mending something else. */
export function applyChange(member: Member, change: MemberChange, today: Day): Member {
  const { effectiveOn = today, ...fields } = change;
  if (effectiveOn > today) throw fieldFault("request.invalid", "#/effectiveOn", "生效日期不能晚于今天");
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Member>;
  const next: Member = { ...member, ...given };
  const before = memberFindings(member, today).errors;
  const errors = memberFindings(next, today).errors.filter((error) => !before.some((old) => isSame(old, error)));
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
  const changed = datedFields.filter((field) => !isSame(member[field], next[field]));
  const untouched = member.timeline.filter((entry) => !changed.includes(entry.field));
  return {
    ...next,
    timeline: [...untouched, ...changed.flatMap((field) => historyOf(field, member, next, effectiveOn))],
  };
}
