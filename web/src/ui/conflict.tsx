import { createSignal, For } from "solid-js";
import { Button } from "./button";
import { Notice } from "./state";

/** One field that two people changed: both versions as they are read. */
export type Clash = { name: string; label: string; mine: string; theirs: string };

type Side = "mine" | "theirs";
type Props = { clashes: readonly Clash[]; onMerge: (kept: Record<string, Side>) => void };

/** Somebody else saved first: both versions field by field, and a choice for each. */
export function Conflict(props: Props) {
  const [kept, setKept] = createSignal<Record<string, Side>>({});
  const sideOf = (name: string): Side => kept()[name] ?? "mine";
  const keep = (name: string, side: Side) => setKept((now) => ({ ...now, [name]: side }));
  return (
    <div class="conflict">
      <Notice tone="orange">
        您填写期间，别人已先保存了这条记录。下面是不同的地方，请逐项选择保留哪一个，再保存。您填写的内容没有丢。
      </Notice>
      <For each={props.clashes}>
        {(clash) => (
          <fieldset class="field">
            <legend class="field-label">{clash.label}</legend>
            <div class="choices">
              <For each={["mine", "theirs"] as const}>
                {(side) => (
                  <label class="choice">
                    <input
                      type="radio"
                      class="radio"
                      name={`keep-${clash.name}`}
                      checked={sideOf(clash.name) === side}
                      onChange={() => keep(clash.name, side)}
                    />
                    {side === "mine" ? `我填的：${clash.mine || "空"}` : `别人保存的：${clash.theirs || "空"}`}
                  </label>
                )}
              </For>
            </div>
          </fieldset>
        )}
      </For>
      <Button
        look="primary"
        onClick={() => props.onMerge(Object.fromEntries(props.clashes.map(({ name }) => [name, sideOf(name)])))}
      >
        按选择合并
      </Button>
    </div>
  );
}
