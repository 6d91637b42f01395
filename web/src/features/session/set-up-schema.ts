import * as z from "zod";
import { passwordInput, setupInput } from "#shared/accounts/schema";

const again = z.string();
const differ = { path: ["again"], error: "两次输入的密码不一样" };

/** The shared input, and the password typed a second time. */
export const setUpForm = setupInput.extend({ again }).refine((typed) => typed.password === typed.again, differ);
export const passwordForm = passwordInput.extend({ again }).refine((typed) => typed.password === typed.again, differ);
