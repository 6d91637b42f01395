import { createSignal, For, Show } from "solid-js";
import type { ActivityAnswer, ActivityFile } from "#shared/activities/schema";
import { chineseStamp } from "../../lib/dates";
import { Button } from "../../ui/button";
import { ConfirmDialog, Dialog } from "../../ui/dialog";
import { Section } from "../../ui/page";
import { failed, toast } from "../../ui/toast";
import { attach, detach, pathOf, reload } from "./data";
import { smaller } from "./picture";

const accepted = ".png,.jpg,.jpeg,.webp,.pdf,.docx,.xlsx,.pptx";
const kb = (size: number) =>
  size < 1024 * 1024 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
const isPicture = (file: ActivityFile) => file.type.startsWith("image/");

type Props = { activity: ActivityAnswer; mine: boolean };

/** Evidence: pictures and papers of an activity. */
export function Files(props: Props) {
  const [sending, setSending] = createSignal<{ done: number; all: number; name: string } | null>(null);
  const [shown, setShown] = createSignal<ActivityFile | null>(null);
  const [dropped, setDropped] = createSignal<ActivityFile | null>(null);
  const address = (file: ActivityFile) => `${pathOf(props.activity)}/files/${file.id}`;
  /** One after the other: each of them is a new version of the record. */
  const send = async (files: readonly File[]) => {
    for (const [done, file] of files.entries()) {
      setSending({ done, all: files.length, name: file.name });
      await attach(props.activity, await smaller(file), file.name).catch((error: unknown) =>
        toast(`${file.name}：${error instanceof Error ? error.message : "没有上传成功"}`, "red"),
      );
    }
    await reload();
    setSending(null);
  };
  const drop = (file: ActivityFile) =>
    void detach(props.activity, file.id).then(() => {
      setDropped(null);
      toast("已删除");
    }, failed("没有删除成功"));
  return (
    <Section title={`附件（${props.activity.files.length}）`} note="照片、签到表、学习材料等佐证">
      <Show when={props.activity.files.length > 0} fallback={<p class="muted">还没有附件。</p>}>
        <ul class="file-list">
          <For each={props.activity.files}>
            {(file) => (
              <li class="file-row">
                <Show when={isPicture(file)} fallback={<span class="file-kind">{file.name.split(".").at(-1)}</span>}>
                  <button type="button" class="file-picture" onClick={() => setShown(file)}>
                    <img src={address(file)} alt={`查看${file.name}`} loading="lazy" />
                  </button>
                </Show>
                <span class="file-text">
                  <a class="text-link" href={address(file)} download={file.name} rel="external">
                    {file.name}
                  </a>
                  <span class="muted">
                    {kb(file.size)} · {file.by} {chineseStamp(file.at)}
                  </span>
                </span>
                <Show when={props.mine && props.activity.state !== "confirmed"}>
                  <Button small look="danger" onClick={() => setDropped(file)} aria-label={`删除${file.name}`}>
                    删除
                  </Button>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.mine}>
        <Show
          when={sending()}
          fallback={
            <div class="form-actions no-print">
              <label class="btn upload">
                上传附件
                <input
                  type="file"
                  class="sr-only"
                  multiple
                  accept={accepted}
                  onChange={(event) => {
                    const files = [...(event.currentTarget.files ?? [])];
                    event.currentTarget.value = "";
                    if (files.length > 0) void send(files);
                  }}
                />
              </label>
              <span class="muted">图片、PDF、Word、Excel、PPT，每个不超过 4 MB；大照片自动缩小</span>
            </div>
          }
        >
          {(now) => (
            <div class="progress-line no-print" role="status">
              <span>
                正在上传 {now().done + 1}/{now().all}：{now().name}
              </span>
              <progress class="progress" value={now().done} max={now().all} aria-label="上传进度" />
            </div>
          )}
        </Show>
      </Show>
      <Dialog title={shown()?.name ?? ""} open={shown() !== null} onClose={() => setShown(null)}>
        <Show when={shown()}>{(file) => <img class="preview" src={address(file())} alt={file().name} />}</Show>
      </Dialog>
      <ConfirmDialog
        title="删除附件"
        open={dropped() !== null}
        onClose={() => setDropped(null)}
        confirm="删除"
        danger
        onConfirm={() => {
          const file = dropped();
          if (file) drop(file);
        }}
      >
        <p>删除“{dropped()?.name}”后不能恢复。</p>
      </ConfirmDialog>
    </Section>
  );
}
