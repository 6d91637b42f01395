import * as z from "zod";
import { passwordFlaw } from "#shared/accounts/rules";
import { passwordInput, setupInput } from "#shared/accounts/schema";
import type { PasswordProfile } from "#shared/policy/schema";

/** Whose password it is to become: what the page knows of the person; the server knows more. */
export type Owner = { profile: PasswordProfile; login: string; name: string };

const again = z.string();
const differ = { path: ["again"], error: "两次输入的密码不一样" };
const flawOf = ({ profile, login, name }: Owner, password: string) =>
  passwordFlaw(profile, password, { login, name, pinyin: [], phone: null, idNumber: null });

type Typed = { password: string; again: string };

/** The rules of the profile, and the password typed a second time. */
function checked(owner: Owner) {
  return (typed: Typed, context: z.RefinementCtx): void => {
    const message = flawOf(owner, typed.password);
    if (message !== null) context.addIssue({ code: "custom", path: ["password"], message });
    if (typed.password !== typed.again) context.addIssue({ code: "custom", path: differ.path, message: differ.error });
  };
}

export const passwordForm = (owner: Owner) => passwordInput.extend({ again }).superRefine(checked(owner));
export const setUpForm = (owner: Owner) => setupInput.extend({ again }).superRefine(checked(owner));
