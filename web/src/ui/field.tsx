import { createUniqueId, type JSX, Show } from "solid-js";

/** What every field takes: its label, what helps, what is wrong. */
export type FieldProps = {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
};

/** What ties a control to its label, hint and error. */
export type ControlProps = {
  id: string;
  name: string;
  disabled: boolean | undefined;
  "data-field": string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
};

/** Label, control, hint and error of one field. */
export function Field(props: FieldProps & { control: (bound: ControlProps) => JSX.Element }) {
  const id = createUniqueId();
  const bound: ControlProps = {
    id,
    get name() {
      return props.name;
    },
    get disabled() {
      return props.disabled;
    },
    get "data-field"() {
      return props.name;
    },
    get "aria-describedby"() {
      return [props.hint ? `${id}-hint` : "", props.error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
    },
    get "aria-invalid"() {
      return props.error ? (true as const) : undefined;
    },
    get "aria-required"() {
      return props.required ? (true as const) : undefined;
    },
  };
  return (
    <div class={`field ${props.class ?? ""}`}>
      <label class="field-label" for={id}>
        {props.label}
        <Required when={props.required} />
      </label>
      {props.control(bound)}
      <Hint id={id} {...props} />
    </div>
  );
}

const Required = (props: { when: boolean | undefined }) => (
  <Show when={props.when}>
    <span class="field-required">（必填）</span>
  </Show>
);

const Hint = (props: { id: string; hint?: string | undefined; error?: string | undefined }) => (
  <>
    <Show when={props.hint}>
      <p class="field-hint" id={`${props.id}-hint`}>
        {props.hint}
      </p>
    </Show>
    <Show when={props.error}>
      <p class="field-error" id={`${props.id}-error`}>
        {props.error}
      </p>
    </Show>
  </>
);

type TextProps = FieldProps & {
  value: string | null | undefined;
  onChange: (value: string) => void;
  autocomplete?: string;
  inputMode?: "text" | "numeric" | "decimal" | "tel";
  maxLength?: number;
  placeholder?: string;
};

const Input = (props: TextProps & { type: string; min?: string | undefined; max?: string | undefined }) => (
  <Field
    {...props}
    control={(bound) => (
      <input
        {...bound}
        class="input"
        type={props.type}
        value={props.value ?? ""}
        autocomplete={props.autocomplete ?? "off"}
        inputmode={props.inputMode}
        maxLength={props.maxLength}
        placeholder={props.placeholder}
        min={props.min}
        max={props.max}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    )}
  />
);

export const TextField = (props: TextProps) => <Input {...props} type="text" />;
export const PasswordField = (props: TextProps) => <Input {...props} type="password" />;

type DayProps = TextProps & { min?: string | undefined; max?: string | undefined };
/** A day, `YYYY-MM-DD`; empty text for none. */
export const DateField = (props: DayProps) => <Input {...props} type="date" />;
/** A local time, `YYYY-MM-DDTHH:mm`. */
export const TimeField = (props: DayProps) => <Input {...props} type="datetime-local" />;

type NumberProps = FieldProps & {
  value: number | null | undefined;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
};
/** A number; null while empty. */
export const NumberField = (props: NumberProps) => (
  <Field
    {...props}
    control={(bound) => (
      <input
        {...bound}
        class="input"
        type="number"
        value={props.value ?? ""}
        min={props.min}
        max={props.max}
        step={props.step ?? 1}
        onInput={(event) => props.onChange(event.currentTarget.value === "" ? null : event.currentTarget.valueAsNumber)}
      />
    )}
  />
);

export const TextArea = (props: TextProps & { rows?: number }) => (
  <Field
    {...props}
    control={(bound) => (
      <textarea
        {...bound}
        class="textarea"
        rows={props.rows ?? 4}
        maxLength={props.maxLength}
        placeholder={props.placeholder}
        value={props.value ?? ""}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    )}
  />
);
