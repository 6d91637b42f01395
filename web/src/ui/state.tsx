import { For, type JSX, Show } from "solid-js";
import { Button } from "./button";

/** Nothing here yet, and what to do about it. */
export const Empty = (props: { title: string; children?: JSX.Element }) => (
  <div class="empty">
    <p class="empty-title">{props.title}</p>
    {props.children}
  </div>
);

/** Grey lines while something is on its way. */
export const Loading = (props: { lines?: number; label?: string }) => (
  <div class="loading-lines" role="status">
    <span class="sr-only">{props.label ?? "正在载入……"}</span>
    <For each={Array.from({ length: props.lines ?? 5 })}>{() => <span class="skeleton-line" aria-hidden="true" />}</For>
  </div>
);

/** Something failed: what, and one button to try again. */
export const Failure = (props: { sentence: string; onRetry?: () => void }) => (
  <div class="failure" role="alert">
    <p class="empty-title">{props.sentence}</p>
    <Show when={props.onRetry}>{(retry) => <Button onClick={() => retry()()}>再试一次</Button>}</Show>
  </div>
);

type Notice = { tone: "red" | "orange" | "green" | "blue"; children: JSX.Element };
/** A sentence above a form or a list. `red` is read out at once. */
export const Notice = (props: Notice) => (
  <div class={`notice tone-${props.tone}`} role={props.tone === "red" ? "alert" : "status"}>
    {props.children}
  </div>
);

/** So many of so many, in words and as a bar. */
export const Progress = (props: { label: string; done: number; required: number; unit?: string }) => (
  <div class="progress-line">
    <span>
      {props.label} {props.done}/{props.required}
      {props.unit ?? ""}
    </span>
    <progress
      class="progress"
      value={Math.min(props.done, props.required)}
      max={Math.max(props.required, 1)}
      aria-label={props.label}
    />
  </div>
);
