import { Refusal } from "../../lib/api";
import { type Credentials, signIn } from "../../lib/session";

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  throw error;
};

/** Signs in; why not, when it was refused. */
export const enterWith = (credentials: Credentials): Promise<Refusal | undefined> =>
  signIn(credentials).then(() => undefined, refusalOf);
