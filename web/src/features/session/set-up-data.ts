import { query } from "@solidjs/router";
import type * as z from "zod";
import type { linkAnswer, Me, setupInput } from "#shared/accounts/schema";
import { post, Refusal } from "../../lib/api";
import { enter } from "../../lib/session";

export type OpenLink = z.infer<typeof linkAnswer>;

const refusedLink = (error: unknown): string => {
  if (error instanceof Refusal && error.code === "setup.refused") return error.message;
  throw error;
};

/** Whom a one-time link is for; the sentence of the refusal when it was used or is too old. */
export const openLink = query(
  (code: string): Promise<OpenLink | string> => post<OpenLink>("/api/setup/link", { code }).catch(refusedLink),
  "one-time-link",
);

/** Sets the password and signs in; the sentence of the refusal when the link was used meanwhile. */
export const setUp = (input: z.output<typeof setupInput>): Promise<string | undefined> =>
  post<Me>("/api/setup", input).then((account) => {
    enter(account);
    return undefined;
  }, refusedLink);
