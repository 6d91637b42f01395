import { useNavigate } from "@solidjs/router";
import { For } from "solid-js";
import { roleNames } from "#shared/access";
import { createForm } from "../../lib/form";
import { me, signOut } from "../../lib/session";
import { Button } from "../../ui/button";
import { PasswordField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Fact, Facts, PageHeader, Section } from "../../ui/page";
import { toast } from "../../ui/toast";
import { changePassword } from "./own-data";

/** One's own account: who one is here, the password, the way out. */
export function OwnAccountPage() {
  const navigate = useNavigate();
  const go = () => void signOut().then(() => navigate("/sign-in"));
  return (
    <>
      <PageHeader title="我的账号" actions={<Button onClick={go}>退出登录</Button>} />
      <Section title="基本情况">
        <Facts>
          <Fact label="姓名">{me().account.name}</Fact>
          <Fact label="账号">{me().account.login}</Fact>
          <Fact label="角色">
            <ul>
              <For each={me().grants} fallback={<li>没有角色</li>}>
                {(grant) => (
                  <li>
                    {grant.unit.name}：{roleNames[grant.role]}
                  </li>
                )}
              </For>
            </ul>
          </Fact>
        </Facts>
      </Section>
      <Section title="修改密码" note="修改后，其他电脑上的登录会立即失效">
        <PasswordForm />
      </Section>
    </>
  );
}

const blank = { current: "", password: "", again: "" };

function PasswordForm() {
  const form = createForm({
    initial: blank,
    schema: async () => (await import("../session/set-up-schema")).passwordForm,
    save: async ({ current, password }) => {
      await changePassword({ current, password });
      toast("密码已修改");
      form.reset(blank);
    },
  });
  return (
    <Form form={form} save="修改密码">
      <PasswordField label="当前密码" {...form.field("current")} autocomplete="current-password" required />
      <PasswordField
        label="新密码"
        {...form.field("password")}
        autocomplete="new-password"
        hint="至少 12 位，含大写字母、小写字母、数字、符号中的三种"
        required
      />
      <PasswordField label="再输入一次新密码" {...form.field("again")} autocomplete="new-password" required />
    </Form>
  );
}
