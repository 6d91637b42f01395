import { createAsync, useNavigate, useParams } from "@solidjs/router";
import { Show } from "solid-js";
import type { ActivityAnswer } from "#shared/activities/schema";
import type { MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { TextField } from "../../ui/field";
import { PageHeader } from "../../ui/page";
import { toast } from "../../ui/toast";
import { branchOf, peopleOf } from "../branch/data";
import { activityOf, amend, change } from "./data";
import { ActivityEditor, type Task } from "./editor";
import { confirmOrSay } from "./new";
import { valuesOf } from "./values";

type Schemas = typeof import("#shared/activities/schema");
type Props = { branch: Branch; record: ActivityAnswer; people: readonly MemberAnswer[] };

/** Changes what is planned or recorded; what is confirmed is amended, with a reason. */
export function EditActivityPage() {
  const params = useParams();
  const branch = createAsync(() => branchOf(params.b ?? ""));
  const record = createAsync(() => activityOf(params.b ?? "", params.a ?? ""));
  return (
    <Show when={branch()}>
      {(there) => <Show when={record()}>{(now) => <WithPeople branch={there()} record={now()} />}</Show>}
    </Show>
  );
}

function WithPeople(props: Omit<Props, "people">) {
  const { record } = props;
  const people = createAsync(() => peopleOf(record.branchId, record.startsAt.slice(0, 10)));
  return (
    <Show when={people()}>
      {(everyone) => (
        <Show
          when={record.state === "confirmed"}
          fallback={<Edit branch={props.branch} record={record} people={everyone()} />}
        >
          <Amend branch={props.branch} record={record} people={everyone()} />
        </Show>
      )}
    </Show>
  );
}

const recordPath = ({ branchId, id }: ActivityAnswer) => `/branches/${branchId}/activities/${id}`;

function Edit(props: Props) {
  const navigate = useNavigate();
  const { record } = props;
  const task: Task<Schemas["activityChange"]> = {
    label: "修改活动",
    draft: `activity-${record.id}-${record.version}`,
    cancel: recordPath(record),
    schema: async () => (await import("#shared/activities/schema")).activityChange,
    input: (changes, _, intent) => ({ ...changes, state: intent === "plan" ? "planned" : "recorded" }),
    save: async (input, _key, version, intent) => {
      const after = await change(record, version, input);
      if (intent === "confirm") await confirmOrSay(after);
      else toast("已保存");
      navigate(recordPath(record));
    },
  };
  return (
    <>
      <PageHeader
        title={record.state === "planned" ? `记录：${record.title}` : `修改：${record.title}`}
        back={{ href: recordPath(record), label: record.title }}
      />
      <ActivityEditor {...props} initial={valuesOf(record)} task={task} />
    </>
  );
}

function Amend(props: Props) {
  const navigate = useNavigate();
  const { record } = props;
  const task: Task<Schemas["amendmentInput"]> = {
    label: "更正已确认的活动",
    draft: `activity-amend-${record.id}-${record.version}`,
    cancel: recordPath(record),
    prefix: "changes/",
    schema: async () => (await import("#shared/activities/schema")).amendmentInput,
    input: (changes, values) => ({ reason: values.reason, changes }),
    save: async (input, key, version) => {
      await amend(record, version, input, key);
      toast("已更正，原来的内容留在记录里");
      navigate(recordPath(record));
    },
  };
  return (
    <>
      <PageHeader
        title={`更正：${record.title}`}
        back={{ href: recordPath(record), label: record.title }}
        lead="这条记录已确认。更正后原来的内容会保留，并写明更正人、时间和原因。"
      />
      <ActivityEditor {...props} initial={valuesOf(record)} task={task}>
        {(editor) => (
          <TextField
            label="更正原因"
            name="reason"
            error={editor.at("reason").error ?? editor.at("changes").error}
            value={editor.values.reason}
            onChange={(text) => editor.set("reason", text)}
            hint="例如：会后核实，李某某因病请假"
            required
          />
        )}
      </ActivityEditor>
    </>
  );
}
