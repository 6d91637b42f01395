import * as z from "zod";
import type { Day } from "../dates";
import { fullMembersOn, partyMembersOn } from "../members/standing";
import { evaluateDuties } from "./engine";
import type { Asked, BranchFacts, Duty } from "./types";
import { dutyStatuses } from "./types";

/** How far a year's assessment has come: not handed in, handed in, given back. */
export const submissionStates = ["draft", "submitted", "returned"] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** A branch's year as the level above sees it: figures and the worst gaps, never a score. */
const gap = z.object({ rule: z.string(), status: z.enum(dutyStatuses), sentence: z.string() });
export const rollupRecord = z.object({
  /** Counts the computations, so that one from an older state cannot replace a newer one. */
  version: z.number().int(),
  branchId: z.string(),
  year: z.number().int(),
  computedOn: z.string(),
  members: z.object({ party: z.number(), full: z.number() }),
  counts: z.record(z.enum(dutyStatuses), z.number()),
  worst: z.array(gap),
  submission: z.enum(submissionStates).default("draft"),
});
export type Rollup = z.infer<typeof rollupRecord>;

export const overviewEntry = z.object({
  unit: z.object({
    id: z.string(),
    name: z.string(),
    parentId: z.string().nullable(),
    branchKind: z.string().nullable(),
  }),
  /** All null and empty while the branch has not been computed yet. */
  members: rollupRecord.shape.members.nullable(),
  counts: rollupRecord.shape.counts.nullable(),
  worst: z.array(gap),
  submission: z.enum(submissionStates).nullable(),
  computedOn: z.string().nullable(),
});
export type OverviewEntry = z.infer<typeof overviewEntry>;

const MOST_CHARACTERS = 60;
const WORST = 3;
const last = "9999-12-31";

const shortened = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
const toGap = ({ rule, name, status, missing }: Duty) => ({ rule, status, sentence: shortened(`${name}：${missing}`) });
const byDay = (a: Duty, b: Duty): number => ((a.dueOn ?? last) < (b.dueOn ?? last) ? -1 : 1);

/** What can still be made good first, the longest overdue before the others; then what was missed, the latest first. One sentence for each rule. */
function worstOf(items: readonly Duty[]): Duty[] {
  const inStatus = (status: Duty["status"]) => items.filter((item) => item.status === status).sort(byDay);
  const all = [...inStatus("overdue"), ...inStatus("breached").reverse()];
  return all.filter(({ rule }, i) => all.findIndex((other) => other.rule === rule) === i).slice(0, WORST);
}

/** The rollup without its version. */
export function rollupOf(
  facts: BranchFacts,
  { year, on }: Asked,
  submission: SubmissionState,
): Omit<Rollup, "version"> {
  const duties = evaluateDuties(facts, { year, on });
  return {
    branchId: facts.branch.id,
    year,
    computedOn: on,
    members: { party: partyMembersOn(facts.members, on).length, full: fullMembersOn(facts.members, on).length },
    counts: duties.counts,
    worst: worstOf(duties.items).map(toGap),
    submission,
  };
}

/** All but the version as text, to see whether two computations found the same. */
export const contentOf = (rollup: Omit<Rollup, "version">): string => {
  const { branchId, year, computedOn, members, counts, worst, submission } = rollup;
  return JSON.stringify([
    ...[branchId, year, computedOn, members.party, members.full, dutyStatuses.map((status) => counts[status])],
    worst.map(({ rule, status, sentence }) => [rule, status, sentence]),
    submission,
  ]);
};

/** The years that the view from above shows: this one and the last one, whose assessment is handed in now. */
export const yearsInView = (today: Day): number[] => [Number(today.slice(0, 4)) - 1, Number(today.slice(0, 4))];
