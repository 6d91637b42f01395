import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type { Grant } from "#shared/access";
import type { accountAnswer, accountChange, invitationAnswer, invitationInput } from "#shared/accounts/schema";
import { get, type Page, patch, post } from "../../lib/api";

export type Account = z.infer<typeof accountAnswer>;
export type Invitation = z.infer<typeof invitationAnswer>;

export const accountsOf = query(async () => (await get<Page<Account>>("/api/accounts")).items, "accounts");
const refresh = () => revalidate(accountsOf.key);

/** A new account; its roles wait for the security administrator. */
export async function invite(input: z.output<typeof invitationInput>, key: string): Promise<Invitation> {
  const invitation = await post<Invitation>("/api/accounts", input, key);
  await refresh();
  return invitation;
}

/** Other roles for somebody who has an account. */
export const propose = (account: Account, grants: Grant[], key: string): Promise<void> =>
  post<void>(`/api/accounts/${account.id}/proposal`, { grants }, key).finally(refresh);

export const decide = (account: Account, decision: { granted: boolean; reason?: string | undefined }): Promise<void> =>
  post<void>(`/api/accounts/${account.id}/decision`, { ...decision, proposedAt: account.proposed?.at }).finally(
    refresh,
  );

/** A new one-time link, for a lost one or a forgotten password. */
export async function renewLink(account: Account): Promise<Invitation> {
  const invitation = await post<Invitation>(`/api/accounts/${account.id}/invitation`);
  await refresh();
  return invitation;
}

export const changeAccount = (account: Account, change: z.output<typeof accountChange>): Promise<void> =>
  patch<void>(`/api/accounts/${account.id}`, account.version, change).finally(refresh);

/** Ends the rest after too many wrong passwords. */
export const unlock = (account: Account): Promise<void> => post<void>(`/api/accounts/${account.id}/unlock`);
