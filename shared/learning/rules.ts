import type { Day } from "../dates";
import type { Member } from "../members/schema";
import { belongsOn } from "../members/standing";
import { Fault, type FieldError } from "../problem";
import type { Talk, Training } from "./schema";

type Reader = { accountId: string; memberId: string | null };

/** The text belongs to whoever entered it and to the person who talked, whatever role somebody else holds. */
export const mayReadText = (talk: Pick<Talk, "authorId" | "talkerId">, reader: Reader): boolean =>
  talk.authorId === reader.accountId || (reader.memberId !== null && talk.talkerId === reader.memberId);

/** One's own talk: entered by oneself, or one of the two who talked. */
export const isOwnTalk = (talk: Pick<Talk, "authorId" | "talkerId" | "memberId">, reader: Reader): boolean =>
  mayReadText(talk, reader) || (reader.memberId !== null && talk.memberId === reader.memberId);

const isThere = (members: readonly Member[], id: string, day: Day) =>
  members.some((member) => member.id === id && belongsOn(member, day));

function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
}

/** A talk has happened, between two people of the branch. */
export function checkTalk(
  talk: Pick<Talk, "on" | "talkerId" | "memberId">,
  members: readonly Member[],
  today: Day,
): void {
  const errors: FieldError[] = [];
  if (talk.on > today) errors.push({ pointer: "#/on", detail: "谈话日期不能晚于今天" });
  if (!isThere(members, talk.talkerId, talk.on))
    errors.push({ pointer: "#/talkerId", detail: "谈话人当天不在本支部，请核对" });
  if (!isThere(members, talk.memberId, talk.on))
    errors.push({ pointer: "#/memberId", detail: "谈话对象当天不在本支部，请核对" });
  if (talk.talkerId === talk.memberId) errors.push({ pointer: "#/memberId", detail: "谈话对象不能是谈话人本人" });
  refuse(errors);
}

/** A training is over, and its participant belonged to the branch when it ended. */
export function checkTraining(
  training: Pick<Training, "from" | "to" | "memberId">,
  members: readonly Member[],
  today: Day,
): void {
  const errors: FieldError[] = [];
  if (training.to < training.from) errors.push({ pointer: "#/to", detail: "结束日期不能早于开始日期" });
  if (training.to > today) errors.push({ pointer: "#/to", detail: "培训结束后再登记，结束日期不能晚于今天" });
  if (!isThere(members, training.memberId, training.to))
    errors.push({ pointer: "#/memberId", detail: "该党员培训期间不在本支部，请核对" });
  refuse(errors);
}
