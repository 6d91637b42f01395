import { createUniqueId, For, Show } from "solid-js";
import { Field, type FieldProps } from "./field";

export type Option<V extends string = string> = { value: V; label: string };

/** `{ male: "男" }` as options, in its order. */
export const optionsOf = <V extends string>(names: Record<V, string>, only?: readonly V[]): Option<V>[] => {
  const all = Object.keys(names) as V[];
  return all.filter((value) => only?.includes(value) ?? true).map((value) => ({ value, label: names[value] }));
};

type ChoiceProps<V extends string> = FieldProps & { options: readonly Option<V>[] };
type OneProps<V extends string> = ChoiceProps<V> & { value: V | null | undefined; onChange: (value: V) => void };

/** One of a list; `empty` is the line for no choice, its value is null. */
export function SelectField<V extends string>(
  props: ChoiceProps<V> & { value: V | null | undefined; onChange: (value: V | null) => void; empty?: string },
) {
  const chosen = (text: string) => props.options.find((option) => option.value === text)?.value ?? null;
  return (
    <Field
      {...props}
      control={(bound) => (
        <select {...bound} class="select" onChange={(event) => props.onChange(chosen(event.currentTarget.value))}>
          <Show when={props.empty !== undefined || props.value === null || props.value === undefined}>
            <option value="" selected={props.value === null || props.value === undefined}>
              {props.empty ?? "请选择"}
            </option>
          </Show>
          <For each={props.options}>
            {(option) => (
              <option value={option.value} selected={option.value === props.value}>
                {option.label}
              </option>
            )}
          </For>
        </select>
      )}
    />
  );
}

/** One of a few, all of them in sight. */
export function RadioGroup<V extends string>(props: OneProps<V>) {
  const id = createUniqueId();
  return (
    <fieldset class={`field ${props.class ?? ""}`} aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend class="field-label">{props.label}</legend>
      <div class="choices">
        <For each={props.options}>
          {(option) => (
            <label class="choice">
              <input
                type="radio"
                class="radio"
                name={`${id}-${props.name}`}
                data-field={props.name}
                checked={option.value === props.value}
                disabled={props.disabled}
                onChange={() => props.onChange(option.value)}
              />
              {option.label}
            </label>
          )}
        </For>
      </div>
      <ChoiceHelp id={id} {...props} />
    </fieldset>
  );
}

/** Any number of a list. */
export function CheckboxGroup<V extends string>(
  props: ChoiceProps<V> & { value: readonly V[]; onChange: (value: V[]) => void },
) {
  const id = createUniqueId();
  const toggled = (value: V, on: boolean) =>
    on ? [...props.value, value] : props.value.filter((other) => other !== value);
  return (
    <fieldset class={`field ${props.class ?? ""}`} aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend class="field-label">{props.label}</legend>
      <div class="choices">
        <For each={props.options}>
          {(option) => (
            <label class="choice">
              <input
                type="checkbox"
                class="checkbox"
                data-field={props.name}
                checked={props.value.includes(option.value)}
                disabled={props.disabled}
                onChange={(event) => props.onChange(toggled(option.value, event.currentTarget.checked))}
              />
              {option.label}
            </label>
          )}
        </For>
      </div>
      <ChoiceHelp id={id} {...props} />
    </fieldset>
  );
}

/** Yes or no. */
export function Checkbox(
  props: FieldProps & { value: boolean | null | undefined; onChange: (value: boolean) => void },
) {
  const id = createUniqueId();
  return (
    <div class={`field ${props.class ?? ""}`}>
      <label class="choice">
        <input
          type="checkbox"
          class="checkbox"
          name={props.name}
          data-field={props.name}
          checked={props.value ?? false}
          disabled={props.disabled}
          aria-describedby={props.error ? `${id}-error` : undefined}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
        {props.label}
      </label>
      <ChoiceHelp id={id} {...props} />
    </div>
  );
}

const ChoiceHelp = (props: { id: string; hint?: string | undefined; error?: string | undefined }) => (
  <>
    <Show when={props.hint}>
      <p class="field-hint">{props.hint}</p>
    </Show>
    <Show when={props.error}>
      <p class="field-error" id={`${props.id}-error`}>
        {props.error}
      </p>
    </Show>
  </>
);
