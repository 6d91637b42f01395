import { voteBases } from "#shared/activities/schema";
import { chineseDay, type Day } from "#shared/dates";
import { BLANK, kindsOf, type Meeting, ordinal, timeOf } from "./meeting";

function audience({ branch, activity, attendees }: Meeting): [greeting: string, who: string] {
  const count = attendees.filter((one) => one.isExpected).length;
  const group = branch.groups.find(({ id }) => id === activity.groupId);
  if (activity.kinds.every((kind) => kind === "committee")) return ["各位支部委员", `全体支部委员（${count} 人）`];
  if (activity.kinds.includes("group") && group)
    return [`${group.name}各位党员`, `${group.name}全体党员（${count} 人）`];
  return ["各位党员", `全体党员（${count} 人）`];
}

/** How many must come, where something is to be voted on. */
function quorum({ activity }: Meeting): string {
  const asked = voteBases.filter((basis) => activity.items.some(({ vote }) => vote?.basis === basis));
  const needed = Math.max(0, ...asked.map((basis) => activity.quorum[basis]));
  return needed === 0 ? "" : `本次活动有表决事项，须有表决权的党员 ${needed} 人以上到会，请务必参加。`;
}

/** The text of the invitation, to paste elsewhere. */
export function noticeText(meeting: Meeting, today: Day): string {
  const { branch, activity } = meeting;
  const [greeting, who] = audience(meeting);
  const agenda = activity.items.map(({ title }, i) => `${i + 1}. ${title}`).join("；");
  const points = [
    `时间：${timeOf(activity)}`,
    `地点：${activity.place || BLANK}`,
    `类别：${kindsOf(meeting)}`,
    `主题：${activity.title}`,
    ...(agenda ? [`议题：${agenda}`] : []),
    ...(activity.lecturer ? [`主讲人：${activity.lecturer}`] : []),
    `参加人员：${who}`,
  ];
  return [
    `关于开展“${activity.title}”的通知`,
    `${greeting}：`,
    ...points.map((point, i) => `${ordinal(i + 1)}、${point}`),
    `${quorum(meeting)}因故不能参加的，请提前向支部请假并说明原因。`,
    branch.name,
    chineseDay(today),
  ].join("\n");
}
