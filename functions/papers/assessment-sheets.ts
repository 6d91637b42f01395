import { activityKindNames, activityStateNames } from "#shared/activities/labels";
import {
  changeKindNames,
  openKindNames,
  selfCheckHeaders,
  sheetNames,
  statusName,
  statusWords,
  UNCHECKED,
} from "#shared/assessment/labels";
import { noteOf } from "#shared/assessment/report";
import type { AssessmentReport, LedgerRow } from "#shared/assessment/schema";
import { chineseDay, shanghaiTime, yearPeriod } from "#shared/dates";
import type { Duty } from "#shared/duties/types";
import { stageNames } from "#shared/members/labels";
import { branchKindNames, postNames } from "#shared/org/labels";
import { writeCsv } from "../sheets/csv";
import { type CellInput, type ColumnSpec, type SheetSpec, writeWorkbook } from "../sheets/write";

/** The year's assessment as a workbook of eight sheets, and its self-check table as csv. */

type Cell = string | number | null;
/** A cell shows them all up to five, of more the first two; the ledger has them all. */
const shownOf = (count: number): number => (count > 5 ? 2 : count);

function evidenceText({ evidence, status, subject, ...duty }: Duty): string {
  if (status === "notApplicable") return subject.kind === "member" ? "" : noteOf(duty);
  const shown = evidence.slice(0, shownOf(evidence.length)).map(({ on, name }) => `${on} ${name}`);
  return `${shown.join("；")}${evidence.length > shown.length ? `等 ${evidence.length} 项` : ""}`;
}

const gapOf = ({ status, required, done }: Duty): number | null =>
  status === "notApplicable" ? null : Math.max(0, Math.round((required - done) * 100) / 100);

/** One row of 自查表, in the order of its ten columns. */
export const selfCheckRow = (duty: Duty, on: string): Cell[] => [
  duty.name,
  duty.subject.name,
  duty.period.label,
  duty.regulation,
  duty.article ?? UNCHECKED,
  duty.required,
  duty.done,
  gapOf(duty),
  statusName(duty, on),
  evidenceText(duty),
];

/** What has to be said of the day: the year still runs, or the day lies ahead. */
export function dayRemark({ year, on, madeOn }: AssessmentReport): string {
  if (on > madeOn) return `截至日晚于制表日（${chineseDay(madeOn)}），尚未发生的事项按待办或未到期列示`;
  return on < yearPeriod(year).to ? "年度尚未结束" : "";
}

function statusLine({ duties, on }: AssessmentReport): string {
  const words = duties.map((duty) => statusName(duty, on));
  return statusWords.map((word) => `${word} ${words.filter((one) => one === word).length} 项`).join("，");
}

export const headcountText = ({ total, full, probationary }: AssessmentReport["members"]["end"]): string =>
  `${total} 名（正式党员 ${full} 名，预备党员 ${probationary} 名）`;

/** Several posts of one person are said together. */
export function committeeText({ committee }: AssessmentReport["branch"]): string {
  const names = [...new Set(committee.map(({ name }) => name))];
  const postsOf = (person: string) =>
    committee.filter(({ name }) => name === person).map(({ post }) => postNames[post]);
  return names.map((name) => `${postsOf(name).join("、")} ${name}`).join("；");
}

function handedIn({ frozen }: AssessmentReport): string {
  if (!frozen) return "草稿，未上报";
  const time = shanghaiTime(Date.parse(frozen.at)).replace("T", " ");
  return `已上报：${time}，${frozen.by}`;
}

function cover(report: AssessmentReport, hash: string | null): SheetSpec {
  const { branch, members, year, on, madeOn } = report;
  const remark = dayRemark(report);
  const rows: [string, string][] = [
    ["党支部", branch.name],
    ["支部类型", branchKindNames[branch.branchKind]],
    ["年度", `${year}年`],
    ["截至", `${chineseDay(on)}${remark === "" ? "" : `（${remark}）`}`],
    ["制表日期", chineseDay(madeOn)],
    ["书记", branch.secretary || "未登记"],
    ["支委会", committeeText(branch) || "未登记"],
    ["本届任期", branch.term ? `${chineseDay(branch.term.startedOn)}至${chineseDay(branch.term.endsOn)}` : "未登记"],
    ["党小组", branch.groups.join("、") || "未设党小组"],
    ["党员", headcountText(members.end)],
    ["自查事项", `共 ${report.duties.length} 项：${statusLine(report)}`],
    ["会议活动", `${report.activities.length} 次`],
    ["未办事项", `${report.open.length} 项`],
    ["上报情况", handedIn(report)],
  ];
  return {
    name: sheetNames[0],
    title: `${year}年度党支部工作考核自查`,
    columns: [
      { header: "项目", width: 16, align: "center" },
      { header: "内容", width: 72 },
    ],
    rows: hash === null ? rows : [...rows, ["校验值", `SHA-256 ${hash}`]],
    showHeader: false,
    notes: ["条款为“待核对”的，条文尚未与正式文本核对。依据、条款和状态由系统按登记的记录逐条得出。"],
  };
}

const number = (header: string, width = 8): ColumnSpec => ({ header, width, kind: "number" });
const text = (header: string, width: number): ColumnSpec => ({ header, width });
const centred = (header: string, width: number): ColumnSpec => ({ header, width, align: "center" });
const date = (header: string): ColumnSpec => ({ header, width: 13, kind: "date" });

type Content = { name: string; columns: ColumnSpec[]; rows: CellInput[][]; notes?: string[] };
const sheet = (report: AssessmentReport, { name, columns, rows, notes }: Content): SheetSpec => ({
  name,
  columns,
  rows,
  ...(notes && { notes }),
  print: { landscape: true, pageTitle: `${report.branch.name} ${report.year}年度${name}（截至${report.on}）` },
});

const selfCheckColumns: ColumnSpec[] = [
  text(selfCheckHeaders[0], 22),
  text(selfCheckHeaders[1], 18),
  text(selfCheckHeaders[2], 18),
  text(selfCheckHeaders[3], 38),
  centred(selfCheckHeaders[4], 12),
  number(selfCheckHeaders[5]),
  number(selfCheckHeaders[6]),
  number(selfCheckHeaders[7], 7),
  centred(selfCheckHeaders[8], 11),
  text(selfCheckHeaders[9], 46),
];

const selfCheck = (report: AssessmentReport): SheetSpec =>
  sheet(report, {
    name: sheetNames[1],
    columns: selfCheckColumns,
    rows: report.duties.map((duty) => selfCheckRow(duty, report.on)),
  });

const kindsText = ({ kinds, group }: LedgerRow): string =>
  `${kinds.map((kind) => activityKindNames[kind]).join("、")}${group === "" ? "" : `（${group}）`}`;

function remarks(row: LedgerRow, year: number): string {
  const parts = [
    row.forYear === year ? "" : `计入${row.forYear}年度`,
    row.online > 0 ? `线上 ${row.online} 人` : "",
    row.observers > 0 ? `列席 ${row.observers} 人` : "",
    row.late ? "补录" : "",
    row.amendments > 0 ? `更正 ${row.amendments} 次` : "",
    ...row.votes,
  ];
  return parts.filter((part) => part !== "").join("；");
}

const ledger = (report: AssessmentReport): SheetSpec =>
  sheet(report, {
    name: sheetNames[2],
    columns: [
      ...[number("序号", 6), date("日期"), text("类别", 26), text("主题", 40), text("地点", 20)],
      ...[text("主持人", 10), text("记录人", 10)],
      ...[
        number("应到", 7),
        number("实到", 7),
        number("请假", 7),
        number("缺席", 7),
        number("学时", 7),
        number("决议", 7),
      ],
      ...[centred("状态", 10), text("备注", 34)],
    ],
    rows: report.activities.map((row, i) => [
      ...[i + 1, row.on, kindsText(row), row.title, row.place, row.host, row.recorder],
      ...[row.expected, row.present, row.leave, row.absent, row.hours, row.resolutions],
      ...[activityStateNames[row.state], remarks(row, report.year)],
    ]),
    notes: ["实到含线上参加；应到按当天名册，经批准免于参加的不计。待确认的记录不计入完成情况。"],
  });

function attendance(report: AssessmentReport): SheetSpec {
  const { rows, countedOnly } = report.attendance;
  const months = Array.from({ length: 12 }, (_, i) => centred(`${i + 1}月`, 8));
  const unknown = `另有 ${countedOnly} 次活动只登记了人数，没有逐人名单，不在本表内。`;
  return sheet(report, {
    name: sheetNames[3],
    columns: [text("姓名", 14), ...months, number("应到"), number("实到"), number("请假"), number("缺席")],
    rows: rows.map(({ name, months: cells, expected, present, leave, absent }) => [
      name,
      ...cells.map((cell) => (cell.expected === 0 ? "" : `${cell.present}/${cell.expected}`)),
      ...[expected, present, leave, absent],
    ]),
    notes: ["各月为“实到/应到”，只计已确认的会议活动。", ...(countedOnly > 0 ? [unknown] : [])],
  });
}

const hours = (report: AssessmentReport): SheetSpec =>
  sheet(report, {
    name: sheetNames[4],
    columns: [
      ...[text("姓名", 16), number("会议活动", 12), number("集中培训", 12), number("合计", 10)],
      ...[number("要求", 10), number("差", 10), text("说明", 50)],
    ],
    rows: report.hours.map((row) => [
      ...[row.name, row.meetings, row.trainings, row.total, row.required, row.gap],
      row.required === null ? row.reason || "不作要求" : row.gap === 0 ? "已达到" : "",
    ]),
  });

export function balanceText({ members: { start, end, changes } }: AssessmentReport): string {
  const sum = (sign: 1 | -1) => changes.filter(({ effect }) => effect === sign).length;
  return `${chineseDay(start.on)}有党员 ${headcountText(start)}；增加 ${sum(1)} 名，减少 ${sum(-1)} 名；${chineseDay(end.on)}有党员 ${headcountText(end)}。`;
}

const signed = (effect: number): string => (effect > 0 ? `+${effect}` : effect === 0 ? "0" : `−${-effect}`);

const changes = (report: AssessmentReport): SheetSpec =>
  sheet(report, {
    name: sheetNames[5],
    columns: [date("日期"), text("姓名", 18), centred("变动", 14), centred("人数增减", 12), text("说明", 60)],
    rows: report.members.changes.map(({ on, name, kind, effect, detail }) => [
      ...[on, name, changeKindNames[kind], signed(effect), detail],
    ]),
    notes: [balanceText(report), ...(report.members.changes.length === 0 ? ["本年度没有党员变动。"] : [])],
  });

const development = (report: AssessmentReport): SheetSpec =>
  sheet(report, {
    name: sheetNames[6],
    columns: [
      ...[text("姓名", 18), centred("现阶段", 16), date("申请入党"), date("确定积极分子"), date("列为发展对象")],
      ...[date("接收为预备党员"), date("预备期满"), date("转为正式党员")].map((column) => ({ ...column, width: 16 })),
    ],
    rows: report.development.map((row) => [
      ...[row.name, stageNames[row.stage], row.appliedOn, row.activistOn, row.candidateOn],
      ...[row.joinedOn, row.probationEnds, row.convertedOn],
    ]),
    ...(report.development.length === 0 && { notes: ["没有登记的发展对象和预备党员。"] }),
  });

const open = (report: AssessmentReport): SheetSpec =>
  sheet(report, {
    name: sheetNames[7],
    columns: [
      ...[number("序号", 6), centred("类型", 16), text("事项", 26), text("对象、责任人", 20)],
      ...[text("内容", 60), date("日期"), date("时限")],
    ],
    rows: report.open.map((row, i) => [
      ...[i + 1, openKindNames[row.kind], row.subject, row.owner, row.text, row.on, row.dueOn],
    ]),
    ...(report.open.length === 0 && { notes: ["没有未办事项。"] }),
  });

/** `hash` is that of the frozen text, null in a draft. */
export const assessmentSheets = (report: AssessmentReport, hash: string | null): SheetSpec[] => [
  cover(report, hash),
  ...[selfCheck, ledger, attendance, hours, changes, development, open].map((make) => make(report)),
];

export const assessmentWorkbook = (report: AssessmentReport, hash: string | null): Promise<Uint8Array> =>
  writeWorkbook(assessmentSheets(report, hash));

export const assessmentCsv = ({ duties, on }: AssessmentReport): Uint8Array =>
  writeCsv(
    [...selfCheckHeaders],
    duties.map((duty) => selfCheckRow(duty, on)),
  );
