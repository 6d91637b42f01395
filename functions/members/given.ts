import { checkIdNumber, isMasked } from "#shared/members/id-number";
import { type Member, type MemberChange, secretFields } from "#shared/members/schema";
import { Fault } from "#shared/problem";

/** The ID number in its normal form with sex and birthday derived where they are blank; a masked value means "as it was". */
export function withIdNumber<T extends Pick<MemberChange, "idNumber" | "sex" | "birthDate" | "phone" | "address">>(
  input: T,
): T {
  const kept = Object.fromEntries(
    Object.entries(input).filter(
      ([field, value]) =>
        !(secretFields.some((secret) => secret === field) && typeof value === "string" && isMasked(value)),
    ),
  ) as T;
  if (kept.idNumber === undefined || kept.idNumber === null) return kept;
  if (kept.idNumber === "") return { ...kept, idNumber: null };
  const checked = checkIdNumber(kept.idNumber);
  if (!checked.ok)
    throw new Fault("request.invalid", {
      errors: checked.problems.map((detail) => ({ pointer: "#/idNumber", detail })),
    });
  return {
    ...kept,
    idNumber: checked.normal,
    sex: kept.sex ?? checked.sex,
    birthDate: kept.birthDate ?? checked.birthDate,
  };
}

/** What a change altered, for the trail; secret values are left out. */
export const changesOf = (before: Member, after: Member) =>
  Object.keys(after)
    .filter((field) => !["version", "chain", "timeline", "initials", "dataKey"].includes(field))
    .filter((field) => JSON.stringify(before[field as keyof Member]) !== JSON.stringify(after[field as keyof Member]))
    .map((field) => {
      const isSecret = secretFields.some((secret) => secret === field);
      return {
        field,
        from: isSecret ? null : before[field as keyof Member],
        to: isSecret ? null : after[field as keyof Member],
      };
    });
