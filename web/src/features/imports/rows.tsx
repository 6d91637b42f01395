import { createAsync } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import type { Issue, PreviewAnswer, RowAnswer, Verdict } from "#shared/imports/schema";
import { Badge, type Tone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable } from "../../ui/data-table";
import { Dialog } from "../../ui/dialog";
import { Pager } from "../../ui/pager";
import { fieldNames, rowsOf } from "./data";
import { Repair } from "./repair";

const PAGE = 100;
const verdicts: Record<Verdict, [Tone, string]> = {
  new: ["green", "新增"],
  update: ["blue", "更新"],
  unchanged: ["grey", "无变化"],
  error: ["red", "有错误"],
};

const readable = (value: unknown) =>
  value === null || value === undefined || value === ""
    ? "空"
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

/** Every row with what will happen to it. */
export function Rows(props: { batch: PreviewAnswer; verdict: Verdict | null }) {
  const [size, setSize] = createSignal(PAGE);
  const [repaired, setRepaired] = createSignal<RowAnswer | null>(null);
  const rows = createAsync(() => rowsOf(props.batch.branchId, props.batch, props.verdict, props.batch.version));
  const canRepair = () => props.batch.state === "preview";
  return (
    <>
      <DataTable
        caption="各行"
        rows={rows()?.slice(0, size())}
        empty={props.verdict === "error" ? "没有错误的行。" : "没有这样的行。"}
        columns={[
          { header: "行", primary: true, cell: (row) => <span class="nowrap">{`第 ${row.row} 行 ${row.name}`}</span> },
          { header: "结果", cell: (row) => <Badge tone={verdicts[row.verdict][0]}>{verdicts[row.verdict][1]}</Badge> },
          { header: "说明", cell: (row) => <Remarks row={row} names={fieldNames[props.batch.kind]} /> },
          {
            header: "",
            cell: (row) => (
              <Show when={canRepair() && row.issues.length + row.warnings.length > 0}>
                <Button small onClick={() => setRepaired(row)} aria-label={`改第 ${row.row} 行`}>
                  改这一行
                </Button>
              </Show>
            ),
          },
        ]}
      />
      <Show when={rows()}>
        {(all) => (
          <Pager
            shown={Math.min(size(), all().length)}
            total={all().length}
            hasMore={all().length > size()}
            onMore={() => setSize((now) => now + PAGE)}
          />
        )}
      </Show>
      <Dialog title={`改第 ${repaired()?.row ?? ""} 行`} open={repaired() !== null} onClose={() => setRepaired(null)}>
        <Show when={repaired()}>
          {(row) => <Repair batch={props.batch} row={row()} onDone={() => setRepaired(null)} />}
        </Show>
      </Dialog>
    </>
  );
}

const place = (issue: Issue) => (issue.cell ? `${issue.cell}：` : "");

/** What is wrong, what is doubtful, and what would change. */
const Remarks = (props: { row: RowAnswer; names: Record<string, string> }) => (
  <div>
    <For each={props.row.issues}>{(issue) => <p class="field-error">{`${place(issue)}${issue.detail}`}</p>}</For>
    <For each={props.row.warnings}>
      {(issue) => <p class="field-warning">{`提醒 ${place(issue)}${issue.detail}`}</p>}
    </For>
    <Show when={props.row.verdict === "update"}>
      <For each={props.row.changes}>
        {(change) => (
          <p>{`${props.names[change.field] ?? change.field}：${readable(change.from)} → ${readable(change.to)}`}</p>
        )}
      </For>
    </Show>
  </div>
);
