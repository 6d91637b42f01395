import type { Duty } from "#shared/duties/types";

/** Colour is never alone: every tone comes with a sign and a word. */
export type Tone = "green" | "orange" | "red" | "grey" | "blue";
const signs: Record<Tone, string> = { green: "✓", orange: "●", red: "!", grey: "○", blue: "i" };

export const Badge = (props: { tone: Tone; children: string }) => (
  <span class={`badge tone-${props.tone}`}>
    <span aria-hidden="true">{signs[props.tone]}</span>
    {props.children}
  </span>
);

type Judged = { status: Duty["status"]; late?: boolean; opensOn?: string | null };

/** The word and tone of a duty's status on a day. */
export function statusOf(duty: Judged, on: string): [Tone, string] {
  if (duty.status === "done") return ["green", duty.late ? "已补办" : "已完成"];
  if (duty.status === "overdue") return ["red", "逾期"];
  if (duty.status === "breached") return ["red", "未完成"];
  if (duty.status === "notApplicable") return ["grey", "不适用"];
  return duty.opensOn && duty.opensOn > on ? ["grey", "未到期"] : ["orange", "待办"];
}

export function StatusBadge(props: { duty: Judged; on: string }) {
  return <Badge tone={statusOf(props.duty, props.on)[0]}>{statusOf(props.duty, props.on)[1]}</Badge>;
}
