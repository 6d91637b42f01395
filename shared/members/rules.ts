import { addMonths, chineseDay, type Day, firstDay, lastDay, wholeYears } from "../dates";
import { Fault, type FieldError } from "../problem";
import { stageNames } from "./labels";
import type { Member } from "./schema";
import { rankOf } from "./standing";

type FactField =
  | "birthDate"
  | "stage"
  | "joinedOn"
  | "convertedOn"
  | "appliedOn"
  | "activistOn"
  | "candidateOn"
  | "arrivedOn"
  | "left"
  | "excused";
/** The fields whose agreement is checked; absent is unknown. */
export type MemberFields = { [F in FactField]?: Member[F] | undefined };
export type Findings = { errors: FieldError[]; warnings: FieldError[] };

const finding = (field: string, code: string, detail: string): FieldError => ({
  pointer: `#/${field}`,
  code: `member.${code}`,
  detail,
});
const isBefore = (a: string | null | undefined, b: string | null | undefined): boolean =>
  !!a && !!b && lastDay(a) < firstDay(b);

/** [field, its name in a sentence, the field it may not precede, that field's name] */
const orders = [
  ["activistOn", "确定积极分子日期", "appliedOn", "申请入党日期"],
  ["candidateOn", "列为发展对象日期", "activistOn", "确定积极分子日期"],
  ["joinedOn", "加入党组织日期", "candidateOn", "列为发展对象日期"],
  ["convertedOn", "转为正式党员日期", "joinedOn", "加入党组织日期"],
] as const;

function orderErrors(fields: MemberFields): FieldError[] {
  const found = orders
    .filter(([field, , earlier]) => isBefore(fields[field], fields[earlier]))
    .map(([field, name, , earlierName]) => finding(field, "date-order", `${name}不能早于${earlierName}`));
  if (isBefore(fields.left?.on, fields.arrivedOn))
    found.push(finding("left/on", "date-order", "离开日期不能早于进入本支部日期"));
  if (isBefore(fields.excused?.to, fields.excused?.from))
    found.push(finding("excused/to", "date-order", "免于参加活动的截止日期不能早于起始日期"));
  return found;
}

const pastFields = [
  ["birthDate", "出生日期"],
  ["appliedOn", "申请入党日期"],
  ["activistOn", "确定积极分子日期"],
  ["candidateOn", "列为发展对象日期"],
  ["joinedOn", "加入党组织日期"],
  ["convertedOn", "转为正式党员日期"],
] as const;

const futureErrors = (fields: MemberFields, day: Day): FieldError[] =>
  pastFields
    .filter(([field]) => isBefore(day, fields[field]))
    .map(([field, name]) => finding(field, "date-future", `${name}不能晚于今天（${chineseDay(day)}）`));

function stageErrors({ stage, joinedOn, convertedOn }: MemberFields): FieldError[] {
  if (stage === undefined) return [];
  const isMember = rankOf(stage) >= rankOf("probationary");
  if (isMember && !joinedOn) return [finding("joinedOn", "joined-missing", `${stageNames[stage]}应填写加入党组织日期`)];
  if (!isMember && joinedOn)
    return [finding("joinedOn", "stage-order", `人员类别是${stageNames[stage]}，不应有加入党组织日期，请核对`)];
  if (stage !== "full" && convertedOn)
    return [finding("convertedOn", "stage-order", `人员类别是${stageNames[stage]}，不应有转为正式党员日期，请核对`)];
  return [];
}

const under18 = (birthDate: string | null | undefined, date: string | null | undefined): boolean =>
  !!birthDate && !!date && wholeYears(birthDate, lastDay(date)) < 18;

function ageFindings({ birthDate, appliedOn, joinedOn }: MemberFields): FieldError[] {
  if (under18(birthDate, joinedOn))
    return [finding("joinedOn", "under-18", "加入党组织时不满 18 周岁，请核对出生日期和加入党组织日期")];
  return under18(birthDate, appliedOn)
    ? [finding("appliedOn", "under-18", "申请入党时不满 18 周岁，请核对出生日期和申请入党日期")]
    : [];
}

function softFindings({ stage, joinedOn, convertedOn, activistOn, candidateOn }: MemberFields): FieldError[] {
  const found: FieldError[] = [];
  if (stage === "full" && !convertedOn)
    found.push(finding("convertedOn", "converted-missing", "没有填写转为正式党员日期，党龄无法计算"));
  if (convertedOn && joinedOn && isBefore(convertedOn, addMonths(firstDay(joinedOn), 12)))
    found.push(finding("convertedOn", "probation-short", "转为正式党员日期距加入党组织日期不满一年，请核对"));
  if (candidateOn && activistOn && isBefore(candidateOn, addMonths(firstDay(activistOn), 12)))
    found.push(finding("candidateOn", "training-short", "列为发展对象日期距确定积极分子日期不满一年，请核对"));
  return found;
}

/** What does not agree in a person's fields on a day; for forms and imports alike. Full members were often admitted under older rules: their age at joining is a warning, that of others an error (发展党员细则 第5条). */
export function memberFindings(fields: MemberFields, day: Day): Findings {
  const ages = ageFindings(fields);
  const isOldRecord = fields.stage === "full";
  return {
    errors: [
      ...stageErrors(fields),
      ...futureErrors(fields, day),
      ...orderErrors(fields),
      ...(isOldRecord ? [] : ages),
    ],
    warnings: [...softFindings(fields), ...(isOldRecord ? ages : [])],
  };
}

/** Refuses fields that do not agree. */
export function checkMember(fields: MemberFields, day: Day): void {
  const { errors } = memberFindings(fields, day);
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
}
