import { createAsync, useParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import type { HomeAnswer } from "#shared/duties/schema";
import { weekday } from "../../lib/dates";
import { isSecretary, keeps } from "../../lib/session";
import { ButtonLink } from "../../ui/button";
import { PageHeader, Section } from "../../ui/page";
import { Notice } from "../../ui/state";
import { branchOf } from "../branch/data";
import { type Entry, hrefOf } from "./act";
import { homeOf } from "./data";
import { Done } from "./done";
import { DutyRow } from "./duty-row";
import { Followups, PendingHandover, Unconfirmed } from "./follow-up";

/** The duties of any branch in sight, for whoever may read them. */
export function BranchHomePage() {
  const params = useParams();
  return (
    <Show when={params.b} keyed>
      {(id) => (
        <Show when={!keeps(id)} fallback={<BranchHome branchId={id} title="首页待办" />}>
          <OtherBranch branchId={id} />
        </Show>
      )}
    </Show>
  );
}

/** Seen from above: under the branch's own name. */
function OtherBranch(props: { branchId: string }) {
  const branch = createAsync(() => branchOf(props.branchId));
  return <Show when={branch()}>{(now) => <BranchHome branchId={props.branchId} title={now().name} />}</Show>;
}

/** What is late, what is due, what is next, each with the one button that does it. */
export function BranchHome(props: { branchId: string; title: string }) {
  const home = createAsync(() => homeOf(props.branchId));
  const mine = () => keeps(props.branchId);
  return (
    <Show when={home()}>
      {(now) => (
        <>
          <PageHeader
            title={props.title}
            lead={`${chineseDay(now().on)} ${weekday(now().on)}`}
            actions={
              <Show when={mine()}>
                <ButtonLink look="primary" href={`/branches/${props.branchId}/activities/new?on=${now().on}`}>
                  记录一次活动
                </ButtonLink>
              </Show>
            }
          />
          <Show when={!mine()}>
            <Notice tone="blue">您在查看该支部，只能看，不能改。</Notice>
          </Show>
          <PendingHandover home={now()} mine={mine()} />
          <Show when={isSecretary(props.branchId)}>
            <GivenBack home={now()} />
          </Show>
          <Start home={now()} mine={mine()} />
          <Unconfirmed home={now()} mine={mine()} />
          <List
            title="已逾期"
            note="已过期限，还能补上"
            entries={now().duties.overdue}
            home={now()}
            mine={mine()}
            empty="没有逾期的事项。"
          />
          <List
            title="待办"
            note="正在期限内"
            entries={now().duties.due}
            home={now()}
            mine={mine()}
            empty="眼下没有待办的事项。"
          />
          <Followups home={now()} mine={mine()} />
          <List title="接下来" entries={now().duties.next} home={now()} mine={mine()} />
          <Missed entries={now().duties.missed} home={now()} mine={mine()} />
          <Done branchId={props.branchId} home={now()} />
        </>
      )}
    </Show>
  );
}

/** A handed-in year that the office gave back waits for the secretary. */
const GivenBack = (props: { home: HomeAnswer }) => (
  <For each={props.home.returned}>
    {({ year, reason }) => (
      <Notice tone="red">
        <p>
          {year} 年度考核被退回：{reason}。{" "}
          <a class="text-link" href={`/branches/${props.home.branchId}/assessment?year=${year}`}>
            查看并重新上报
          </a>
        </p>
      </Notice>
    )}
  </For>
);

type ListProps = {
  title: string;
  note?: string;
  entries: readonly Entry[];
  home: HomeAnswer;
  mine: boolean;
  empty?: string;
};

const List = (props: ListProps) => (
  <Show when={props.entries.length > 0 || props.empty}>
    <Section
      title={`${props.title}（${props.entries.length}）`}
      note={props.entries.length > 0 ? props.note : props.empty}
    >
      <Show when={props.entries.length > 0}>
        <ul class="duties">
          <For each={props.entries}>{(entry) => <DutyRow entry={entry} home={props.home} mine={props.mine} />}</For>
        </ul>
      </Show>
    </Section>
  </Show>
);

/** Over and not to be made good; folded away, because nothing is to be done unless a meeting was held and not entered. */
const Missed = (props: { entries: readonly Entry[]; home: HomeAnswer; mine: boolean }) => (
  <Show when={props.entries.length > 0}>
    <details class="fold">
      <summary>未完成（{props.entries.length}）：期限已过，当时开展过但没有登记的可以补录</summary>
      <ul class="duties">
        <For each={props.entries}>{(entry) => <DutyRow entry={entry} home={props.home} mine={props.mine} />}</For>
      </ul>
    </details>
  </Show>
);

const stepsOf = (home: HomeAnswer): Entry[] => {
  const entries = [...home.duties.overdue, ...home.duties.due];
  return entries.filter((entry) => entry.act.kind === "branch" || entry.act.kind === "members");
};

/** A branch without records begins here. */
const Start = (props: { home: HomeAnswer; mine: boolean }) => {
  const isNew = () => (props.home.counts.done ?? 0) === 0 && stepsOf(props.home).length > 0;
  const base = () => `/branches/${props.home.branchId}`;
  return (
    <Show when={props.mine && isNew()}>
      <Section title="从这里开始">
        <ol class="steps panel">
          <li>
            <a class="text-link" href={`${base()}/imports`}>
              导入党员花名册
            </a>
            （Excel 表格），或
            <a class="text-link" href={`${base()}/members/new`}>
              逐个登记党员
            </a>
          </li>
          <li>
            <a class="text-link" href={`${base()}/profile`}>
              填写本届支委会
            </a>
            的成员、职务和任期
          </li>
          <li>
            <a
              class="text-link"
              href={hrefOf({ kind: "record", label: "", params: { day: props.home.on } }, props.home.branchId)}
            >
              记录一次活动
            </a>
            ，以后每次开完会在这里记一笔
          </li>
        </ol>
      </Section>
    </Show>
  );
};
