import * as z from "zod";
import { amount, choice, day, id, line, optionalLine, page, paragraph, stored, whole, yesNo } from "../fields";

export const talkKinds = ["committee", "member", "reminder", "support", "other"] as const;
export const trainingKinds = ["rotation", "induction", "course", "online", "other"] as const;
export type TalkKind = (typeof talkKinds)[number];
export type TrainingKind = (typeof trainingKinds)[number];

/** A heart-to-heart talk. That it took place is known to the branch; `text` only to the person who talked and to whoever entered it. */
export const talkInput = z.strictObject({
  on: day("谈话日期"),
  kind: choice("谈话类型", talkKinds),
  talkerId: id("谈话人"),
  memberId: id("谈话对象"),
  place: optionalLine("地点", 60).default(""),
  text: paragraph("谈话内容").default(""),
});
export type TalkInput = z.infer<typeof talkInput>;
/** Written out, because the partial of a field with a default would fill it in. */
export const talkChange = z
  .strictObject({ ...talkInput.shape, place: optionalLine("地点", 60), text: paragraph("谈话内容") })
  .partial();
export type TalkChange = z.infer<typeof talkChange>;
export const talkRecord = z.object({
  ...stored,
  id: z.string(),
  branchId: z.string(),
  on: z.string(),
  kind: z.enum(talkKinds),
  talkerId: z.string(),
  memberId: z.string(),
  place: z.string().default(""),
  /** The account that entered it: it alone may read the text, beside the person who talked. */
  authorId: z.string(),
  enteredAt: z.string(),
  enteredBy: z.string(),
});
export type Talk = z.infer<typeof talkRecord>;
/** The sealed text of a talk, an item of its own. */
export const talkTextRecord = z.object({ ...stored, talkId: z.string(), text: z.string() });
export type TalkText = z.infer<typeof talkTextRecord>;
/** `text` is null where the reader may not see it. */
export const talkAnswer = talkRecord.omit({ chain: true }).extend({ text: z.string().nullable() });
export const talkPage = page(talkAnswer);

/** Training outside the branch's own meetings; counts towards hours, `rotation` towards the secretary's yearly training. */
export const trainingInput = z.strictObject({
  from: day("开始日期"),
  to: day("结束日期"),
  memberId: id("参训党员"),
  kind: choice("培训类别", trainingKinds),
  name: line("培训名称", 100),
  organiser: optionalLine("主办单位", 100).default(""),
  countyOrAbove: yesNo("是否县级以上党组织举办").default(false),
  hours: amount("学时", 0.5, 400),
});
export type TrainingInput = z.infer<typeof trainingInput>;
export const trainingChange = z
  .strictObject({
    ...trainingInput.shape,
    organiser: optionalLine("主办单位", 100),
    countyOrAbove: yesNo("是否县级以上党组织举办"),
  })
  .partial();
export type TrainingChange = z.infer<typeof trainingChange>;
export const trainingRecord = z.object({
  ...stored,
  id: z.string(),
  branchId: z.string(),
  from: z.string(),
  to: z.string(),
  memberId: z.string(),
  kind: z.enum(trainingKinds),
  name: z.string(),
  organiser: z.string().default(""),
  countyOrAbove: z.boolean(),
  hours: z.number(),
  enteredAt: z.string(),
  enteredBy: z.string(),
});
export type Training = z.infer<typeof trainingRecord>;
export const trainingAnswer = trainingRecord.omit({ chain: true });
export const trainingPage = page(trainingAnswer);
export const learningQuery = z.strictObject({
  year: z.coerce
    .number()
    .pipe(whole("年度", 1921, 2100))
    .optional(),
});
