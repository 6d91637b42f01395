import { createAsync } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { isShortened } from "#shared/audit/changes";
import { fieldName } from "#shared/audit/fields";
import { actionName } from "#shared/audit/labels";
import type { HistoryEntry } from "#shared/audit/schema";
import { chineseStamp } from "../../lib/dates";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/dialog";
import { Pager } from "../../ui/pager";
import { Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { historyOf, STEP } from "./data";
import { type HistoryChange, type Readable, sentence, shownValue } from "./sentence";

/** How an earlier value is put back: by a change like any other. Absent where nobody may, or nothing can be. */
export type Restore = {
  /** Whether the field can be changed here and holds something else now. */
  can: (field: string, value: unknown) => boolean;
  save: (field: string, value: unknown) => Promise<unknown>;
};

type Props = {
  /** The record's address in the API. */
  path: string;
  readable?: Readable;
  restore?: Restore | undefined;
};

const plainly: Readable = () => undefined;

/** 修改记录: every change of a record, the latest first, with the way back to an earlier value. */
export function History(props: Props) {
  const [pages, setPages] = createSignal(1);
  const history = createAsync(() => historyOf(props.path, pages()));
  const [chosen, setChosen] = createSignal<{ entry: HistoryEntry; change: HistoryChange } | null>(null);
  return (
    <Show when={history()}>
      {(page) => (
        <>
          <Show when={page().items.length > 0} fallback={<p class="muted">还没有修改过。</p>}>
            <ul class="trail">
              <For each={page().items}>
                {(entry) => <Entry entry={entry} {...props} onRestore={(change) => setChosen({ entry, change })} />}
              </For>
            </ul>
          </Show>
          <Show when={page().next !== null || page().items.length > STEP}>
            <Pager
              shown={page().items.length}
              hasMore={page().next !== null}
              onMore={() => setPages((now) => now + 1)}
            />
          </Show>
          <RestoreDialog {...props} chosen={chosen()} onClose={() => setChosen(null)} />
        </>
      )}
    </Show>
  );
}

const canRestore = ({ field, secret, from }: HistoryChange, restore: Restore | undefined): boolean =>
  !secret && !isShortened(from) && (restore?.can(field, from) ?? false);

function Entry(props: Props & { entry: HistoryEntry; onRestore: (change: HistoryChange) => void }) {
  const label = (field: string) => fieldName(props.entry.action, field);
  return (
    <li>
      <span class="muted">{chineseStamp(props.entry.at)}</span> {props.entry.by} {actionName(props.entry.action)}
      <Show when={props.entry.from}>{(from) => <span class="muted">，来自 {from()}</span>}</Show>
      <For each={props.entry.changes}>
        {(change) => (
          <p class="trail-change">
            <span>{sentence(change, label(change.field), props.readable ?? plainly)}</span>
            <Show when={canRestore(change, props.restore)}>
              <Button
                small
                onClick={() => props.onRestore(change)}
                aria-label={`恢复为此值：${label(change.field)}，${chineseStamp(props.entry.at)}修改之前`}
              >
                恢复为此值
              </Button>
            </Show>
          </p>
        )}
      </For>
    </li>
  );
}

type Chosen = { entry: HistoryEntry; change: HistoryChange };

/** Says which value comes back; a refusal stays in sight. */
function RestoreDialog(props: Props & { chosen: Chosen | null; onClose: () => void }) {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const close = () => {
    setProblem(undefined);
    props.onClose();
  };
  const save = async ({ change }: Chosen) => {
    setBusy(true);
    setProblem(undefined);
    await props.restore
      ?.save(change.field, change.from)
      .then(() => {
        close();
        toast("已恢复");
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? sentenceOf(error) : "没有恢复成功"))
      .finally(() => setBusy(false));
  };
  return (
    <ConfirmDialog
      title="恢复为此值"
      open={props.chosen !== null}
      onClose={close}
      confirm="恢复"
      busy={busy()}
      onConfirm={() => props.chosen && void save(props.chosen)}
    >
      <Show when={problem()}>{(text) => <Notice tone="red">{text()}</Notice>}</Show>
      <Show when={props.chosen}>
        {(now) => (
          <p class="prose">
            把“{fieldName(now().entry.action, now().change.field)}”恢复为：
            {shownValue(now().change.field, now().change.from, props.readable ?? plainly)}
            。恢复也会记入修改记录。
          </p>
        )}
      </Show>
    </ConfirmDialog>
  );
}

/** What the server says of the field is more than its title. */
const sentenceOf = (error: Error & { errors?: readonly { detail: string }[] }): string =>
  error.errors?.map(({ detail }) => detail).join("；") || error.message;
