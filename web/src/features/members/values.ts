import * as names from "#shared/members/labels";
import type { MemberAnswer, MemberChange } from "#shared/members/schema";

/** What the form holds: text as typed, null for no choice. */
export type MemberValues = {
  name: string;
  idNumber: string;
  sex: MemberAnswer["sex"];
  ethnicity: string | null;
  birthDate: string;
  education: MemberAnswer["education"];
  stage: MemberAnswer["stage"] | null;
  joinedOn: string;
  convertedOn: string;
  job: MemberAnswer["job"];
  phone: string;
  address: string;
  standing: MemberAnswer["standing"];
  groupId: string | null;
  arrivedOn: string;
  arrival: MemberAnswer["arrival"];
  degree: string;
  position: string;
  rank: MemberAnswer["rank"];
  specialty: string;
  workStartedOn: string;
  nativePlace: string;
  household: string;
  appliedOn: string;
  activistOn: string;
  candidateOn: string;
  branchAtJoining: string;
  staffNumber: string;
  note: string;
  isExcused: boolean;
  excusedReason: string;
  excusedFrom: string;
  excusedTo: string;
  isLost: boolean;
  lostOn: string;
  lostReason: NonNullable<MemberAnswer["lost"]>["reason"];
  isFloating: boolean;
  floatingTo: string;
  floatingSince: string;
  effectiveOn: string;
};

const plain = [
  ..."name idNumber sex ethnicity birthDate education stage joinedOn convertedOn job phone address standing groupId arrivedOn arrival".split(
    " ",
  ),
  ..."degree position rank specialty workStartedOn nativePlace household appliedOn activistOn candidateOn branchAtJoining staffNumber note".split(
    " ",
  ),
] as (keyof MemberValues & keyof MemberAnswer)[];
const chosen = ["sex", "ethnicity", "education", "stage", "job", "standing", "groupId", "arrival", "rank"];

const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));

/** The form of a record; without one, of a new member. */
export function valuesOf(member: Partial<MemberAnswer>): MemberValues {
  const fields = Object.fromEntries(
    plain.map((field) => [field, chosen.includes(field) ? (member[field] ?? null) : text(member[field])]),
  );
  return {
    ...(fields as unknown as MemberValues),
    standing: member.standing ?? "normal",
    isExcused: Boolean(member.excused),
    excusedReason: text(member.excused?.reason),
    excusedFrom: text(member.excused?.from),
    excusedTo: text(member.excused?.to),
    isLost: Boolean(member.lost),
    lostOn: text(member.lost?.on),
    lostReason: member.lost?.reason ?? null,
    isFloating: Boolean(member.floating),
    floatingTo: text(member.floating?.to),
    floatingSince: text(member.floating?.since),
    effectiveOn: "",
  };
}

const orNull = (value: string) => value.trim() || null;

/** What the typed values mean as fields of the record. */
export function fieldsOf(values: MemberValues): MemberChange {
  const fields = Object.fromEntries(
    plain.map((field) => [field, typeof values[field] === "string" ? orNull(values[field]) : values[field]]),
  );
  return {
    ...(fields as MemberChange),
    name: values.name,
    excused: values.isExcused
      ? { reason: values.excusedReason, from: values.excusedFrom, to: orNull(values.excusedTo) }
      : null,
    lost: values.isLost ? { on: orNull(values.lostOn), reason: values.lostReason } : null,
    floating: values.isFloating ? { to: values.floatingTo, since: orNull(values.floatingSince) } : null,
  };
}

/** Only what differs from what the form began with; a masked value that was not touched stays out. */
export function changesOf(before: MemberValues, after: MemberValues): MemberChange {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const changed = Object.entries(is).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field as keyof MemberChange]),
  );
  return { ...Object.fromEntries(changed), ...(after.effectiveOn && { effectiveOn: after.effectiveOn }) };
}

const valueNames: Partial<Record<string, Record<string, string>>> = {
  sex: names.sexNames,
  ethnicity: names.ethnicityNames,
  education: names.educationNames,
  stage: names.stageNames,
  standing: names.standingNames,
  job: names.jobNames,
  rank: names.rankNames,
  arrival: names.arrivalNames,
};

/** A value of the form as it is read. */
export const shownValue = (field: keyof MemberValues, value: MemberValues[keyof MemberValues]): string =>
  typeof value === "boolean" ? (value ? "是" : "否") : (valueNames[field]?.[String(value)] ?? text(value));

export const labelOf = (field: keyof MemberValues): string =>
  names.memberFieldNames[field] ??
  {
    isExcused: "免于参加活动",
    excusedReason: "免于参加的原因",
    excusedFrom: "免于参加的起始日期",
    excusedTo: "免于参加的截止日期",
    isLost: "失联",
    lostOn: "失联日期",
    lostReason: "失联情形",
    isFloating: "流动",
    floatingTo: "外出流向",
    floatingSince: "外出日期",
    effectiveOn: "生效日期",
  }[field as "isLost"] ??
  field;
