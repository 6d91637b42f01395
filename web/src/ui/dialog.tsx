import { createEffect, createUniqueId, type JSX, Show } from "solid-js";
import { Button } from "./button";

type Props = {
  title: string;
  open: boolean;
  onClose: () => void;
  children: JSX.Element /** At the side instead of in the middle. */;
  side?: boolean;
};

/** The browser's own dialog: focus begins in its first field and stays inside, Escape closes. Its content exists only while it is open. */
export function Dialog(props: Props) {
  const id = createUniqueId();
  const bind = (element: HTMLDialogElement) =>
    createEffect(() => {
      if (props.open && !element.open) {
        element.showModal();
        element.querySelector<HTMLElement>(".dialog-body :is(input, select, textarea)")?.focus();
      }
      if (!props.open && element.open) element.close();
    });
  return (
    <dialog
      ref={bind}
      class={props.side ? "dialog dialog-side" : "dialog"}
      aria-labelledby={id}
      onClose={() => props.onClose()}
    >
      <Show when={props.open}>
        <div class="dialog-head">
          <h2 id={id}>{props.title}</h2>
          <Button look="quiet" small onClick={() => props.onClose()}>
            关闭
          </Button>
        </div>
        <div class="dialog-body">{props.children}</div>
      </Show>
    </dialog>
  );
}

type ConfirmProps = {
  title: string;
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  children: JSX.Element;
};

/** One question, one act. */
export const ConfirmDialog = (props: ConfirmProps) => (
  <Dialog title={props.title} open={props.open} onClose={props.onClose}>
    {props.children}
    <div class="form-actions">
      <Button look={props.danger ? "danger" : "primary"} busy={props.busy ?? false} onClick={() => props.onConfirm()}>
        {props.confirm}
      </Button>
      <Button onClick={() => props.onClose()}>取消</Button>
    </div>
  </Dialog>
);
