import { createAsync } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import type { Followup } from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import { today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page";
import { toast } from "../../ui/toast";
import { finishResolution, followupsOf } from "./data";

type Props = { branchId: string; mine: boolean };

/** Resolutions of this year and the last that nobody has carried out yet. */
export function OpenResolutions(props: Props) {
  const open = createAsync(() => followupsOf(props.branchId));
  return (
    <Show when={open()}>
      {(items) => (
        <Section title={`待落实决议（${items().length}）`} note="今年和去年会议定下、还没有办完的事">
          <Show when={items().length > 0} fallback={<p class="muted">没有待落实的决议。</p>}>
            <ul class="duties">
              <For each={items()}>{(item) => <Row item={item} {...props} />}</For>
            </ul>
          </Show>
        </Section>
      )}
    </Show>
  );
}

function Row(props: Props & { item: Followup }) {
  const [busy, setBusy] = createSignal(false);
  const finish = async () => {
    setBusy(true);
    await finishResolution(props.branchId, props.item.activityId, props.item.n, today())
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
          {props.item.ownerName ? `责任人 ${props.item.ownerName} · ` : ""}
          {props.item.dueOn ? `${chineseDay(props.item.dueOn)}前完成 · ` : ""}
          <a class="text-link" href={`/branches/${props.branchId}/activities/${props.item.activityId}`}>
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
