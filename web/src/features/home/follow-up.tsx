import { createSignal, For, Show } from "solid-js";
import { activityKindNames } from "#shared/activities/labels";
import { chineseDay } from "#shared/dates";
import type { HomeAnswer } from "#shared/duties/schema";
import { isSecretary, me } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button, ButtonLink } from "../../ui/button";
import { Section } from "../../ui/page";
import { Notice } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { FollowupRow } from "../activities/followup-row";
import { receiveHandover } from "./data";

type Props = { home: HomeAnswer; mine: boolean };

/** Recorded activities that count only when the secretary has confirmed them. */
export const Unconfirmed = (props: Props) => (
  <Show when={props.home.unconfirmed.length > 0}>
    <Section title={`待确认（${props.home.unconfirmed.length}）`} note="已记录，书记确认后才计入">
      <ul class="duties">
        <For each={props.home.unconfirmed}>
          {(activity) => (
            <li class="duty">
              <div class="duty-text">
                <div class="duty-head">
                  <Badge tone="orange">待确认</Badge>
                  <h3>{activity.title}</h3>
                </div>
                <p class="muted">
                  {chineseDay(activity.on)} · {activity.kinds.map((kind) => activityKindNames[kind]).join("、")} ·{" "}
                  {activity.enteredBy}记录
                </p>
              </div>
              <ButtonLink
                look={isSecretary(props.home.branchId) ? "primary" : "plain"}
                href={`/branches/${props.home.branchId}/activities/${activity.id}`}
                aria-label={`${isSecretary(props.home.branchId) ? "核对并确认" : "查看"}：${activity.title}`}
              >
                {isSecretary(props.home.branchId) ? "核对并确认" : "查看"}
              </ButtonLink>
            </li>
          )}
        </For>
      </ul>
    </Section>
  </Show>
);

/** Resolutions that are still open. */
export const Followups = (props: Props) => (
  <Show when={props.home.followups.length > 0}>
    <Section title={`决议落实（${props.home.followups.length}）`} note="会议定下、还没有办完的事">
      <ul class="duties">
        <For each={props.home.followups}>
          {(item) => <FollowupRow branchId={props.home.branchId} item={item} mine={props.mine} />}
        </For>
      </ul>
    </Section>
  </Show>
);

/** The secretary has changed: the successor confirms the list. */
export function PendingHandover(props: Props) {
  const [busy, setBusy] = createSignal(false);
  const receive = async (id: string) => {
    setBusy(true);
    await receiveHandover(props.home.branchId, id)
      .then(() => toast("已确认接收"), failed())
      .finally(() => setBusy(false));
  };
  return (
    <Show when={props.home.handover}>
      {(handover) => (
        <Notice tone="orange">
          <p>
            书记交接：{handover().fromName ? `${handover().fromName} → ` : ""}
            {handover().toName}（{chineseDay(handover().on)}），交接清单等待接任书记确认。
          </p>
          <div class="form-actions">
            <ButtonLink href={`/branches/${props.home.branchId}/handover`}>查看交接清单</ButtonLink>
            <Show when={isSecretary(props.home.branchId) && me().memberId === handover().toMemberId}>
              <Button look="primary" busy={busy()} onClick={() => void receive(handover().id)}>
                我已逐项核对，确认接收
              </Button>
            </Show>
          </div>
        </Notice>
      )}
    </Show>
  );
}
