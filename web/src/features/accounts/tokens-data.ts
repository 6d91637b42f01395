import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type { newTokenAnswer, tokenInput, tokenPage } from "#shared/accounts/schema";
import { get, type Page, post, remove } from "../../lib/api";

export type Token = z.infer<typeof tokenPage>["items"][number];

export const tokensOf = query(async () => (await get<Page<Token>>("/api/me/tokens")).items, "own-tokens");
const refresh = () => revalidate(tokensOf.key);

/** The new token's secret, shown once. */
export async function issueToken(input: z.output<typeof tokenInput>, key: string): Promise<string> {
  const { token } = await post<z.infer<typeof newTokenAnswer>>("/api/me/tokens", input, key);
  await refresh();
  return token;
}
export const revokeToken = (token: Token): Promise<void> => remove(`/api/me/tokens/${token.id}`).finally(refresh);
