import { createAsync } from "@solidjs/router";
import { createMemo, For, Match, Show, Switch } from "solid-js";
import { chineseDay } from "#shared/dates";
import type { OverviewEntry } from "#shared/duties/rollup";
import { isOffice, me, overseen } from "../../lib/session";
import { Badge, type Tone } from "../../ui/badge";
import { ButtonLink } from "../../ui/button";
import { DataTable } from "../../ui/data-table";
import { PageHeader } from "../../ui/page";
import { Empty } from "../../ui/state";
import { AdministratorsNotice } from "../administrators/notice";
import { ExportButton } from "../approvals/ask-export";
import { mayAskFor } from "../approvals/asking";
import { unitTree } from "../units/data";
import { overview } from "./data";

const open = (entry: OverviewEntry): number => (entry.counts?.overdue ?? 0) + (entry.counts?.breached ?? 0);

/** The branches below, those that need help first. No scores, no places. */
export function Overview() {
  const answer = createAsync(() => overview());
  const units = createAsync(() => unitTree());
  const ids = () => new Set(overseen().map((unit) => unit.id));
  const hasNothingBelow = () =>
    (units() ?? []).every((unit) => unit.closedOn !== null || !ids().has(unit.parentId ?? ""));
  const sorted = createMemo(() => [...(answer()?.items ?? [])].sort((a, b) => open(b) - open(a)));
  return (
    <Show when={answer() && units()}>
      <Switch fallback={<Branches entries={sorted()} year={answer()?.year ?? 0} />}>
        <Match when={sorted().length === 0 && hasNothingBelow()}>
          <FirstRun />
        </Match>
        <Match when={sorted().length === 0}>
          <PageHeader title="总览" />
          <AdministratorsNotice />
          <Empty title="下级组织中还没有党支部。">
            <Show when={isOffice()}>
              <ButtonLink href="/units" look="primary">
                新建党支部
              </ButtonLink>
            </Show>
          </Empty>
        </Match>
      </Switch>
    </Show>
  );
}

/** An installation with nothing in it. */
const FirstRun = () => (
  <>
    <PageHeader title="欢迎使用支部工作台" lead={`${overseen()[0]?.name ?? ""}下面还没有组织。`} />
    <AdministratorsNotice />
    <Show when={isOffice()} fallback={<Empty title="党务部门建好组织后，这里会列出各支部的情况。" />}>
      <ol class="steps panel">
        <li>
          <a class="text-link" href="/units">
            新建组织
          </a>
          ：先点“修改”把最上面的党委改成本单位的名称，再按实际情况建党总支、党支部
        </li>
        <li>
          <a class="text-link" href="/accounts">
            邀请书记
          </a>
          ：每个支部给书记一个链接，书记自己设密码
        </li>
        <li>书记登录后导入党员花名册、填写支委会，就可以开始记录</li>
      </ol>
      <p class="muted">
        只想先看看效果：请管理员在这台电脑上运行 npm run demo，会另外打开一份演示数据，不影响这里的数据。
      </p>
    </Show>
  </>
);

const Branches = (props: { entries: readonly OverviewEntry[]; year: number }) => (
  <>
    <PageHeader
      title="总览"
      lead={`${props.year} 年 · 截至 ${chineseDay(me().today)} · ${props.entries.length} 个党支部，需要帮助的在前`}
      actions={
        <Show when={mayAskFor("export")}>
          <ExportButton year={props.year} />
        </Show>
      }
    />
    <AdministratorsNotice />
    <DataTable
      caption="下级党支部"
      rows={props.entries}
      empty="没有党支部。"
      columns={[
        {
          header: "党支部",
          primary: true,
          cell: (entry) => (
            <a class="text-link" href={`/branches/${entry.unit.id}`}>
              {entry.unit.name}
            </a>
          ),
        },
        {
          header: "党员",
          align: "end",
          cell: (entry) => entry.members?.party ?? "—",
          sort: (entry) => entry.members?.party ?? 0,
        },
        {
          header: "逾期",
          align: "end",
          cell: (entry) => entry.counts?.overdue ?? "—",
          sort: (entry) => entry.counts?.overdue ?? 0,
        },
        {
          header: "未完成",
          align: "end",
          cell: (entry) => entry.counts?.breached ?? "—",
          sort: (entry) => entry.counts?.breached ?? 0,
        },
        {
          header: "已完成",
          align: "end",
          cell: (entry) => entry.counts?.done ?? "—",
          sort: (entry) => entry.counts?.done ?? 0,
        },
        { header: "年度考核", cell: (entry) => <Handed entry={entry} />, sort: (entry) => entry.submission ?? "" },
        { header: "主要缺口", cell: (entry) => <Gaps entry={entry} /> },
      ]}
    />
  </>
);

const handed: Record<NonNullable<OverviewEntry["submission"]>, [Tone, string]> = {
  draft: ["grey", "未上报"],
  submitted: ["green", "已上报"],
  returned: ["red", "已退回"],
};

const Handed = (props: { entry: OverviewEntry }) => (
  <Show when={props.entry.submission} fallback="—">
    {(state) => <Badge tone={handed[state()][0]}>{handed[state()][1]}</Badge>}
  </Show>
);

const noGaps = (entry: OverviewEntry) => (entry.members?.party === 0 ? "还没有登记党员" : "没有缺口");

const Gaps = (props: { entry: OverviewEntry }) => (
  <Show when={props.entry.computedOn} fallback={<span class="muted">正在统计</span>}>
    <Show when={props.entry.worst.length > 0} fallback={<span class="muted">{noGaps(props.entry)}</span>}>
      <ul class="gaps">
        <For each={props.entry.worst}>{(gap) => <li>{gap.sentence}</li>}</For>
      </ul>
    </Show>
  </Show>
);
