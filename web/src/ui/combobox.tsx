import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import { Field, type FieldProps } from "./field";

/** `note` is shown small behind the label and searched as well: pinyin initials, a post. */
export type Choice = { value: string; label: string; note?: string };

type Props = FieldProps & {
  options: readonly Choice[];
  value: string | null | undefined;
  onChange: (value: string | null) => void;
  placeholder?: string;
};

const SHOWN = 200;
const matches = (option: Choice, typed: string) =>
  `${option.label} ${option.note ?? ""}`.toLowerCase().includes(typed.trim().toLowerCase());

/** One of a long list, found by typing a part of its name. The list stays in its place, so that it works inside an open dialog. */
export function Combobox(props: Props) {
  const labelOf = (value: string | null | undefined) =>
    props.options.find((option) => option.value === value)?.label ?? "";
  const [typed, setTyped] = createSignal<string | null>(null);
  const [isOpen, setOpen] = createSignal(false);
  const [at, setAt] = createSignal(0);
  const text = () => typed() ?? labelOf(props.value);
  const found = createMemo(() => props.options.filter((option) => matches(option, typed() ?? "")).slice(0, SHOWN));
  createEffect(on(found, () => setAt(0), { defer: true }));

  const open = () => {
    if (props.disabled || isOpen()) return;
    setOpen(true);
    setAt(
      Math.max(
        0,
        found().findIndex((option) => option.value === props.value),
      ),
    );
  };
  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  const choose = (option: Choice | undefined) => {
    if (option) props.onChange(option.value);
    close();
  };
  /** An emptied field is no choice; half a name is taken back. */
  const leave = () => {
    if (typed()?.trim() === "") props.onChange(null);
    close();
  };
  const step = (by: number) => {
    if (isOpen()) setAt((now) => Math.min(Math.max(now + by, 0), found().length - 1));
    open();
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => choose(found()[at()]),
    Escape: close,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.isComposing || (!isOpen() && !event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <Field
      {...props}
      control={(bound) => (
        <div class="combobox">
          <input
            {...bound}
            class="input"
            type="text"
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-expanded={isOpen()}
            aria-controls={isOpen() ? `${bound.id}-list` : undefined}
            aria-activedescendant={isOpen() && found()[at()] ? `${bound.id}-${at()}` : undefined}
            placeholder={props.placeholder ?? "输入姓名查找"}
            value={text()}
            onFocus={(event) => event.currentTarget.select()}
            onClick={open}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              open();
            }}
            onBlur={leave}
            onKeyDown={onKeyDown}
          />
          <span class="combobox-sign" aria-hidden="true">
            ▾
          </span>
          <Show when={isOpen()}>
            <List id={bound.id} label={props.label} found={found()} at={at()} value={props.value} onChoose={choose} />
          </Show>
        </div>
      )}
    />
  );
}

type ListProps = {
  id: string;
  label: string;
  found: readonly Choice[];
  at: number;
  value: string | null | undefined;
  onChoose: (option: Choice) => void;
};

/** Pressing keeps the cursor in the field, so that leaving it does not close the list first. */
function List(props: ListProps) {
  const items: HTMLElement[] = [];
  createEffect(() => items[props.at]?.scrollIntoView({ block: "nearest" }));
  return (
    <div
      class="combobox-list"
      id={`${props.id}-list`}
      role="listbox"
      aria-label={props.label}
      tabindex="-1"
      onMouseDown={(event) => event.preventDefault()}
    >
      <For each={props.found} fallback={<p class="combobox-note">没有找到</p>}>
        {(option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the cursor stays in the field, aria-activedescendant tells which option is meant
          <div
            ref={(element) => {
              items[i()] = element;
            }}
            id={`${props.id}-${i()}`}
            class="combobox-item"
            classList={{ "combobox-here": i() === props.at }}
            role="option"
            aria-selected={option.value === props.value}
            onClick={() => props.onChoose(option)}
          >
            <span>{option.label}</span>
            <span class="combobox-note">{option.note}</span>
          </div>
        )}
      </For>
    </div>
  );
}
