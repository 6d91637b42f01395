import type { Paper, TableColumn } from "./blocks";
import { type Attendee, BLANK, type Meeting, meetingName, timeOf } from "./meeting";
import { stateText } from "./minutes";

/** Up to here one person has a line; more share one. */
const ONE_COLUMN = 12;
/** Lines left open for those who come besides. */
const SPARE = 4;

type Row = [number: string, name: string, mark: string];

function columns(mark: string, isDouble: boolean): TableColumn[] {
  const half: TableColumn[] = [
    { header: "序号", width: 9, align: "center" },
    { header: "姓名", width: 17, align: "center" },
    { header: mark, width: 24, align: "center" },
  ];
  const wide: TableColumn[] = [
    { header: "序号", width: 12, align: "center" },
    { header: "姓名", width: 28, align: "center" },
    { header: mark, width: 60, align: "center" },
  ];
  return isDouble ? [...half, ...half] : wide;
}

function inPairs(rows: Row[]): string[][] {
  const half = Math.ceil(rows.length / 2);
  return rows.slice(0, half).map((row, i) => [...row, ...(rows[half + i] ?? ["", "", ""])]);
}

/** The sheet to sign, before the meeting; afterwards who came and who did not. */
export function signinPaper(meeting: Meeting): Paper {
  const { activity, attendees } = meeting;
  const isBlank = attendees.every(({ state }) => state === null);
  const rowOf = (one: Attendee, i: number): Row => [
    `${i + 1}`,
    one.isExpected ? one.name : `${one.name}（列席）`,
    stateText(one),
  ];
  const spare = Array.from({ length: isBlank ? SPARE : 0 }, (_, i): Row => [`${attendees.length + i + 1}`, "", ""]);
  const rows = [...attendees.map(rowOf), ...spare];
  const isDouble = rows.length > ONE_COLUMN;
  const present = activity.state === "planned" ? "　　 人" : `${activity.present} 人`;
  return {
    title: `${meetingName(meeting)}${isBlank ? "签到表" : "出勤表"}`,
    blocks: [
      { kind: "line", label: "主题", text: activity.title },
      { kind: "line", label: "时间", text: timeOf(activity) },
      { kind: "line", label: "地点", text: activity.place || BLANK },
      { kind: "line", label: "人数", text: `应到 ${activity.expected} 人，实到 ${present}` },
      {
        kind: "table",
        columns: columns(isBlank ? "签到" : "出勤", isDouble),
        rows: isDouble ? inPairs(rows) : rows,
        rowHeight: 30,
      },
    ],
  };
}
