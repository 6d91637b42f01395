import { createForm } from "../../lib/form";
import { Dialog } from "../../ui/dialog";
import { PasswordField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { downloadFullRoster } from "./data";

type Props = { branchId: string; open: boolean; onClose: () => void };

/** The roster with full ID numbers, phones and addresses: one noted act, behind the password. */
export const FullRosterDialog = (props: Props) => (
  <Dialog title="导出全号花名册" open={props.open} onClose={props.onClose}>
    <p>
      文件里有完整的身份证号、电话和住址。系统会记下由谁、何时、为什么导出，每名党员都能看到。请妥善保管，用完删除。
    </p>
    <FullRosterForm {...props} />
  </Dialog>
);

function FullRosterForm(props: Props) {
  const form = createForm({
    initial: { password: "", reason: "" },
    schema: async () => (await import("#shared/members/schema")).fullRosterInput,
    save: async (input) => {
      await downloadFullRoster(props.branchId, input);
      toast("花名册已导出");
      props.onClose();
    },
  });
  return (
    <Form form={form} save="导出">
      <TextField label="导出原因" {...form.field("reason")} required />
      <PasswordField label="您的登录密码" autocomplete="current-password" {...form.field("password")} required />
    </Form>
  );
}
