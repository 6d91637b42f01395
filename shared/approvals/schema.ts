import * as z from "zod";
import { login } from "../accounts/schema";
import { administrators } from "../authority";
import { choice, id, line, optionalLine, page, stored, whole, yesNo } from "../fields";
import { policyFields } from "../policy/schema";

/** What one person asks for and another has to agree to. */
export const approvalKinds = ["policy", "administrator", "purge", "export"] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

const policyAsked = { kind: z.literal("policy"), ...policyFields };
const administratorAsked = {
  kind: z.literal("administrator"),
  role: choice("管理员类别", administrators),
  login,
  name: line("姓名", 40),
};
const purgeAsked = { kind: z.literal("purge"), branchId: id("支部"), memberId: id("党员") };
const exportAsked = { kind: z.literal("export"), unitId: id("组织"), year: whole("年度", 1921, 2100) };

const reason = line("原因", 200);
export const approvalInput = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ ...policyAsked, reason }),
    z.strictObject({ ...administratorAsked, reason }),
    z.strictObject({ ...purgeAsked, reason }),
    z.strictObject({ ...exportAsked, reason }),
  ],
  { error: "请选择申请的事项" },
);
export type ApprovalInput = z.infer<typeof approvalInput>;

const asked = z.discriminatedUnion("kind", [
  z.object(policyAsked),
  z.object(administratorAsked),
  z.object(purgeAsked),
  z.object(exportAsked),
]);
export type Asked = z.infer<typeof asked>;

export const approvalStates = ["pending", "granted", "refused", "withdrawn", "expired"] as const;
export type ApprovalState = (typeof approvalStates)[number];

export const approvalRecord = z.object({
  ...stored,
  id: z.string(),
  asked,
  /** What it is about, in one line for people. */
  subject: z.string(),
  reason: z.string(),
  askedBy: z.string(),
  askedById: z.string(),
  askedAt: z.string(),
  state: z.enum(["pending", "granted", "refused", "withdrawn"]),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string(),
  /** How often what was granted has been used. */
  uses: z.number().default(0),
  /** Until when it can be decided on, and then until when it can be used. */
  endsAt: z.string(),
});
export type Approval = z.infer<typeof approvalRecord>;

export const approvalAnswer = z.object({
  id: z.string(),
  version: z.number(),
  kind: z.enum(approvalKinds),
  subject: z.string(),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: z.string(),
  state: z.enum(approvalStates),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string(),
  expiresAt: z.string(),
  /** Whether the one who asks this may decide on it, withdraw it, use it. */
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
  mayUse: z.boolean(),
});
export type ApprovalAnswer = z.infer<typeof approvalAnswer>;
export const approvalPage = page(approvalAnswer);
export const approvalQuery = z.strictObject({ state: choice("状态", ["pending", "all"]).optional() });
export const approvalDecision = z.strictObject({
  granted: yesNo("是否同意"),
  reason: optionalLine("说明", 200).optional(),
});
/** The decision; `link` is the one-time link of an administrator who was named by it. */
export const decisionAnswer = z.object({
  approval: approvalAnswer,
  link: z.object({ setupUrl: z.string(), expiresAt: z.string() }).nullable(),
});
