import { createAsync } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { approvals, isOpen } from "./data";
import { ApprovalDialogs } from "./dialogs";
import { ApprovalRow, type Chosen } from "./row";

/** The requests that are open, for the home page of those who decide. */
export function OpenApprovals() {
  const items = createAsync(async () => (await approvals()).filter(isOpen));
  const [chosen, setChosen] = createSignal<Chosen | null>(null);
  return (
    <Section
      title={`等待决定的申请（${items()?.length ?? 0}）`}
      actions={
        <a class="text-link" href="/approvals?state=all">
          全部申请
        </a>
      }
    >
      <Show when={(items() ?? []).length > 0} fallback={<Empty title="没有等待决定的申请。" />}>
        <ul class="duties">
          <For each={items()}>{(approval) => <ApprovalRow approval={approval} onChoose={setChosen} />}</For>
        </ul>
      </Show>
      <ApprovalDialogs chosen={chosen()} onClose={() => setChosen(null)} />
    </Section>
  );
}
