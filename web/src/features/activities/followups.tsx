import { createAsync } from "@solidjs/router";
import { For, Show } from "solid-js";
import { Section } from "../../ui/page";
import { followupsOf } from "./data";
import { FollowupRow } from "./followup-row";

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
              <For each={items()}>{(item) => <FollowupRow item={item} {...props} />}</For>
            </ul>
          </Show>
        </Section>
      )}
    </Show>
  );
}
