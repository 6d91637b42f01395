import { createSignal, createUniqueId, type JSX } from "solid-js";
import { Button } from "./button";

/** A text to take along. On plain http there is no clipboard, so it is selected instead. */
export function CopyField(props: { label: string; value: string; copy: string; children?: JSX.Element }) {
  const id = createUniqueId();
  const [said, setSaid] = createSignal("");
  const copy = async (field: HTMLElement | null) => {
    if (field instanceof HTMLInputElement) field.select();
    const isCopied = await navigator.clipboard?.writeText(props.value).then(
      () => true,
      () => false,
    );
    setSaid(isCopied ? "已复制，可以粘贴。" : "已选中，请按 Ctrl+C 复制。");
  };
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      <input id={id} class="input" readonly value={props.value} onFocus={(event) => event.currentTarget.select()} />
      <div class="form-actions">
        <Button onClick={() => void copy(document.getElementById(id))} aria-label={`${props.copy}：${props.label}`}>
          {props.copy}
        </Button>
        {props.children}
        <span role="status">{said()}</span>
      </div>
    </div>
  );
}
