import { attendanceNames, voteBasisNames } from "#shared/activities/labels";
import type { ActivityAnswer, AttendanceState } from "#shared/activities/schema";
import { chineseDay, type Day, daysBetween, shanghaiDay } from "#shared/dates";
import type { Block, Paper } from "./blocks";
import { type Attendee, BLANK, kindsOf, type Meeting, meetingName, nameOf, ordinal, timeOf } from "./meeting";

type Item = ActivityAnswer["items"][number];
type Line = Extract<Block, { kind: "line" }>;

const line = (label: string, text: string): Line => ({ kind: "line", label, text: text || BLANK });
const onlyIf = (condition: boolean, ...blocks: Block[]): Block[] => (condition ? blocks : []);
const dayOfEntry = (at: string): Day => shanghaiDay(Date.parse(at));

function withReason({ name, state, reason }: Attendee): string {
  const said = [
    ...(state === "online" ? ["线上"] : []),
    ...(reason ? [reason] : state === "leave" ? ["【待补：原因】"] : []),
  ];
  return said.length === 0 ? name : `${name}（${said.join("，")}）`;
}

function attendanceLines({ activity, attendees }: Meeting): Block[] {
  const { state, counted, expected, present, entitled } = activity;
  const isOpen = state === "planned";
  const of = (...asked: AttendanceState[]) =>
    attendees.filter((one) => one.isExpected && one.state !== null && asked.includes(one.state));
  const guests = attendees.filter((one) => !one.isExpected || one.state === "observer");
  const list = (people: Attendee[]) => people.map(withReason).join("、") || "无";
  const votes = activity.items.some(({ vote }) => vote !== null);
  const online = of("online").length;
  const figures = [
    `应到 ${expected} 人`,
    isOpen ? `实到${BLANK}` : `实到 ${present} 人${online > 0 ? `（其中线上 ${online} 人）` : ""}`,
    ...(votes ? [`应到会有表决权 ${entitled} 人`] : []),
  ];
  const unknown = isOpen || counted !== null;
  return [
    line("人数", figures.join("，")),
    line("出席", unknown ? "" : list(of("present", "online"))),
    line("请假", unknown ? "" : list(of("leave"))),
    line("缺席", unknown ? "" : list(of("absent"))),
    line("列席", unknown ? "" : list(guests)),
  ];
}

/** What a late entry has to say of itself. */
function lateNote({ startsAt, enteredAt, recordedAt, late }: ActivityAnswer): Block[] {
  const entered = dayOfEntry(recordedAt ?? enteredAt);
  const days = daysBetween(startsAt.slice(0, 10), entered);
  return onlyIf(late, line("补录", `本记录于${chineseDay(entered)}录入，距活动 ${days} 天`));
}

/** Before the meeting how many must come, afterwards how it went. */
function voteText({ state, quorum }: ActivityAnswer, vote: NonNullable<Item["vote"]>): string {
  if (state === "planned") return `须有表决权的党员 ${quorum[vote.basis]} 人以上到会；表决情况${BLANK}。`;
  const written = vote.writtenNo > 0 ? `（其中书面 ${vote.writtenNo} 票）` : "";
  return `${vote.sentence}；反对 ${vote.no + vote.writtenNo} 票${written}，弃权 ${vote.abstain} 票。`;
}

function itemBlocks(activity: ActivityAnswer, { title, text, vote }: Item, n: number): Block[] {
  const blocks: Block[] = [
    { kind: "heading", text: `${ordinal(n)}、${title}` },
    { kind: "paragraph", text: text.trim() || "【待补：讨论情况】" },
  ];
  if (vote === null) return blocks;
  const label = { text: `表决（${voteBasisNames[vote.basis]}）：`, bold: true };
  return [...blocks, { kind: "paragraph", text: [label, { text: voteText(activity, vote) }] }];
}

function resolutionBlocks(meeting: Meeting, n: number): Block[] {
  const { resolutions } = meeting.activity;
  if (resolutions.length === 0) return [];
  const sentence = ({ text, ownerId, dueOn, doneOn }: ActivityAnswer["resolutions"][number], i: number): string =>
    `${i + 1}. ${text.replace(/[。；;.]$/, "")}（责任人：${ownerId === null ? "【待补：责任人】" : nameOf(meeting, ownerId)}；完成时限：${dueOn === null ? "【待补：时限】" : chineseDay(dueOn)}${doneOn === null ? "" : `；${chineseDay(doneOn)}已完成`}）。`;
  return [
    { kind: "heading", text: `${ordinal(n)}、决议和落实` },
    ...resolutions.map((one, i): Block => ({ kind: "paragraph", text: sentence(one, i) })),
  ];
}

const amendedNames: Record<string, string> = {
  kinds: "类别",
  title: "主题",
  startsAt: "开始时间",
  endsAt: "结束时间",
  forYear: "所属年度",
  groupId: "党小组",
  place: "地点",
  hostId: "主持人",
  recorderId: "记录人",
  lecturer: "主讲人",
  hours: "学时",
  attendance: "出勤",
  items: "议题内容",
  resolutions: "决议",
  onlineCounts: "线上是否计入",
};
const readable = ["title", "place", "lecturer", "hours"];

/** `地点（原为“一楼”）`, the former value where it is a word or a figure. */
const formerly = ([field, value]: [string, unknown]): string => {
  const name = amendedNames[field] ?? field;
  return readable.includes(field) && value !== "" ? `${name}（原为“${String(value)}”）` : name;
};

function amendmentBlocks({ activity }: Meeting, n: number): Block[] {
  if (activity.amendments.length === 0) return [];
  const sentence = ({ at, by, reason, before }: ActivityAnswer["amendments"][number]): string =>
    `${chineseDay(dayOfEntry(at))}，${by}更正${Object.entries(before).map(formerly).join("、")}。原因：${reason}。`;
  return [
    { kind: "heading", text: `${ordinal(n)}、更正` },
    ...activity.amendments.map((one): Block => ({ kind: "paragraph", text: sentence(one) })),
  ];
}

function origin({ enteredAt, enteredBy, recordedAt, confirmedAt, confirmedBy, state }: ActivityAnswer): Block[] {
  const entered = `${enteredBy}，${chineseDay(dayOfEntry(recordedAt ?? enteredAt))}`;
  const confirmed =
    confirmedAt === null ? "尚未确认" : `${confirmedBy ?? BLANK}，${chineseDay(dayOfEntry(confirmedAt))}`;
  return state === "planned" ? [] : [line("录入", entered), line("确认", confirmed)];
}

/** The minutes of a meeting, of what was entered alone; what nobody entered is 【待补】. */
export function minutesPaper(meeting: Meeting): Paper {
  const { activity } = meeting;
  const { items, files, kinds, lecturer, hours } = activity;
  const agenda = items.length > 0 ? items : [{ title: "会议内容", text: "", vote: null }];
  const next = agenda.length + 1;
  const resolutions = resolutionBlocks(meeting, next);
  return {
    title: `${meetingName(meeting)}记录`,
    subtitle: activity.title,
    blocks: [
      line("时间", timeOf(activity)),
      line("地点", activity.place),
      ...onlyIf(kinds.length > 1, line("类别", kindsOf(meeting))),
      line("主持人", nameOf(meeting, activity.hostId)),
      line("记录人", nameOf(meeting, activity.recorderId)),
      ...onlyIf(kinds.includes("lecture") || lecturer !== "", line("主讲人", lecturer)),
      ...onlyIf(hours > 0, line("学时", `${hours}`)),
      ...attendanceLines(meeting),
      ...lateNote(activity),
      ...agenda.flatMap((item, i) => itemBlocks(activity, item, i + 1)),
      ...resolutions,
      ...amendmentBlocks(meeting, next + (resolutions.length > 0 ? 1 : 0)),
      ...onlyIf(files.length > 0, line("附件", files.map(({ name }) => name).join("；"))),
      ...origin(activity),
      { kind: "signatures" },
    ],
  };
}

export const stateText = ({ state, reason }: Attendee): string =>
  state === null ? "" : state === "present" ? "到会" : `${attendanceNames[state]}${reason ? `（${reason}）` : ""}`;
