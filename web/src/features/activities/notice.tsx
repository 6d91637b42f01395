import { createAsync } from "@solidjs/router";
import { Show, Suspense } from "solid-js";
import type { ActivityAnswer } from "#shared/activities/schema";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { TextArea } from "../../ui/field";
import { Loading } from "../../ui/state";
import { toast } from "../../ui/toast";
import { noticeOf } from "./data";

/** The invitation as text, to paste into whatever the branch uses. */
export const NoticeDialog = (props: { activity: ActivityAnswer; open: boolean; onClose: () => void }) => (
  <Dialog title="通知文字" open={props.open} onClose={props.onClose}>
    <Suspense fallback={<Loading lines={4} />}>
      <NoticeText activity={props.activity} />
    </Suspense>
  </Dialog>
);

function NoticeText(props: { activity: ActivityAnswer }) {
  const text = createAsync(() => noticeOf(props.activity.branchId, props.activity.id));
  /** The clipboard does not exist on plain http; there the text is selected and copied the old way. */
  const copy = async (from: HTMLElement) => {
    const field = from.closest("dialog")?.querySelector("textarea");
    field?.select();
    const isCopied = navigator.clipboard
      ? await navigator.clipboard.writeText(text() ?? "").then(
          () => true,
          () => document.execCommand("copy"),
        )
      : document.execCommand("copy");
    if (isCopied) toast("已复制，可以粘贴到工作群");
    else toast("没有复制成功，请按 Ctrl+C", "red");
  };
  return (
    <Show when={text()}>
      {(now) => (
        <>
          <TextArea label="可以直接粘贴到工作群" name="notice" value={now()} onChange={() => undefined} rows={12} />
          <div class="form-actions">
            <Button look="primary" onClick={(event) => void copy(event.currentTarget)}>
              复制
            </Button>
          </div>
        </>
      )}
    </Show>
  );
}
