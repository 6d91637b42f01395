import { activityKindNames } from "#shared/activities/labels";
import { activityKinds } from "#shared/activities/schema";
import { changeKindNames, statusName, statusWords } from "#shared/assessment/labels";
import { type AssessmentReport, type ChangeKind, changeKinds } from "#shared/assessment/schema";
import { chineseDay } from "#shared/dates";
import type { Duty } from "#shared/duties/types";
import { stageNames } from "#shared/members/labels";
import { balanceText, committeeText, dayRemark, headcountText } from "./assessment-sheets";
import type { Block } from "./blocks";
import { renderDocument } from "./document";

/** The year's self-check as a report: sentences from the figures, blanks marked 【待补】. It never says what somebody said or thought. */

const paragraph = (text: string): Block => ({ kind: "paragraph", text });
const heading = (text: string): Block => ({ kind: "heading", text });
const subheading = (text: string): Block => ({ kind: "heading", level: 2, text });
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("");
const sum = (numbers: readonly number[]): number =>
  Math.round(numbers.reduce((total, one) => total + one, 0) * 100) / 100;

function basics(report: AssessmentReport): Block[] {
  const { branch, members, on } = report;
  const committee = committeeText(branch);
  const term = branch.term
    ? `本届任期自${chineseDay(branch.term.startedOn)}至${chineseDay(branch.term.endsOn)}。`
    : "本届任期【待补：起止日期】。";
  const groups =
    branch.groups.length === 0
      ? "支部未设党小组。"
      : `支部设党小组 ${branch.groups.length} 个：${branch.groups.join("、")}。`;
  return [
    heading("一、支部基本情况"),
    paragraph(
      joined([
        `${branch.name}成立于${chineseDay(branch.foundedOn)}，截至${chineseDay(on)}有党员 ${headcountText(members.end)}。`,
        committee === "" ? "支部班子【待补：书记、委员】。" : `支部班子：${committee}。`,
        term,
        groups,
      ]),
    ),
  ];
}

/** How the duties of one rule stand, whatever their periods and subjects. */
function byRule(duties: readonly Duty[]): { name: string; duties: Duty[] }[] {
  const names = [...new Set(duties.map(({ name }) => name))];
  return names.map((name) => ({ name, duties: duties.filter((duty) => duty.name === name) }));
}

function statusTable(report: AssessmentReport): Block {
  const columns = statusWords.map((header) => ({ header, width: header.length * 3 + 2.5, align: "center" as const }));
  return {
    kind: "table",
    columns: [{ header: "事项", width: 20 }, ...columns],
    rows: byRule(report.duties).map(({ name, duties }) => {
      const words = duties.map((duty) => statusName(duty, report.on));
      const counts = statusWords.map((word) => words.filter((one) => one === word).length);
      return [name, ...counts.map((count) => (count === 0 ? "" : String(count)))];
    }),
  };
}

function meetingsHeld({ activities }: AssessmentReport): string {
  const confirmed = activities.filter(({ state }) => state === "confirmed");
  if (confirmed.length === 0) return "本年度还没有已确认的会议活动记录。";
  const counts = activityKinds.map((kind) => ({
    name: activityKindNames[kind],
    count: confirmed.filter(({ kinds }) => kinds.includes(kind)).length,
  }));
  const listed = counts.filter(({ count }) => count > 0).map(({ name, count }) => `${name} ${count} 次`);
  const severals = confirmed.some(({ kinds }) => kinds.length > 1) ? "（一次活动属于多类的，各类分别计数）" : "";
  return `本年度共开展会议活动 ${confirmed.length} 次，其中${listed.join("、")}${severals}。`;
}

function attendanceSentence({ activities }: AssessmentReport): string {
  const confirmed = activities.filter(({ state }) => state === "confirmed");
  const expected = sum(confirmed.map((row) => row.expected));
  const present = sum(confirmed.map((row) => row.present));
  if (expected === 0) return "";
  const share = ((present / expected) * 100).toFixed(1);
  return `各次应到合计 ${expected} 人次，实到 ${present} 人次，到会率 ${share}%。`;
}

function lateSentence({ activities }: AssessmentReport): string {
  const late = activities.filter((row) => row.late).length;
  const waiting = activities.filter(({ state }) => state === "recorded").length;
  return joined([
    late > 0 ? `其中补录 ${late} 次。` : "",
    waiting > 0 ? `另有 ${waiting} 次已记录、待书记确认，未计入。` : "",
  ]);
}

const orgLife = (report: AssessmentReport): Block[] => [
  heading("二、组织生活情况"),
  paragraph(joined([meetingsHeld(report), attendanceSentence(report), lateSentence(report)])),
  paragraph("按条例和规定逐项自查，各事项的完成情况（项数）如下："),
  statusTable(report),
  paragraph("主要做法和成效：【待补：组织生活的主要内容、结合生产经营的做法和取得的成效】"),
];

function changeSentence(report: AssessmentReport): string {
  const count = (kind: ChangeKind) => report.members.changes.filter((change) => change.kind === kind).length;
  const listed = changeKinds
    .filter((kind) => count(kind) > 0)
    .map((kind) => `${changeKindNames[kind]} ${count(kind)} 人`);
  return listed.length === 0 ? "本年度没有党员变动。" : `本年度${listed.join("、")}。`;
}

function developmentTable({ development }: AssessmentReport): Block[] {
  if (development.length === 0) return [paragraph("目前没有登记的申请人、入党积极分子、发展对象和预备党员。")];
  const width = 17;
  return [
    paragraph(`发展党员工作涉及 ${development.length} 人，情况如下：`),
    {
      kind: "table",
      columns: [
        { header: "姓名", width: 13 },
        { header: "现阶段", width: 19, align: "center" },
        { header: "申请入党", width, align: "center" },
        { header: "接收为预备党员", width, align: "center" },
        { header: "预备期满", width, align: "center" },
        { header: "转为正式党员", width, align: "center" },
      ],
      rows: development.map((row) => [
        row.name,
        stageNames[row.stage],
        row.appliedOn ?? "",
        row.joinedOn ?? "",
        row.probationEnds ?? "",
        row.convertedOn ?? "",
      ]),
    },
  ];
}

const team = (report: AssessmentReport): Block[] => [
  heading("三、党员队伍情况"),
  paragraph(`${balanceText(report)}${changeSentence(report)}`),
  ...developmentTable(report),
  paragraph("党员作用发挥：【待补：先锋模范、急难险重任务中的事例】"),
];

function hoursSentence({ hours }: AssessmentReport): string {
  const asked = hours.filter(({ required }) => required !== null);
  const reached = asked.filter(({ gap }) => gap === 0).length;
  const exempt = hours.length - asked.length;
  if (hours.length === 0) return "支部还没有登记党员。";
  const meetings = sum(hours.map((row) => row.meetings));
  const trainings = sum(hours.map((row) => row.trainings));
  const average = (sum([meetings, trainings]) / hours.length).toFixed(1);
  return joined([
    `本年度党员学习合计 ${sum([meetings, trainings])} 学时（会议活动 ${meetings} 学时，集中培训 ${trainings} 学时），人均 ${average} 学时。`,
    `要求学时的 ${asked.length} 人中，${reached} 人已达到，${asked.length - reached} 人未达到`,
    exempt > 0 ? `；${exempt} 人按规定不作要求。` : "。",
  ]);
}

function shortfall({ hours }: AssessmentReport): Block[] {
  const short = hours.filter(({ gap }) => gap > 0);
  if (short.length === 0) return [];
  return [paragraph(`尚未达到的：${short.map(({ name, gap }) => `${name}（差 ${gap} 学时）`).join("、")}。`)];
}

const study = (report: AssessmentReport): Block[] => [
  heading("四、学习培训情况"),
  paragraph(hoursSentence(report)),
  ...shortfall(report),
  paragraph("学习的主要内容：【待补：学习的重要论述、文件和业务知识】"),
];

/** The study hours of many persons have been said before; here they are one line. */
function gapLines(duties: readonly Duty[]): string[] {
  return byRule(duties).flatMap(({ name, duties: same }) => {
    const persons = same.filter(({ subject }) => subject.kind === "member");
    if (persons.length <= 3) return same.map(({ missing, detail }) => `${name}：${missing === "" ? detail : missing}`);
    return [`${name}：${persons.length} 人没有完成，名单见考核自查表`];
  });
}

const numbered = (lines: readonly string[]): Block[] =>
  lines.map((line, i) => paragraph(`${i + 1}. ${line.replace(/。$/, "")}。`));

function unfinished({ open, on }: AssessmentReport): string[] {
  const past = open.filter(({ kind, dueOn }) => kind === "resolution" && dueOn !== null && dueOn < on);
  return past.length === 0 ? [] : [`决议落实：${past.length} 项决议超过时限，没有登记完成`];
}

function problems(report: AssessmentReport): Block[] {
  const gaps = gapLines(report.duties.filter(({ status }) => status === "overdue" || status === "breached"));
  const late = report.duties.filter((duty) => duty.status === "done" && duty.late);
  const lateLines = byRule(late).map(
    ({ name, duties }) => `${name}：${duties.map(({ period }) => period.label).join("、")}逾期完成`,
  );
  const lines = [...gaps, ...lateLines, ...unfinished(report)];
  return [
    heading("五、存在问题"),
    paragraph(
      lines.length === 0 ? "按登记的记录，没有逾期或未完成的事项。" : `按登记的记录，存在以下 ${lines.length} 个问题：`,
    ),
    ...numbered(lines),
    paragraph("原因分析：【待补】"),
  ];
}

function plans({ open, duties, on }: AssessmentReport): Block[] {
  const due = duties.filter(({ status, opensOn }) => status === "due" && (opensOn === null || opensOn <= on));
  const rest = open.filter(({ kind }) => kind !== "gap" && kind !== "due");
  const lines = [
    ...gapLines(due),
    ...rest.map(
      ({ subject, text, dueOn }) => `${subject}：${text}${dueOn === null ? "" : `（时限${chineseDay(dueOn)}）`}`,
    ),
  ];
  return [
    heading("六、下一步打算"),
    ...(lines.length === 0
      ? []
      : [subheading("（一）尚待办理的事项"), ...numbered(lines), subheading("（二）改进措施")]),
    paragraph("【待补：整改措施、责任人和时限】"),
  ];
}

/** Title, sections and closing of the report. */
export function assessmentBlocks(report: AssessmentReport): Block[] {
  const remark = dayRemark(report);
  return [
    ...(remark === "" ? [] : [paragraph(`说明：本报告截至${chineseDay(report.on)}，${remark}。`)]),
    ...basics(report),
    ...orgLife(report),
    ...team(report),
    ...study(report),
    ...problems(report),
    ...plans(report),
    { kind: "closing", lines: [report.branch.name, chineseDay(report.frozen?.on ?? report.madeOn)] },
  ];
}

export const assessmentDocument = (report: AssessmentReport): Promise<Uint8Array> =>
  renderDocument({
    title: `${report.year}年度党支部工作自查报告`,
    subtitle: `${report.branch.name}（截至${chineseDay(report.on)}${report.frozen ? "" : "，草稿"}）`,
    blocks: assessmentBlocks(report),
  });
