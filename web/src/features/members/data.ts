import { query, revalidate } from "@solidjs/router";
import type { Opened } from "#shared/audit/schema";
import type { MemberAnswer, MemberChange, MemberInput, SecretField } from "#shared/members/schema";
import { address } from "../../lib/address";
import { type CountedPage, download, get, type Page, patch, post } from "../../lib/api";
import { peopleOf } from "../branch/data";
import { historyOf } from "../trail/data";

export type Filters = {
  q?: string | undefined;
  stage?: string | undefined;
  standing?: string | undefined;
  groupId?: string | undefined;
  left?: string | undefined;
  on?: string | undefined;
};

const path = (branchId: string, memberId = "") => `/api/branches/${branchId}/members${memberId && `/${memberId}`}`;

export const membersOf = query(
  (branchId: string, filters: Filters, limit: number) =>
    get<CountedPage<MemberAnswer>>(path(branchId), { ...filters, limit }),
  "members",
);
export const memberOf = query(
  (branchId: string, memberId: string) => get<MemberAnswer>(path(branchId, memberId)),
  "member",
);
export const openedOf = query(
  async (branchId: string, memberId: string) => (await get<Page<Opened>>(`${path(branchId, memberId)}/opened`)).items,
  "member-opened",
);

const changed = () => revalidate([membersOf.key, memberOf.key, historyOf.key, openedOf.key, peopleOf.key]);

/** Where a member's history is asked for. */
export const memberPath = ({ branchId, id }: Pick<MemberAnswer, "branchId" | "id">) => path(branchId, id);

export async function register(branchId: string, input: MemberInput, key: string): Promise<MemberAnswer> {
  const member = await post<MemberAnswer>(path(branchId), input, key);
  await changed();
  return member;
}

export async function changeMember(member: MemberAnswer, version: number, change: MemberChange): Promise<MemberAnswer> {
  const after = await patch<MemberAnswer>(path(member.branchId, member.id), version, change);
  await changed();
  return after;
}

/** The values in full, for the moment; the server notes who asked and why. */
export async function reveal(
  member: MemberAnswer,
  input: { fields: SecretField[]; reason: string },
  key: string,
): Promise<Partial<Record<SecretField, string | null>>> {
  const values = await post<Partial<Record<SecretField, string | null>>>(
    `${path(member.branchId, member.id)}/reveals`,
    input,
    key,
  );
  await revalidate(openedOf.key);
  return values;
}

export const rosterAddress = (branchId: string, on: string | undefined) =>
  address(`/api/branches/${branchId}/roster.xlsx`, { on });
export const downloadFullRoster = (branchId: string, input: { password: string; reason: string }) =>
  download(`/api/branches/${branchId}/roster-full.xlsx`, input);
