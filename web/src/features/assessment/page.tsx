import { createAsync, useParams, useSearchParams } from "@solidjs/router";
import { For, Match, Show, Suspense, Switch } from "solid-js";
import type { AssessmentEntry, AssessmentReport } from "#shared/assessment/schema";
import { chineseDay, monthOf, yearOf } from "#shared/dates";
import { address } from "../../lib/address";
import { today } from "../../lib/session";
import { DownloadLink } from "../../ui/button";
import { SelectField } from "../../ui/choice";
import { DateField } from "../../ui/field";
import { PageHeader, Section } from "../../ui/page";
import { Empty, Loading, Notice } from "../../ui/state";
import "./assessment.css";
import { type Asked, assessmentsOf, fileAddress, reportOf } from "./data";
import { Attendance, Changes, Development, Hours, Ledger, Open } from "./parts";
import { SelfCheck } from "./self-check";
import { State } from "./state";

const one = (value: string | string[] | undefined): string | null => (Array.isArray(value) ? value[0] : value) || null;
/** Until the end of March the year before is the one that is handed in. */
const usualYear = () => yearOf(today()) - (monthOf(today()) <= 3 ? 1 : 0);

/** A branch's assessment of a year: what it says, how it stands, how it is handed in. */
export function AssessmentPage() {
  const params = useParams();
  const [search, setSearch] = useSearchParams();
  const id = () => params.b ?? "";
  const entries = createAsync(() => assessmentsOf(id()));
  const year = () => Number(one(search.year) ?? usualYear());
  const entry = () => entries()?.find((other) => other.year === year());
  return (
    <>
      <PageHeader
        title="考核台账"
        lead={`${year()} 年度`}
        actions={
          <SelectField
            label="年度"
            name="year"
            class="no-print"
            value={String(year())}
            onChange={(value) => setSearch({ year: value, draft: null, on: null })}
            options={(entries() ?? []).map((other) => ({ value: String(other.year), label: `${other.year} 年` }))}
          />
        }
      />
      <Show when={entries()} fallback={<Loading />}>
        <Show when={entry()} fallback={<Empty title={`没有 ${year()} 年度的考核台账。`} />}>
          {(now) => <Year branchId={id()} entry={now()} />}
        </Show>
      </Show>
    </>
  );
}

function Year(props: { branchId: string; entry: AssessmentEntry }) {
  const [search, setSearch] = useSearchParams();
  const isFrozen = () => props.entry.state === "submitted" && one(search.draft) === null;
  const asked = (): Asked => ({
    draft: props.entry.state === "submitted" && !isFrozen(),
    on: isFrozen() ? null : one(search.on),
  });
  return (
    <>
      <State branchId={props.branchId} entry={props.entry} isFrozen={isFrozen()} />
      <Downloads branchId={props.branchId} entry={props.entry} asked={asked()} isFrozen={isFrozen()} />
      <Show when={!isFrozen()}>
        <form class="as-of no-print" aria-label="截至日期" onSubmit={(event) => event.preventDefault()}>
          <DateField
            label="截至日期"
            name="on"
            max={today()}
            value={one(search.on) ?? ""}
            onChange={(on) => setSearch({ on: on || null }, { replace: true, scroll: false })}
            hint="不填就是今天；季度、半年自查时使用"
          />
        </form>
      </Show>
      <Suspense fallback={<Loading lines={8} label="正在生成自查……" />}>
        <Report branchId={props.branchId} year={props.entry.year} asked={asked()} />
      </Suspense>
    </>
  );
}

const files = [
  ["xlsx", "Excel 台账"],
  ["docx", "Word 报告"],
  ["csv", "CSV"],
  ["json", "JSON"],
] as const;

type DownloadsProps = { branchId: string; entry: AssessmentEntry; asked: Asked; isFrozen: boolean };

const Downloads = (props: DownloadsProps) => (
  <Section
    title={props.isFrozen ? "下载上报稿" : "下载草稿"}
    note={props.isFrozen ? "与上报时一字不差" : "按现在的记录生成"}
  >
    <div class="form-actions">
      <For each={files}>
        {([extension, name]) => (
          <DownloadLink href={fileAddress(props.branchId, props.entry.year, extension, props.asked)}>
            {name}
          </DownloadLink>
        )}
      </For>
    </div>
  </Section>
);

const tabs = {
  check: "自查表",
  ledger: "会议台账",
  attendance: "出勤",
  hours: "学时",
  members: "党员变动",
  development: "发展党员",
  open: "未办事项",
} as const;
type Tab = keyof typeof tabs;
const isTab = (text: string): text is Tab => text in tabs;

function Report(props: { branchId: string; year: number; asked: Asked }) {
  const [search] = useSearchParams();
  const report = createAsync(() => reportOf(props.branchId, props.year, props.asked));
  const tab = (): Tab => {
    const asked = one(search.tab) ?? "";
    return isTab(asked) ? asked : "check";
  };
  const href = (to: string) =>
    address(`/branches/${props.branchId}/assessment`, {
      year: one(search.year),
      draft: one(search.draft),
      on: one(search.on),
      tab: to,
    });
  return (
    <Show when={report()}>
      {(now) => (
        <>
          <nav class="tabs no-print" aria-label="台账内容">
            <For each={Object.entries(tabs)}>
              {([name, label]) => (
                <a href={href(name)} class="tab-link" noScroll aria-current={tab() === name ? "page" : undefined}>
                  {label}
                  {countOf(now(), name)}
                </a>
              )}
            </For>
          </nav>
          <Show when={now().frozen === null && now().on !== today()}>
            <Notice tone="blue">以下内容截至{chineseDay(now().on)}。</Notice>
          </Show>
          <Switch>
            <Match when={tab() === "check"}>
              <SelfCheck report={now()} />
            </Match>
            <Match when={tab() === "ledger"}>
              <Ledger report={now()} />
            </Match>
            <Match when={tab() === "attendance"}>
              <Attendance report={now()} />
            </Match>
            <Match when={tab() === "hours"}>
              <Hours report={now()} />
            </Match>
            <Match when={tab() === "members"}>
              <Changes report={now()} />
            </Match>
            <Match when={tab() === "development"}>
              <Development report={now()} />
            </Match>
            <Match when={tab() === "open"}>
              <Open report={now()} />
            </Match>
          </Switch>
        </>
      )}
    </Show>
  );
}

const countOf = (report: AssessmentReport, tab: string): string => {
  if (tab === "ledger") return `（${report.activities.length}）`;
  return tab === "open" ? `（${report.open.length}）` : "";
};
