import { For, Show } from "solid-js";
import { voteBasisNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import type { Branch } from "#shared/org/schema";
import { chineseStamp, weekday } from "../../lib/dates";
import { Badge } from "../../ui/badge";
import { Fact, Facts, OptionalFact } from "../../ui/page";
import { Notice } from "../../ui/state";
import { attendedOf } from "./attended";
import { listOf, timeOf } from "./record-text";
import type { Names } from "./values";

/** The sections of a record, to be read only. */

export const State = (props: { activity: ActivityAnswer }) => (
  <>
    <Show when={props.activity.state === "recorded"}>
      <Notice tone="orange">待确认：书记确认后才计入。</Notice>
    </Show>
    <Show when={props.activity.late && props.activity.state !== "planned"}>
      <Notice tone="blue">
        补录：活动在{chineseDay(props.activity.startsAt.slice(0, 10))}，
        {chineseStamp(props.activity.recordedAt ?? props.activity.enteredAt)}由{props.activity.enteredBy}录入。
      </Notice>
    </Show>
  </>
);

type Shown = { activity: ActivityAnswer; branch: Branch; names: Names };

export const FactsOf = (props: Shown) => (
  <Facts>
    <Fact label="时间">
      {timeOf(props.activity)}（{weekday(props.activity.startsAt.slice(0, 10))}）
    </Fact>
    <OptionalFact label="地点">{props.activity.place}</OptionalFact>
    <OptionalFact label="主持人">{props.names(props.activity.hostId)}</OptionalFact>
    <OptionalFact label="记录人">{props.names(props.activity.recorderId)}</OptionalFact>
    <Show when={props.activity.lecturer}>
      <Fact label="主讲人">{props.activity.lecturer}</Fact>
    </Show>
    <Show when={props.activity.groupId}>
      {(id) => <Fact label="党小组">{props.branch.groups.find((group) => group.id === id())?.name}</Fact>}
    </Show>
    <Fact label="学时">{props.activity.hours}</Fact>
    <Fact label="所属年度">{props.activity.forYear} 年度</Fact>
  </Facts>
);

export function AttendanceOf(props: { activity: ActivityAnswer; names: Names }) {
  const attended = () => attendedOf(props.activity);
  const isPlanned = () => props.activity.state === "planned";
  const groups = (): [string, string][] => [
    ["到会", listOf(attended().present ?? [], props.names)],
    ["线上", listOf(attended().online, props.names)],
    ["请假", listOf(attended().leave, props.names)],
    ["缺席", listOf(attended().absent, props.names)],
    ["列席", listOf(attended().observers, props.names)],
  ];
  return (
    <div class="panel attendance">
      <p class="figures">
        <span>应到 {props.activity.expected}</span>
        <Show when={!isPlanned()}>
          <span>实到 {props.activity.present}</span>
        </Show>
        <span>请假 {attended().leave.length}</span>
        <Show when={!isPlanned()}>
          <span>缺席 {attended().absentCount}</span>
        </Show>
        <Show when={attended().observers.length > 0}>
          <span>列席 {attended().observers.length}</span>
        </Show>
      </p>
      <Show when={props.activity.counted}>
        <p class="muted">从台账导入，只有人数，没有人员名单。</p>
      </Show>
      <Show when={attended().present === null && props.activity.counted === null && !isPlanned()}>
        <p class="muted">除下列人员外全部到会；确认后固定应到名单。</p>
      </Show>
      <dl class="name-list">
        <For each={groups().filter(([, list]) => list !== "")}>
          {([label, list]) => (
            <div>
              <dt>{label}</dt>
              <dd>{list}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

export const Item = (props: { activity: ActivityAnswer; item: ActivityAnswer["items"][number]; n: number }) => (
  <div class="panel item">
    <h3>
      {props.n}. {props.item.title}
    </h3>
    <Show when={props.item.text}>
      <p class="prose">{props.item.text}</p>
    </Show>
    <Show when={props.item.vote}>
      {(vote) => (
        <Show
          when={props.activity.state !== "planned"}
          fallback={
            <p>
              表决（{voteBasisNames[vote().basis]}）：到会需 {props.activity.quorum[vote().basis]} 人
            </p>
          }
        >
          <p>
            <Badge tone={vote().outcome === "passed" ? "green" : "grey"}>
              {vote().outcome === "passed" ? "通过" : "未通过"}
            </Badge>{" "}
            {voteBasisNames[vote().basis]}表决：{vote().sentence}；反对 {vote().no + vote().writtenNo} 票，弃权{" "}
            {vote().abstain} 票
          </p>
        </Show>
      )}
    </Show>
  </div>
);
