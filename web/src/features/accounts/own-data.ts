import type * as z from "zod";
import type { passwordInput } from "#shared/accounts/schema";
import { post } from "../../lib/api";

export const changePassword = (input: z.output<typeof passwordInput>): Promise<void> => post("/api/me/password", input);
