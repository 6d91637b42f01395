import { createAsync, useNavigate, useParams, useSearchParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import { activityKindNames } from "#shared/activities/labels";
import { isDay } from "#shared/dates";
import type { Branch } from "#shared/org/schema";
import { address } from "../../lib/address";
import { chineseTime } from "../../lib/dates";
import { today } from "../../lib/session";
import { PageHeader } from "../../ui/page";
import { Empty, Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { branchOf, peopleOf } from "../branch/data";
import "./activities.css";
import { type Asked, askedOf, kindOf, one } from "./address";
import { confirmActivity, create, type Prefilled, prefillOf } from "./data";
import { ActivityEditor, type Task } from "./editor";
import { fieldsOf, newValues } from "./values";

/** A new activity; its kind, day, year and group stand in the address. */
export function NewActivityPage() {
  const params = useParams();
  const [search] = useSearchParams();
  const id = () => params.b ?? "";
  const kind = () => kindOf(one(search.kind));
  return (
    <Show when={kind()} fallback={<KindChoice branchId={id()} on={one(search.on)} />} keyed>
      {(chosen) => <OfKind branchId={id()} asked={askedOf(chosen, search)} />}
    </Show>
  );
}

const KindChoice = (props: { branchId: string; on: string | null }) => (
  <>
    <PageHeader
      title="记录组织生活"
      back={{ href: `/branches/${props.branchId}/activities`, label: "组织生活" }}
      lead="选择这次活动的类别"
    />
    <ul class="kind-choice">
      <For each={Object.entries(activityKindNames)}>
        {([kind, name]) => (
          <li>
            <a class="btn" href={address(`/branches/${props.branchId}/activities/new`, { kind, on: props.on })}>
              {name}
            </a>
          </li>
        )}
      </For>
    </ul>
  </>
);

function OfKind(props: { branchId: string; asked: Asked }) {
  const branch = createAsync(() => branchOf(props.branchId));
  return (
    <Show when={branch()}>
      {(there) => (
        <Show
          when={props.asked.kind !== "group" || props.asked.group !== null}
          fallback={<GroupChoice branch={there()} asked={props.asked} />}
        >
          <Filled branch={there()} asked={props.asked} />
        </Show>
      )}
    </Show>
  );
}

const GroupChoice = (props: { branch: Branch; asked: Asked }) => {
  const groups = () => props.branch.groups.filter((group) => group.closedOn === null);
  const href = (group: string) =>
    address(`/branches/${props.branch.id}/activities/new`, { kind: "group", on: props.asked.on, group });
  return (
    <>
      <PageHeader
        title="记录党小组会"
        back={{ href: `/branches/${props.branch.id}/activities`, label: "组织生活" }}
        lead="哪个党小组？"
      />
      <Show
        when={groups().length > 0}
        fallback={
          <Empty title="支部还没有划分党小组。">
            <a class="text-link" href={`/branches/${props.branch.id}/profile`}>
              到支部信息里设立党小组
            </a>
          </Empty>
        }
      >
        <ul class="kind-choice">
          <For each={groups()}>
            {(group) => (
              <li>
                <a class="btn" href={href(group.id)}>
                  {group.name}
                </a>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  );
};

function Filled(props: { branch: Branch; asked: Asked }) {
  const day = () => (props.asked.on !== null && isDay(props.asked.on) ? props.asked.on : today());
  const known = createAsync(() => prefillOf(props.branch.id, props.asked.kind, day(), props.asked.group));
  const people = createAsync(() => peopleOf(props.branch.id, day()));
  return (
    <Show when={people()}>
      {(everyone) => (
        <Show when={known()}>
          {(filled) => <NewActivity branch={props.branch} people={everyone()} known={filled()} asked={props.asked} />}
        </Show>
      )}
    </Show>
  );
}

type Props = {
  branch: Branch;
  people: Awaited<ReturnType<typeof peopleOf>>;
  known: Prefilled;
  asked: Asked;
};

function NewActivity(props: Props) {
  const navigate = useNavigate();
  const list = () => `/branches/${props.branch.id}/activities`;
  const { kind, on, year, group } = props.asked;
  const task: Task<ActivityInputSchema> = {
    label: `记录${activityKindNames[kind]}`,
    draft: ["activity-new", props.branch.id, kind, on ?? "", year ?? "", group ?? ""].join("-"),
    cancel: list(),
    schema: async () => (await import("#shared/activities/schema")).activityInput,
    input: (_, values, intent) => ({
      ...fieldsOf(values, intent === "plan"),
      state: intent === "plan" ? "planned" : "recorded",
    }),
    save: async (input, key, _version, intent) => {
      const record = await create(props.branch.id, input, key);
      if (intent === "confirm") await confirmOrSay(record);
      else toast(intent === "plan" ? "已安排" : "已保存，等书记确认后计入");
      navigate(`${list()}/${record.id}`);
    },
  };
  return (
    <>
      <PageHeader
        title={`记录${activityKindNames[kind]}`}
        back={{ href: list(), label: "组织生活" }}
        lead="能知道的都已填好，核对后保存。"
      />
      <Show when={props.known.planned}>
        {(plan) => (
          <Notice tone="blue">
            <p>
              {chineseTime(plan().startsAt)} 已安排了“{plan().title}”。要记录的就是这一次，请
              <a class="text-link" href={`${list()}/${plan().id}`}>
                打开这次安排
              </a>
              ，不用另外新建。
            </p>
          </Notice>
        )}
      </Show>
      <ActivityEditor
        branch={props.branch}
        people={props.people}
        record={null}
        initial={newValues(props.known, year)}
        task={task}
      />
    </>
  );
}

type ActivityInputSchema = typeof import("#shared/activities/schema")["activityInput"];

/** The record is saved by now: that it could not be confirmed is said, not thrown. */
export const confirmOrSay = (record: Parameters<typeof confirmActivity>[0]): Promise<void> =>
  confirmActivity(record).then(
    () => toast("已保存并确认"),
    (error: unknown) =>
      toast(`已保存，但还没有确认：${error instanceof Error ? error.message : "请在记录页面再点确认"}`, "red"),
  );
