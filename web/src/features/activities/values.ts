import * as labels from "#shared/activities/labels";
import type {
  ActivityAnswer,
  ActivityChange,
  ActivityKind,
  AttendanceState,
  VoteBasis,
  voteOutcomes,
} from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import { chineseTime } from "../../lib/dates";
import type { Prefilled } from "./data";

export type VoteValues = {
  basis: VoteBasis;
  yes: number | null;
  no: number | null;
  abstain: number | null;
  writtenYes: number | null;
  writtenNo: number | null;
  outcome: (typeof voteOutcomes)[number] | null;
};
export type ItemValues = { title: string; text: string; vote: VoteValues | null };
export type ResolutionValues = { text: string; ownerId: string | null; dueOn: string; doneOn: string | null };
export type ExceptionValues = { memberId: string; state: AttendanceState; reason: string };

/** What the form holds: text as typed, null for no choice. */
export type ActivityValues = {
  kinds: ActivityKind[];
  title: string;
  startsAt: string;
  endsAt: string;
  forYear: number;
  groupId: string | null;
  place: string;
  hostId: string | null;
  recorderId: string | null;
  lecturer: string;
  hours: number | null;
  attendance: { default: AttendanceState; exceptions: ExceptionValues[] };
  items: ItemValues[];
  resolutions: ResolutionValues[];
  onlineCounts: boolean;
  /** Why a confirmed record is changed; only an amendment has it. */
  reason: string;
};

export const emptyVote: VoteValues = {
  basis: "ordinary",
  yes: null,
  no: 0,
  abstain: 0,
  writtenYes: 0,
  writtenNo: 0,
  outcome: null,
};

/** A vote of a plan has no figures yet. */
const voteOf = (
  vote: NonNullable<ActivityAnswer["items"][number]["vote"]>,
  state: ActivityAnswer["state"],
): VoteValues => {
  const { basis, yes, no, abstain, writtenYes, writtenNo, outcome } = vote;
  return state === "planned" ? { ...emptyVote, basis } : { basis, yes, no, abstain, writtenYes, writtenNo, outcome };
};

const shared = (known: ActivityAnswer | Prefilled) => ({
  kinds: known.kinds,
  title: known.title,
  startsAt: known.startsAt,
  endsAt: known.endsAt ?? "",
  forYear: known.forYear,
  groupId: known.groupId,
  place: known.place,
  hostId: known.hostId,
  recorderId: known.recorderId,
  hours: known.hours,
  attendance: known.attendance,
});

/** The form of a new activity, as far as it is known. */
export const newValues = (known: Prefilled, asked: number | null): ActivityValues => {
  const forYear = asked !== null && known.years.includes(asked) ? asked : known.forYear;
  return {
    ...shared(known),
    forYear,
    title: known.title.replace(`${known.forYear}年度`, `${forYear}年度`),
    lecturer: "",
    items: [],
    resolutions: [],
    onlineCounts: false,
    reason: "",
  };
};

export const valuesOf = (record: ActivityAnswer): ActivityValues => ({
  ...shared(record),
  lecturer: record.lecturer,
  items: record.items.map(({ title, text, vote }) => ({ title, text, vote: vote && voteOf(vote, record.state) })),
  resolutions: record.resolutions.map((one) => ({ ...one, dueOn: one.dueOn ?? "" })),
  onlineCounts: record.onlineCounts,
  reason: "",
});

const orNull = (text: string) => (text === "" ? null : text);
const plannedVote = (vote: VoteValues) => ({
  ...{ basis: vote.basis, yes: 0, no: 0, abstain: 0, writtenYes: 0, writtenNo: 0 },
  outcome: "notPassed" as const,
});
const heldVote = (vote: VoteValues) =>
  vote.basis === "admission"
    ? { ...vote, writtenYes: vote.writtenYes ?? 0, writtenNo: vote.writtenNo ?? 0 }
    : { ...vote, writtenYes: 0, writtenNo: 0 };

/** What the typed values mean as fields of the record; the schema judges them afterwards. */
export function fieldsOf({ reason: _, ...values }: ActivityValues, isPlan: boolean) {
  return {
    ...values,
    endsAt: orNull(values.endsAt),
    groupId: values.kinds.includes("group") ? values.groupId : null,
    hours: values.hours ?? 0,
    items: values.items.map((item) => ({
      ...item,
      vote: item.vote && (isPlan ? plannedVote(item.vote) : heldVote(item.vote)),
    })),
    resolutions: values.resolutions.map((one) => ({ ...one, dueOn: orNull(one.dueOn) })),
  };
}

/** Only what differs from what the form began with. */
export function changesOf(before: ActivityValues, after: ActivityValues, isPlan: boolean): Partial<ActivityChange> {
  const [was, is] = [fieldsOf(before, isPlan), fieldsOf(after, isPlan)];
  const known: Record<string, unknown> = was;
  return Object.fromEntries(
    Object.entries(is).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(known[field])),
  );
}

export const fieldNames: Record<keyof ActivityValues, string> = {
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
  reason: "更正原因",
};
export const isField = (name: string): name is keyof ActivityValues => name in fieldNames;

export type Names = (id: string | null) => string;

const exceptionText = ({ memberId, state, reason }: ExceptionValues, names: Names) =>
  `${names(memberId)}${state === "present" ? "到会" : labels.attendanceNames[state]}${reason ? `（${reason}）` : ""}`;

const voteText = ({ basis, yes, no, abstain, outcome }: VoteValues) =>
  `，${labels.voteBasisNames[basis]}表决：赞成 ${yes ?? "—"}、反对 ${no ?? "—"}、弃权 ${abstain ?? "—"}${outcome ? `，${labels.voteOutcomeNames[outcome]}` : ""}`;

const shown: { [F in keyof ActivityValues]?: (value: ActivityValues[F], names: Names) => string } = {
  kinds: (kinds) => kinds.map((kind) => labels.activityKindNames[kind]).join("、"),
  startsAt: (time) => chineseTime(time),
  endsAt: (time) => (time ? chineseTime(time) : ""),
  hostId: (id, names) => names(id),
  recorderId: (id, names) => names(id),
  attendance: ({ exceptions }, names) => exceptions.map((one) => exceptionText(one, names)).join("；") || "全部到会",
  items: (items) =>
    items
      .map(
        ({ title, text, vote }, i) =>
          `${i + 1}. ${title}${vote ? voteText(vote) : ""}${text ? `：${text.slice(0, 200)}` : ""}`,
      )
      .join("\n"),
  resolutions: (list, names) =>
    list
      .map(
        ({ text, ownerId, dueOn }, i) =>
          `${i + 1}. ${text}${ownerId ? `（${names(ownerId)}）` : ""}${dueOn ? `，${chineseDay(dueOn)}前` : ""}`,
      )
      .join("\n"),
  onlineCounts: (counts) => (counts ? "是" : "否"),
};

/** A value of the form as it is read. */
export function shownValue<F extends keyof ActivityValues>(field: F, value: ActivityValues[F], names: Names): string {
  const show = shown[field];
  return show ? show(value, names) : value === null ? "" : String(value);
}
