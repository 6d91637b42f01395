import { createSignal, createUniqueId, type JSX } from "solid-js";
import { Button } from "./button";

function select(element: HTMLElement | null): void {
  if (element instanceof HTMLInputElement) element.select();
  else if (element) getSelection()?.selectAllChildren(element);
}

/** Copies a text that stands in the element `from`. On plain http there is no clipboard, so it is selected there instead. */
export function CopyButton(props: { text: string; from: string; label: string; children: string }) {
  const [said, setSaid] = createSignal("");
  const copy = async () => {
    select(document.getElementById(props.from));
    const isCopied = await navigator.clipboard?.writeText(props.text).then(
      () => true,
      () => false,
    );
    setSaid(isCopied ? "已复制，可以粘贴。" : "已选中，请按 Ctrl+C 复制。");
  };
  return (
    <>
      <Button onClick={() => void copy()} aria-label={`${props.children}：${props.label}`}>
        {props.children}
      </Button>
      <span role="status">{said()}</span>
    </>
  );
}

/** A text to take along, shown once. */
export function CopyField(props: { label: string; value: string; copy: string; children?: JSX.Element }) {
  const id = createUniqueId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      <input id={id} class="input" readonly value={props.value} onFocus={(event) => event.currentTarget.select()} />
      <div class="form-actions">
        <CopyButton text={props.value} from={id} label={props.label}>
          {props.copy}
        </CopyButton>
        {props.children}
      </div>
    </div>
  );
}
