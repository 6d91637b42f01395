import * as z from "zod";
import { activityKinds, followup } from "../activities/schema";
import { day, whole } from "../fields";
import { pendingHandover } from "../org/handover";
import { dutiesAnswer, duty, dutyStatuses } from "./types";

export const yearQuery = z.coerce.number({ error: "年度应为数字" }).pipe(whole("年度", 1921, 2100));
export const dutiesQuery = z.strictObject({ year: yearQuery.optional(), on: day("截至日期").optional() });
export const homeQuery = z.strictObject({ on: day("截至日期").optional() });

const homeEntry = z.object({
  key: z.string(),
  rule: z.string(),
  name: z.string(),
  period: z.string(),
  subject: z.string(),
  status: z.enum(dutyStatuses),
  dueOn: z.string().nullable(),
  missing: z.string(),
  detail: z.string(),
  duties: z.array(duty),
  act: z.object({
    kind: z.enum(["record", "confirm", "branch", "member", "members", "talk", "training"]),
    label: z.string(),
    params: z.record(z.string(), z.string()),
  }),
});

/** An activity that waits for the secretary. */
export const unconfirmedEntry = z.object({
  id: z.string(),
  title: z.string(),
  kinds: z.array(z.enum(activityKinds)),
  on: z.string(),
  enteredBy: z.string(),
});
export type UnconfirmedEntry = z.infer<typeof unconfirmedEntry>;

/** Everything on the home page. `followups` are the resolutions that are still open, `counts` those of the year's duties. */
export const homeAnswer = z.object({
  branchId: z.string(),
  year: z.number(),
  on: z.string(),
  duties: z.object({
    overdue: z.array(homeEntry),
    due: z.array(homeEntry),
    next: z.array(homeEntry),
    missed: z.array(homeEntry),
  }),
  counts: dutiesAnswer.shape.counts,
  unconfirmed: z.array(unconfirmedEntry),
  followups: z.array(followup),
  handover: pendingHandover.nullable(),
  /** Handed-in years that the office gave back. */
  returned: z.array(z.object({ year: z.number(), reason: z.string() })),
});
export type HomeAnswer = z.infer<typeof homeAnswer>;
