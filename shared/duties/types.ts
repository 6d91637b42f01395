import * as z from "zod";
import type { Activity } from "../activities/schema";
import type { Day } from "../dates";
import type { Talk, Training } from "../learning/schema";
import type { Person } from "../members/schema";
import type { Branch } from "../org/schema";

export const dutyStatuses = ["done", "due", "overdue", "breached", "notApplicable"] as const;
export type DutyStatus = (typeof dutyStatuses)[number];

/** What the engine looks at: one branch, those who belong or belonged to it, and one year's records (`activities` may hold those of next January–March that are for this year). */
export type BranchFacts = {
  branch: Branch;
  members: readonly Person[];
  activities: readonly Activity[];
  talks: readonly Talk[];
  trainings: readonly Training[];
};

export const duty = z.object({
  rule: z.string(),
  name: z.string(),
  regulation: z.string(),
  /** null is shown as 待核对. */
  article: z.string().nullable(),
  period: z.object({ label: z.string(), from: z.string(), to: z.string() }),
  subject: z.object({ kind: z.enum(["branch", "group", "member"]), id: z.string(), name: z.string() }),
  status: z.enum(dutyStatuses),
  late: z.boolean(),
  /** The day from which it can be met; after `on` it is shown as next. */
  opensOn: z.string().nullable(),
  dueOn: z.string().nullable(),
  required: z.number(),
  done: z.number(),
  /** What is missing, as one sentence; empty when done. */
  missing: z.string(),
  /** The rule explained in one sentence. */
  detail: z.string(),
  evidence: z.array(
    z.object({
      kind: z.enum(["activity", "member", "talk", "training", "unit"]),
      id: z.string(),
      name: z.string(),
      on: z.string(),
    }),
  ),
});
export type Duty = z.infer<typeof duty>;

export const dutiesAnswer = z.object({
  branchId: z.string(),
  year: z.number(),
  on: z.string(),
  items: z.array(duty),
  counts: z.record(z.enum(dutyStatuses), z.number()),
});
export type Duties = z.infer<typeof dutiesAnswer>;

/** The year asked about and the day from which it is looked at. */
export type Asked = { year: number; on: Day };

/** One version of one rule of one regulation, as data and a pure evaluation. A period is judged by the version in force at its end. */
export type Rule = {
  id: string;
  name: string;
  /** With its 《》, as it is printed. */
  regulation: string;
  /** As it is printed (第十一条); null is shown as 待核对. */
  article: string | null;
  from: Day;
  /** The last day of this version; absent while it is in force. */
  until?: Day;
  evaluate: (facts: BranchFacts, asked: Asked) => DutyFinding[];
};
/** A duty without what the rule itself knows: `says` is the rule as one sentence without its full stop, `note` what else is worth knowing. The engine joins them with the citation to `detail`. */
export type DutyFinding = Omit<Duty, "rule" | "name" | "regulation" | "article" | "detail"> & {
  says: string;
  note: string;
};
