import { query, revalidate } from "@solidjs/router";
import type { AssessmentEntry, AssessmentReport, Submission } from "#shared/assessment/schema";
import { address } from "../../lib/address";
import { get, post } from "../../lib/api";

const path = (branchId: string) => `/api/branches/${branchId}/assessments`;

export const assessmentsOf = query(
  async (branchId: string) => (await get<{ items: AssessmentEntry[] }>(path(branchId))).items,
  "assessments",
);

/** `draft`: the live one where the year was handed in; `on` the 截至 day of a draft. */
export type Asked = { draft: boolean; on: string | null };
const queryOf = ({ draft, on }: Asked) => ({ draft: draft ? "true" : null, on });

export const reportOf = query(
  (branchId: string, year: number, asked: Asked) =>
    get<AssessmentReport>(`${path(branchId)}/${year}.json`, queryOf(asked)),
  "assessment",
);
export const fileAddress = (branchId: string, year: number, extension: string, asked: Asked) =>
  address(`${path(branchId)}/${year}.${extension}`, queryOf(asked));

const changed = () => revalidate([assessmentsOf.key, reportOf.key]);

export async function submit(branchId: string, year: number): Promise<Submission> {
  const submission = await post<Submission>(`${path(branchId)}/${year}/submission`);
  await changed();
  return submission;
}

export async function giveBack(branchId: string, year: number, input: { reason: string }, key: string): Promise<void> {
  await post(`${path(branchId)}/${year}/submission/return`, input, key);
  await changed();
}
