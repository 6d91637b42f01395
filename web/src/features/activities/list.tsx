import { createAsync, useLocation, useParams, useSearchParams } from "@solidjs/router";
import { createEffect, For, Show, Suspense } from "solid-js";
import { activityKindNames, activityStateNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { yearOf } from "#shared/dates";
import { shortDay } from "../../lib/dates";
import { keeps, me, overseen, today } from "../../lib/session";
import { ButtonLink } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { type Column, DataTable } from "../../ui/data-table";
import { PageHeader, Section } from "../../ui/page";
import { Empty, Loading } from "../../ui/state";
import { YearField } from "../../ui/year";
import { dutiesOf } from "../home/data";
import { filtered, filterOf, one } from "./address";
import "./activities.css";
import { activityYear } from "./data";
import { OpenResolutions } from "./followups";
import { YearGrid } from "./grid";
import { StateBadges } from "./state-badges";

/** Whether the person may enter meetings here: all of the branch, or as leader those of the own group. */
const writes = (branchId: string) => keeps(branchId) || me().grants.some((grant) => grant.role === "leader");
/** Duties are shown to those who keep the branch or look at it from above, not to leaders of groups. */
const seesDuties = (branchId: string) => keeps(branchId) || overseen().length > 0;

/** A branch's year: the grid, what is still to be carried out, the records. */
export function ActivityListPage() {
  const params = useParams();
  const [search, setSearch] = useSearchParams();
  const id = () => params.b ?? "";
  const year = () => Number(one(search.year) ?? yearOf(today()));
  const answer = createAsync(() => activityYear(id(), year()));
  const duties = createAsync(() => (seesDuties(id()) ? dutiesOf(id(), year()) : Promise.resolve(null)));
  const records = () => {
    const held = answer()?.activities;
    return held && [...filtered(held, year(), filterOf(search))].reverse();
  };
  const location = useLocation();
  /** An address of single records leads to them once they are there. */
  createEffect(() => {
    if (answer() && location.hash === "#records") document.querySelector("#records")?.scrollIntoView();
  });
  const isFiltered = () => Object.values(filterOf(search)).some((value) => value !== null);
  const newHref = () => `/branches/${id()}/activities/new`;
  return (
    <>
      <PageHeader
        title="组织生活"
        lead={`${year()} 年`}
        actions={
          <>
            <YearField
              value={year()}
              newest={yearOf(today())}
              onChange={(value) => setSearch({ year: value, kind: null, state: null, month: null })}
            />
            <Show when={writes(id())}>
              <ButtonLink look="primary" href={newHref()}>
                记录活动
              </ButtonLink>
            </Show>
            <Show when={keeps(id())}>
              <ButtonLink href={`/branches/${id()}/imports?kind=ledger`}>导入台账</ButtonLink>
            </Show>
          </>
        }
      />
      <Show when={answer()} fallback={<Loading lines={8} label="正在载入组织生活……" />}>
        {(now) => (
          <Show
            when={now().activities.length > 0 || duties()}
            fallback={<Empty title={`${year()} 年还没有组织生活记录。`} />}
          >
            <YearGrid
              branchId={id()}
              year={year()}
              rows={now().grid}
              activities={now().activities}
              duties={duties() ?? null}
              mine={writes(id())}
            />
            <p class="grid-note muted">
              数字是已确认的次数，点开看记录；“已完成”“未完成”等按规定的周期判断，待确认的不计入。
            </p>
          </Show>
        )}
      </Show>
      <Suspense fallback={<Loading lines={2} />}>
        <OpenResolutions branchId={id()} mine={writes(id())} />
      </Suspense>
      <div id="records">
        <Section
          title="记录"
          note={
            <span role="status">
              {records() ? `${isFiltered() ? "符合条件的" : "全年"} ${records()?.length} 条` : ""}
            </span>
          }
        >
          <FilterBar />
          <DataTable
            caption="组织生活记录"
            rows={records()}
            empty={isFiltered() ? "没有符合条件的记录。" : "这一年还没有记录。"}
            emptyAction={
              <Show when={writes(id()) && !isFiltered()}>
                <p>每次开完会记一笔，一分钟就够；原来用表格记台账的，可以整年导入。</p>
                <ButtonLink look="primary" href={newHref()}>
                  记录活动
                </ButtonLink>
              </Show>
            }
            columns={columns(id())}
          />
        </Section>
      </div>
    </>
  );
}

function FilterBar() {
  const [search, setSearch] = useSearchParams();
  const filter = () => filterOf(search);
  const months = Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: `${i + 1} 月` }));
  return (
    <form class="filters no-print" aria-label="筛选记录" onSubmit={(event) => event.preventDefault()}>
      <SelectField
        label="类别"
        name="kind"
        empty="全部"
        options={optionsOf(activityKindNames)}
        value={filter().kind}
        onChange={(kind) => setSearch({ kind }, { replace: true, scroll: false })}
      />
      <SelectField
        label="月份"
        name="month"
        empty="全年"
        options={[...months, { value: "13", label: "次年补开" }]}
        value={filter().month === null ? null : String(filter().month)}
        onChange={(month) => setSearch({ month }, { replace: true, scroll: false })}
      />
      <SelectField
        label="状态"
        name="state"
        empty="全部"
        options={optionsOf(activityStateNames)}
        value={filter().state}
        onChange={(state) => setSearch({ state }, { replace: true, scroll: false })}
      />
    </form>
  );
}

const columns = (branchId: string): Column<ActivityAnswer>[] => [
  {
    header: "主题",
    primary: true,
    cell: (activity) => (
      <a class="text-link" href={`/branches/${branchId}/activities/${activity.id}`}>
        {activity.title}
      </a>
    ),
  },
  {
    header: "日期",
    sort: (activity) => activity.startsAt,
    cell: (activity) => shortDay(activity.startsAt.slice(0, 10)),
  },
  {
    header: "类别",
    cell: (activity) => <For each={activity.kinds}>{(kind) => <div>{activityKindNames[kind]}</div>}</For>,
  },
  { header: "地点", cell: (activity) => activity.place || "—" },
  {
    header: "应到/实到",
    cell: (activity) =>
      activity.state === "planned" ? `${activity.expected}/—` : `${activity.expected}/${activity.present}`,
  },
  { header: "状态", cell: (activity) => <StateBadges activity={activity} /> },
];
