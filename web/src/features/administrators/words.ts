import type { Administrator } from "#shared/authority";

/** What each of the three may do and may not, in one sentence. */
export const tasks: Record<Administrator, string> = {
  system: "管账号：邀请、停用、发新的链接，管备份；不能同意角色，看不到支部内容。",
  security: "管权限：同意或去掉角色，提出密码等要求的变更；不能建账号，看不到支部内容。",
  audit: "管审计：查看谁在什么时候做了什么，同意或不同意另外两员的申请；看不到支部内容。",
};
