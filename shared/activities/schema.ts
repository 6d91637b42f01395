import * as z from "zod";
import {
  amount,
  choice,
  day,
  id,
  line,
  listOf,
  localTime,
  optionalLine,
  page,
  pageQuery,
  paragraph,
  stored,
  whole,
  year,
} from "../fields";

export const activityKinds = [
  "general",
  "committee",
  "group",
  "lecture",
  "themeDay",
  "orgLife",
  "appraisal",
  "study",
  "volunteer",
  "election",
  "other",
] as const;
export const activityStates = ["planned", "recorded", "confirmed"] as const;
export const attendanceStates = ["present", "online", "leave", "absent", "observer"] as const;
export const voteBases = ["ordinary", "admission", "election"] as const;
export const voteOutcomes = ["passed", "notPassed"] as const;
export type ActivityKind = (typeof activityKinds)[number];
export type ActivityState = (typeof activityStates)[number];
export type AttendanceState = (typeof attendanceStates)[number];
export type VoteBasis = (typeof voteBases)[number];

const exception = z.strictObject({
  memberId: id("党员"),
  state: choice("出勤情况", attendanceStates),
  reason: optionalLine("原因", 100).default(""),
});
/** Everybody expected has the default; only the others are listed. */
export const attendanceInput = z.strictObject({
  default: choice("出勤情况", attendanceStates).default("present"),
  exceptions: listOf("出勤", exception, 500).default([]),
});
export type Attendance = z.infer<typeof attendanceInput>;

/** A vote as counted. `writtenYes`, `writtenNo`: formal written opinions handed in before the meeting (admissions only). */
export const voteInput = z.strictObject({
  basis: choice("表决类别", voteBases),
  yes: whole("赞成", 0, 100_000),
  no: whole("反对", 0, 100_000),
  abstain: whole("弃权", 0, 100_000),
  writtenYes: whole("书面赞成", 0, 100_000).default(0),
  writtenNo: whole("书面反对", 0, 100_000).default(0),
  outcome: choice("表决结果", voteOutcomes),
});
export type Vote = z.infer<typeof voteInput>;

export const itemInput = z.strictObject({
  title: line("议题", 200),
  text: paragraph("内容").default(""),
  vote: voteInput.nullable().optional(),
});
export const resolutionInput = z.strictObject({
  text: line("决议", 500),
  ownerId: id("责任人").nullable().default(null),
  dueOn: day("完成时限").nullable().default(null),
  doneOn: day("完成日期").nullable().default(null),
});
export type Resolution = z.infer<typeof resolutionInput>;

const fields = {
  kinds: listOf("活动类别", choice("活动类别", activityKinds), activityKinds.length).min(1, {
    error: "请选择活动类别",
  }),
  title: line("主题", 200),
  startsAt: localTime("开始时间"),
  endsAt: localTime("结束时间").nullable(),
  forYear: year("所属年度"),
  groupId: id("党小组").nullable(),
  place: optionalLine("地点", 100),
  hostId: id("主持人").nullable(),
  recorderId: id("记录人").nullable(),
  lecturer: optionalLine("主讲人", 100),
  hours: amount("学时", 0, 100),
  attendance: attendanceInput,
  items: listOf("议题", itemInput, 50),
  resolutions: listOf("决议", resolutionInput, 50),
  /** Whether online counts as present in admissions and elections (default no). */
  onlineCounts: z.boolean({ error: "请选择线上是否计入" }),
};
/** planned and recorded may be set by saving; confirming is an act of its own. Without a state a new one is planned or recorded as its time says. */
export const savedStates = ["planned", "recorded"] as const;

const { kinds, title, startsAt, ...rest } = fields;
export const activityInput = z
  .strictObject(rest)
  .partial()
  .extend({ kinds, title, startsAt, state: choice("状态", savedStates).optional() });
export type ActivityInput = z.infer<typeof activityInput>;
export const activityChange = z
  .strictObject(fields)
  .partial()
  .extend({ state: choice("状态", savedStates).optional() });
export type ActivityChange = z.infer<typeof activityChange>;

/** A correction of a confirmed record: the changed fields and why; the former text is kept. */
export const amendmentInput = z.strictObject({
  reason: line("更正原因", 500),
  changes: z.strictObject(fields).partial(),
});
export type AmendmentInput = z.infer<typeof amendmentInput>;

export const fileRecord = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  at: z.string(),
  by: z.string(),
});
export type ActivityFile = z.infer<typeof fileRecord>;

/** Who was expected and who was entitled to vote on the day, frozen when the record is confirmed. */
const rollRecord = z.object({ expected: z.array(z.string()), entitled: z.array(z.string()) });
export type Roll = z.infer<typeof rollRecord>;

const storedItem = z.object({ title: z.string(), vote: voteInput.nullable().default(null) });
export const activityRecord = z.object({
  ...stored,
  id: z.string(),
  branchId: z.string(),
  kinds: z.array(z.enum(activityKinds)).min(1),
  title: z.string(),
  startsAt: z.string(),
  endsAt: z.string().nullable().default(null),
  forYear: z.number().int(),
  groupId: z.string().nullable().default(null),
  place: z.string().default(""),
  hostId: z.string().nullable().default(null),
  recorderId: z.string().nullable().default(null),
  lecturer: z.string().default(""),
  hours: z.number().default(0),
  state: z.enum(activityStates),
  attendance: z.object({
    default: z.enum(attendanceStates),
    exceptions: z.array(
      z.object({ memberId: z.string(), state: z.enum(attendanceStates), reason: z.string().default("") }),
    ),
  }),
  /** Titles and votes; the texts are kept apart, see `minutesRecord`. */
  items: z.array(storedItem).default([]),
  resolutions: z.array(resolutionInput).default([]),
  onlineCounts: z.boolean().default(false),
  roll: rollRecord.nullable().default(null),
  /** Figures of a ledger import, where single persons are not known. */
  counted: z.object({ expected: z.number(), present: z.number() }).nullable().default(null),
  files: z.array(fileRecord).default([]),
  /** `before` is kept apart, see `amendedRecord`; the answer for one activity has it. */
  amendments: z
    .array(z.object({ at: z.string(), by: z.string(), reason: z.string(), before: z.record(z.string(), z.unknown()) }))
    .default([]),
  enteredAt: z.string(),
  enteredBy: z.string(),
  recordedAt: z.string().nullable().default(null),
  confirmedAt: z.string().nullable().default(null),
  confirmedBy: z.string().nullable().default(null),
});
export type Activity = z.infer<typeof activityRecord>;

/** The texts of an activity's items, by position; an item of its own in the table. */
export const minutesRecord = z.object({ ...stored, activityId: z.string(), texts: z.array(z.string()) });
export type Minutes = z.infer<typeof minutesRecord>;
/** What an amendment replaced: the former values of the changed fields, texts included. */
export const amendedRecord = z.object({ ...stored, activityId: z.string(), before: z.record(z.string(), z.unknown()) });
export type Amended = z.infer<typeof amendedRecord>;

export const voteAnswer = voteInput.extend({
  entitled: z.number(),
  present: z.number(),
  quorumNeeded: z.number(),
  majorityNeeded: z.number(),
  valid: z.boolean(),
  sentence: z.string(),
});
export const activityAnswer = activityRecord.omit({ chain: true, items: true }).extend({
  items: z.array(z.object({ title: z.string(), text: z.string(), vote: voteAnswer.nullable() })),
  expected: z.number(),
  entitled: z.number(),
  /** 0 while it is planned. */
  present: z.number(),
  late: z.boolean(),
  /** How many of those entitled must come, by the kind of vote. */
  quorum: z.record(z.enum(voteBases), z.number()),
});
export type ActivityAnswer = z.infer<typeof activityAnswer>;
export const activityPage = page(activityAnswer);

export const activityQuery = z.strictObject({
  ...pageQuery,
  year: z.coerce.number({ error: "年度应为数字" }).int().min(1921).max(2100).optional(),
  kind: choice("活动类别", activityKinds).optional(),
  state: choice("状态", activityStates).optional(),
  month: z.coerce.number({ error: "月份应为 1–12" }).int().min(1).max(12).optional(),
});
export type ActivityQuery = z.infer<typeof activityQuery>;

export const attachedFile = fileRecord.extend({ version: z.number() });
export const fileQuery = z.strictObject({ name: line("文件名", 200) });

/** What a form can be filled with; `kinds` separated by commas. */
export const prefillQuery = z.strictObject({
  kinds: z
    .union([z.string(), z.array(z.string())], { error: "请选择活动类别" })
    .transform((text) => [text].flat().flatMap((part) => part.split(",")))
    .pipe(fields.kinds),
  on: day("日期").optional(),
  groupId: id("党小组").optional(),
});
export type PrefillQuery = z.infer<typeof prefillQuery>;
export const prefillAnswer = activityRecord
  .pick({
    kinds: true,
    title: true,
    startsAt: true,
    endsAt: true,
    forYear: true,
    groupId: true,
    place: true,
    hostId: true,
    recorderId: true,
    hours: true,
    attendance: true,
  })
  .extend({
    /** The years that it may be kept for. */
    years: z.array(z.number()),
    expected: z.number(),
    entitled: z.number(),
    quorum: z.record(z.enum(voteBases), z.number()),
    /** A plan of the same kind near the day, which should be recorded rather than entered anew. */
    planned: activityRecord.pick({ id: true, title: true, startsAt: true }).nullable(),
  });

/** `null` opens it again. */
export const doneInput = z.strictObject({ doneOn: day("完成日期").nullable() });
/** A resolution with its activity; `n` is its position there, from 0. */
export const followup = resolutionInput.extend({
  activityId: z.string(),
  title: z.string(),
  on: z.string(),
  n: z.number(),
  ownerName: z.string().nullable(),
  open: z.boolean(),
  overdue: z.boolean(),
});
export type Followup = z.infer<typeof followup>;
export const followupPage = page(followup);
export const followupQuery = z.strictObject({
  ...pageQuery,
  open: z.enum(["true", "false"], { error: "open 应为 true 或 false" }).optional(),
});
export type FollowupQuery = z.infer<typeof followupQuery>;
export const noticeAnswer = z.object({ text: z.string() });
