import * as z from "zod";
import { addDays, type Day } from "../dates";
import { openItem } from "../duties/open-item";
import { day, id, stored } from "../fields";
import type { Person } from "../members/schema";
import { isFullOn, postsOn, secretaryOn, seniorityYearsOn } from "../members/standing";
import { fieldFault } from "../problem";
import type { Branch, CommitteePost } from "./schema";

/** The secretary changes: who follows from which day. `accountId` is the successor's account, to which only `office` can give the role. */
export const handoverInput = z.strictObject({
  memberId: id("接任书记"),
  on: day("交接日期"),
  accountId: id("接任书记的账号").optional(),
});
export type HandoverInput = z.infer<typeof handoverInput>;

const person = z.object({ memberId: z.string(), name: z.string() });
export const handoverRecord = z.object({
  ...stored,
  id: z.string(),
  branchId: z.string(),
  on: z.string(),
  from: person.nullable(),
  to: person,
  enteredAt: z.string(),
  enteredBy: z.string(),
  receivedAt: z.string().nullable(),
  receivedBy: z.string().nullable(),
});
export type Handover = z.infer<typeof handoverRecord>;
/** What was open on the day, an item of its own. */
export const handoverListRecord = z.object({ ...stored, handoverId: z.string(), items: z.array(openItem) });

export const handoverAnswer = handoverRecord
  .omit({ chain: true })
  .extend({ open: z.array(openItem), warnings: z.array(z.string()) });
export type HandoverAnswer = z.infer<typeof handoverAnswer>;

/** A hand-over that the successor has not received yet, as the home page shows it. */
export const pendingHandover = z.object({
  id: z.string(),
  on: z.string(),
  fromName: z.string().nullable(),
  toName: z.string(),
  toMemberId: z.string(),
});
export type PendingHandover = z.infer<typeof pendingHandover>;

/** 支部工作条例: 党支部书记一般应当具有 1 年以上党龄. */
export const seniorityWarning = (successor: Person, on: Day): string[] =>
  (seniorityYearsOn(successor, on) ?? 0) >= 1
    ? []
    : [`${successor.name}党龄不满 1 年，党支部书记一般应当具有 1 年以上党龄，请核对`];

/** The committee after the hand-over: the present secretary's post and the successor's other posts end the day before, the new post begins. */
export function committeeAfter(
  branch: Pick<Branch, "committee">,
  successor: Person,
  on: Day,
  today: Day,
): CommitteePost[] {
  if (on > today) throw fieldFault("request.invalid", "#/on", "交接日期不能晚于今天");
  if (!isFullOn(successor, on)) throw fieldFault("request.invalid", "#/memberId", "接任书记应当是本支部的正式党员");
  if (secretaryOn(branch, on) === successor.id)
    throw fieldFault("request.invalid", "#/memberId", "该同志已经是本支部书记");
  const ends = (post: CommitteePost) =>
    (post.to === null || post.to >= on) && (post.post === "secretary" || post.memberId === successor.id);
  if (branch.committee.some((post) => ends(post) && post.from >= on)) {
    throw fieldFault("request.invalid", "#/on", "交接日期应晚于现任书记和接任书记现有职务的任职日期");
  }
  return [
    ...branch.committee.map((post) => (ends(post) ? { ...post, to: addDays(on, -1) } : post)),
    { memberId: successor.id, post: "secretary", from: on, to: null },
  ];
}

type Holder = { memberId: string | null };

/** The role of secretary stays with the successor and with deputies (书记、副书记); of everybody else it ends. */
export const keepsRole = ({ memberId }: Holder, branch: Pick<Branch, "committee">, on: Day): boolean =>
  memberId !== null && postsOn(branch, memberId, on).some((post) => post === "secretary" || post === "deputy");
