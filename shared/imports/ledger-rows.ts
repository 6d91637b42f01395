import { attendanceCounts, expectedOn } from "../activities/attendance";
import { yearsFor } from "../activities/days";
import { activityKindNames } from "../activities/labels";
import { checkActivity } from "../activities/rules";
import type { Activity, ActivityKind } from "../activities/schema";
import { type Day, yearOf } from "../dates";
import type { Person } from "../members/schema";
import { belongsOn } from "../members/standing";
import type { Branch } from "../org/schema";
import { Fault } from "../problem";
import { normalName, textOf, tidy } from "./cells";
import { timeOf } from "./dates";
import { isLeave, ledgerReaders, missingIn } from "./ledger-cells";
import {
  cellOf,
  issueAt,
  type Places,
  type Planned,
  type ReadRow,
  readRow,
  repeated,
  type SheetRow,
  shownValues,
} from "./rows";
import type { Issue } from "./schema";

export const readLedgerRows = (rows: readonly SheetRow[], places: Places): ReadRow[] =>
  rows.map((row) => readRow(row, places, ledgerReaders));

/** The years whose records a ledger can touch. */
export const yearsIn = (rows: readonly ReadRow[]): number[] =>
  [
    ...new Set(
      rows.flatMap(({ values }) => (typeof values.date === "string" ? yearsFor(["orgLife"], values.date) : [])),
    ),
  ].sort((a, b) => a - b);

export type LedgerContext = {
  branch: Branch;
  /** All that the branch knows, those who left included. */
  members: readonly Person[];
  /** What is recorded already in the years of the file. */
  activities: readonly Activity[];
  today: Day;
  /** `YYYY-MM-DDTHH:mm` in Shanghai. */
  nowLocal: string;
  /** Whether the importing person confirms: the secretary does, a committee member leaves it to be confirmed. */
  confirms: boolean;
};
/** What an import knows of an activity; id, author and instants are added when it is saved. */
export type LedgerInput = Pick<
  Activity,
  | "kinds"
  | "title"
  | "startsAt"
  | "endsAt"
  | "forYear"
  | "groupId"
  | "place"
  | "hostId"
  | "recorderId"
  | "lecturer"
  | "hours"
  | "state"
  | "attendance"
  | "items"
  | "resolutions"
  | "onlineCounts"
  | "roll"
  | "counted"
>;
export type LedgerAct = { type: "create"; input: LedgerInput } | { type: "none"; activityId: string };

type Draft = { read: ReadRow; places: Places; issues: Issue[]; warnings: Issue[] };
const fail = (draft: Draft, field: string, code: string, detail: string) =>
  draft.issues.push(issueAt(draft.read.row, draft.places, field, code, detail));
const warn = (draft: Draft, field: string, code: string, detail: string) =>
  draft.warnings.push(issueAt(draft.read.row, draft.places, field, code, detail));

const textIn = ({ read }: Draft, field: string): string => {
  const found = read.values[field];
  return typeof found === "string" ? found : "";
};
const numberIn = ({ read }: Draft, field: string): number | null => {
  const found = read.values[field];
  return typeof found === "number" ? found : null;
};
const isKindList = (of: unknown): of is ActivityKind[] => Array.isArray(of);

/** The one person of that name who belonged to the branch on the day. */
function personNamed(name: string, members: readonly Person[], day: Day): { id: string } | { detail: string } {
  const called = members.filter((member) => normalName(member.name) === normalName(name));
  const [member, another] = called.filter((one) => belongsOn(one, day));
  if (member && !another) return { id: member.id };
  if (another) return { detail: `名册中有不止一名“${name}”，无法确定是谁` };
  return { detail: called.length > 0 ? `“${name}”当时不在本支部` : `“${name}”不在本支部名册中` };
}

function officer(draft: Draft, field: "host" | "recorder", context: LedgerContext, day: Day): string | null {
  const name = textIn(draft, field)
    .replace(/[(（].*$/, "")
    .trim();
  if (name === "") return null;
  const found = personNamed(name, context.members, day);
  if ("id" in found) return found.id;
  warn(draft, field, "person.unknown", `${found.detail}，${field === "host" ? "主持人" : "记录人"}这一项不导入`);
  return null;
}

type Exceptions = Activity["attendance"]["exceptions"];

/** Those named as away. Null when a name cannot be matched: then only figures count. */
function exceptionsOf(draft: Draft, context: LedgerContext, day: Day): Exceptions | null {
  const lists = [
    ...missingIn(textIn(draft, "leave")).map((one) => ({ ...one, field: "leave", state: "leave" as const })),
    ...missingIn(textIn(draft, "absent")).map((one) => ({
      ...one,
      field: "absent",
      state: isLeave(one.reason) ? ("leave" as const) : ("absent" as const),
    })),
  ];
  const exceptions: Exceptions = [];
  const unknown = lists.filter(({ name, reason, state, field }) => {
    const found = personNamed(name, context.members, day);
    if (!("id" in found)) {
      warn(draft, field, "person.unknown", `${found.detail}，这次活动按人数记`);
      return true;
    }
    if (!exceptions.some(({ memberId }) => memberId === found.id))
      exceptions.push({ memberId: found.id, state, reason });
    return false;
  });
  return unknown.length > 0 ? null : exceptions;
}

type Attended = Pick<LedgerInput, "attendance" | "roll" | "counted">;
const byFigures = (expected: number, present: number): Attended => ({
  attendance: { default: "present", exceptions: [] },
  roll: null,
  counted: { expected, present },
});

/** Persons where the names explain the figures, else the figures as they stand in the ledger. */
function attended(
  draft: Draft,
  context: LedgerContext,
  what: Pick<Activity, "kinds" | "startsAt" | "groupId">,
): Attended | null {
  const day = what.startsAt.slice(0, 10);
  const [expected, present] = [numberIn(draft, "expected"), numberIn(draft, "present")];
  if (expected !== null && present !== null && present > expected) {
    fail(draft, "present", "count.too-many", `实到 ${present} 人多于应到 ${expected} 人，请核对`);
    return null;
  }
  const away = exceptionsOf(draft, context, day);
  const isNamed = away !== null && (away.length > 0 || (expected !== null && expected === present));
  if (isNamed) {
    const attendance = { default: "present" as const, exceptions: away };
    const roll = expectedOn({ ...what, attendance }, context.branch, context.members);
    const counts = attendanceCounts({ attendance, counted: null, onlineCounts: false }, roll);
    const agrees = (expected ?? counts.expected) === counts.expected && (present ?? counts.present) === counts.present;
    if (agrees && counts.expected > 0) return { attendance, roll, counted: null };
    if (expected !== null && present !== null)
      warn(
        draft,
        "expected",
        "count.differs",
        `按当天名册和缺席名单应到 ${counts.expected} 人、实到 ${counts.present} 人，与表中不同，按表中的数字记`,
      );
  }
  if (expected !== null && present !== null) return byFigures(expected, present);
  if (expected !== null && away !== null && away.length > 0 && away.length <= expected)
    return byFigures(expected, expected - away.length);
  const column = expected === null ? "expected" : "present";
  fail(draft, column, "count.missing", "请填写应到人数和实到人数，或能与名册对上的缺席名单");
  return null;
}

function groupOf(draft: Draft, { branch }: LedgerContext): string | null {
  const told = `${textIn(draft, "group")}${tidy(textOf(cellOf(draft.read.row, draft.places, "kind")))}${textIn(draft, "title")}`;
  const named = branch.groups.filter(({ name }) => told.includes(name));
  const [group, another] = named.length > 0 ? named : branch.groups;
  if (group && !another) return group.id;
  fail(
    draft,
    "group",
    "group.missing",
    branch.groups.length === 0 ? "本支部没有党小组，不能记党小组会" : "请填写是哪个党小组的会",
  );
  return null;
}

function yearFor(draft: Draft, kinds: readonly ActivityKind[], day: Day): number {
  const years = yearsFor(kinds, day);
  const told = numberIn(draft, "forYear") ?? Number(/((?:19|20)\d{2})年?度/.exec(textIn(draft, "title"))?.[1]);
  if (numberIn(draft, "forYear") !== null && !years.includes(told))
    fail(draft, "forYear", "year.differs", `所属年度应为 ${years.join(" 或 ")} 年`);
  return years.includes(told) ? told : yearOf(day);
}

const kindNames = (kinds: readonly ActivityKind[]) => kinds.map((kind) => activityKindNames[kind]).join("、");
const bareTitle = (title: string) => tidy(title).replaceAll(/\s/g, "");

function draftActivity(draft: Draft, context: LedgerContext): LedgerInput | null {
  const { values, issues } = draft.read;
  const day = textIn(draft, "date");
  const kinds = values.kind;
  if (day === "" && !issues.some(({ field }) => field === "date")) fail(draft, "date", "date.missing", "请填写日期");
  if (!isKindList(kinds) && !issues.some(({ field }) => field === "kind"))
    fail(draft, "kind", "kind.missing", "请填写活动类别");
  if (day === "" || !isKindList(kinds)) return null;
  if (day > context.today) {
    fail(draft, "date", "date.future", "这一天还没有到，台账只导入已经开过的会");
    return null;
  }
  const time =
    timeOf(cellOf(draft.read.row, draft.places, "clock")) ?? timeOf(cellOf(draft.read.row, draft.places, "date"));
  const startsAt = `${day}T${time ?? "00:00"}`;
  const groupId = kinds.includes("group") ? groupOf(draft, context) : null;
  const figures = attended(draft, context, { kinds, startsAt, groupId });
  if (!figures) return null;
  return {
    kinds,
    title: textIn(draft, "title").slice(0, 200) || kindNames(kinds),
    startsAt,
    endsAt: null,
    forYear: yearFor(draft, kinds, day),
    groupId,
    place: textIn(draft, "place").slice(0, 100),
    hostId: officer(draft, "host", context, day),
    recorderId: officer(draft, "recorder", context, day),
    lecturer: textIn(draft, "lecturer").slice(0, 100),
    hours: numberIn(draft, "hours") ?? 0,
    state: context.confirms ? "confirmed" : "recorded",
    ...figures,
    // Who was entitled is frozen by confirming, not before.
    roll: context.confirms ? figures.roll : null,
    items: [],
    resolutions: [],
    onlineCounts: false,
  };
}

const fieldOfPointer: Readonly<Record<string, string>> = {
  startsAt: "date",
  kinds: "kind",
  groupId: "group",
  forYear: "forYear",
  counted: "present",
  hostId: "host",
  recorderId: "recorder",
};

function checkRules(draft: Draft, input: LedgerInput, { branch, members, nowLocal }: LedgerContext): void {
  try {
    checkActivity(input, branch, members, nowLocal);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const [first = { pointer: "#/kinds", detail: error.detail ?? "内容不正确" }] = error.errors;
    fail(draft, fieldOfPointer[first.pointer.split("/")[1] ?? ""] ?? "kind", error.code, first.detail);
  }
}

/** Two entries mean the same meeting: same day, same kinds, same subject. */
const identityOf = (one: { kinds: readonly ActivityKind[]; startsAt: string; title: string; groupId: string | null }) =>
  JSON.stringify([
    one.startsAt.slice(0, 10),
    [...one.kinds].sort((a, b) => (a < b ? -1 : 1)),
    bareTitle(one.title),
    one.groupId,
  ]);

function draftIdentity(input: LedgerInput | null): string | null {
  return input && identityOf(input);
}

function finish(
  draft: Draft,
  input: LedgerInput | null,
  twice: ReadonlySet<string>,
  known: ReadonlyMap<string, Activity>,
  context: LedgerContext,
): Planned<LedgerAct> {
  const identity = draftIdentity(input);
  const existing = identity === null ? undefined : known.get(identity);
  if (input && !existing) checkRules(draft, input, context);
  if (identity !== null && twice.has(identity))
    fail(draft, "date", "activity.duplicate", "同一天、同一类别、同一主题在文件中出现了两次以上，请核对后只保留一行");
  const sameDay = context.activities.filter(
    (one) =>
      input !== null &&
      !existing &&
      one.startsAt.slice(0, 10) === input.startsAt.slice(0, 10) &&
      one.groupId === input.groupId &&
      one.kinds.some((kind) => input.kinds.includes(kind)),
  );
  for (const { title } of sameDay.slice(0, 1))
    warn(draft, "title", "activity.same-day", `当天已有同类活动“${title}”，请核对是否重复`);
  const act: LedgerAct | null =
    draft.issues.length > 0 || !input
      ? null
      : existing
        ? { type: "none", activityId: existing.id }
        : { type: "create", input };
  const { row } = draft.read;
  return {
    act,
    answer: {
      row: row.number,
      verdict: act === null ? "error" : act.type === "create" ? "new" : "unchanged",
      name: input?.title ?? textIn(draft, "title"),
      values: shownValues(row, draft.places, Object.keys(ledgerReaders), {}),
      warnings: draft.warnings,
      changes: [],
      issues: draft.issues,
    },
  };
}

/** The verdict on every row of a ledger. A meeting that is recorded already stays as it is: confirmed records change by amendment only. */
export function planLedger(rows: readonly ReadRow[], places: Places, context: LedgerContext): Planned<LedgerAct>[] {
  const drafts = rows.map((read): Draft => ({ read, places, issues: [...read.issues], warnings: [...read.warnings] }));
  const inputs = drafts.map((draft) => draftActivity(draft, context));
  const twice = repeated(inputs.map(draftIdentity));
  const known = new Map(context.activities.map((activity) => [identityOf(activity), activity]));
  return drafts.map((draft, i) => finish(draft, inputs[i] ?? null, twice, known, context));
}

export const ledgerFieldNames: Readonly<Record<string, string>> = {
  date: "日期",
  clock: "时间",
  kind: "活动类别",
  title: "主题",
  place: "地点",
  host: "主持人",
  recorder: "记录人",
  lecturer: "主讲人",
  expected: "应到人数",
  present: "实到人数",
  leave: "请假人员",
  absent: "缺席人员",
  hours: "学时",
  group: "党小组",
  forYear: "所属年度",
};
