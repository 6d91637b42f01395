import { Combobox as Kobalte } from "@kobalte/core/combobox";
import { createUniqueId } from "solid-js";
import type { FieldProps } from "./field";

export type Choice = {
  value: string;
  label: string /** Shown small behind the label and searched as well: pinyin initials, a post. */;
  note?: string;
};

type Props = FieldProps & {
  options: readonly Choice[];
  value: string | null | undefined;
  onChange: (value: string | null) => void;
  placeholder?: string;
};

const matches = (option: Choice, typed: string) =>
  `${option.label} ${option.note ?? ""}`.toLowerCase().includes(typed.trim().toLowerCase());

/** One of a long list, found by typing a part of its name. */
export function Combobox(props: Props) {
  const id = createUniqueId();
  const chosen = () => props.options.find((option) => option.value === props.value) ?? null;
  return (
    <Kobalte<Choice>
      class={`field ${props.class ?? ""}`}
      options={[...props.options]}
      optionValue="value"
      optionTextValue={(option) => `${option.label} ${option.note ?? ""}`}
      optionLabel="label"
      defaultFilter={matches}
      value={chosen()}
      onChange={(option) => props.onChange(option?.value ?? null)}
      placeholder={props.placeholder ?? "输入姓名查找"}
      validationState={props.error ? "invalid" : "valid"}
      disabled={props.disabled ?? false}
      triggerMode="focus"
      itemComponent={(item) => (
        <Kobalte.Item item={item.item} class="combobox-item">
          <Kobalte.ItemLabel>{item.item.rawValue.label}</Kobalte.ItemLabel>
          <span class="combobox-note">{item.item.rawValue.note}</span>
        </Kobalte.Item>
      )}
    >
      <Kobalte.Label class="field-label">
        {props.label}
        {props.required ? <span class="field-required">（必填）</span> : null}
      </Kobalte.Label>
      <Kobalte.Control class="combobox">
        <Kobalte.Input
          class="input"
          data-field={props.name}
          autocomplete="off"
          aria-describedby={props.error ? `${id}-error` : undefined}
        />
        <Kobalte.Trigger class="combobox-trigger" aria-label={`展开${props.label}列表`}>
          <Kobalte.Icon>▾</Kobalte.Icon>
        </Kobalte.Trigger>
      </Kobalte.Control>
      {props.hint ? <p class="field-hint">{props.hint}</p> : null}
      {props.error ? (
        <p class="field-error" id={`${id}-error`}>
          {props.error}
        </p>
      ) : null}
      <Kobalte.Portal>
        <Kobalte.Content class="combobox-list">
          <Kobalte.Listbox />
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte>
  );
}
