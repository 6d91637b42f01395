import { covers, type Grant, lineage, type Role, type TreeUnit } from "../access";
import { addDays, type Day, shanghaiDay } from "../dates";
import type { UnitKind } from "../org/schema";
import type { PasswordProfile } from "../policy/schema";
import type { Account, Requirement } from "./schema";

/** Where each role may be given. */
export const unitKindsOf: Partial<Record<Role, readonly UnitKind[]>> = {
  secretary: ["branch"],
  committee: ["branch"],
  leader: ["group"],
  member: ["branch"],
  office: ["committee", "general", "branch"],
  inspector: ["committee", "general", "branch"],
};

/** 等保: a password is changed after this many days. */
const PASSWORD_DAYS = 90;
/** Where one's own password alone is not enough. */
const guarded: readonly Role[] = ["system", "security", "audit"];

export const needsSecondFactor = ({ grants }: Pick<Account, "grants">): boolean =>
  grants.some(({ role }) => guarded.includes(role));

/** From this day on the password must be changed; never in the ASVS profile. */
export function passwordExpiresOn(
  profile: PasswordProfile,
  { passwordSetAt, createdAt }: Pick<Account, "passwordSetAt" | "createdAt">,
): Day | null {
  if (profile === "asvs") return null;
  return addDays(shanghaiDay(Date.parse(passwordSetAt ?? createdAt)), PASSWORD_DAYS);
}

/** What the account must do before anything else; `expiresOn` is that of its password. */
export function requirementOf(account: Account, expiresOn: Day | null, today: Day): Requirement | null {
  if (expiresOn !== null && expiresOn <= today) return "password";
  return needsSecondFactor(account) && !account.secondFactor ? "second-factor" : null;
}

/** Whom a password must not give away; `pinyin` are the ways to write the name in letters. */
export type Person = {
  login: string;
  name: string;
  pinyin: readonly string[];
  phone: string | null;
  idNumber: string | null;
};

const lower = (text: string) => text.normalize("NFKC").toLowerCase();
/** Every run of four signs of the number, which holds any longer one. */
const partsOfNumber = (number: string) => Array.from({ length: number.length - 3 }, (_, i) => number.slice(i, i + 4));

/** What a password must not contain, with its name on screen. */
const givenAway = ({ login, name, pinyin, phone, idNumber }: Person): [string, string][] => [
  [login, "账号"],
  [name, "姓名"],
  ...pinyin.filter((letters) => letters.length >= 3).map((letters): [string, string] => [letters, "姓名的拼音"]),
  ...(phone ? [[phone, "手机号"] satisfies [string, string]] : []),
  ...partsOfNumber(idNumber ?? "").map((part): [string, string] => [part, "身份证号的一部分"]),
];

const sorts = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/];

/** What is wrong with a new password in a profile, as a sentence; null when nothing is. Strength is judged apart. */
export function passwordFlaw(profile: PasswordProfile, password: string, person: Person): string | null {
  if (password.length < 12) return "密码至少 12 位";
  if (password.length > 128) return "密码不能超过 128 位";
  if (profile === "asvs") return null;
  if (sorts.filter((sort) => sort.test(password)).length < 3) return "密码应含大写字母、小写字母、数字、符号中的三种";
  const text = lower(password);
  const found = givenAway(person).find(([part]) => part !== "" && text.includes(lower(part)));
  return found ? `密码中不能含有${found[1]}` : null;
}

/** What is left of grants at these units and below them; a role that covers the units below its own is then one at each of them. */
export const narrowed = (grants: readonly Grant[], unitIds: readonly string[], tree: readonly TreeUnit[]): Grant[] =>
  grants.flatMap((grant) => {
    if (lineage(tree, grant.unitId).some((id) => unitIds.includes(id))) return [grant];
    if (!covers(grant.role)) return [];
    const below = unitIds.filter((id) => lineage(tree, id).includes(grant.unitId));
    return below.map((unitId) => ({ role: grant.role, unitId }));
  });
