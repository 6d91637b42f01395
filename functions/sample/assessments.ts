import { dayOf } from "#shared/activities/days";
import { buildAssessment } from "#shared/assessment/report";
import { returnedWith, submitted } from "#shared/assessment/rules";
import { addDays, type Day, isWithin, yearOf, yearPeriod } from "#shared/dates";
import type { BranchFacts } from "#shared/duties/types";
import { assessmentStore } from "../assessment/store";
import { sha256 } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import { instantOf, workday } from "./days";
import type { BranchPlan } from "./plan";

/** A year's records as they are read from the branch's partition. */
const ofYear = (facts: BranchFacts, year: number): BranchFacts => ({
  ...facts,
  activities: facts.activities.filter((one) => yearOf(dayOf(one)) === year || one.forYear === year),
  talks: facts.talks.filter(({ on }) => isWithin(on, yearPeriod(year))),
  trainings: facts.trainings.filter(({ to }) => isWithin(to, yearPeriod(year))),
});

/** Last year's assessment, handed in towards the end of February and in one branch returned since; before that day nothing. */
export function assessmentWrites(
  { table, keyring }: Platform,
  { assessment }: BranchPlan,
  facts: BranchFacts,
  today: Day,
): Put[] {
  const year = yearOf(today) - 1;
  const on = workday(`${year + 1}-02-20`);
  const returnedOn = addDays(on, 9);
  if (assessment === undefined || returnedOn >= today) return [];
  const { id: branchId, name } = facts.branch;
  const store = assessmentStore(table, keyring);
  const stamp = { on, at: instantOf(on, "16:20"), by: `${name}书记` };
  const report = { ...buildAssessment(ofYear(facts, year), { year, on, madeOn: on }), frozen: stamp };
  const bytes = new TextEncoder().encode(JSON.stringify(report));
  const texts = store.freeze(branchId, year, 1, bytes);
  const submission = { ...stamp, sha256: sha256(bytes) };
  const handedIn = submitted(null, { branchId, year, submission, pieces: texts.length });
  const how = { at: instantOf(returnedOn, "10:05"), by: "党委党务部门", reason: "党课缺少佐证材料，请补充后重新上报" };
  const record = assessment === "returned" ? { ...returnedWith(handedIn, how), version: 1 } : handedIn;
  return [store.write(record, null, { action: `assessment.${record.state}`, detail: { year, on } }), ...texts];
}
