import { For, Show } from "solid-js";
import { activityKindNames, activityStateNames } from "#shared/activities/labels";
import { changeKindNames, openKindNames } from "#shared/assessment/labels";
import type { AssessmentReport, OpenRow } from "#shared/assessment/schema";
import { chineseDay } from "#shared/dates";
import { stageNames } from "#shared/members/labels";
import { Badge } from "../../ui/badge";
import { DataTable } from "../../ui/data-table";
import { Fact, Facts } from "../../ui/page";
import { Empty } from "../../ui/state";

type Props = { report: AssessmentReport };

const day = (value: string | null) => (value === null ? "—" : chineseDay(value));
const signed = (effect: number) => (effect > 0 ? `+${effect}` : effect === 0 ? "不变" : `−${-effect}`);

/** 会议台账. */
export const Ledger = (props: Props) => (
  <DataTable
    caption="会议台账"
    rows={props.report.activities}
    empty="这一年没有会议记录。"
    columns={[
      {
        header: "主题",
        primary: true,
        cell: (row) => (
          <a class="text-link" href={`/branches/${props.report.branchId}/activities/${row.id}`}>
            {row.title}
          </a>
        ),
      },
      { header: "日期", cell: (row) => chineseDay(row.on), sort: (row) => row.startsAt },
      {
        header: "类别",
        cell: (row) =>
          row.kinds.map((kind) => activityKindNames[kind]).join("、") + (row.group ? `（${row.group}）` : ""),
      },
      { header: "主持人", cell: (row) => row.host || "—" },
      { header: "应到/实到", cell: (row) => `${row.expected}/${row.present}` },
      { header: "学时", cell: (row) => row.hours || "—" },
      { header: "附件", cell: (row) => row.files || "—" },
      {
        header: "状态",
        cell: (row) => (
          <span class="marks">
            <Badge tone={row.state === "confirmed" ? "green" : "orange"}>{activityStateNames[row.state]}</Badge>
            <Show when={row.late}>
              <Badge tone="grey">补录</Badge>
            </Show>
          </span>
        ),
      },
    ]}
  />
);

const months = Array.from({ length: 12 }, (_, i) => i);

/** 出勤: people × months, came of expected. */
export const Attendance = (props: Props) => (
  <Show
    when={props.report.attendance.rows.length > 0}
    fallback={<Empty title="这一年没有已确认的、有人员名单的会议。" />}
  >
    <p class="muted">
      每格是实到/应到次数，只计已确认的会议。
      {props.report.attendance.countedOnly > 0
        ? `另有 ${props.report.attendance.countedOnly} 次从台账导入，只有人数，不在表内。`
        : ""}
    </p>
    <section class="scroller" aria-label="出勤表，可左右滚动" tabindex="0">
      <table class="grid-table">
        <caption class="sr-only">{props.report.year} 年出勤，党员和月份</caption>
        <thead>
          <tr>
            <th scope="col">姓名</th>
            <For each={months}>{(i) => <th scope="col">{i + 1}月</th>}</For>
            <th scope="col">全年</th>
            <th scope="col">请假</th>
            <th scope="col">缺席</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.report.attendance.rows}>
            {(row) => (
              <tr>
                <th scope="row">{row.name}</th>
                <For each={row.months}>{(cell) => <Presence {...cell} />}</For>
                <td>
                  {row.present}/{row.expected}
                </td>
                <td>{row.leave}</td>
                <td>{row.absent}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  </Show>
);

const Presence = (props: { present: number; expected: number }) => (
  <td classList={{ "short-cell": props.present < props.expected }}>
    <Show when={props.expected > 0} fallback={<span class="muted">—</span>}>
      {props.present}/{props.expected}
    </Show>
  </td>
);

/** 学时. */
export const Hours = (props: Props) => (
  <DataTable
    caption="学时"
    rows={props.report.hours}
    empty="没有党员。"
    columns={[
      { header: "姓名", primary: true, cell: (row) => row.name, sort: (row) => row.name },
      { header: "支部活动", cell: (row) => row.meetings },
      { header: "培训", cell: (row) => row.trainings },
      { header: "合计", cell: (row) => row.total, sort: (row) => row.total },
      { header: "应达", cell: (row) => row.required ?? "不要求" },
      {
        header: "情况",
        cell: (row) => (
          <>
            <Show when={row.required !== null} fallback={<Badge tone="grey">{row.reason || "不要求"}</Badge>}>
              <Badge tone={row.gap > 0 ? "orange" : "green"}>{row.gap > 0 ? `差 ${row.gap}` : "已达到"}</Badge>
            </Show>
          </>
        ),
        sort: (row) => row.gap,
      },
    ]}
  />
);

/** 党员变动. */
export const Changes = (props: Props) => (
  <>
    <Facts>
      <Fact label={`${chineseDay(props.report.members.start.on)}党员`}>
        {props.report.members.start.total} 人（预备 {props.report.members.start.probationary} 人）
      </Fact>
      <Fact label={`${chineseDay(props.report.members.end.on)}党员`}>
        {props.report.members.end.total} 人（预备 {props.report.members.end.probationary} 人）
      </Fact>
    </Facts>
    <div class="after-facts">
      <DataTable
        caption="党员变动"
        rows={props.report.members.changes}
        empty="这一年没有党员变动。"
        columns={[
          { header: "姓名", primary: true, cell: (row) => row.name },
          { header: "日期", cell: (row) => chineseDay(row.on), sort: (row) => row.on },
          { header: "变动", cell: (row) => changeKindNames[row.kind] },
          { header: "人数", cell: (row) => signed(row.effect) },
          { header: "说明", cell: (row) => row.detail },
        ]}
      />
    </div>
  </>
);

/** 发展党员. */
export const Development = (props: Props) => (
  <DataTable
    caption="发展党员"
    rows={props.report.development}
    empty="这一年没有发展党员工作的对象。"
    columns={[
      { header: "姓名", primary: true, cell: (row) => row.name },
      { header: "人员类别", cell: (row) => stageNames[row.stage] },
      { header: "申请入党", cell: (row) => day(row.appliedOn) },
      { header: "确定积极分子", cell: (row) => day(row.activistOn) },
      { header: "列为发展对象", cell: (row) => day(row.candidateOn) },
      { header: "接收为预备党员", cell: (row) => day(row.joinedOn) },
      { header: "转正", cell: (row) => day(row.convertedOn) },
      { header: "预备期满", cell: (row) => day(row.probationEnds) },
    ]}
  />
);

const isMeeting = ({ kind }: OpenRow) => kind === "unrecorded" || kind === "unconfirmed" || kind === "resolution";

/** 未办事项. */
export const Open = (props: Props) => (
  <DataTable
    caption="未办事项"
    rows={props.report.open}
    empty="没有未办事项。"
    columns={[
      {
        header: "事项",
        primary: true,
        cell: (row) => (
          <Show when={isMeeting(row)} fallback={row.subject}>
            <a class="text-link" href={`/branches/${props.report.branchId}/activities/${row.id}`}>
              {row.subject}
            </a>
          </Show>
        ),
      },
      {
        header: "类别",
        cell: (row) => <Badge tone={row.kind === "gap" ? "red" : "orange"}>{openKindNames[row.kind]}</Badge>,
      },
      { header: "情况", cell: (row) => row.text },
      { header: "责任人", cell: (row) => row.owner || "—" },
      { header: "期限", cell: (row) => day(row.dueOn), sort: (row) => row.dueOn ?? "9999" },
    ]}
  />
);
