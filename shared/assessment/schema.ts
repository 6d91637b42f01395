import * as z from "zod";
import { activityKinds, activityStates } from "../activities/schema";
import { duty } from "../duties/types";
import { day, line, stored } from "../fields";
import { stages } from "../members/schema";
import { branchKinds, posts } from "../org/schema";

/** The year's assessment of a branch: what is exported, and frozen when it is handed in. Names, never ID numbers, phones or addresses. */

const headcount = z.object({ on: z.string(), total: z.number(), full: z.number(), probationary: z.number() });

const branchPart = z.object({
  name: z.string(),
  branchKind: z.enum(branchKinds),
  foundedOn: z.string(),
  closedOn: z.string().nullable(),
  secretary: z.string(),
  committee: z.array(z.object({ post: z.enum(posts), name: z.string() })),
  groups: z.array(z.string()),
  /** The term's first day and the one by which it ends, extension included. */
  term: z.object({ startedOn: z.string(), endsOn: z.string() }).nullable(),
});

/** A row of the ledger of meetings: recorded and confirmed ones, dated in the year or kept for it. */
const ledgerRow = z.object({
  id: z.string(),
  on: z.string(),
  startsAt: z.string(),
  endsAt: z.string().nullable(),
  forYear: z.number(),
  kinds: z.array(z.enum(activityKinds)),
  title: z.string(),
  group: z.string(),
  place: z.string(),
  host: z.string(),
  recorder: z.string(),
  lecturer: z.string(),
  expected: z.number(),
  present: z.number(),
  online: z.number(),
  leave: z.number(),
  absent: z.number(),
  observers: z.number(),
  hours: z.number(),
  /** The sum of every vote as one sentence. */
  votes: z.array(z.string()),
  resolutions: z.number(),
  files: z.number(),
  state: z.enum(activityStates),
  /** Entered more than the set number of days after its day. */
  late: z.boolean(),
  enteredAt: z.string(),
  enteredBy: z.string(),
  amendments: z.number(),
});
export type LedgerRow = z.infer<typeof ledgerRow>;

const presence = z.object({ expected: z.number(), present: z.number() });
/** A person's year: confirmed activities to which that person was expected, month by month. */
const attendanceRow = z.object({
  memberId: z.string(),
  name: z.string(),
  months: z.array(presence).length(12),
  expected: z.number(),
  present: z.number(),
  leave: z.number(),
  absent: z.number(),
});
export type AttendanceRow = z.infer<typeof attendanceRow>;
const attendancePart = z.object({
  rows: z.array(attendanceRow),
  /** Activities of which only the figures are known, not the persons. */
  countedOnly: z.number(),
});

const hoursRow = z.object({
  memberId: z.string(),
  name: z.string(),
  meetings: z.number(),
  trainings: z.number(),
  total: z.number(),
  /** null where no number is asked of the person; `reason` says why. */
  required: z.number().nullable(),
  gap: z.number(),
  reason: z.string(),
});
export type HoursRow = z.infer<typeof hoursRow>;

export const changeKinds = ["arrived", "admitted", "restored", "converted", "left", "suspended"] as const;
export type ChangeKind = (typeof changeKinds)[number];
const changeRow = z.object({
  memberId: z.string(),
  name: z.string(),
  kind: z.enum(changeKinds),
  on: z.string(),
  /** +1, 0 or −1: how the number of Party members changed. */
  effect: z.number(),
  detail: z.string(),
});
export type ChangeRow = z.infer<typeof changeRow>;
const membersPart = z.object({ start: headcount, end: headcount, changes: z.array(changeRow) });

const developmentRow = z.object({
  memberId: z.string(),
  name: z.string(),
  stage: z.enum(stages),
  appliedOn: z.string().nullable(),
  activistOn: z.string().nullable(),
  candidateOn: z.string().nullable(),
  joinedOn: z.string().nullable(),
  convertedOn: z.string().nullable(),
  /** The day on which probation ends. */
  probationEnds: z.string().nullable(),
});
export type DevelopmentRow = z.infer<typeof developmentRow>;

export const openKinds = ["gap", "due", "unrecorded", "unconfirmed", "resolution"] as const;
export type OpenKind = (typeof openKinds)[number];
const openRow = z.object({
  kind: z.enum(openKinds),
  id: z.string(),
  subject: z.string(),
  text: z.string(),
  owner: z.string(),
  on: z.string().nullable(),
  dueOn: z.string().nullable(),
});
export type OpenRow = z.infer<typeof openRow>;

export const assessmentReport = z.object({
  branchId: z.string(),
  year: z.number(),
  on: z.string(),
  /** The business day on which it was drawn up. */
  madeOn: z.string(),
  /** Who handed it in and when; null in a draft. */
  frozen: z.object({ on: z.string(), at: z.string(), by: z.string() }).nullable(),
  branch: branchPart,
  duties: z.array(duty),
  activities: z.array(ledgerRow),
  attendance: attendancePart,
  hours: z.array(hoursRow),
  members: membersPart,
  development: z.array(developmentRow),
  open: z.array(openRow),
});
export type AssessmentReport = z.infer<typeof assessmentReport>;

export const assessmentQuery = z.strictObject({
  on: day("截至日期").optional(),
  draft: z.enum(["true", "false"], { error: "draft 应为 true 或 false" }).optional(),
});
export type AssessmentQuery = z.infer<typeof assessmentQuery>;

export const submissionInput = z.strictObject({});
export const submissionAnswer = z.object({ on: z.string(), at: z.string(), by: z.string(), sha256: z.string() });
export type Submission = z.infer<typeof submissionAnswer>;
export const returnInput = z.strictObject({ reason: line("退回原因", 500) });

/** The act of returning: its day, hour and author, and the hash of what was returned. */
export const returnAnswer = submissionAnswer.extend({ state: z.literal("returned"), reason: z.string() });
export type Returned = z.infer<typeof returnAnswer>;

const returned = z.object({ at: z.string(), by: z.string(), reason: z.string(), submission: submissionAnswer });

/** What stands of a year's handing in. `submissions` counts them all; every frozen text is kept under its own number. */
export const assessmentRecord = submissionAnswer.extend({
  ...stored,
  branchId: z.string(),
  year: z.number(),
  state: z.enum(["submitted", "returned"]),
  submissions: z.number(),
  /** In how many pieces the frozen text lies. */
  pieces: z.number(),
  returns: z.array(returned).default([]),
});
export type AssessmentRecord = z.infer<typeof assessmentRecord>;

/** A piece of a frozen text: packed, sealed. */
export const frozenPiece = z.object({ ...stored, text: z.string() });
export type FrozenPiece = z.infer<typeof frozenPiece>;

export const assessmentEntry = z.object({
  year: z.number(),
  state: z.enum(["draft", "submitted", "returned"]),
  submission: submissionAnswer.nullable(),
  returns: z.array(returned),
  /** The first and last day on which it may be handed in; a returned one has no last day. */
  opensOn: z.string(),
  closesOn: z.string().nullable(),
  /** Whether it may be handed in today. */
  isOpen: z.boolean(),
  /** Whether the records now say otherwise than what was handed in. */
  changedSince: z.boolean(),
});
export type AssessmentEntry = z.infer<typeof assessmentEntry>;
export const assessmentList = z.object({ items: z.array(assessmentEntry), next: z.null() });
