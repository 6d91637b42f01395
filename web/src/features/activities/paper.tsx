import { For, Show } from "solid-js";
import { activityKindNames, voteBasisNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import type { Branch } from "#shared/org/schema";
import { attendedOf } from "./attended";
import { listOf, timeOf } from "./record-text";
import type { Names } from "./values";

type Props = { activity: ActivityAnswer; branch: Branch; names: Names };

const BLANK = "＿＿＿＿＿＿";
const ordinals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
const ordinal = (n: number) => ordinals[n - 1] ?? String(n);
const Line = (props: { label: string; text: string }) => (
  <p class="paper-line">
    <b>{props.label}：</b>
    {props.text || BLANK}
  </p>
);

/** The record as minutes on paper; only print shows it. */
export function Paper(props: Props) {
  const attended = () => attendedOf(props.activity);
  const isPlanned = () => props.activity.state === "planned";
  const isUnknown = () => isPlanned() || props.activity.counted !== null;
  const list = (people: readonly { id: string; reason: string }[]) =>
    isUnknown() ? "" : listOf(people, props.names) || "无";
  const present = () =>
    attended().present === null ? (isUnknown() ? "" : "除下列人员外全部到会") : list(attended().present ?? []);
  const kind = () => activityKindNames[props.activity.kinds[0] ?? "other"];
  const figures = () =>
    `应到 ${props.activity.expected} 人，实到${isPlanned() ? BLANK : ` ${props.activity.present} 人`}${attended().online.length > 0 ? `（其中线上 ${attended().online.length} 人）` : ""}`;
  return (
    <article class="paper print-only">
      <p class="paper-title">
        {props.branch.name}
        {kind()}记录
      </p>
      <p class="paper-subtitle">{props.activity.title}</p>
      <Line label="时间" text={timeOf(props.activity)} />
      <Line label="地点" text={props.activity.place} />
      <Line label="主持人" text={props.names(props.activity.hostId)} />
      <Line label="记录人" text={props.names(props.activity.recorderId)} />
      <Show when={props.activity.lecturer}>
        <Line label="主讲人" text={props.activity.lecturer} />
      </Show>
      <Line label="人数" text={figures()} />
      <Line label="出席" text={present()} />
      <Show when={attended().online.length > 0}>
        <Line label="线上" text={list(attended().online)} />
      </Show>
      <Line label="请假" text={list(attended().leave)} />
      <Line label="缺席" text={list(attended().absent)} />
      <Line label="列席" text={list(attended().observers)} />
      <Show when={props.activity.items.length > 0} fallback={<Open title="会议内容" />}>
        <For each={props.activity.items}>
          {(item, i) => (
            <>
              <p class="paper-head">
                {ordinal(i() + 1)}、{item.title}
              </p>
              <p class="paper-text">{item.text || "【待补：讨论情况】"}</p>
              <Show when={!isPlanned() && item.vote}>
                {(vote) => (
                  <p class="paper-text">
                    表决（{voteBasisNames[vote().basis]}）：{vote().sentence}；反对 {vote().no + vote().writtenNo}{" "}
                    票，弃权 {vote().abstain} 票。
                  </p>
                )}
              </Show>
            </>
          )}
        </For>
      </Show>
      <Show when={props.activity.resolutions.length > 0}>
        <p class="paper-head">{ordinal(Math.max(1, props.activity.items.length) + 1)}、决议和落实</p>
        <For each={props.activity.resolutions}>
          {(one, i) => (
            <p class="paper-text">
              {i() + 1}. {one.text}（责任人：{props.names(one.ownerId) || "【待补】"}；完成时限：
              {one.dueOn ? chineseDay(one.dueOn) : "【待补】"}）。
            </p>
          )}
        </For>
      </Show>
      <For each={props.activity.amendments}>
        {(one) => (
          <p class="paper-line">
            <b>更正：</b>
            {chineseDay(one.at.slice(0, 10))}，{one.by}。原因：{one.reason}
          </p>
        )}
      </For>
      <p class="paper-sign">
        <span>主持人（签名）：{BLANK}</span>
        <span>记录人（签名）：{BLANK}</span>
      </p>
    </article>
  );
}

const Open = (props: { title: string }) => (
  <>
    <p class="paper-head">一、{props.title}</p>
    <p class="paper-text">【待补：讨论情况】</p>
  </>
);
