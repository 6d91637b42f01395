import { createSignal, createUniqueId, Show } from "solid-js";

type Props = {
  label: string;
  hint: string;
  accept: string;
  error?: string | undefined;
  busy?: boolean;
  onFile: (file: File) => void;
};

/** A place to drop one file, or to choose it. */
export function FileDrop(props: Props) {
  const id = createUniqueId();
  const [isOver, setOver] = createSignal(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file && !props.busy) props.onFile(file);
  };
  return (
    <div class="field">
      <label
        for={id}
        class="file-drop"
        classList={{ "file-drop-over": isOver() }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files);
        }}
      >
        <span class="file-drop-title">{props.busy ? "正在读取……" : props.label}</span>
        <span class="field-hint">{props.hint}</span>
        <input
          id={id}
          type="file"
          class="file-input"
          accept={props.accept}
          disabled={props.busy}
          aria-describedby={props.error ? `${id}-error` : undefined}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
      </label>
      <Show when={props.error}>
        <p class="field-error" id={`${id}-error`} role="alert">
          {props.error}
        </p>
      </Show>
    </div>
  );
}
