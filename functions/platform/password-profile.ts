import type { PasswordProfile } from "#shared/accounts/schema";
import type { Platform } from "./platform";

/** Which rules the passwords of this deployment follow. */
export const passwordProfile = async (_platform: Platform): Promise<PasswordProfile> => "dengbao";
