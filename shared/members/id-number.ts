import { isDay } from "../dates";
import type { Sex } from "./schema";

export type CheckedIdNumber =
  | { ok: true; normal: string; sex: Sex; birthDate: string }
  | { ok: false; problems: string[] };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = "10X98765432";
const checkDigit = (body: string): string | undefined =>
  CHECK_DIGITS[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11];

/** Length, date and check digit of GB 11643; the region code is not judged. Spaces around are dropped, x becomes X. */
export function checkIdNumber(text: string): CheckedIdNumber {
  const normal = text.trim().toUpperCase();
  if (/^\d{15}$/.test(normal)) return { ok: false, problems: ["公民身份号码是旧的 15 位，请换为 18 位"] };
  if (!/^\d{17}[\dX]$/.test(normal))
    return { ok: false, problems: ["公民身份号码应为 18 位（前 17 位是数字，末位是数字或 X）"] };
  const birthDate = `${normal.slice(6, 10)}-${normal.slice(10, 12)}-${normal.slice(12, 14)}`;
  const problems = [
    ...(isDay(birthDate) ? [] : ["公民身份号码中的出生日期不存在，请核对"]),
    ...(checkDigit(normal) === normal[17] ? [] : ["公民身份号码校验码不对，请核对是否抄错"]),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, normal, sex: Number(normal[16]) % 2 === 1 ? "male" : "female", birthDate };
}

/** `110************5` keeps the first three and the last two characters. */
export const maskIdNumber = (text: string): string =>
  `${text.slice(0, 3)}${"*".repeat(Math.max(4, text.length - 5))}${text.slice(-2)}`;
export const maskPhone = (text: string): string =>
  text.length < 7 ? "****" : `${text.slice(0, 3)}****${text.slice(-2)}`;
export const maskAddress = (text: string): string => `${text.slice(0, 4)}****`;
/** A value that came out of one of the masks: it says "as it was". */
export const isMasked = (text: string): boolean => /\*{4}/.test(text);
