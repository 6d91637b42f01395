import { createSignal, Show } from "solid-js";
import { chineseStamp } from "../../lib/dates";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Notice } from "../../ui/state";
import type { Invitation } from "./data";

/** The one-time link, shown once. On plain http there is no clipboard, so the text is selected instead. */
export function LinkDialog(props: { invitation: Invitation | null; onClose: () => void }) {
  const [said, setSaid] = createSignal("");
  const close = () => {
    setSaid("");
    props.onClose();
  };
  const copy = async (field: HTMLInputElement | null) => {
    field?.select();
    const isCopied = await navigator.clipboard?.writeText(field?.value ?? "").then(
      () => true,
      () => false,
    );
    setSaid(isCopied ? "已复制，可以粘贴给本人。" : "已选中，请按 Ctrl+C 复制。");
  };
  return (
    <Dialog title="一次性链接" open={props.invitation !== null} onClose={close}>
      <Show when={props.invitation}>
        {(invitation) => (
          <>
            <Notice tone="orange">
              这个链接只显示这一次，请马上复制交给本人。{chineseStamp(invitation().expiresAt)}前有效，用过一次即失效。
            </Notice>
            <label class="field-label" for="setup-link">
              链接
            </label>
            <input
              id="setup-link"
              class="input"
              readonly
              value={invitation().setupUrl}
              onFocus={(event) => event.currentTarget.select()}
            />
            <div class="form-actions">
              <Button look="primary" onClick={() => void copy(document.querySelector<HTMLInputElement>("#setup-link"))}>
                复制链接
              </Button>
              <span role="status">{said()}</span>
            </div>
          </>
        )}
      </Show>
    </Dialog>
  );
}
