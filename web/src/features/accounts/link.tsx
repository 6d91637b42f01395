import { Show } from "solid-js";
import { chineseStamp } from "../../lib/dates";
import { CopyField } from "../../ui/copy";
import { Dialog } from "../../ui/dialog";
import { Notice } from "../../ui/state";

export type Link = { setupUrl: string; expiresAt: string };

/** The one-time link, shown once; `note` says what else the person has to know. */
export const LinkDialog = (props: { link: Link | null; note?: string; onClose: () => void }) => (
  <Dialog title="一次性链接" open={props.link !== null} onClose={props.onClose}>
    <Show when={props.link}>
      {(link) => (
        <>
          <Notice tone="orange">
            这个链接只显示这一次，请马上复制交给本人。{chineseStamp(link().expiresAt)}前有效，用过一次即失效。
          </Notice>
          <Show when={props.note}>
            <p>{props.note}</p>
          </Show>
          <CopyField label="链接" value={link().setupUrl} copy="复制链接" />
        </>
      )}
    </Show>
  </Dialog>
);
