import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type {
  accountAnswer,
  accountChange,
  invitationAnswer,
  invitationInput,
  passwordInput,
} from "#shared/accounts/schema";
import { get, type Page, patch, post } from "../../lib/api";

export type Account = z.infer<typeof accountAnswer>;
export type Invitation = z.infer<typeof invitationAnswer>;

export const accountsOf = query(async () => (await get<Page<Account>>("/api/accounts")).items, "accounts");

export async function invite(input: z.output<typeof invitationInput>, key: string): Promise<Invitation> {
  const invitation = await post<Invitation>("/api/accounts", input, key);
  await revalidate(accountsOf.key);
  return invitation;
}

/** A new one-time link, for a lost one or a forgotten password. */
export async function renewLink(account: Account): Promise<Invitation> {
  const invitation = await post<Invitation>(`/api/accounts/${account.id}/invitation`);
  await revalidate(accountsOf.key);
  return invitation;
}

export async function changeAccount(account: Account, change: z.output<typeof accountChange>): Promise<void> {
  await patch(`/api/accounts/${account.id}`, account.version, change).finally(() => revalidate(accountsOf.key));
}

export const changePassword = (input: z.output<typeof passwordInput>): Promise<void> => post("/api/me/password", input);
