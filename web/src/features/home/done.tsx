import { createAsync } from "@solidjs/router";
import { createSignal, For, Show, Suspense } from "solid-js";
import type { HomeAnswer } from "#shared/duties/schema";
import type { Duty } from "#shared/duties/types";
import { StatusBadge } from "../../ui/badge";
import { Loading } from "../../ui/state";
import { evidenceHref } from "./act";
import { dutiesOf } from "./data";
import { sourceOf } from "./duty-row";

/** What is met, with its evidence; asked for only when it is opened. */
export function Done(props: { branchId: string; home: HomeAnswer }) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {props.home.year} 年已完成（{props.home.counts.done ?? 0}）
      </summary>
      <Show when={isOpen()}>
        <Suspense fallback={<Loading lines={3} />}>
          <DoneList branchId={props.branchId} home={props.home} />
        </Suspense>
      </Show>
    </details>
  );
}

const byRule = (items: readonly Duty[]): Duty[][] =>
  [...new Set(items.map((duty) => duty.rule))].map((rule) => items.filter((duty) => duty.rule === rule));

function DoneList(props: { branchId: string; home: HomeAnswer }) {
  const duties = createAsync(() => dutiesOf(props.branchId, props.home.year));
  const done = () => byRule((duties()?.items ?? []).filter((duty) => duty.status === "done"));
  return (
    <Show when={duties()}>
      <Show when={done().length > 0} fallback={<p class="muted">今年还没有完成的事项。</p>}>
        <For each={done()}>
          {(same) => (
            <section class="done-rule">
              <h3>{same[0]?.name}</h3>
              <p class="muted">{same[0] && sourceOf(same[0])}</p>
              <ul>
                <For each={same}>{(duty) => <DoneRow duty={duty} home={props.home} branchId={props.branchId} />}</For>
              </ul>
            </section>
          )}
        </For>
      </Show>
    </Show>
  );
}

const SHOWN = 3;

const DoneRow = (props: { duty: Duty; home: HomeAnswer; branchId: string }) => (
  <li class="done-row">
    <StatusBadge duty={props.duty} on={props.home.on} />
    <span>
      {props.duty.period.label}
      {props.duty.subject.kind === "branch" ? "" : ` ${props.duty.subject.name}`}
    </span>
    <span>
      <For each={props.duty.evidence.slice(0, SHOWN)}>
        {(item, i) => (
          <>
            {i() > 0 ? "、" : ""}
            <a class="text-link" href={evidenceHref(item, props.branchId)}>
              {item.name}
            </a>
          </>
        )}
      </For>
      {props.duty.evidence.length > SHOWN ? ` 等 ${props.duty.evidence.length} 项` : ""}
    </span>
  </li>
);
