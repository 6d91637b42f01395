import { Show } from "solid-js";
import { chineseDay, daysBetween } from "#shared/dates";
import type { HomeAnswer } from "#shared/duties/schema";
import type { Duty } from "#shared/duties/types";
import { StatusBadge } from "../../ui/badge";
import { ButtonLink } from "../../ui/button";
import { type Entry, hrefOf } from "./act";

/** `《中国共产党支部工作条例（试行）》第十四条`; without an article 待核对. */
export const sourceOf = (duty: Pick<Duty, "regulation" | "article">): string =>
  `${duty.regulation}${duty.article === null ? "（条款待核对）" : duty.article}`;

function deadline(entry: Entry, on: string): string {
  if (entry.dueOn === null) return "";
  const days = daysBetween(on, entry.dueOn);
  if (days < 0) return `${chineseDay(entry.dueOn)}到期，已过 ${-days} 天`;
  return days === 0 ? "今天到期" : `${chineseDay(entry.dueOn)}到期，还有 ${days} 天`;
}

type Props = { entry: Entry; home: HomeAnswer; mine: boolean };

/** One duty: its status, what is missing, by when, why, and the one button. */
export const DutyRow = (props: Props) => {
  const first = () => props.entry.duties[0];
  const about = () => (first()?.subject.kind === "branch" ? "" : `（${props.entry.subject}）`);
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <Show when={first()}>{(duty) => <StatusBadge duty={duty()} on={props.home.on} />}</Show>
          <h3>
            {props.entry.name}
            {about()}
          </h3>
          <span class="muted">{props.entry.period}</span>
        </div>
        <p>{props.entry.missing}</p>
        <p class="duty-why">
          {deadline(props.entry, props.home.on)}
          <Show when={first()}>{(duty) => <Why duty={duty()} detail={props.entry.detail} />}</Show>
        </p>
      </div>
      <Show when={props.mine}>
        <ButtonLink
          href={hrefOf(props.entry.act, props.home.branchId)}
          aria-label={`${props.entry.act.label}：${props.entry.name}${about()}，${props.entry.period}`}
        >
          {props.entry.act.label}
        </ButtonLink>
      </Show>
    </li>
  );
};

const Why = (props: { duty: Duty; detail: string }) => (
  <details class="why">
    <summary>依据</summary>
    <span>
      {props.detail}
      {props.detail.includes(props.duty.regulation) ? "" : ` ${sourceOf(props.duty)}`}
    </span>
  </details>
);
