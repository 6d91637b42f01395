import { Show } from "solid-js";
import type { ApprovalAnswer } from "#shared/approvals/schema";
import { chineseStamp } from "../../lib/dates";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { stateBadges } from "./words";

export type Act = "grant" | "refuse" | "withdraw" | "use";
export type Chosen = { approval: ApprovalAnswer; act: Act };

/** One request: what, why, who, and what the person who looks may do with it. */
export const ApprovalRow = (props: { approval: ApprovalAnswer; onChoose: (chosen: Chosen) => void }) => {
  const choose = (act: Act) => props.onChoose({ approval: props.approval, act });
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <Badge tone={stateBadges[props.approval.state][0]}>{stateBadges[props.approval.state][1]}</Badge>
          <h3>{props.approval.subject}</h3>
        </div>
        <p>原因：{props.approval.reason}</p>
        <p class="muted">
          {props.approval.askedBy}于{chineseStamp(props.approval.askedAt)}申请
          <Show when={props.approval.state === "pending" || props.approval.mayUse}>
            ，{chineseStamp(props.approval.expiresAt)}前有效
          </Show>
        </p>
        <Show when={props.approval.decidedBy}>
          <p class="muted">
            {props.approval.decidedBy}于{chineseStamp(props.approval.decidedAt ?? "")}决定
            {props.approval.note ? `：${props.approval.note}` : ""}
          </p>
        </Show>
      </div>
      <span class="section-actions">
        <Show when={props.approval.mayDecide}>
          <Button look="primary" onClick={() => choose("grant")} aria-label={`同意：${props.approval.subject}`}>
            同意
          </Button>
          <Button onClick={() => choose("refuse")} aria-label={`不同意：${props.approval.subject}`}>
            不同意
          </Button>
        </Show>
        <Show when={props.approval.mayUse}>
          <Button look="primary" onClick={() => choose("use")} aria-label={`下载：${props.approval.subject}`}>
            下载
          </Button>
        </Show>
        <Show when={props.approval.mayWithdraw}>
          <Button onClick={() => choose("withdraw")} aria-label={`撤回：${props.approval.subject}`}>
            撤回
          </Button>
        </Show>
      </span>
    </li>
  );
};
