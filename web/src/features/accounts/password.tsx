import { createForm } from "../../lib/form";
import { me } from "../../lib/session";
import { PasswordField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { changePassword } from "./own-data";
import { passwordHints } from "./password-words";

const blank = { current: "", password: "", again: "" };

/** A new password in place of the own one. */
export function PasswordForm(props: { onDone?: () => Promise<void> }) {
  const owner = () => ({ profile: me().passwordProfile, login: me().account.login, name: me().account.name });
  const form = createForm({
    initial: blank,
    schema: async () => (await import("./password-schema")).passwordForm(owner()),
    save: async ({ current, password }) => {
      await changePassword({ current, password });
      toast("密码已修改");
      form.reset(blank);
      await props.onDone?.();
    },
  });
  return (
    <Form form={form} save="修改密码">
      <PasswordField label="当前密码" {...form.field("current")} autocomplete="current-password" required />
      <PasswordField
        label="新密码"
        {...form.field("password")}
        autocomplete="new-password"
        hint={passwordHints[me().passwordProfile]}
        required
      />
      <PasswordField label="再输入一次新密码" {...form.field("again")} autocomplete="new-password" required />
    </Form>
  );
}
