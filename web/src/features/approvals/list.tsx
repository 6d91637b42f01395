import { createAsync, useSearchParams } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { mayDo } from "../../lib/session";
import { Button, ButtonLink } from "../../ui/button";
import { Checkbox } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { PageHeader } from "../../ui/page";
import { Empty } from "../../ui/state";
import { AppointmentForm } from "./ask-administrator";
import { mayAskFor } from "./asking";
import { approvals, isOpen } from "./data";
import { ApprovalDialogs } from "./dialogs";
import { ApprovalRow, type Chosen } from "./row";

/** What needs two people: what I asked for, and what I may decide on. */
export const ApprovalsPage = () => (
  <Show when={mayDo("approvals.read")} fallback={<NotMine />}>
    <Approvals />
  </Show>
);

const NotMine = () => (
  <>
    <PageHeader title="申请与审批" />
    <Empty title="这里由党务部门和管理员办理，您没有要办的事。" />
  </>
);

function Approvals() {
  const [search, setSearch] = useSearchParams();
  const showsAll = () => search.state === "all";
  const items = createAsync(async () => {
    const shown = showsAll() ? () => true : isOpen;
    return (await approvals()).filter(shown);
  });
  const [chosen, setChosen] = createSignal<Chosen | null>(null);
  const [isAsking, setAsking] = createSignal(false);
  return (
    <>
      <PageHeader
        title="申请与审批"
        lead="影响大的事，一个人申请、另一个人同意才能办。"
        actions={
          <>
            <Show when={mayAskFor("administrator")}>
              <Button onClick={() => setAsking(true)}>申请任命接替人员</Button>
            </Show>
            <Show when={mayAskFor("policy")}>
              <ButtonLink href="/policy">申请修改要求</ButtonLink>
            </Show>
          </>
        }
      />
      <Checkbox
        label="也显示已办完的"
        name="state"
        value={showsAll()}
        onChange={(all) => setSearch({ state: all ? "all" : undefined })}
      />
      <Show when={items()}>
        {(all) => (
          <Show when={all().length > 0} fallback={<NothingOpen showsAll={showsAll()} />}>
            <ul class="duties">
              <For each={all()}>{(approval) => <ApprovalRow approval={approval} onChoose={setChosen} />}</For>
            </ul>
          </Show>
        )}
      </Show>
      <ApprovalDialogs chosen={chosen()} onClose={() => setChosen(null)} />
      <Dialog title="申请任命接替人员" open={isAsking()} onClose={() => setAsking(false)}>
        <AppointmentForm onDone={() => setAsking(false)} />
      </Dialog>
    </>
  );
}

const NothingOpen = (props: { showsAll: boolean }) => (
  <Empty title={props.showsAll ? "还没有过申请。" : "没有等待决定的申请。"} />
);
