import { For, Show } from "solid-js";
import type { AssessmentReport } from "#shared/assessment/schema";
import type { Duty } from "#shared/duties/types";
import { Badge, StatusBadge, statusOf, type Tone } from "../../ui/badge";
import { Empty } from "../../ui/state";
import { evidenceHref } from "../home/act";

type Rule = { name: string; source: string; duties: Duty[] };

const order: Duty["status"][] = ["overdue", "breached", "due", "done", "notApplicable"];
const isSettled = ({ status }: Duty) => status === "done" || status === "notApplicable";

/** The duties by rule; within a rule what is open comes first. */
const rulesOf = (duties: readonly Duty[]): Rule[] =>
  [...new Set(duties.map((duty) => `${duty.rule} ${duty.regulation}`))].map((key) => {
    const same = duties.filter((duty) => `${duty.rule} ${duty.regulation}` === key);
    const [first] = same;
    return {
      name: first?.name ?? "",
      source: first ? `${first.regulation}${first.article ?? ""}` : "",
      duties: [...same].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status)),
    };
  });

function markOf({ duties }: Rule, on: string): [Tone, string] {
  const asked = duties.filter(({ status }) => status !== "notApplicable");
  const [worst] = asked;
  if (!worst) return ["grey", "不适用"];
  const done = asked.filter(({ status }) => status === "done").length;
  return done === asked.length
    ? ["green", `已完成 ${done}/${done}`]
    : [statusOf(worst, on)[0], `${statusOf(worst, on)[1]}，完成 ${done}/${asked.length}`];
}

/** 自查表: every rule with its article, how it stands and what shows it. */
export const SelfCheck = (props: { report: AssessmentReport }) => (
  <Show when={props.report.duties.length > 0} fallback={<Empty title="这一年没有需要自查的事项。" />}>
    <For each={rulesOf(props.report.duties)}>{(rule) => <RuleFold rule={rule} report={props.report} />}</For>
  </Show>
);

const isOpenNow = (duty: Duty, on: string) => !isSettled(duty) && !(duty.opensOn !== null && duty.opensOn > on);

const RuleFold = (props: { rule: Rule; report: AssessmentReport }) => {
  const open = () => props.rule.duties.filter((duty) => !isSettled(duty));
  const settled = () => props.rule.duties.filter(isSettled);
  return (
    <details class="fold" open={open().some((duty) => isOpenNow(duty, props.report.on))}>
      <summary>
        <span class="rule-head">
          {props.rule.name}
          <Badge tone={markOf(props.rule, props.report.on)[0]}>{markOf(props.rule, props.report.on)[1]}</Badge>
        </span>
      </summary>
      <p class="muted">
        {props.rule.source}
        <Show when={props.rule.duties[0]?.article === null}>
          {" "}
          <Badge tone="orange">条款待核对</Badge>
        </Show>
      </p>
      <Lines duties={open()} report={props.report} />
      <Show
        when={open().length > 0 && settled().length > 0}
        fallback={<Lines duties={settled()} report={props.report} />}
      >
        <details class="why">
          <summary>已完成和不适用的 {settled().length} 项</summary>
          <Lines duties={settled()} report={props.report} />
        </details>
      </Show>
    </details>
  );
};

const Lines = (props: { duties: readonly Duty[]; report: AssessmentReport }) => (
  <Show when={props.duties.length > 0}>
    <ul>
      <For each={props.duties}>{(duty) => <DutyLine duty={duty} report={props.report} />}</For>
    </ul>
  </Show>
);

const SHOWN = 3;

const DutyLine = (props: { duty: Duty; report: AssessmentReport }) => (
  <li class="done-row">
    <StatusBadge duty={props.duty} on={props.report.on} />
    <span>
      {props.duty.period.label}
      {props.duty.subject.kind === "branch" ? "" : ` ${props.duty.subject.name}`}
    </span>
    <Show when={props.duty.status !== "notApplicable"} fallback={<span class="muted">{props.duty.detail}</span>}>
      <span>
        应 {props.duty.required}，已 {props.duty.done}
      </span>
    </Show>
    <Show when={props.duty.missing}>
      <span>{props.duty.missing}</span>
    </Show>
    <Show when={props.duty.evidence.length > 0}>
      <Evidence duty={props.duty} report={props.report} />
    </Show>
  </li>
);

/** A few are named at once, many only when they are asked for. */
const Evidence = (props: { duty: Duty; report: AssessmentReport }) => (
  <Show
    when={props.duty.evidence.length > SHOWN}
    fallback={
      <span>
        <span class="muted">佐证：</span>
        <Links {...props} />
      </span>
    }
  >
    <details class="why">
      <summary>佐证 {props.duty.evidence.length} 项</summary>
      <Links {...props} />
    </details>
  </Show>
);

const Links = (props: { duty: Duty; report: AssessmentReport }) => (
  <For each={props.duty.evidence}>
    {(item, i) => (
      <>
        {i() > 0 ? "、" : ""}
        <a class="text-link" href={evidenceHref(item, props.report.branchId)}>
          {item.name}
        </a>
      </>
    )}
  </For>
);
