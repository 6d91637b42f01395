import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type { ApprovalAnswer, ApprovalInput, decisionAnswer } from "#shared/approvals/schema";
import type { policyAnswer } from "#shared/policy/schema";
import { download, get, type Page, post } from "../../lib/api";

export type Decided = z.infer<typeof decisionAnswer>;

export const approvals = query(
  async () => (await get<Page<ApprovalAnswer>>("/api/approvals", { state: "all" })).items,
  "approvals",
);
/** Somebody still has something to do: to decide, or to use what was agreed to. */
export const isOpen = (approval: ApprovalAnswer): boolean => approval.state === "pending" || approval.mayUse;

export const policyNow = query(() => get<z.infer<typeof policyAnswer>>("/api/policy"), "policy");

/** What is granted may change the policy and the administrators at once. */
const refresh = () => revalidate([approvals.key, policyNow.key, "administrators", "accounts"]);

export const ask = (input: ApprovalInput, key: string): Promise<void> =>
  post<void>("/api/approvals", input, key).finally(refresh);

export const decide = (
  approval: ApprovalAnswer,
  decision: { granted: boolean; reason?: string | undefined },
): Promise<Decided> => post<Decided>(`/api/approvals/${approval.id}/decision`, decision).finally(refresh);

export const withdraw = (approval: ApprovalAnswer): Promise<void> =>
  post<void>(`/api/approvals/${approval.id}/withdrawal`).finally(refresh);

/** The file that two people agreed to, against a code of the authenticator. */
export const downloadExport = (approval: ApprovalAnswer, code: string): Promise<void> =>
  download(`/api/exports/${approval.id}`, { code }).finally(refresh);
