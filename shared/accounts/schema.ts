import * as z from "zod";
import { roles } from "../access";
import { administrators } from "../authority";
import { choice, id, line, listOf, optionalLine, page, stored, whole, yesNo } from "../fields";
import { unitKinds } from "../org/schema";
import { passwordProfiles } from "../policy/schema";

export const login = z
  .string({ error: "请填写账号" })
  .trim()
  .regex(/^[A-Za-z0-9._-]{3,40}$/, { error: "账号为 3–40 位字母、数字、点、横线或下划线" });
/** The length that both profiles ask for; the rest is in `rules.ts`, by profile. */
export const newPassword = z
  .string({ error: "请填写密码" })
  .min(12, { error: "密码至少 12 位" })
  .max(128, { error: "密码不能超过 128 位" });
/** A password that is asked again. */
const knownPassword = z
  .string({ error: "请填写密码" })
  .min(1, { error: "请填写密码" })
  .max(1000, { error: "密码不正确" });
/** Six digits of the authenticator, or a recovery code. */
const code = z
  .string({ error: "请填写动态口令" })
  .trim()
  .min(6, { error: "请填写 6 位动态口令" })
  .max(40, { error: "动态口令不正确" });

export const signInInput = z.strictObject({
  login: z.string({ error: "请填写账号" }).min(1, { error: "请填写账号" }).max(100, { error: "账号不正确" }),
  password: knownPassword,
  code: code.optional(),
});
export const setupInput = z.strictObject({
  code: z.string({ error: "缺少链接中的代码" }).min(1, { error: "缺少链接中的代码" }).max(200),
  password: newPassword,
  login: login.optional(),
  name: line("姓名", 40).optional(),
  /** The second factor goes on after a reset of the password. */
  factor: code.optional(),
});
export const linkInput = setupInput.pick({ code: true });
export const passwordInput = z.strictObject({
  current: z.string({ error: "请填写当前密码" }).min(1, { error: "请填写当前密码" }).max(1000),
  password: newPassword,
});
export const enrolmentInput = z.strictObject({ password: knownPassword, code: code.optional() });
export const enrolmentAnswer = z.object({ secret: z.string(), uri: z.string() });
export const codeInput = z.strictObject({ code });
export const recoveryAnswer = z.object({ recoveryCodes: z.array(z.string()) });
export const secondFactorInput = z.strictObject({ password: knownPassword, code });

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
  /** When what was read had been asked for: roles that were put in its place meanwhile are not granted with it. */
  proposedAt: z.string().max(40, { error: "提出时间不正确" }).optional(),
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

const grant = z.object({ role: z.enum(roles), unitId: z.string() });
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
  /** Absent where it was set before passwords were dated: then it is as old as the account. */
  passwordSetAt: z.string().optional(),
  /** The secret of the authenticator, sealed. */
  secondFactor: z.object({ secret: z.string(), since: z.string() }).nullish(),
  /** Counts uses of one-time links; a token of an earlier one has ended. */
  tokenEpoch: z.number().optional(),
  /** Counts password changes; a session of an earlier one has ended. */
  epoch: z.number(),
  setup: z.object({ codeHash: z.string(), expiresAt: z.string() }).nullable(),
  /** Who of the enterprise's provider the account belongs to, once somebody has used it from there; `subject` is a keyed mark. */
  oidc: z.object({ issuer: z.string(), subject: z.string() }).nullish(),
  createdAt: z.string(),
});
export type Account = z.infer<typeof accountRecord>;

export const sessionRecord = z.object({
  accountId: z.string(),
  epoch: z.number(),
  startedAt: z.number(),
  seenAt: z.number(),
  from: z.string().default(""),
  device: z.string().default(""),
  method: z.enum(["password", "oidc"]).default("password"),
});
export type Session = z.infer<typeof sessionRecord>;

/** Beside the account: what changes with every sign-in, so that whoever edits the account meets no conflict with it. */
export const entryRecord = z.object({
  ...stored,
  accountId: z.string(),
  signedInAt: z.string().nullable(),
  /** The last step of the authenticator that was used; no earlier one counts again. */
  lastStep: z.number(),
  /** Hashes of the recovery codes that are left. */
  recovery: z.array(z.string()),
  /** A secret that was shown and is not confirmed yet, sealed. */
  pending: z.object({ secret: z.string(), since: z.string() }).nullable(),
  /** Keyed marks of the networks from which the account signed in, newest first. */
  networks: z.array(z.object({ mark: z.string(), at: z.number() })),
});
export type Entry = z.infer<typeof entryRecord>;

export const sessionPage = page(
  z.object({
    id: z.string(),
    startedAt: z.string(),
    seenAt: z.string(),
    from: z.string(),
    device: z.string(),
    current: z.boolean(),
  }),
);

export const tokenFormats = ["xlsx", "docx", "csv", "json"] as const;
export type TokenFormat = (typeof tokenFormats)[number];
export const tokenRecord = z.object({
  ...stored,
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  unitIds: z.array(z.string()),
  formats: z.array(z.enum(tokenFormats)),
  /** The account's `tokenEpoch` when it was issued. */
  epoch: z.number(),
  createdAt: z.string(),
  endsAt: z.string(),
  usedAt: z.string().nullable(),
  usedFor: z.string(),
});
export type Token = z.infer<typeof tokenRecord>;
export const tokenInput = z.strictObject({
  name: line("名称", 40),
  unitIds: listOf("组织", id("组织"), 50).min(1, { error: "请至少选择一个组织" }),
  formats: listOf("格式", choice("格式", tokenFormats), tokenFormats.length).min(1, { error: "请至少选择一种格式" }),
  days: whole("有效天数", 1, 366),
});
const tokenAnswer = z.object({
  id: z.string(),
  name: z.string(),
  unitIds: z.array(z.string()),
  formats: z.array(z.enum(tokenFormats)),
  expiresAt: z.string(),
});
export const newTokenAnswer = tokenAnswer.extend({ token: z.string() });
export const tokenPage = page(tokenAnswer.extend({ createdAt: z.string(), usedAt: z.string().nullable() }));

/** How else than with a password one may sign in. */
export const signInOptions = z.object({ oidc: z.object({ name: z.string() }).nullable() });
/** Why signing in with the provider did not succeed, as the page is told. No account and a disabled one are the same. */
export type OidcOutcome = "unreachable" | "interrupted" | "expired" | "refused" | "second-factor";

export const requirements = ["password", "second-factor"] as const;
export type Requirement = (typeof requirements)[number];

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
  /** What must be done before anything else is allowed. */
  required: z.enum(requirements).nullable(),
  secondFactor: z.boolean(),
  passwordProfile: z.enum(passwordProfiles),
  /** From this day on the password must be changed. */
  passwordExpiresOn: z.string().nullable(),
});
export type Me = z.infer<typeof meAnswer>;
/** Whom a one-time link is for, and what is asked for with the new password. */
export const linkAnswer = z.object({
  /** Whether login and name can still be chosen. */
  mayName: z.boolean(),
  login: z.string(),
  name: z.string(),
  secondFactor: z.boolean(),
  passwordProfile: z.enum(passwordProfiles),
});
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
