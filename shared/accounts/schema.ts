import * as z from "zod";
import { grant, roles } from "../access";
import { administrators } from "../authority";
import { choice, id, line, listOf, optionalLine, page, stored, yesNo } from "../fields";
import { unitKinds } from "../org/schema";

export const login = z
  .string({ error: "请填写账号" })
  .trim()
  .regex(/^[A-Za-z0-9._-]{3,40}$/, { error: "账号为 3–40 位字母、数字、点、横线或下划线" });
/** At least 12 characters, of three of the four sorts. */
export const newPassword = z
  .string({ error: "请填写密码" })
  .min(12, { error: "密码至少 12 位" })
  .max(128, { error: "密码不能超过 128 位" })
  .refine((text) => [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((set) => set.test(text)).length >= 3, {
    error: "密码应含大写字母、小写字母、数字、符号中的三种",
  });

export const signInInput = z.strictObject({
  login: z.string({ error: "请填写账号" }).min(1, { error: "请填写账号" }).max(100, { error: "账号不正确" }),
  password: z.string({ error: "请填写密码" }).min(1, { error: "请填写密码" }).max(1000, { error: "密码不正确" }),
});
export const setupInput = z.strictObject({
  code: z.string({ error: "缺少链接中的代码" }).min(1, { error: "缺少链接中的代码" }).max(200),
  password: newPassword,
  login: login.optional(),
  name: line("姓名", 40).optional(),
});
export const passwordInput = z.strictObject({
  current: z.string({ error: "请填写当前密码" }).min(1, { error: "请填写当前密码" }).max(1000),
  password: newPassword,
});
export const grantInput = z.strictObject({ role: choice("角色", roles), unitId: id("组织") });
export const invitationInput = z.strictObject({
  login,
  name: line("姓名", 40),
  grants: listOf("角色", grantInput, 10).min(1, { error: "请至少给一个角色" }),
  /** The member record that the person is, for the role of a member. */
  memberId: id("党员").nullable().optional(),
});
/** Other roles for somebody who has an account: asked for by the office, decided by the security administrator. */
export const proposalInput = z.strictObject({ grants: listOf("角色", grantInput, 10) });
export const decisionInput = z.strictObject({
  granted: yesNo("是否同意"),
  reason: optionalLine("说明", 200).optional(),
});
const administratorInput = z.strictObject({ login, name: line("姓名", 40) });
/** The three administrators of an installation, each somebody else. */
export const administratorsInput = z.strictObject({
  system: administratorInput,
  security: administratorInput,
  audit: administratorInput,
});
export const accountChange = z
  .strictObject({ name: line("姓名", 40), grants: listOf("角色", grantInput, 10), disabled: z.boolean() })
  .partial();

const passwordHash = z.object({ n: z.number(), r: z.number(), p: z.number(), salt: z.string(), hash: z.string() });
export type PasswordHash = z.infer<typeof passwordHash>;
export const accountRecord = z.object({
  ...stored,
  id: z.string(),
  login: z.string(),
  name: z.string(),
  grants: z.array(grant),
  memberId: z.string().nullable().default(null),
  /** Roles that somebody asked for and nobody has decided on yet. */
  proposed: z
    .object({
      grants: z.array(grant),
      memberId: z.string().nullable(),
      by: z.string(),
      byId: z.string(),
      at: z.string(),
    })
    .nullable()
    .default(null),
  disabled: z.boolean().default(false),
  password: passwordHash.nullable(),
  /** Counts password changes; a session of an earlier one has ended. */
  epoch: z.number(),
  setup: z.object({ codeHash: z.string(), expiresAt: z.string() }).nullable(),
  createdAt: z.string(),
});
export type Account = z.infer<typeof accountRecord>;

export const sessionRecord = z.object({
  accountId: z.string(),
  epoch: z.number(),
  startedAt: z.number(),
  seenAt: z.number(),
});
export type Session = z.infer<typeof sessionRecord>;

export const grantAnswer = z.object({
  role: z.enum(roles),
  unit: z.object({ id: z.string(), name: z.string(), kind: z.enum(unitKinds) }),
});
export const meAnswer = z.object({
  account: z.object({ id: z.string(), login: z.string(), name: z.string() }),
  grants: z.array(grantAnswer),
  memberId: z.string().nullable(),
  today: z.string(),
  demo: z.boolean(),
});
export type Me = z.infer<typeof meAnswer>;
export const accountAnswer = z.object({
  id: z.string(),
  version: z.number(),
  login: z.string(),
  name: z.string(),
  grants: z.array(grantAnswer),
  /** Roles that wait for the security administrator's decision. */
  proposed: z.object({ grants: z.array(grantAnswer), by: z.string(), at: z.string() }).nullable(),
  disabled: z.boolean(),
  /** `invited`: the link has not been used yet. */
  state: z.enum(["invited", "expired", "active", "disabled"]),
  createdAt: z.string(),
});
export const accountPage = page(accountAnswer);
export const invitationAnswer = z.object({ id: z.string(), setupUrl: z.string(), expiresAt: z.string() });
/** Where each of the three administrators stands: named or not, and whether the link was used. */
export const administratorsAnswer = z.object({
  named: z.boolean(),
  items: z.array(z.object({ role: z.enum(administrators), name: z.string(), state: accountAnswer.shape.state })),
});
export const appointmentAnswer = z.object({
  items: z.array(invitationAnswer.extend({ role: z.enum(administrators), login: z.string(), name: z.string() })),
});
