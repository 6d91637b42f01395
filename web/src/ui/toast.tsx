import { createSignal, For } from "solid-js";

type Toast = { id: number; text: string; tone: "green" | "red" };
const [toasts, setToasts] = createSignal<Toast[]>([]);
const counter = { last: 0 };

/** Says briefly that something was done, or failed. */
export function toast(text: string, tone: Toast["tone"] = "green"): void {
  counter.last += 1;
  const id = counter.last;
  setToasts((now) => [...now.slice(-2), { id, text, tone }]);
  setTimeout(() => setToasts((now) => now.filter((other) => other.id !== id)), tone === "green" ? 5000 : 12_000);
}

/** What to do when something fails: says why, else `otherwise`. */
export const failed =
  (otherwise = "没有保存成功") =>
  (error: unknown): void =>
    toast(error instanceof Error ? error.message : otherwise, "red");

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    <For each={toasts()}>{(item) => <div class={`toast-item tone-${item.tone}`}>{item.text}</div>}</For>
  </div>
);
