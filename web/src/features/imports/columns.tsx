import { createSignal, For, Show } from "solid-js";
import type { PreviewAnswer } from "#shared/imports/schema";
import { Button } from "../../ui/button";
import { SelectField } from "../../ui/choice";
import { failed, toast } from "../../ui/toast";
import { fieldNames, mapColumns } from "./data";

/** Which column is which field. What is corrected here is remembered for the next sheet with the same header. */
export function Columns(props: { batch: PreviewAnswer }) {
  const [busy, setBusy] = createSignal(false);
  const [typed, setTyped] = createSignal<Record<string, string | null>>({});
  const names = () => fieldNames[props.batch.kind];
  const options = () => Object.entries(names()).map(([value, label]) => ({ value, label }));
  const fieldAt = (column: PreviewAnswer["mapping"][number]) =>
    column.column in typed() ? (typed()[column.column] ?? null) : column.field;
  const unknown = () => props.batch.mapping.filter((column) => column.field === null).length;
  async function save(): Promise<void> {
    setBusy(true);
    await mapColumns(
      props.batch,
      props.batch.mapping.map((column) => ({ ...column, field: fieldAt(column) })),
    ).then(() => toast("已按新的对应重新核对"), failed());
    setTyped({});
    setBusy(false);
  }
  return (
    <details class="fold no-print">
      <summary>
        {`列的对应：认出 ${props.batch.mapping.length - unknown()} 列`}
        {unknown() > 0 ? `，${unknown()} 列没有用到` : ""}
      </summary>
      <p class="muted">不对的可以改，下次遇到同样的表头会记住。</p>
      <div class="form-row">
        <For each={props.batch.mapping}>
          {(column) => (
            <SelectField
              label={`${column.column} 列：${column.header || "（无表头）"}`}
              name={`column-${column.column}`}
              empty="不导入"
              options={options()}
              value={fieldAt(column)}
              onChange={(field) => setTyped((now) => ({ ...now, [column.column]: field }))}
            />
          )}
        </For>
      </div>
      <Show when={Object.keys(typed()).length > 0}>
        <div class="form-actions">
          <Button look="primary" busy={busy()} onClick={() => void save()}>
            按新的对应重新核对
          </Button>
        </div>
      </Show>
    </details>
  );
}
