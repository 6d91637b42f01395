import { chineseDay, type Day, toDay } from "../dates";
import { Fault } from "../problem";
import type { AssessmentRecord, Submission } from "./schema";

/** When and by what steps a year is handed in (docs/decisions/020). */

/** From the last quarter of the year, so that a branch that kept its year on paper can hand in what it has, to the end of March. */
export const submissionWindow = (year: number): { opensOn: Day; closesOn: Day } => ({
  opensOn: toDay(year, 10, 1),
  closesOn: toDay(year + 1, 3, 31),
});

/** One that was returned may be handed in again after the last day too. */
export function isSubmissionOpen(year: number, today: Day, record: Pick<AssessmentRecord, "state"> | null): boolean {
  if (record?.state === "submitted") return false;
  const { opensOn, closesOn } = submissionWindow(year);
  return opensOn <= today && (today <= closesOn || record?.state === "returned");
}

export function checkSubmission(year: number, today: Day, record: AssessmentRecord | null, foundedOn: Day): void {
  if (record?.state === "submitted") {
    throw new Fault("assessment.submitted", {
      detail: `${year}年度已于${chineseDay(record.on)}由${record.by}上报；需要修改的，请党务部门退回`,
    });
  }
  if (foundedOn > toDay(year, 12, 31))
    throw new Fault("assessment.window", { detail: `支部成立于${chineseDay(foundedOn)}，没有${year}年度的考核` });
  if (isSubmissionOpen(year, today, record)) return;
  const { opensOn, closesOn } = submissionWindow(year);
  const span = `${year}年度的上报时间为${chineseDay(opensOn)}至${chineseDay(closesOn)}`;
  throw new Fault("assessment.window", {
    detail: today < opensOn ? `${span}，现在可以下载草稿自查` : `${span}，已经截止，请联系党务部门`,
  });
}

type Handed = { branchId: string; year: number; submission: Submission; pieces: number };

export const submitted = (
  before: AssessmentRecord | null,
  { branchId, year, submission, pieces }: Handed,
): AssessmentRecord => ({
  version: (before?.version ?? 0) + 1,
  chain: before?.chain ?? "",
  branchId,
  year,
  ...submission,
  state: "submitted",
  submissions: (before?.submissions ?? 0) + 1,
  pieces,
  returns: before?.returns ?? [],
});

/** Back to a draft; what was handed in stays known. */
export function returnedWith(
  record: AssessmentRecord | null,
  how: { at: string; by: string; reason: string },
): AssessmentRecord {
  if (record?.state !== "submitted") throw new Fault("assessment.not-submitted");
  const { on, at, by, sha256 } = record;
  return {
    ...record,
    version: record.version + 1,
    state: "returned",
    returns: [...record.returns, { ...how, submission: { on, at, by, sha256 } }],
  };
}
