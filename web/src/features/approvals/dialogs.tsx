import { createSignal, Show } from "solid-js";
import type { ApprovalAnswer } from "#shared/approvals/schema";
import { createForm } from "../../lib/form";
import { ConfirmDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { failed, toast } from "../../ui/toast";
import { type Link, LinkDialog } from "../accounts/link";
import { decide, downloadExport, withdraw } from "./data";
import type { Act, Chosen } from "./row";
import { consequences } from "./words";

/** The question before each act on a request, and the one-time link that an appointment gives. */
export function ApprovalDialogs(props: { chosen: Chosen | null; onClose: () => void }) {
  const [link, setLink] = createSignal<Link | null>(null);
  const forAct = (act: Act) => (props.chosen?.act === act ? props.chosen.approval : null);
  return (
    <>
      <GrantDialog approval={forAct("grant")} onClose={props.onClose} onLink={setLink} />
      <Dialog title="不同意" open={forAct("refuse") !== null} onClose={props.onClose}>
        <Show when={forAct("refuse")}>{(one) => <RefusalForm approval={one()} onDone={props.onClose} />}</Show>
      </Dialog>
      <WithdrawDialog approval={forAct("withdraw")} onClose={props.onClose} />
      <Dialog title="下载导出的考核表" open={forAct("use") !== null} onClose={props.onClose}>
        <Show when={forAct("use")}>{(one) => <UseForm approval={one()} onDone={props.onClose} />}</Show>
      </Dialog>
      <LinkDialog link={link()} note="打开链接设好密码后，还要用手机绑定动态口令。" onClose={() => setLink(null)} />
    </>
  );
}

type Question = { approval: ApprovalAnswer | null; onClose: () => void };

function GrantDialog(props: Question & { onLink: (link: Link) => void }) {
  const [busy, setBusy] = createSignal(false);
  const grant = async (approval: ApprovalAnswer) => {
    setBusy(true);
    await decide(approval, { granted: true })
      .then((decided) => {
        props.onClose();
        toast("已同意");
        if (decided.link) props.onLink(decided.link);
      }, failed())
      .finally(() => setBusy(false));
  };
  return (
    <ConfirmDialog
      title="同意"
      open={props.approval !== null}
      onClose={props.onClose}
      confirm="同意"
      danger={props.approval?.kind === "purge"}
      busy={busy()}
      onConfirm={() => props.approval && void grant(props.approval)}
    >
      <Show when={props.approval}>
        {(approval) => (
          <>
            <p>
              {approval().askedBy}申请：{approval().subject}。
            </p>
            <p>{consequences[approval().kind]}您的姓名和决定会留在记录里。</p>
          </>
        )}
      </Show>
    </ConfirmDialog>
  );
}

function RefusalForm(props: { approval: ApprovalAnswer; onDone: () => void }) {
  const form = createForm({
    initial: { reason: "" },
    schema: async () => (await import("#shared/approvals/schema")).approvalDecision,
    input: (typed) => ({ ...typed, granted: false }),
    save: async (input) => {
      await decide(props.approval, input);
      toast("已记为不同意");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="不同意">
      <p>{props.approval.subject}。申请人会看到您写的原因。</p>
      <TextField label="原因" {...form.field("reason")} />
    </Form>
  );
}

function WithdrawDialog(props: Question) {
  const [busy, setBusy] = createSignal(false);
  const go = async (approval: ApprovalAnswer) => {
    setBusy(true);
    await withdraw(approval)
      .then(() => {
        props.onClose();
        toast("已撤回");
      }, failed())
      .finally(() => setBusy(false));
  };
  return (
    <ConfirmDialog
      title="撤回申请"
      open={props.approval !== null}
      onClose={props.onClose}
      confirm="撤回"
      busy={busy()}
      onConfirm={() => props.approval && void go(props.approval)}
    >
      <p>撤回后不再等待别人决定；需要时可以重新申请。</p>
    </ConfirmDialog>
  );
}

function UseForm(props: { approval: ApprovalAnswer; onDone: () => void }) {
  const form = createForm({
    initial: { code: "" },
    schema: async () => (await import("./use-schema")).useInput,
    save: async ({ code }) => {
      await downloadExport(props.approval, code);
      toast("考核表已下载");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="下载">
      <p>{props.approval.subject}。文件里有全部支部的材料，请妥善保管，用完删除。</p>
      <TextField
        label="动态口令"
        {...form.field("code")}
        inputMode="numeric"
        autocomplete="one-time-code"
        hint="手机验证器上现在显示的 6 位数字"
        required
      />
    </Form>
  );
}
