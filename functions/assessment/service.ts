import type { AssessmentFormat } from "#shared/assessment/names";
import { buildAssessment, substanceOf } from "#shared/assessment/report";
import { checkSubmission, isSubmissionOpen, returnedWith, submissionWindow, submitted } from "#shared/assessment/rules";
import {
  type AssessmentEntry,
  type AssessmentQuery,
  type AssessmentRecord,
  type AssessmentReport,
  assessmentReport,
  type Returned,
  type Submission,
} from "#shared/assessment/schema";
import { type Day, yearOf } from "#shared/dates";
import type { BranchFacts } from "#shared/duties/types";
import { Fault } from "#shared/problem";
import { noteOpening } from "../audit/openings";
import { readFacts } from "../branch/facts";
import { memberStore } from "../members/store";
import { orgStore } from "../org/store";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { sha256 } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import { assessmentStore } from "./store";

/** How many years the list goes back. */
const YEARS_LISTED = 10;

const submissionOf = ({ on, at, by, sha256: hash }: AssessmentRecord): Submission => ({ on, at, by, sha256: hash });
const toBytes = (report: AssessmentReport): Uint8Array => new TextEncoder().encode(JSON.stringify(report));
const fromBytes = (bytes: Uint8Array): AssessmentReport =>
  assessmentReport.parse(JSON.parse(new TextDecoder().decode(bytes)));

/** Papers are loaded only when asked for. */
async function render(report: AssessmentReport, format: Exclude<AssessmentFormat, "json">, hash: string | null) {
  if (format === "docx") return (await import("../papers/assessment-report")).assessmentDocument(report);
  const sheets = await import("../papers/assessment-sheets");
  return format === "csv" ? sheets.assessmentCsv(report) : sheets.assessmentWorkbook(report, hash);
}

export function assessmentService(actor: Actor, platform: Platform) {
  const store = assessmentStore(platform.table, platform.keyring);

  async function branchOf(id: string) {
    const branch = await orgStore(platform.table).branch(id);
    if (!branch) throw new Fault("record.missing");
    return branch;
  }

  /** A year's facts with those who have left, and what stands of its handing in. */
  async function load(branchId: string, year: number, on: Day) {
    const [facts, past] = await Promise.all([
      readFacts(platform, branchId, { year, on, today: actor.today }),
      memberStore(platform.table, platform.keyring).past(branchId),
    ]);
    const known = new Set(facts.members.map((member) => member.id));
    const members = [...facts.members, ...past.filter((member) => !known.has(member.id))];
    const all: BranchFacts = { ...facts, members };
    return { facts: all, record: facts.assessment && store.read(facts.assessment) };
  }

  /** Whether the records now say otherwise, seen from the day on which the year was handed in. */
  async function hasChanged(record: AssessmentRecord): Promise<boolean> {
    const { branchId, year } = record;
    const report = fromBytes(await store.frozen(record));
    const { facts } = await load(branchId, year, report.on);
    const live = buildAssessment(facts, { year, on: report.on, madeOn: report.madeOn });
    return substanceOf(fromBytes(toBytes(live))) !== substanceOf(report);
  }

  async function entryOf(year: number, record: AssessmentRecord | null): Promise<AssessmentEntry> {
    const { opensOn, closesOn } = submissionWindow(year);
    return {
      year,
      state: record?.state ?? "draft",
      submission: record?.state === "submitted" ? submissionOf(record) : null,
      returns: record?.returns ?? [],
      opensOn,
      closesOn: record?.state === "returned" ? null : closesOn,
      isOpen: isSubmissionOpen(year, actor.today, record),
      changedSince: record?.state === "submitted" && (await hasChanged(record)),
    };
  }

  return {
    /** The branch's years, newest first. */
    async list(branchId: string): Promise<AssessmentEntry[]> {
      const { foundedOn } = await branchOf(branchId);
      const last = yearOf(actor.today);
      const first = Math.min(last, Math.max(yearOf(foundedOn), last - YEARS_LISTED + 1));
      const years = Array.from({ length: last - first + 1 }, (_, i) => last - i);
      const records = await store.inYears(branchId, years);
      return Promise.all(years.map((year) => entryOf(year, records.find((record) => record.year === year) ?? null)));
    },

    /** What was handed in, as it was; the live one where nothing was, or where the draft is asked for. */
    async export(branchId: string, year: number, format: AssessmentFormat, { on, draft }: AssessmentQuery) {
      const asked = { year, on: on ?? actor.today, madeOn: actor.today };
      // The page itself reads .json; a file leaves the system.
      if (format !== "json")
        await noteOpening(platform.table, actor, {
          about: branchId,
          action: "assessment.exported",
          more: { year, format },
        });
      const { facts, record } = await load(branchId, year, asked.on);
      const isFrozen = record?.state === "submitted" && draft !== "true";
      const kept = isFrozen ? await store.frozen(record) : null;
      const report = kept ? fromBytes(kept) : buildAssessment(facts, asked);
      const name = `${report.branch.name}${year}年度${format === "docx" ? "工作自查报告" : "考核自查"}${isFrozen ? "" : "（草稿）"}.${format}`;
      if (format === "json") return { name, bytes: kept ?? toBytes(report) };
      return { name, bytes: await render(report, format, isFrozen ? record.sha256 : null) };
    },

    /** Freezes the year as it stands today. */
    async submit(branchId: string, year: number): Promise<Submission> {
      const on = actor.today;
      const { facts, record } = await load(branchId, year, on);
      checkSubmission(year, on, record, facts.branch.foundedOn);
      const stamp = { on, at: actor.at, by: actor.name };
      const bytes = toBytes({ ...buildAssessment(facts, { year, on, madeOn: on }), frozen: stamp });
      const submission = { ...stamp, sha256: sha256(bytes) };
      const texts = store.freeze(branchId, year, (record?.submissions ?? 0) + 1, bytes);
      const after = submitted(record, { branchId, year, submission, pieces: texts.length });
      const event: Told = { action: "assessment.submitted", detail: { year, on, sha256: submission.sha256 } };
      await platform.table.commit(actor, [store.write(after, record, event), ...texts], submission);
      return submission;
    },

    /** Back to the branch, with the reason; what was handed in stays kept. */
    async return(branchId: string, year: number, reason: string): Promise<Returned> {
      const record = await store.one(branchId, year);
      const after = returnedWith(record, { at: actor.at, by: actor.name, reason });
      const answer: Returned = {
        on: actor.today,
        at: actor.at,
        by: actor.name,
        sha256: after.sha256,
        state: "returned",
        reason,
      };
      const event: Told = { action: "assessment.returned", detail: { year, reason, sha256: after.sha256 } };
      await platform.table.commit(actor, [store.write(after, record, event)], answer);
      return answer;
    },
  };
}
