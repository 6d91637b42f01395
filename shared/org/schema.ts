import * as z from "zod";
import { amount, choice, day, id, line, listOf, optionalLine, stored, whole, yesNo } from "../fields";

export const unitKinds = ["committee", "general", "branch", "group"] as const;
export const branchKinds = ["ordinary", "joint", "provisional", "retired", "floating"] as const;
export const posts = ["secretary", "deputy", "organisation", "publicity", "discipline", "other"] as const;
export type UnitKind = (typeof unitKinds)[number];
export type BranchKind = (typeof branchKinds)[number];
export type Post = (typeof posts)[number];

/** An organisation of the tree: 党委, 党总支, 党支部 or 党小组. `former` keeps earlier names and parents with the day until which they held. */
export const unitRecord = z.object({
  ...stored,
  id: z.string(),
  parentId: z.string().nullable(),
  kind: z.enum(unitKinds),
  name: z.string(),
  branchKind: z.enum(branchKinds).nullable(),
  foundedOn: z.string(),
  closedOn: z.string().nullable(),
  approval: z.string().default(""),
  former: z.array(z.object({ until: z.string(), name: z.string(), parentId: z.string().nullable() })).default([]),
});
export type Unit = z.infer<typeof unitRecord>;
export const unitAnswer = unitRecord.omit({ chain: true });

export const unitInput = z.strictObject({
  parentId: id("上级组织"),
  kind: choice("组织类别", unitKinds),
  name: line("组织名称", 60),
  branchKind: choice("支部类型", branchKinds).optional(),
  foundedOn: day("成立日期"),
  approval: optionalLine("批准文号", 100).optional(),
});
export type UnitInput = z.infer<typeof unitInput>;

export const unitChange = z
  .strictObject({
    parentId: id("上级组织"),
    name: line("组织名称", 60),
    branchKind: choice("支部类型", branchKinds),
    foundedOn: day("成立日期"),
    closedOn: day("撤销日期").nullable(),
    approval: optionalLine("批准文号", 100),
  })
  .partial();
export type UnitChange = z.infer<typeof unitChange>;

/** Who holds or held a post of the branch committee, and when. `to` is null while it is held. */
export const committeePost = z.strictObject({
  memberId: id("党员"),
  post: choice("职务", posts),
  from: day("任职日期"),
  to: day("离任日期").nullable().default(null),
});
export type CommitteePost = z.infer<typeof committeePost>;

/** Settings of a branch: what the regulations leave open, and the usual values that fill forms. */
export const branchSettings = z.strictObject({
  /** The regulations say 按期 only. */
  lectureMonths: z
    .union([z.literal(1), z.literal(3), z.literal(6)], { error: "党课频次请选每月、每季度或每半年" })
    .default(3),
  /** Whether one event may count for several kinds. */
  countSeveralKinds: yesNo("一次活动可计入多类").default(true),
  /** The last day of yearly duties, as MM-DD of the next year. */
  yearEnd: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: "年度事项截止日应为月-日，例如 03-31" })
    .default("03-31"),
  studyHours: whole("党员学时", 0, 400).default(32),
  officerStudyHours: whole("书记、班子成员学时", 0, 400).default(56),
  /** Entered more than this many days after the event counts as a late entry. */
  lateEntryDays: whole("补录天数", 0, 90).default(7),
  usualPlace: optionalLine("常用地点", 60).default(""),
  usualThemeDay: whole("主题党日固定日", 0, 31).default(0),
  usualHours: amount("默认学时", 0, 24).default(2),
});
export type BranchSettings = z.infer<typeof branchSettings>;
const { shape } = branchSettings;
/** Only what is named changes: the partial of a field with a default would fill it in. */
const settingsChange = z
  .strictObject({
    lectureMonths: shape.lectureMonths.unwrap(),
    countSeveralKinds: shape.countSeveralKinds.unwrap(),
    yearEnd: shape.yearEnd.unwrap(),
    studyHours: shape.studyHours.unwrap(),
    officerStudyHours: shape.officerStudyHours.unwrap(),
    lateEntryDays: shape.lateEntryDays.unwrap(),
    usualPlace: shape.usualPlace.unwrap(),
    usualThemeDay: shape.usualThemeDay.unwrap(),
    usualHours: shape.usualHours.unwrap(),
  })
  .partial();

export const branchTerm = z.strictObject({
  startedOn: day("本届起始日期"),
  years: whole("任期年数", 1, 5).default(3),
  /** An approved extension, usually of a year at most (支部工作条例 第21条). */
  extendedTo: day("批准延期至").nullable().default(null),
});

/** What stands in the branch beside its members. Name, kind and days are those of its unit, written with it. */
export const branchRecord = z.object({
  ...stored,
  id: z.string(),
  name: z.string(),
  branchKind: z.enum(branchKinds),
  foundedOn: z.string(),
  closedOn: z.string().nullable(),
  term: branchTerm.nullable(),
  committee: z.array(committeePost),
  groups: z.array(
    z.object({ id: z.string(), name: z.string(), foundedOn: z.string(), closedOn: z.string().nullable() }),
  ),
  settings: branchSettings,
});
export type Branch = z.infer<typeof branchRecord>;
export const branchAnswer = branchRecord.omit({ chain: true });

/** Name, kind and groups are changed through units. */
export const branchChange = z
  .strictObject({
    term: branchTerm.nullable(),
    committee: listOf("支委会成员", committeePost, 60),
    settings: settingsChange,
  })
  .partial();
export type BranchChange = z.infer<typeof branchChange>;
