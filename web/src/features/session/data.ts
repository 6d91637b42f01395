import type { Me } from "#shared/accounts/schema";
import { post, Refusal } from "../../lib/api";
import { enter, signIn } from "../../lib/session";

/** Signs in; the sentence to show when it was refused. */
export async function enterWith(login: string, password: string): Promise<string | undefined> {
  return signIn(login, password).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return error.message;
      throw error;
    },
  );
}

export type SetUpInput = { code: string; password: string; login?: string | undefined; name?: string | undefined };
export const setUp = async (input: SetUpInput): Promise<void> => enter(await post<Me>("/api/setup", input));
