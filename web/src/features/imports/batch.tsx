import { createAsync, useParams } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import type { PreviewAnswer, Verdict } from "#shared/imports/schema";
import { Button, ButtonLink, DownloadLink } from "../../ui/button";
import { ConfirmDialog } from "../../ui/dialog";
import { PageHeader, Section } from "../../ui/page";
import { Notice, Progress } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { Columns } from "./columns";
import { batchOf, commitBatch, errorsAddress, kindNames, kindOf, undoBatch } from "./data";
import { Rows } from "./rows";

/** One batch: what its columns mean, every row with its verdict, then the one act that writes. */
export function ImportBatchPage() {
  const params = useParams();
  const batch = createAsync(() => batchOf(params.b ?? "", kindOf(params.kind), params.i ?? ""));
  return <Show when={batch()}>{(now) => <Batch batch={now()} />}</Show>;
}

const tabs: { verdict: Verdict | null; label: string }[] = [
  { verdict: null, label: "全部" },
  { verdict: "error", label: "有错误" },
  { verdict: "new", label: "新增" },
  { verdict: "update", label: "更新" },
  { verdict: "unchanged", label: "无变化" },
];

function Batch(props: { batch: PreviewAnswer }) {
  const [tab, setTab] = createSignal<Verdict | null>(props.batch.counts.error > 0 ? "error" : null);
  const isOpen = () => props.batch.state === "preview" || props.batch.state === "committing";
  const countOf = (verdict: Verdict | null) =>
    verdict === null ? Object.values(props.batch.counts).reduce((sum, n) => sum + n, 0) : props.batch.counts[verdict];
  return (
    <>
      <PageHeader
        title={props.batch.fileName || "未命名的表"}
        back={{
          href: `/branches/${props.batch.branchId}/imports?kind=${props.batch.kind}`,
          label: `导入${kindNames[props.batch.kind]}`,
        }}
        lead={`工作表“${props.batch.sheet}”，表头在第 ${props.batch.headerRow} 行`}
      />
      <Outcome batch={props.batch} />
      <Show when={isOpen()}>
        <Columns batch={props.batch} />
      </Show>
      <Section title={isOpen() ? "核对每一行" : "各行结果"}>
        <fieldset class="tabs no-print">
          <legend class="sr-only">按结果查看</legend>
          <For each={tabs}>
            {({ verdict, label }) => (
              <Button
                small
                look={tab() === verdict ? "primary" : "plain"}
                aria-pressed={tab() === verdict}
                onClick={() => setTab(verdict)}
              >
                {`${label}（${countOf(verdict)}）`}
              </Button>
            )}
          </For>
        </fieldset>
        <Rows batch={props.batch} verdict={tab()} />
      </Section>
      <Show when={isOpen()}>
        <Commit batch={props.batch} />
      </Show>
    </>
  );
}

/** The one act that writes: the good rows go in, the bad ones stay out and can be taken along as a file. */
function Commit(props: { batch: PreviewAnswer }) {
  const [left, setLeft] = createSignal<number | null>(null);
  const good = () => props.batch.counts.new + props.batch.counts.update;
  async function commit(): Promise<void> {
    setLeft(good());
    await commitBatch(props.batch, setLeft).then(() => toast("导入完成"), failed("没有导入成功"));
    setLeft(null);
  }
  return (
    <div class="form-actions">
      <Show
        when={left() === null}
        fallback={<Progress label="正在写入" done={good() - (left() ?? 0)} required={good()} unit=" 行" />}
      >
        <Button look="primary" disabled={good() === 0} onClick={() => void commit()}>
          {props.batch.state === "committing" ? "继续写入" : `确认导入 ${good()} 行`}
        </Button>
      </Show>
      <Show when={props.batch.counts.error > 0}>
        <DownloadLink href={errorsAddress(props.batch)}>{`下载有错误的 ${props.batch.counts.error} 行`}</DownloadLink>
      </Show>
      <Show when={good() === 0}>
        <span class="muted">没有需要写入的行。</span>
      </Show>
    </div>
  );
}

/** What came of it, and the way back. */
function Outcome(props: { batch: PreviewAnswer }) {
  const [isAsking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const list = () =>
    props.batch.kind === "members"
      ? `/branches/${props.batch.branchId}/members`
      : `/branches/${props.batch.branchId}/activities`;
  async function undo(): Promise<void> {
    setBusy(true);
    await undoBatch(props.batch).then(() => toast("这一批已撤回"), failed("没有撤回成功"));
    setBusy(false);
    setAsking(false);
  }
  return (
    <>
      <Show when={props.batch.state === "committed" && props.batch.result}>
        {(result) => (
          <Notice tone="green">
            <p>
              导入完成：新增 {result().created}，更新 {result().updated}，无变化 {result().unchanged}，跳过有错误的{" "}
              {result().skipped} 行。
            </p>
            <div class="form-actions">
              <ButtonLink look="primary" href={list()}>
                {props.batch.kind === "members" ? "查看党员" : "查看组织生活"}
              </ButtonLink>
              <Show when={result().skipped > 0}>
                <DownloadLink href={errorsAddress(props.batch)}>下载有错误的行</DownloadLink>
              </Show>
              <Button onClick={() => setAsking(true)}>撤回这一批</Button>
            </div>
          </Notice>
        )}
      </Show>
      <Show when={props.batch.undo}>
        {(undone) => (
          <Notice tone="blue">
            <p>
              已撤回：删除 {undone().removed} 条，恢复 {undone().restored} 条。
            </p>
            <For each={undone().kept}>
              {(row) => (
                <p>
                  保留：{row.name}（{row.reason}）
                </p>
              )}
            </For>
          </Notice>
        )}
      </Show>
      <ConfirmDialog
        title="撤回这一批？"
        open={isAsking()}
        onClose={() => setAsking(false)}
        onConfirm={() => void undo()}
        confirm="撤回"
        danger
        busy={busy()}
      >
        <p>这一批新增的会删除，更新的恢复原样；导入后又改过的会保留，并列出来。</p>
      </ConfirmDialog>
    </>
  );
}
