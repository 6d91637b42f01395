import { query } from "@solidjs/router";
import type * as z from "zod";
import type { signInOptions } from "#shared/accounts/schema";
import { get, Refusal } from "../../lib/api";
import { type Credentials, signIn } from "../../lib/session";

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  throw error;
};

/** Signs in; why not, when it was refused. */
export const enterWith = (credentials: Credentials): Promise<Refusal | undefined> =>
  signIn(credentials).then(() => undefined, refusalOf);

/** How one may sign in here; without an answer there is always the password. */
export const signInOptionsNow = query(
  () => get<z.infer<typeof signInOptions>>("/api/sign-in-options").catch(() => ({ oidc: null })),
  "sign-in-options",
);
