import { createAsync } from "@solidjs/router";
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from "solid-js";
import type * as z from "zod";
import { yearsFor } from "#shared/activities/days";
import { titleOf } from "#shared/activities/prefill";
import type { ActivityAnswer } from "#shared/activities/schema";
import { isDay } from "#shared/dates";
import type { MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { isSecretary, localNow } from "../../lib/session";
import { Button, ButtonLink } from "../../ui/button";
import { Conflict } from "../../ui/conflict";
import { Form } from "../../ui/form";
import { peopleOf } from "../branch/data";
import "./activities.css";
import type { Editor } from "./editing";
import { ActivityFields } from "./fields";
import { figuresOf } from "./figures";
import { type ActivityValues, changesOf, fieldNames, isField, shownValue, valuesOf } from "./values";

/** What is meant by saving: a plan, a record, a record that the secretary confirms at once. */
export type Intent = "plan" | "record" | "confirm" | "amend";
const saveNames: Record<Intent, string> = {
  plan: "先安排",
  record: "仅保存",
  confirm: "保存并确认",
  amend: "保存更正",
};

/** The one act of a form: which schema checks it, what is sent, how. */
export type Task<S extends z.ZodType> = {
  label: string;
  schema: () => Promise<S>;
  input: (changes: object, values: ActivityValues, intent: Intent) => unknown;
  save: (input: z.output<S>, key: string, version: number, intent: Intent) => Promise<void>;
  /** Where the schema keeps the fields: `changes/` in an amendment. */
  prefix?: string;
  draft: string;
  cancel: string;
};

type Props<S extends z.ZodType> = {
  branch: Branch;
  people: readonly MemberAnswer[];
  record: ActivityAnswer | null;
  initial: ActivityValues;
  task: Task<S>;
  children?: (editor: Editor) => JSX.Element;
};

/** Which acts are offered, the usual one first. */
function intentsOf(record: ActivityAnswer | null, isFuture: boolean, mayConfirm: boolean): Intent[] {
  if (record?.state === "confirmed") return ["amend"];
  if (isFuture) return ["plan"];
  const acts: Intent[] = mayConfirm ? ["confirm", "record"] : ["record"];
  return record?.state === "planned" ? [...acts, "plan"] : acts;
}

/** The form of an activity: planned, recorded or amended. */
export function ActivityEditor<S extends z.ZodType>(props: Props<S>) {
  const { task, record } = props;
  const prefix = task.prefix ?? "";
  const [base, setBase] = createSignal({ version: record?.version ?? 0, values: props.initial });
  const [intent, setIntent] = createSignal<Intent>("record");
  const isFuture = () => form.values.startsAt > localNow();
  const intents = () => intentsOf(record, isFuture(), isSecretary(props.branch.id));
  const main = () => intents()[0] ?? "record";
  const form = createForm<ActivityValues, S>({
    initial: props.initial,
    schema: task.schema,
    draft: task.draft,
    input: (values) => task.input(changesOf(base().values, values, intent() === "plan"), values, intent()),
    save: (input, key) => task.save(input, key, base().version, intent()),
  });
  const submitAs = (how: Intent) => (event?: Event) => {
    setIntent(how);
    return form.submit(event);
  };
  const editor: Editor = {
    values: form.values,
    set: form.set,
    at: (path) => ({ name: prefix + path, error: form.error(prefix + path) ?? form.error(path) }),
  };

  const day = createMemo<string>(
    (last) => {
      const now = form.values.startsAt.slice(0, 10);
      return isDay(now) ? now : last;
    },
    props.initial.startsAt.slice(0, 10),
  );
  const people = createAsync(() => peopleOf(props.branch.id, day()), { initialValue: [...props.people] });
  const present = () => people.latest;
  const years = () => yearsFor(form.values.kinds, day());
  createEffect(() => {
    const [first] = years();
    if (first !== undefined && !years().includes(form.values.forYear)) form.set("forYear", first);
  });
  /** A name that nobody typed follows the day. */
  createEffect(
    on([day, () => form.values.forYear] as const, ([now, year], was) => {
      const [kind] = form.values.kinds;
      if (!was || !kind || record?.state === "confirmed") return;
      if (form.values.title === titleOf(kind, was[0], was[1])) form.set("title", titleOf(kind, now, year));
    }),
  );
  const figures = createMemo(() => figuresOf(form.values, props.branch, present(), record));

  const nameOf = (id: string | null) =>
    id === null ? "" : (present().find((person) => person.id === id)?.name ?? "（已不在本支部）");
  const theirs = () => {
    const current = form.conflict() as ActivityAnswer | undefined;
    return current && { version: current.version, values: valuesOf(current) };
  };
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const isMine = (field: keyof ActivityValues) => !same(base().values[field], form.values[field]);
  const clashes = () => {
    const other = theirs();
    if (!other) return [];
    return Object.keys(fieldNames)
      .filter(isField)
      .filter((field) => field !== "reason" && isMine(field) && !same(form.values[field], other.values[field]))
      .map((field) => ({
        name: field,
        label: fieldNames[field],
        mine: shownValue(field, form.values[field], nameOf),
        theirs: shownValue(field, other.values[field], nameOf),
      }));
  };
  /** What I did not touch follows the other version; what both changed follows the choice. Then it is saved at once. */
  const merge = (kept: Record<string, "mine" | "theirs">) => {
    const other = theirs();
    if (!other) return;
    const mine = Object.keys(fieldNames)
      .filter(isField)
      .filter((field) => field === "reason" || (isMine(field) && kept[field] !== "theirs"));
    const merged = { ...other.values, ...Object.fromEntries(mine.map((field) => [field, form.values[field]])) };
    setBase(other);
    form.set(structuredClone(merged));
    void form.submit();
  };

  return (
    <>
      <Show when={theirs()}>
        <Conflict clashes={clashes()} onMerge={merge} />
      </Show>
      <Form
        form={{ ...form, submit: submitAs(main()) }}
        label={task.label}
        save={main() === "record" ? "保存" : saveNames[main()]}
        cancel={
          <>
            <For each={intents().slice(1)}>
              {(how) => (
                <Button disabled={form.busy()} onClick={() => void submitAs(how)()}>
                  {saveNames[how]}
                </Button>
              )}
            </For>
            <ButtonLink look="quiet" href={task.cancel}>
              取消
            </ButtonLink>
          </>
        }
      >
        <ActivityFields
          editor={editor}
          branch={props.branch}
          people={present()}
          figures={figures()}
          years={years()}
          record={record}
          isFuture={isFuture()}
        />
        {props.children?.(editor)}
      </Form>
    </>
  );
}
