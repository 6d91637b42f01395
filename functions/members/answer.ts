import type { Role } from "#shared/access";
import { checkIdNumber, maskAddress, maskIdNumber, maskPhone } from "#shared/members/id-number";
import { sexNames } from "#shared/members/labels";
import { type Member, type MemberAnswer, memberRecord } from "#shared/members/schema";
import { ageOn, memberOn, postsOn, seniorityYearsOn } from "#shared/members/standing";
import type { Branch } from "#shared/org/schema";

/** The record as the screen of one role shows it on a day. */
export function toAnswer(member: Member, branch: Pick<Branch, "committee">, day: string): MemberAnswer {
  const { chain: _chain, timeline: _timeline, initials: _initials, dataKey: _key, ...shown } = memberOn(member, day);
  return {
    ...shown,
    idNumber: member.idNumber && maskIdNumber(member.idNumber),
    phone: member.phone && maskPhone(member.phone),
    address: member.address && maskAddress(member.address),
    household: member.household && maskAddress(member.household),
    age: ageOn(member, day),
    seniorityYears: seniorityYearsOn(member, day),
    posts: postsOn(branch, member.id, day),
    differences: differencesOf(member),
  };
}

/** A group leader sees names and groups; an inspector no ID numbers. */
export function limited(answer: MemberAnswer, held: readonly Role[]): MemberAnswer {
  if (held.some((role) => role === "secretary" || role === "committee" || role === "office")) return answer;
  if (held.includes("inspector")) return { ...answer, idNumber: null, phone: null, address: null, household: null };
  const blank = memberRecord.parse({
    id: answer.id,
    branchId: answer.branchId,
    name: answer.name,
    stage: answer.stage,
    version: answer.version,
    enteredAt: "",
    enteredBy: "",
  });
  const { chain: _chain, timeline: _timeline, initials: _initials, dataKey: _key, ...shown } = blank;
  return { ...shown, groupId: answer.groupId, age: null, seniorityYears: null, posts: answer.posts, differences: [] };
}

/** Where the ID number says otherwise than the fields. */
function differencesOf(member: Pick<Member, "idNumber" | "sex" | "birthDate">): MemberAnswer["differences"] {
  const checked = member.idNumber ? checkIdNumber(member.idNumber) : null;
  if (!checked?.ok) return [];
  const sex =
    member.sex && member.sex !== checked.sex
      ? [{ field: "sex", detail: `性别与公民身份号码不符（号码为${sexNames[checked.sex]}）` }]
      : [];
  const birth =
    member.birthDate && member.birthDate !== checked.birthDate
      ? [{ field: "birthDate", detail: `出生日期与公民身份号码不符（号码为 ${checked.birthDate}）` }]
      : [];
  return [...sex, ...birth];
}
