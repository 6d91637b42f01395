import { checkIdNumber, isMasked } from "#shared/members/id-number";
import { type MemberChange, secretFields } from "#shared/members/schema";
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
