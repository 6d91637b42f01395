import { createAsync, useNavigate, useParams, useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { ImportKind } from "#shared/imports/schema";
import { chineseStamp } from "../../lib/dates";
import { keeps } from "../../lib/session";
import { Badge, type Tone } from "../../ui/badge";
import { DataTable } from "../../ui/data-table";
import { FileDrop } from "../../ui/file-drop";
import { PageHeader, Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { type Batch, batchesOf, isSheet, kindNames, kindOf, startImport } from "./data";

const MAX_BYTES = 4_000_000;
const leads: Record<ImportKind, string> = {
  members:
    "用现有的花名册就行，不用套模板：系统会自己找到表头，认出姓名、身份证号、入党日期等列。先预览，确认后才写入。",
  activities:
    "把今年已经开过的会从台账表里一次带进来：日期、类别、主题、地点、主持人、应到、实到、缺席人员。先预览，确认后才写入。",
};
const states: Record<Batch["state"], [Tone, string]> = {
  preview: ["orange", "待确认"],
  committing: ["orange", "写入中"],
  committed: ["green", "已导入"],
  undone: ["grey", "已撤回"],
};

/** Choosing a file, and the batches of before. */
export function ImportStartPage() {
  const params = useParams();
  const [search] = useSearchParams();
  const kind = () => kindOf(search.kind);
  const id = () => params.b ?? "";
  const back = () =>
    kind() === "members"
      ? { href: `/branches/${id()}/members`, label: "党员" }
      : { href: `/branches/${id()}/activities`, label: "组织生活" };
  return (
    <>
      <PageHeader title={`导入${kindNames[kind()]}`} back={back()} lead={leads[kind()]} />
      <Show when={keeps(id())} fallback={<Empty title="导入由本支部的书记或委员办理。" />}>
        <Choose branchId={id()} kind={kind()} />
        <Section title="以前的导入">
          <Batches branchId={id()} kind={kind()} />
        </Section>
      </Show>
    </>
  );
}

function Choose(props: { branchId: string; kind: ImportKind }) {
  const navigate = useNavigate();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  async function take(file: File): Promise<void> {
    setProblem(undefined);
    if (!isSheet(file))
      return void setProblem("请选择 .xlsx 或 .csv 文件；旧的 .xls 文件请先在 Excel 中另存为 .xlsx。");
    if (file.size > MAX_BYTES) return void setProblem("文件超过 4 MB，请删去图片或分成几个文件。");
    setBusy(true);
    await startImport(props.branchId, props.kind, file).then(
      (batch) => navigate(`/branches/${props.branchId}/imports/${props.kind}/${batch.id}`),
      (error: unknown) => setProblem(error instanceof Error ? error.message : "没有读取成功"),
    );
    setBusy(false);
  }
  return (
    <FileDrop
      label="选择文件，或把文件拖到这里"
      hint="Excel（.xlsx）或 CSV，不超过 4 MB"
      accept=".xlsx,.csv"
      busy={busy()}
      error={problem()}
      onFile={(file) => void take(file)}
    />
  );
}

function Batches(props: { branchId: string; kind: ImportKind }) {
  const batches = createAsync(() => batchesOf(props.branchId, props.kind));
  return (
    <DataTable
      caption="以前的导入"
      rows={batches()}
      empty="还没有导入过。"
      columns={[
        {
          header: "文件",
          primary: true,
          cell: (batch) => (
            <a class="text-link" href={`/branches/${props.branchId}/imports/${batch.kind}/${batch.id}`}>
              {batch.fileName || "未命名的表"}
            </a>
          ),
        },
        { header: "时间", cell: (batch) => chineseStamp(batch.startedAt) },
        { header: "操作人", cell: (batch) => batch.startedBy },
        {
          header: "结果",
          cell: (batch) => (batch.result ? `新增 ${batch.result.created}，更新 ${batch.result.updated}` : ""),
        },
        { header: "状态", cell: (batch) => <Badge tone={states[batch.state][0]}>{states[batch.state][1]}</Badge> },
      ]}
    />
  );
}
