import { createAsync } from "@solidjs/router";
import { createSignal, For, Show, Suspense } from "solid-js";
import { openKindNames } from "#shared/assessment/labels";
import type { AssessmentEntry, OpenRow } from "#shared/assessment/schema";
import { chineseDay } from "#shared/dates";
import { chineseStamp } from "../../lib/dates";
import { createForm } from "../../lib/form";
import { mayIn, today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { TextArea } from "../../ui/field";
import { Form } from "../../ui/form";
import { Fact, Facts } from "../../ui/page";
import { Loading, Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { giveBack, reportOf, submit } from "./data";

type Props = { branchId: string; entry: AssessmentEntry; isFrozen: boolean };

const words = {
  draft: ["grey", "未上报"],
  submitted: ["green", "已上报"],
  returned: ["red", "被退回"],
} as const;

/** When a year can be handed in, in one sentence. */
function windowOf({ year, state, opensOn, closesOn, isOpen }: AssessmentEntry): string {
  if (state === "submitted") return "";
  if (state === "returned") return "已退回，修改后可以再次上报";
  const last = closesOn === null ? "" : chineseDay(closesOn);
  if (isOpen) return `上报截止到${last}`;
  return today() < opensOn
    ? `${year}年度的考核从${chineseDay(opensOn)}起可以上报，现在可以下载草稿自查`
    : `上报时间已于${last}截止，需要补报的请联系党务部门`;
}

/** How the year stands, and the one act that is next. */
export function State(props: Props) {
  const [isSubmitting, setSubmitting] = createSignal(false);
  const [isReturning, setReturning] = createSignal(false);
  const last = () => props.entry.returns.at(-1);
  const page = () => `/branches/${props.branchId}/assessment?year=${props.entry.year}`;
  return (
    <section class="assessment-state" aria-label="上报情况">
      <Facts>
        <Fact label="状态">
          <Badge tone={words[props.entry.state][0]}>{words[props.entry.state][1]}</Badge>
        </Fact>
        <Show when={props.entry.submission} fallback={<Fact label="上报时间">{windowOf(props.entry)}</Fact>}>
          {(submission) => (
            <>
              <Fact label="上报日期">{chineseDay(submission().on)}</Fact>
              <Fact label="上报人">{submission().by}</Fact>
              <Fact label="校验码（前 8 位）">
                <span title={submission().sha256}>{submission().sha256.slice(0, 8)}</span>
              </Fact>
            </>
          )}
        </Show>
      </Facts>
      <Show when={props.entry.state === "returned" && last()}>
        {(returned) => (
          <Notice tone="red">
            {chineseStamp(returned().at)}，{returned().by}退回：{returned().reason}
          </Notice>
        )}
      </Show>
      <Show when={props.entry.changedSince}>
        <Notice tone="orange">上报后有改动：现在的记录与上报稿不一致。需要更新的，请党务部门退回后重新上报。</Notice>
      </Show>
      <div class="form-actions no-print">
        <Show when={props.entry.isOpen && mayIn("assessment.submit", props.branchId)}>
          <Button look="primary" onClick={() => setSubmitting(true)}>
            上报 {props.entry.year} 年度考核
          </Button>
        </Show>
        <Show when={props.entry.state === "submitted" && mayIn("assessment.return", props.branchId)}>
          <Button look="danger" onClick={() => setReturning(true)}>
            退回
          </Button>
        </Show>
        <Show when={props.entry.state === "submitted"}>
          <a class="text-link" href={props.isFrozen ? `${page()}&draft=true` : page()}>
            {props.isFrozen ? "查看按现在记录生成的草稿" : "查看上报稿"}
          </a>
        </Show>
      </div>
      <Dialog title={`上报 ${props.entry.year} 年度考核`} open={isSubmitting()} onClose={() => setSubmitting(false)}>
        <Suspense fallback={<Loading lines={4} label="正在核对未完成的事项……" />}>
          <Submission branchId={props.branchId} year={props.entry.year} onDone={() => setSubmitting(false)} />
        </Suspense>
      </Dialog>
      <Dialog title="退回上报" open={isReturning()} onClose={() => setReturning(false)}>
        <Return branchId={props.branchId} year={props.entry.year} onDone={() => setReturning(false)} />
      </Dialog>
    </section>
  );
}

type ActProps = { branchId: string; year: number; onDone: () => void };

/** What is still missing comes first; then the one question. */
function Submission(props: ActProps) {
  const report = createAsync(() => reportOf(props.branchId, props.year, { draft: false, on: null }));
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const send = async () => {
    setBusy(true);
    setProblem(undefined);
    await submit(props.branchId, props.year)
      .then(
        () => {
          toast(`${props.year} 年度考核已上报`);
          props.onDone();
        },
        (error: unknown) => setProblem(error instanceof Error ? error.message : "没有上报成功"),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Show when={report()}>
      {(now) => (
        <>
          <Show when={now().open.length > 0} fallback={<p>没有未完成的事项。上报后内容固定，不再随记录变化。</p>}>
            <p>
              <b>还有 {now().open.length} 项未完成，仍要上报吗？</b>
            </p>
            <Gaps rows={now().open} />
            <p class="muted">上报后内容固定，不再随记录变化；未完成的事项会照实列在“未办事项”里。</p>
          </Show>
          <Show when={problem()}>{(sentence) => <Notice tone="red">{sentence()}</Notice>}</Show>
          <div class="form-actions">
            <Button look="primary" busy={busy()} onClick={() => void send()}>
              {now().open.length > 0 ? "仍要上报" : "上报"}
            </Button>
            <Button onClick={() => props.onDone()}>先不上报</Button>
          </div>
        </>
      )}
    </Show>
  );
}

const Gaps = (props: { rows: readonly OpenRow[] }) => (
  <section class="gap-list" aria-label="未完成的事项" tabindex="0">
    <ul>
      <For each={props.rows}>
        {(row) => (
          <li>
            <span class="muted">{openKindNames[row.kind]}</span> {row.subject}：{row.text}
          </li>
        )}
      </For>
    </ul>
  </section>
);

function Return(props: ActProps) {
  const form = createForm({
    initial: { reason: "" },
    schema: async () => (await import("#shared/assessment/schema")).returnInput,
    save: async (input, key) => {
      await giveBack(props.branchId, props.year, input, key);
      toast("已退回");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="退回" label="退回上报" cancel={<Button onClick={() => props.onDone()}>取消</Button>}>
      <TextArea label="退回原因" {...form.field("reason")} hint="书记会看到，请写明要补什么、改什么" required />
    </Form>
  );
}
