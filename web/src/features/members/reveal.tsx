import { secretFieldNames } from "#shared/members/labels";
import type { MemberAnswer, SecretField } from "#shared/members/schema";
import { createForm } from "../../lib/form";
import { CheckboxGroup, optionsOf } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { reveal } from "./data";

type Shown = Partial<Record<SecretField, string | null>>;
type Props = { member: MemberAnswer; open: boolean; onClose: () => void; onShown: (values: Shown) => void };

export const RevealDialog = (props: Props) => (
  <Dialog title="查看全号" open={props.open} onClose={props.onClose}>
    <p>查看会记下您的姓名、时间和原因，{props.member.name}本人能看到。离开这一页后恢复遮住。</p>
    <RevealForm {...props} />
  </Dialog>
);

function RevealForm(props: Props) {
  const form = createForm({
    initial: { fields: ["idNumber"] as SecretField[], reason: "" },
    schema: async () => (await import("#shared/members/schema")).revealInput,
    save: async (input, key) => {
      props.onShown(await reveal(props.member, input, key));
      props.onClose();
    },
  });
  return (
    <Form form={form} save="查看">
      <CheckboxGroup label="查看内容" options={optionsOf(secretFieldNames)} {...form.field("fields")} />
      <TextField label="查看原因" hint="例如：核对档案" {...form.field("reason")} required />
    </Form>
  );
}
