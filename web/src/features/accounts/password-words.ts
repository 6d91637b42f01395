import type { PasswordProfile } from "#shared/policy/schema";

/** The rules of a profile, beside the field for a new password. */
export const passwordHints: Record<PasswordProfile, string> = {
  dengbao: "至少 12 位，含大写字母、小写字母、数字、符号中的三种；不能含账号、姓名、手机号或身份证号的一部分",
  asvs: "至少 12 位，可以是一句自己记得住的话；常见的、容易猜到的不能用",
};
