import { query, revalidate } from "@solidjs/router";
import type { MemberAnswer } from "#shared/members/schema";
import type { HandoverAnswer, HandoverInput } from "#shared/org/handover";
import type { Branch, BranchChange } from "#shared/org/schema";
import { type CountedPage, get, type Page, patch, post } from "../../lib/api";

/** The address of what stands in a branch. */
export const branchPath = (branchId: string) => `/api/branches/${branchId}`;

export const branchOf = query((branchId: string) => get<Branch>(`/api/branches/${branchId}`), "branch");

/** Everybody of the branch on a day (default: today), all pages of them. */
async function allMembers(branchId: string, on?: string, cursor?: string): Promise<MemberAnswer[]> {
  const page = await get<CountedPage<MemberAnswer>>(`/api/branches/${branchId}/members`, { limit: 200, on, cursor });
  return page.next === null ? page.items : [...page.items, ...(await allMembers(branchId, on, page.next))];
}
export const peopleOf = query((branchId: string, on?: string) => allMembers(branchId, on), "people");

export const handoversOf = query(
  async (branchId: string) => (await get<Page<HandoverAnswer>>(`/api/branches/${branchId}/handovers`)).items,
  "handovers",
);

/** Read anew whether it was saved or refused: after a 412 the next attempt meets the record as it is. */
export async function changeBranch(branch: Branch, change: BranchChange): Promise<void> {
  await patch<Branch>(`/api/branches/${branch.id}`, branch.version, change).finally(() =>
    revalidate([branchOf.keyFor(branch.id), peopleOf.key, "home", "history"]),
  );
}

/** Ends the present secretary's post and role, and begins the successor's. */
export async function handOver(branchId: string, input: HandoverInput, key: string): Promise<HandoverAnswer> {
  const answer = await post<HandoverAnswer>(`/api/branches/${branchId}/handovers`, input, key);
  await revalidate([branchOf.keyFor(branchId), handoversOf.keyFor(branchId), peopleOf.key, "home"]);
  return answer;
}

export const partyChoices = (people: readonly MemberAnswer[]) =>
  people
    .filter((person) => person.stage === "full" || person.stage === "probationary")
    .map((person) => ({
      value: person.id,
      label: person.name,
      ...(person.posts.length > 0 && { note: person.posts.join("、") }),
    }));
