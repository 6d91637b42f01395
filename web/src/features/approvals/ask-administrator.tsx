import { roleNames } from "#shared/access";
import { type Administrator, administrators } from "#shared/authority";
import { createForm } from "../../lib/form";
import { SelectField } from "../../ui/choice";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { ask } from "./data";

const initial: { role: Administrator | null; name: string; login: string; reason: string } = {
  role: null,
  name: "",
  login: "",
  reason: "",
};

/** A successor for one of the three: asked for by one administrator, agreed to by another. */
export function AppointmentForm(props: { onDone: () => void }) {
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/approvals/schema")).approvalInput,
    input: (typed) => ({ ...typed, kind: "administrator" }),
    save: async (input, key) => {
      await ask(input, key);
      toast("已申请，等待另一名管理员决定");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="申请">
      <p>由另一名管理员同意后，链接交到他手里，再由他交给本人。原来的人不再担任时，由系统管理员停用其账号。</p>
      <SelectField
        label="管理员类别"
        {...form.field("role")}
        onChange={(role) => form.set("role", role)}
        options={administrators.map((role) => ({ value: role, label: roleNames[role] }))}
        required
      />
      <div class="form-row">
        <TextField label="姓名" {...form.field("name")} required />
        <TextField label="账号" {...form.field("login")} hint="用来登录，另起一个，不和别的角色共用" required />
      </div>
      <TextField label="原因" {...form.field("reason")} hint="例如：工作调动，由某某接替" required />
    </Form>
  );
}
