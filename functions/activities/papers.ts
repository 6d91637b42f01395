import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";
import { activityRecords, type Place } from "./records";

/** Papers of one activity. What makes them is loaded when somebody asks for one. */
export function paperService(actor: Actor, platform: Platform, place: Place) {
  const { load, everybody, answerOf } = activityRecords(actor, platform, place);

  async function meeting(id: string) {
    const [activity, { meetingOf }] = await Promise.all([load(id), import("../papers/meeting")]);
    const [answer, { branch, members }] = await Promise.all([answerOf(activity), everybody()]);
    return meetingOf(branch, members, activity, answer);
  }

  async function document(id: string, kind: "minutes" | "signin") {
    const [held, { renderDocument }, { minutesPaper }, { signinPaper }] = await Promise.all([
      meeting(id),
      import("../papers/document"),
      import("../papers/minutes"),
      import("../papers/signin"),
    ]);
    const paper = kind === "minutes" ? minutesPaper(held) : signinPaper(held);
    return { name: `${paper.title}-${held.activity.startsAt.slice(0, 10)}.docx`, bytes: await renderDocument(paper) };
  }

  return {
    minutes: (id: string) => document(id, "minutes"),
    signin: (id: string) => document(id, "signin"),
    async notice(id: string) {
      const [held, { noticeText }] = await Promise.all([meeting(id), import("../papers/notice")]);
      return { text: noticeText(held, actor.today) };
    },
  };
}
