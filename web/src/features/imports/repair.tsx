import { createSignal, For, Show } from "solid-js";
import type { PreviewAnswer, RowAnswer } from "#shared/imports/schema";
import { isMasked } from "#shared/members/id-number";
import { Button } from "../../ui/button";
import { TextField } from "../../ui/field";
import { Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { fieldNames, repairRow } from "./data";

/** The fields of one row that are wrong or doubtful, to be typed anew as they would stand in the cell. */
export function Repair(props: { batch: PreviewAnswer; row: RowAnswer; onDone: () => void }) {
  const remarks = [...props.row.issues, ...props.row.warnings];
  const fields = [...new Set(remarks.flatMap((issue) => (issue.field ? [issue.field] : [])))];
  const others = Object.keys(props.row.values).filter((field) => !fields.includes(field));
  const [typed, setTyped] = createSignal<Record<string, string>>({});
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const label = (field: string) => fieldNames[props.batch.kind][field] ?? field;
  const textOf = (field: string) => typed()[field] ?? props.row.values[field] ?? "";
  const detailOf = (field: string) => remarks.find((issue) => issue.field === field)?.detail;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    await repairRow(props.batch, props.row.row, typed()).then(
      () => {
        toast(`第 ${props.row.row} 行已重新核对`);
        props.onDone();
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : "没有保存成功"),
    );
    setBusy(false);
  }

  const Input = (own: { field: string }) => (
    <TextField
      label={label(own.field)}
      name={own.field}
      value={textOf(own.field)}
      hint={isMasked(textOf(own.field)) ? "遮住的内容要改时，请填完整" : undefined}
      error={own.field in typed() ? undefined : detailOf(own.field)}
      onChange={(value) => setTyped((now) => ({ ...now, [own.field]: value }))}
    />
  );

  return (
    <form class="form" novalidate aria-label={`改第 ${props.row.row} 行`} onSubmit={(event) => void save(event)}>
      <p>{props.row.name}。改好后系统会重新核对这一行；原来的文件不会变。</p>
      <For each={fields}>{(field) => <Input field={field} />}</For>
      <Show when={others.length > 0}>
        <details class="fold" open={fields.length === 0}>
          <summary>这一行的其他内容</summary>
          <For each={others}>{(field) => <Input field={field} />}</For>
        </details>
      </Show>
      <Show when={problem()}>{(sentence) => <Notice tone="red">{sentence()}</Notice>}</Show>
      <div class="form-actions">
        <Button type="submit" look="primary" busy={busy()} disabled={Object.keys(typed()).length === 0}>
          重新核对这一行
        </Button>
        <Button onClick={() => props.onDone()}>取消</Button>
      </div>
    </form>
  );
}
