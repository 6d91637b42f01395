import { createAsync, useParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { ActivityAnswer } from "#shared/activities/schema";
import type { Branch } from "#shared/org/schema";
import { chineseStamp } from "../../lib/dates";
import { keeps, me } from "../../lib/session";
import { Section } from "../../ui/page";
import { branchOf, peopleOf } from "../branch/data";
import "./activities.css";
import { activityOf } from "./data";
import { Files } from "./files";
import { ActivityHistory } from "./history";
import { Paper } from "./paper";
import { Amendments } from "./record-amendments";
import { RecordHead } from "./record-head";
import { AttendanceOf, FactsOf, Item, State } from "./record-parts";
import { Resolution } from "./record-resolution";
import type { Names } from "./values";

/** One activity: what is known of it, its papers, what can still be done with it. */
export function ActivityRecordPage() {
  const params = useParams();
  const activity = createAsync(() => activityOf(params.b ?? "", params.a ?? ""));
  const branch = createAsync(() => branchOf(params.b ?? ""));
  return (
    <Show when={activity()}>
      {(now) => <Show when={branch()}>{(there) => <Record activity={now()} branch={there()} />}</Show>}
    </Show>
  );
}

/** Whether the person may write here: the keepers, and the leader of the meeting's group. */
const writes = ({ branchId, kinds, groupId }: ActivityAnswer) =>
  keeps(branchId) ||
  (kinds.includes("group") && me().grants.some((grant) => grant.role === "leader" && grant.unit.id === groupId));

function Record(props: { activity: ActivityAnswer; branch: Branch }) {
  const day = () => props.activity.startsAt.slice(0, 10);
  const people = createAsync(() => peopleOf(props.activity.branchId, day()));
  const names: Names = (id) =>
    id === null ? "" : (people()?.find((person) => person.id === id)?.name ?? "（不在当天名册）");
  const mine = () => writes(props.activity);
  return (
    <>
      <div class="screen-only">
        <RecordHead activity={props.activity} mine={mine()} />
        <State activity={props.activity} />
        <Section title="基本情况">
          <FactsOf activity={props.activity} branch={props.branch} names={names} />
        </Section>
        <Section title="出勤">
          <AttendanceOf activity={props.activity} names={names} />
        </Section>
        <Section title="议题和内容">
          <Show when={props.activity.items.length > 0} fallback={<p class="muted">没有填写议题。</p>}>
            <For each={props.activity.items}>{(item, i) => <Item {...props} item={item} n={i() + 1} />}</For>
          </Show>
        </Section>
        <Show when={props.activity.resolutions.length > 0}>
          <Section title="决议和落实">
            <ul class="duties">
              <For each={props.activity.resolutions}>
                {(_, i) => <Resolution activity={props.activity} n={i()} names={names} mine={mine()} />}
              </For>
            </ul>
          </Section>
        </Show>
        <Files activity={props.activity} mine={mine()} />
        <Amendments activity={props.activity} names={names} />
        <Show when={mine()}>
          <Section title="修改记录">
            <ActivityHistory activity={props.activity} names={names} />
          </Section>
        </Show>
        <p class="muted">
          {chineseStamp(props.activity.enteredAt)} 由 {props.activity.enteredBy} 录入
          {props.activity.confirmedAt
            ? `；${chineseStamp(props.activity.confirmedAt)} 由 ${props.activity.confirmedBy ?? ""} 确认`
            : ""}
        </p>
      </div>
      <Paper activity={props.activity} branch={props.branch} names={names} />
    </>
  );
}
