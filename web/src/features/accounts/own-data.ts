import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import type {
  enrolmentAnswer,
  enrolmentInput,
  passwordInput,
  recoveryAnswer,
  secondFactorInput,
  sessionPage,
} from "#shared/accounts/schema";
import { get, type Page, post, remove } from "../../lib/api";

export const changePassword = (input: z.output<typeof passwordInput>): Promise<void> => post("/api/me/password", input);

export type Enrolment = z.infer<typeof enrolmentAnswer>;
const recoveryCodes = async (path: string, body: unknown, key: string): Promise<string[]> =>
  (await post<z.infer<typeof recoveryAnswer>>(`/api/me/second-factor/${path}`, body, key)).recoveryCodes;

export const beginSecondFactor = (input: z.output<typeof enrolmentInput>) =>
  post<Enrolment>("/api/me/second-factor", input);
export const confirmSecondFactor = (code: string, key: string) => recoveryCodes("confirmation", { code }, key);
export const renewRecoveryCodes = (input: z.output<typeof secondFactorInput>, key: string) =>
  recoveryCodes("recovery-codes", input, key);
export const removeSecondFactor = (input: z.output<typeof secondFactorInput>): Promise<void> =>
  post("/api/me/second-factor/removal", input);

export type OwnSession = z.infer<typeof sessionPage>["items"][number];
export const sessionsOf = query(async () => (await get<Page<OwnSession>>("/api/me/sessions")).items, "own-sessions");
const refreshSessions = () => revalidate(sessionsOf.key);
export const endSession = (session: OwnSession): Promise<void> =>
  remove(`/api/me/sessions/${session.id}`).finally(refreshSessions);
export const endOtherSessions = (): Promise<void> => post<void>("/api/me/sessions/end-others").finally(refreshSessions);
