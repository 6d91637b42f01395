import { useBeforeLeave } from "@solidjs/router";
import { createEffect, createSignal, onCleanup } from "solid-js";
import { createStore, reconcile, type SetStoreFunction, unwrap } from "solid-js/store";
import type * as z from "zod";
import { newKey, Refusal } from "./api";
import { session } from "./session";

/** Never kept in the browser as part of a draft. */
const secrets = ["idNumber", "phone", "address", "household", "password", "current", "again"];

export type FormOptions<T extends object, S extends z.ZodType> = {
  initial: T;
  /** The shared schema, loaded when it is first needed. */
  schema: () => Promise<S>;
  /** What is sent, from what is typed; default: as it is. */
  input?: (values: T) => unknown;
  /** Sends; `key` is the same as long as the input is the same. */
  save: (input: z.output<S>, key: string) => Promise<void>;
  /** Keeps what is typed in this tab under this name until it is saved. */
  draft?: string;
};

export type FieldBinding<V> = { name: string; value: V; error: string | undefined; onChange: (value: V) => void };

export type Form<T extends object> = {
  values: T;
  set: SetStoreFunction<T>;
  /** Binds a top-level field: `<TextField label="姓名" {...form.field("name")} />`. */
  field: <K extends keyof T & string>(name: K) => FieldBinding<T[K]>;
  /** The sentence for a field, by path: `items/0/title`. */
  error: (path: string) => string | undefined;
  /** What is wrong with the whole, if anything. */
  problem: () => string | undefined;
  /** The record as somebody else saved it meanwhile (412). */
  conflict: () => unknown;
  busy: () => boolean;
  isDirty: () => boolean;
  /** Whether what is shown comes from an earlier, unsaved draft. */
  isRestored: () => boolean;
  reset: (values?: T) => void;
  submit: (event?: Event) => Promise<void>;
};

const pathOf = (pointer: string) => pointer.replace(/^#?\//, "").replaceAll("~1", "/").replaceAll("~0", "~");
const draftName = (name: string) => `draft/${session()?.account.id ?? ""}/${name}`;

function readDraft<T extends object>(name: string | undefined): Partial<T> | null {
  const text = name === undefined ? null : sessionStorage.getItem(draftName(name));
  return text === null ? null : JSON.parse(text);
}

function writeDraft(name: string, values: object): void {
  const kept = Object.entries(values).filter(([field]) => !secrets.includes(field));
  sessionStorage.setItem(draftName(name), JSON.stringify(Object.fromEntries(kept)));
}

/** One sentence for every path: the first. */
const firstOfEach = (sentences: (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries([...sentences].reverse());

/** Puts the cursor on the first field that has a sentence. */
function focusFirst(paths: readonly string[]): void {
  const fields = [...document.querySelectorAll<HTMLElement>("[data-field]")];
  fields.find((field) => paths.includes(field.dataset.field ?? ""))?.focus();
}

/** The state of one form: checks with the shared schema, sends once, puts every refusal beside its field. */
export function createForm<T extends object, S extends z.ZodType>(options: FormOptions<T, S>): Form<T> {
  const draft = readDraft<T>(options.draft);
  const start = JSON.stringify(options.initial);
  const [values, set] = createStore<T>({ ...structuredClone(unwrap(options.initial)), ...draft });
  const [saved, setSaved] = createSignal(start);
  const [errors, setErrors] = createSignal<Record<string, string>>({});
  const [problem, setProblem] = createSignal<string>();
  const [conflict, setConflict] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const [isRestored, setRestored] = createSignal(draft !== null);
  const sent = { text: "", key: "" };
  const isDirty = () => JSON.stringify(values) !== saved();
  const dropDraft = () => options.draft !== undefined && sessionStorage.removeItem(draftName(options.draft));

  // Fetched while the person types, so that a lost connection does not stand in the way of checking.
  options.schema().catch(() => undefined);
  createEffect(() => {
    if (options.draft !== undefined && isDirty()) writeDraft(options.draft, values);
  });
  const warn = (event: BeforeUnloadEvent) => isDirty() && event.preventDefault();
  addEventListener("beforeunload", warn);
  onCleanup(() => removeEventListener("beforeunload", warn));
  useBeforeLeave((event) => {
    if (isDirty() && session() && !confirm("填写的内容还没有保存，确定离开吗？")) event.preventDefault();
  });

  function show(found: Record<string, string>, sentence: string | undefined): void {
    setErrors(found);
    setProblem(sentence);
    focusFirst(Object.keys(found));
  }

  function keyFor(input: unknown): string {
    const text = JSON.stringify(input);
    if (text !== sent.text) Object.assign(sent, { text, key: newKey() });
    return sent.key;
  }

  async function send(): Promise<void> {
    const input = options.input ? options.input(unwrap(values)) : unwrap(values);
    const schema = await options.schema().catch(() => {
      throw new Refusal("network", 0, "网络不通，没有连上服务器。请检查网络后再试。");
    });
    const checked = schema.safeParse(input);
    if (!checked.success) {
      show(firstOfEach(checked.error.issues.map((issue) => [issue.path.join("/"), issue.message])), "请改正标出的内容");
      return;
    }
    const before = JSON.stringify(values);
    const left = saved();
    setSaved(before);
    await options.save(checked.data, keyFor(input)).catch((error: unknown) => {
      setSaved(left);
      throw error;
    });
    dropDraft();
  }

  return {
    values,
    set,
    field: (name) => ({
      name,
      get value() {
        return values[name];
      },
      get error() {
        return errors()[name];
      },
      onChange: (value) => set(reconcile({ ...unwrap(values), [name]: value })),
    }),
    error: (path) => errors()[path],
    problem,
    conflict,
    busy,
    isDirty,
    isRestored,
    reset(next = options.initial) {
      set(reconcile(structuredClone(unwrap(next))));
      setSaved(JSON.stringify(next));
      setRestored(false);
      dropDraft();
      show({}, undefined);
      setConflict(undefined);
    },
    async submit(event) {
      event?.preventDefault();
      if (busy()) return;
      setBusy(true);
      show({}, undefined);
      setConflict(undefined);
      await send()
        .catch((error: unknown) => {
          if (!(error instanceof Refusal)) {
            show({}, "页面出错了，请刷新后再试");
            throw error;
          }
          setConflict(error.current);
          show(firstOfEach(error.errors.map((fault) => [pathOf(fault.pointer), fault.detail])), error.message);
        })
        .finally(() => setBusy(false));
    },
  };
}
