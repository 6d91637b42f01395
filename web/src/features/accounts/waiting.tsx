import { createSignal, For, Show } from "solid-js";
import { chineseStamp } from "../../lib/dates";
import { createForm } from "../../lib/form";
import { mayDo } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { type Account, decide } from "./data";
import { grantsText } from "./words";

export const isWaiting = (account: Account): boolean => account.proposed !== null;

/** Roles that somebody asked for: the security administrator agrees or not, the others see what is open. */
export function Waiting(props: { accounts: readonly Account[] }) {
  const [refused, setRefused] = createSignal<Account | null>(null);
  const waiting = () => props.accounts.filter(isWaiting);
  return (
    <Show when={waiting().length > 0 || mayDo("accounts.grant")}>
      <Section
        title={`等待安全管理员同意（${waiting().length}）`}
        note={mayDo("accounts.grant") ? "请核对人员和角色；同意后立即生效，本人要重新登录" : "同意以前，新角色不生效"}
      >
        <Show when={waiting().length > 0} fallback={<Empty title="没有等待同意的角色。" />}>
          <ul class="duties">
            <For each={waiting()}>
              {(account) => <WaitingRow account={account} onRefuse={() => setRefused(account)} />}
            </For>
          </ul>
        </Show>
      </Section>
      <Dialog title="不同意" open={refused() !== null} onClose={() => setRefused(null)}>
        <Show when={refused()}>{(account) => <RefusalForm account={account()} onDone={() => setRefused(null)} />}</Show>
      </Dialog>
    </Show>
  );
}

function WaitingRow(props: { account: Account; onRefuse: () => void }) {
  const [busy, setBusy] = createSignal(false);
  const agree = async () => {
    setBusy(true);
    await decide(props.account, { granted: true })
      .then(() => toast(`已同意，${props.account.name}的角色已生效`), failed())
      .finally(() => setBusy(false));
  };
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <Badge tone="orange">待同意</Badge>
          <h3>
            {props.account.name}（{props.account.login}）
          </h3>
        </div>
        <p>申请后的角色：{grantsText(props.account.proposed?.grants ?? [])}</p>
        <p class="muted">
          现有角色：{grantsText(props.account.grants)} · {props.account.proposed?.by}于
          {chineseStamp(props.account.proposed?.at ?? "")}提出
        </p>
      </div>
      <Show when={mayDo("accounts.grant")}>
        <span class="section-actions">
          <Button look="primary" busy={busy()} onClick={() => void agree()} aria-label={`同意：${props.account.name}`}>
            同意
          </Button>
          <Button onClick={() => props.onRefuse()} aria-label={`不同意：${props.account.name}`}>
            不同意
          </Button>
        </span>
      </Show>
    </li>
  );
}

function RefusalForm(props: { account: Account; onDone: () => void }) {
  const form = createForm({
    initial: { reason: "" },
    schema: async () => (await import("#shared/accounts/schema")).decisionInput,
    input: (typed) => ({ ...typed, granted: false }),
    save: async (input) => {
      await decide(props.account, input);
      toast("已记为不同意");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="不同意">
      <p>{props.account.name}现有的角色不变。原因会留在记录里。</p>
      <TextField label="原因" {...form.field("reason")} hint="例如：已不在该支部" />
    </Form>
  );
}
