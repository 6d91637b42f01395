import { createSignal, Show } from "solid-js";
import type { ActivityAnswer } from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import { today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { failed, toast } from "../../ui/toast";
import { finishResolution } from "./data";
import type { Names } from "./values";

/** One resolution of a record, and its mark that it was carried out. */
export function Resolution(props: { activity: ActivityAnswer; n: number; names: Names; mine: boolean }) {
  const [busy, setBusy] = createSignal(false);
  const one = () => props.activity.resolutions[props.n];
  const isDone = () => one()?.doneOn != null;
  const isOverdue = () => !isDone() && (one()?.dueOn ?? "9999") < today();
  const mark = async (doneOn: string | null) => {
    setBusy(true);
    await finishResolution(props.activity.branchId, props.activity.id, props.n, doneOn)
      .then(() => toast(doneOn === null ? "已改回未办结" : "已记为办结"), failed())
      .finally(() => setBusy(false));
  };
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <Badge tone={isDone() ? "green" : isOverdue() ? "red" : "orange"}>
            {isDone() ? "已办结" : isOverdue() ? "逾期" : "待办"}
          </Badge>
          <h3>{one()?.text}</h3>
        </div>
        <p class="muted">
          责任人 {props.names(one()?.ownerId ?? null) || "未指定"}
          {one()?.dueOn ? ` · ${chineseDay(one()?.dueOn ?? "")}前完成` : ""}
          {one()?.doneOn ? ` · ${chineseDay(one()?.doneOn ?? "")}办结` : ""}
        </p>
      </div>
      <Show when={props.mine && props.activity.state !== "planned"}>
        <Button
          busy={busy()}
          onClick={() => void mark(isDone() ? null : today())}
          aria-label={`${isDone() ? "改回未办结" : "标为已办结"}：${one()?.text}`}
        >
          {isDone() ? "改回未办结" : "标为已办结"}
        </Button>
      </Show>
    </li>
  );
}
