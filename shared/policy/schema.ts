import * as z from "zod";
import { choice, whole } from "../fields";

/** 等保: classes of characters and a change every 90 days; ASVS: length and no common passwords. */
export const passwordProfiles = ["dengbao", "asvs"] as const;
export type PasswordProfile = (typeof passwordProfiles)[number];

/** What holds for the whole installation; changed only by two people. */
export const policyFields = {
  passwords: choice("密码要求", passwordProfiles),
  /** How long the trail is kept; 网络安全法 第23条 asks for at least six months. */
  trailDays: whole("留痕保存天数", 184, 36_500),
};
export const policyRecord = z.object({
  version: z.number(),
  chain: z.string(),
  passwords: z.enum(passwordProfiles),
  trailDays: z.number(),
});
export type Policy = z.infer<typeof policyRecord>;
export const policyAnswer = policyRecord.omit({ chain: true });

/** Until two people have decided otherwise: three years of trail. */
export const defaultPolicy: Policy = { version: 0, chain: "", passwords: "dengbao", trailDays: 1096 };
