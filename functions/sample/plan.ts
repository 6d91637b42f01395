import type { Departure } from "#shared/members/schema";
import type { BranchKind, Post } from "#shared/org/schema";
import type { Back } from "./days";

/** The sample subsidiary as data. Everything is dated back from the day on which the history ends. */

export const SUBSIDIARY = { id: "u_0001", name: "示例农场有限公司党委", foundedOn: "1998-05-12" };
export const generalBranches = [
  { id: "u_0002", name: "农业生产党总支", foundedOn: "2006-03-20" },
  { id: "u_0003", name: "产业服务党总支", foundedOn: "2012-09-14" },
];
export type ParentId = "u_0001" | "u_0002" | "u_0003";

/** Who belongs to a branch, beside those who hold posts: how many, or when. */
export type Crowd = {
  full: number;
  /** Probationary members by the day of admission. */
  probationary?: Back[];
  /** Full members by the day on which their probation ended. */
  converted?: Back[];
  candidates?: number;
  activists?: number;
  applicants?: number;
  arrived?: Back[];
  left?: { back: Back; how: Departure }[];
  excused?: number;
  lost?: number;
  floating?: number;
};

/** What did not happen: months or quarters ago. */
export type Gaps = {
  themeDay?: number[];
  committee?: number[];
  general?: number[];
  lecture?: number[];
  /** Missed by the first group. */
  group?: number[];
  /** Years ago whose organisational-life meeting and appraisal were not held. */
  yearly?: number[];
};

export type BranchPlan = {
  no: number;
  name: string;
  kind: BranchKind;
  parentId: ParentId;
  founded: string | Back;
  /** Start of the term; null where none is kept. */
  term: Back | null;
  /** The first members hold them, in this order. */
  posts: Post[];
  groups: string[];
  crowd: Crowd;
  trade: "office" | "field" | "machine" | "factory" | "school" | "retired" | "away";
  place: string;
  /** Usual days of the month, and the month of the quarter (0–2) for general meetings and lectures. */
  days: { committee: number; themeDay: number; general: [month: number, day: number]; lecture: number };
  /** Whether lectures are held by themselves or with the theme day or general meeting. */
  lectureWith: "alone" | "themeDay" | "general";
  /** Organisational life and appraisal: in December, or in this month of the next year. */
  yearlyIn: 12 | 1 | 2;
  gaps: Gaps;
  /** The general meeting of so many quarters ago had no quorum. */
  noQuorum?: number;
  /** The latest so many records wait to be confirmed. */
  unconfirmed?: number;
  /** How often entries are late, and how often people are away. */
  late: number;
  away: number;
  /** Share of the members with whom somebody talked this year. */
  talks: number;
  /** Whether everybody went to this year's courses. */
  trainings: "all" | "few";
  /** Resolutions of the last so many months are still open, their day past or not. */
  openMonths?: number;
  /** Whether the texts of meetings are kept. */
  texts?: boolean;
  /** What became of last year's assessment; without it, it was never handed in. */
  assessment?: "submitted" | "returned";
  /** What is planned for the next weeks. */
  ahead?: ("themeDay" | "election" | "admission")[];
};

/** The newly founded branch that waits for the sample roster. */
export const newBranch = { no: 1, name: "机关第一党支部", kind: "ordinary", parentId: "u_0001" } as const;

const two = (n: number) => String(n).padStart(2, "0");
export const branchIdOf = (no: number): string => `b_00${two(no)}`;
export const groupIdOf = (no: number, n: number): string => `g_00${two(no)}${n + 1}`;
export const accountIdOf = (login: string): string => `a_00${login}`;
