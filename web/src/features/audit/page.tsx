import { createAsync, useSearchParams } from "@solidjs/router";
import { createSignal, For, Show, Suspense } from "solid-js";
import { fieldName } from "#shared/audit/fields";
import { actionName, areaName, areaNames } from "#shared/audit/labels";
import type { AuditEntry } from "#shared/audit/schema";
import { chineseDay } from "#shared/dates";
import { chineseStamp, shortDay } from "../../lib/dates";
import { mayDo, today } from "../../lib/session";
import { Button, DownloadLink } from "../../ui/button";
import { SelectField } from "../../ui/choice";
import { DataTable } from "../../ui/data-table";
import { DateField, TextField } from "../../ui/field";
import { PageHeader, Section } from "../../ui/page";
import { Pager } from "../../ui/pager";
import { Empty, Loading } from "../../ui/state";
import { type Asked, auditDays, auditOf } from "./data";

/** 审计: who did what, when and from where; no value of any record. */
export const AuditPage = () => (
  <Show when={mayDo("trail.read")} fallback={<Closed />}>
    <Audit />
  </Show>
);

const Closed = () => (
  <>
    <PageHeader title="审计" />
    <Empty title="审计记录只有审计管理员可以看。" />
  </>
);

const areas = Object.entries(areaNames).map(([value, label]) => ({ value, label }));
const textOf = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");

function Audit() {
  const [search, setSearch] = useSearchParams();
  const [pages, setPages] = createSignal(1);
  const asked = (): Asked => ({
    day: textOf(search.day),
    by: textOf(search.by),
    action: textOf(search.action),
    record: textOf(search.record),
  });
  const look = (more: Asked) => {
    setPages(1);
    setSearch({ ...more });
  };
  const found = createAsync(() => auditOf(asked(), pages()));
  const day = () => textOf(search.day);
  return (
    <>
      <PageHeader
        title="审计"
        lead="谁、何时、从哪里、做了什么；看不到业务内容"
        actions={
          <Show when={day()} fallback={<span class="muted">选定日期后可以导出当天记录</span>}>
            <DownloadLink href={`/api/audit/${day()}.xlsx`}>导出表格</DownloadLink>
            <DownloadLink href={`/api/audit/${day()}.csv`}>导出 csv</DownloadLink>
          </Show>
        }
      />
      <Filters asked={asked()} onLook={look} />
      <Suspense fallback={<Loading />}>
        <DataTable
          caption="审计记录"
          rows={found()?.items}
          empty={
            found()?.next
              ? `${chineseDay(found()?.until ?? "")}以来没有符合条件的记录，可以继续往前查。`
              : "没有符合条件的记录。"
          }
          columns={[
            { header: "时间", primary: true, cell: (entry) => chineseStamp(entry.at) },
            { header: "人员", cell: (entry) => entry.by.name },
            { header: "动作", cell: (entry) => actionName(entry.action) },
            { header: "对象", cell: (entry) => <RecordOf entry={entry} onLook={look} /> },
            {
              header: "涉及字段",
              cell: (entry) => entry.fields.map((field) => fieldName(entry.action, field)).join("、") || "—",
            },
            { header: "来源地址", cell: (entry) => entry.from || "—" },
          ]}
        />
        <Show when={found()}>
          {(now) => (
            <Pager
              shown={now().items.length}
              hasMore={now().next !== null}
              onMore={() => setPages((before) => before + 1)}
            />
          )}
        </Show>
      </Suspense>
      <Month month={(day() || today()).slice(0, 7)} onLook={look} />
    </>
  );
}

const RecordOf = (props: { entry: AuditEntry; onLook: (asked: Asked) => void }) => (
  <span class="audit-record">
    {areaName(props.entry.record.area)}{" "}
    <button
      type="button"
      class="text-link"
      aria-label={`只看这个对象：${props.entry.record.id}`}
      onClick={() => props.onLook({ record: props.entry.record.id })}
    >
      {props.entry.record.id}
    </button>
  </span>
);

function Filters(props: { asked: Asked; onLook: (asked: Asked) => void }) {
  const [by, setBy] = createSignal(props.asked.by ?? "");
  const [record, setRecord] = createSignal(props.asked.record ?? "");
  const submit = (event: Event) => {
    event.preventDefault();
    props.onLook({ by: by(), record: record() });
  };
  return (
    <form class="filters" aria-label="查找审计记录" onSubmit={submit}>
      <DateField
        label="日期"
        name="day"
        value={props.asked.day ?? ""}
        error={undefined}
        onChange={(day) => props.onLook({ day })}
      />
      <SelectField
        label="动作类别"
        name="action"
        value={props.asked.action || null}
        error={undefined}
        options={areas}
        onChange={(action) => props.onLook({ action: action ?? "" })}
      />
      <TextField label="人员" name="by" value={by()} error={undefined} onChange={setBy} />
      <TextField label="对象编号" name="record" value={record()} error={undefined} onChange={setRecord} />
      <Button type="submit" look="primary">
        查找
      </Button>
      <Button
        onClick={() => {
          setBy("");
          setRecord("");
          props.onLook({ day: "", by: "", action: "", record: "" });
        }}
      >
        清除条件
      </Button>
    </form>
  );
}

/** How many events each day of a month has; a day is one step away. */
function Month(props: { month: string; onLook: (asked: Asked) => void }) {
  const days = createAsync(() => auditDays(props.month));
  return (
    <Section title={`${props.month.replace("-", " 年 ")} 月每天的记录`}>
      <Suspense fallback={<Loading lines={2} />}>
        <Show when={days()?.length} fallback={<p class="muted">这个月还没有记录。</p>}>
          <ul class="audit-days">
            <For each={days()}>
              {({ day, count }) => (
                <li>
                  <Button small onClick={() => props.onLook({ day })}>
                    {shortDay(day)} {count} 条
                  </Button>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Suspense>
    </Section>
  );
}
