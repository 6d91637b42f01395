import { createSignal, For, Show } from "solid-js";
import { activityKindNames } from "#shared/activities/labels";
import { chineseDay } from "#shared/dates";
import type { HomeAnswer } from "#shared/duties/schema";
import { isSecretary, me } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button, ButtonLink } from "../../ui/button";
import { Section } from "../../ui/page";
import { Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { finishFollowup, receiveHandover } from "./data";

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
        <For each={props.home.followups}>{(item) => <FollowupRow item={item} {...props} />}</For>
      </ul>
    </Section>
  </Show>
);

type Followup = HomeAnswer["followups"][number];

function FollowupRow(props: Props & { item: Followup }) {
  const [busy, setBusy] = createSignal(false);
  const finish = async () => {
    setBusy(true);
    await finishFollowup(props.home.branchId, props.item.activityId, props.item.n, me().today)
      .then(
        () => toast("已记为办结"),
        (error: unknown) => toast(error instanceof Error ? error.message : "没有保存成功", "red"),
      )
      .finally(() => setBusy(false));
  };
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <Badge tone={props.item.overdue ? "red" : "orange"}>{props.item.overdue ? "逾期" : "待办"}</Badge>
          <h3>{props.item.text}</h3>
        </div>
        <p class="muted">
          <Show when={props.item.ownerName}>{(name) => <>责任人 {name()} · </>}</Show>
          <Show when={props.item.dueOn}>{(day) => <>{chineseDay(day())}前完成 · </>}</Show>
          <a class="text-link" href={`/branches/${props.home.branchId}/activities/${props.item.activityId}`}>
            {chineseDay(props.item.on)} {props.item.title}
          </a>
        </p>
      </div>
      <Show when={props.mine}>
        <Button busy={busy()} onClick={() => void finish()} aria-label={`已办结：${props.item.text}`}>
          已办结
        </Button>
      </Show>
    </li>
  );
}

/** The secretary has changed: the successor confirms the list. */
export function PendingHandover(props: Props) {
  const [busy, setBusy] = createSignal(false);
  const receive = async (id: string) => {
    setBusy(true);
    await receiveHandover(props.home.branchId, id)
      .then(
        () => toast("已确认接收"),
        (error: unknown) => toast(error instanceof Error ? error.message : "没有保存成功", "red"),
      )
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
