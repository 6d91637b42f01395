import { createSignal, Show } from "solid-js";
import type { Followup } from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import { today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { failed, toast } from "../../ui/toast";
import { finishResolution } from "./data";

/** A resolution that is still open, with its meeting; also on the home page. */
export function FollowupRow(props: { branchId: string; item: Followup; mine: boolean }) {
  const [busy, setBusy] = createSignal(false);
  const finish = async () => {
    setBusy(true);
    await finishResolution(props.branchId, props.item.activityId, props.item.n, today())
      .then(() => toast("已记为办结"), failed())
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
          {props.item.ownerName ? `责任人 ${props.item.ownerName} · ` : ""}
          {props.item.dueOn ? `${chineseDay(props.item.dueOn)}前完成 · ` : ""}
          <a class="text-link" href={`/branches/${props.branchId}/activities/${props.item.activityId}`}>
            {chineseDay(props.item.on)} {props.item.title}
          </a>
        </p>
      </div>
      <Show when={props.mine}>
        <Button busy={busy()} onClick={() => void finish()} aria-label={`标为已办结：${props.item.text}`}>
          标为已办结
        </Button>
      </Show>
    </li>
  );
}
