import type { ApprovalAnswer, ApprovalKind } from "#shared/approvals/schema";
import type { PasswordProfile } from "#shared/policy/schema";
import type { Tone } from "../../ui/badge";

export const stateBadges: Record<ApprovalAnswer["state"], [Tone, string]> = {
  pending: ["orange", "等待决定"],
  granted: ["green", "已同意"],
  refused: ["red", "未同意"],
  withdrawn: ["grey", "已撤回"],
  expired: ["grey", "已过期"],
};

/** What happens the moment somebody agrees. */
export const consequences: Record<ApprovalKind, string> = {
  policy: "同意后立即对所有人生效。",
  administrator: "同意后账号立即建立，这里会给出一次性链接，由您交给本人。",
  purge: "同意后这名人员的身份证号、电话、住址等立即删除，不能恢复；组织生活的人数统计不变。",
  export: "同意后申请人在 24 小时内可以下载一次性导出的考核表。",
};

export const passwordNames: Record<PasswordProfile, string> = {
  dengbao: "按等级保护要求",
  asvs: "按长度要求",
};

export const passwordTexts: Record<PasswordProfile, string> = {
  dengbao:
    "密码至少 12 位，含大写字母、小写字母、数字、符号中的三种，不能含账号、姓名、手机号或身份证号的一部分。每 90 天更换一次，到期先改密码再办事。",
  asvs: "密码至少 12 位，不能是常见密码，不要求字符种类。不用定期更换，怀疑泄露时再改。",
};
