import { createSignal, Show } from "solid-js";
import { createForm } from "../../lib/form";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { mayAskFor } from "./asking";
import { ask } from "./data";

type Props = { branchId: string; memberId: string; name: string };

/** Asks to have the personal data of somebody who has left removed for good. */
export function PurgeButton(props: Props) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <Show when={mayAskFor("purge")}>
      <Button onClick={() => setOpen(true)}>申请删除个人信息</Button>
      <Dialog title={`申请删除${props.name}的个人信息`} open={isOpen()} onClose={() => setOpen(false)}>
        <Notice tone="orange">
          安全管理员同意后立即删除，不能恢复。删除的是身份证号、电话、住址等个人信息；开过的会、表决和人数统计不变。
        </Notice>
        <PurgeForm {...props} onDone={() => setOpen(false)} />
      </Dialog>
    </Show>
  );
}

function PurgeForm(props: Props & { onDone: () => void }) {
  const form = createForm({
    initial: { reason: "" },
    schema: async () => (await import("#shared/approvals/schema")).approvalInput,
    input: (typed) => ({ ...typed, kind: "purge", branchId: props.branchId, memberId: props.memberId }),
    save: async (input, key) => {
      await ask(input, key);
      toast("已申请，等待安全管理员决定");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="申请删除">
      <TextField
        label="原因"
        {...form.field("reason")}
        hint="例如：本人要求，且已过保存期限；不要写身份证号、电话"
        required
      />
    </Form>
  );
}
