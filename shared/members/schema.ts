import * as z from "zod";
import { opened } from "../audit/schema";
import {
  amount,
  choice,
  day,
  dayOrMonth,
  id,
  line,
  listOf,
  optionalLine,
  page,
  pageQuery,
  paragraph,
  stored,
  yesNo,
} from "../fields";

export const sexes = ["male", "female"] as const;
export const educations = ["postgraduate", "bachelor", "college", "secondary", "high", "below"] as const;
export const stages = ["applicant", "activist", "candidate", "probationary", "full"] as const;
export const standings = ["normal", "suspended"] as const;
export const departures = ["transfer", "death", "removal", "expulsion", "withdrawal", "cancelled", "other"] as const;
export const arrivals = ["admitted", "transfer", "restored", "initial"] as const;
export const jobs = [
  "011",
  "012",
  "013",
  "014",
  "015",
  "016",
  "0164",
  "021",
  "022",
  "023",
  "024",
  "025",
  "0253",
  "1",
  "113",
  "2",
  "3",
  "4",
  "5",
] as const;
export const lostReasons = ["1", "2", "3", "4", "5", "6", "7"] as const;
export const ranks = ["senior", "intermediate", "junior", "none"] as const;
export const ethnicities = Array.from({ length: 56 }, (_, i) => String(i + 1).padStart(2, "0"));
export type Sex = (typeof sexes)[number];
export type Education = (typeof educations)[number];
export type Stage = (typeof stages)[number];
export type Standing = (typeof standings)[number];
export type Departure = (typeof departures)[number];
export type Job = (typeof jobs)[number];

const ethnicity = z
  .string({ error: "请选择民族" })
  .refine((code) => ethnicities.includes(code) || code === "97" || code === "98", { error: "请选择民族" });

/** Excused from attending and from study hours (教育管理条例 第23条: old, ill, weak or disabled members), with its days. */
export const excuse = z.strictObject({
  reason: line("原因", 100),
  from: day("起始日期"),
  to: day("截止日期").nullable().default(null),
});
export const departure = z.strictObject({
  on: day("离开日期"),
  how: choice("去向", departures),
  note: optionalLine("说明", 200).optional(),
});
export const lostContact = z.strictObject({
  on: day("失联日期").nullable().default(null),
  reason: choice("失联情形", lostReasons).nullable().default(null),
});
export const floatingTo = z.strictObject({
  to: optionalLine("外出流向", 100).default(""),
  since: day("外出日期").nullable().default(null),
});

/** The sixteen fields of 党员基本信息采集表 (2017) and those that later systems added. The checks of the ID number are in `id-number.ts`. */
const fields = {
  name: line("姓名", 40),
  idNumber: z.string({ error: "请填写公民身份号码" }).trim().max(30, { error: "公民身份号码应为 18 位" }).nullable(),
  sex: choice("性别", sexes).nullable(),
  ethnicity: ethnicity.nullable(),
  birthDate: day("出生日期").nullable(),
  education: choice("学历", educations).nullable(),
  stage: choice("人员类别", stages),
  joinedOn: dayOrMonth("加入党组织日期").nullable(),
  convertedOn: dayOrMonth("转为正式党员日期").nullable(),
  job: choice("工作岗位", jobs).nullable(),
  phone: optionalLine("联系电话", 30).nullable(),
  address: optionalLine("家庭住址", 200).nullable(),
  standing: choice("党籍状态", standings),
  left: departure.nullable(),
  lost: lostContact.nullable(),
  floating: floatingTo.nullable(),
  groupId: id("党小组").nullable(),
  excused: excuse.nullable(),
  arrivedOn: dayOrMonth("进入本支部日期").nullable(),
  arrival: choice("进入方式", arrivals).nullable(),
  degree: optionalLine("学位", 40).nullable(),
  position: optionalLine("单位及职务", 100).nullable(),
  rank: choice("职称层级", ranks).nullable(),
  specialty: optionalLine("专业技术职务", 60).nullable(),
  migrantWorker: yesNo("是否农民工").nullable(),
  workStartedOn: dayOrMonth("参加工作日期").nullable(),
  nativePlace: optionalLine("籍贯", 60).nullable(),
  household: optionalLine("户籍所在地", 200).nullable(),
  appliedOn: dayOrMonth("申请入党日期").nullable(),
  activistOn: dayOrMonth("确定积极分子日期").nullable(),
  candidateOn: dayOrMonth("列为发展对象日期").nullable(),
  branchAtJoining: optionalLine("入党时所在支部", 100).nullable(),
  probationMonths: amount("延长预备期（月）", 0, 12).nullable(),
  seniorityCorrection: amount("党龄校正值（月）", -1200, 1200).nullable(),
  staffNumber: optionalLine("员工编码", 40).nullable(),
  note: paragraph("备注", 2000).nullable(),
};

const { name, stage, standing, ...optional } = fields;
const optionalFields = z.strictObject(optional).partial();

/** A new member: name and stage are needed, everything else may follow. */
export const memberInput = optionalFields.extend({ name, stage, standing: standing.optional() });
export type MemberInput = z.infer<typeof memberInput>;

/** Changed fields. `effectiveOn` dates the change of stage, standing, group, excuse, lost and floating (default: the business day). */
export const memberChange = z
  .strictObject(fields)
  .partial()
  .extend({ effectiveOn: day("生效日期").optional() });
export type MemberChange = z.infer<typeof memberChange>;

/** The facts that have a history of days. */
export const datedFields = ["stage", "standing", "groupId", "excused", "lost", "floating"] as const;
export type DatedField = (typeof datedFields)[number];

/** From `from` on the field had this value, until the next entry of the same field. */
const timelineEntry = z.object({ field: z.enum(datedFields), from: z.string(), value: z.unknown() });
export type TimelineEntry = z.infer<typeof timelineEntry>;

const looseText = z.string().nullable().default(null);
/** As stored: lenient where the input is strict, so that an old record can always be read. */
export const memberRecord = z.object({
  ...stored,
  id: z.string(),
  branchId: z.string(),
  name: z.string(),
  /** Pinyin initials of the name, lower case, for searching. */
  initials: z.string().default(""),
  idNumber: looseText,
  sex: z.enum(sexes).nullable().default(null),
  ethnicity: looseText,
  birthDate: looseText,
  education: z.enum(educations).nullable().default(null),
  stage: z.enum(stages),
  joinedOn: looseText,
  convertedOn: looseText,
  job: z.enum(jobs).nullable().default(null),
  phone: looseText,
  address: looseText,
  standing: z.enum(standings).default("normal"),
  left: z
    .object({ on: z.string(), how: z.enum(departures), note: z.string().optional() })
    .nullable()
    .default(null),
  lost: z
    .object({ on: z.string().nullable(), reason: z.enum(lostReasons).nullable() })
    .nullable()
    .default(null),
  floating: z.object({ to: z.string(), since: z.string().nullable() }).nullable().default(null),
  groupId: looseText,
  excused: z.object({ reason: z.string(), from: z.string(), to: z.string().nullable() }).nullable().default(null),
  arrivedOn: looseText,
  arrival: z.enum(arrivals).nullable().default(null),
  degree: looseText,
  position: looseText,
  rank: z.enum(ranks).nullable().default(null),
  specialty: looseText,
  migrantWorker: z.boolean().nullable().default(null),
  workStartedOn: looseText,
  nativePlace: looseText,
  household: looseText,
  appliedOn: looseText,
  activistOn: looseText,
  candidateOn: looseText,
  branchAtJoining: looseText,
  probationMonths: z.number().nullable().default(null),
  seniorityCorrection: z.number().nullable().default(null),
  staffNumber: looseText,
  note: looseText,
  timeline: z.array(timelineEntry).default([]),
  /** The key that seals this person's secrets, itself sealed. */
  dataKey: looseText,
  enteredAt: z.string(),
  enteredBy: z.string(),
});
export type Member = z.infer<typeof memberRecord>;

/** What a screen shows: ID number, phone and address masked; `age`, `seniorityYears` and `differences` computed for the asked day. */
export const memberAnswer = memberRecord.omit({ chain: true, timeline: true, initials: true, dataKey: true }).extend({
  age: z.number().nullable(),
  seniorityYears: z.number().nullable(),
  posts: z.array(z.string()),
  differences: z.array(z.object({ field: z.string(), detail: z.string() })),
});
export type MemberAnswer = z.infer<typeof memberAnswer>;
export const memberPage = page(memberAnswer);

export const memberQuery = z.strictObject({
  ...pageQuery,
  on: day("截至日期").optional(),
  q: z.string().max(50).optional(),
  stage: choice("人员类别", stages).optional(),
  standing: choice("党籍状态", standings).optional(),
  groupId: id("党小组").optional(),
  /** `true` lists those who have left. */
  left: z.enum(["true", "false"]).optional(),
});
export type MemberQuery = z.infer<typeof memberQuery>;

export const secretFields = ["idNumber", "phone", "address", "household"] as const;
export type SecretField = (typeof secretFields)[number];
/** What is known of somebody without opening secret fields: all that rules, duties and reports need. */
export type Person = Omit<Member, SecretField>;
export const revealInput = z.strictObject({
  fields: listOf("字段", choice("字段", secretFields), secretFields.length).min(1, { error: "请选择要查看的内容" }),
  reason: line("查看原因", 200),
});

export const ownRecord = z.object({
  member: memberAnswer,
  branch: z.object({ id: z.string(), name: z.string() }),
  opened: z.array(opened),
});

/** The roster in full: the password again, and why. */
export const fullRosterInput = z.strictObject({
  password: z.string({ error: "请填写登录密码" }).min(1, { error: "请填写登录密码" }).max(1000),
  reason: line("导出原因", 200),
});
