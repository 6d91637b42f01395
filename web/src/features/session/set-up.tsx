import { useLocation, useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import { createForm } from "../../lib/form";
import { me } from "../../lib/session";
import { PasswordField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Empty } from "../../ui/state";
import { toast } from "../../ui/toast";
import { setUp } from "./data";
import { Doorway } from "./doorway";

/** What the one-time link leads to. Its code stands behind the `#`, which browsers never send, so no log keeps it. */
export function SetUp() {
  const code = useLocation().hash.slice(1);
  return (
    <Doorway title="设置密码">
      <Show when={code !== ""} fallback={<NoCode />}>
        <SetUpForm code={code} />
      </Show>
    </Doorway>
  );
}

const NoCode = () => (
  <Empty title="请使用党务部门给您的完整链接打开本页。">
    <a class="text-link" href="/sign-in">
      已有密码，去登录
    </a>
  </Empty>
);

const filled = (text: string) => (text.trim() === "" ? undefined : text.trim());

function SetUpForm(props: { code: string }) {
  const navigate = useNavigate();
  const form = createForm({
    initial: { login: "", name: "", password: "", again: "" },
    schema: async () => (await import("./set-up-schema")).setUpForm,
    input: ({ login, name, ...rest }) => ({ ...rest, code: props.code, login: filled(login), name: filled(name) }),
    save: async ({ again: _, ...input }) => {
      await setUp(input);
      toast(`密码已设好。以后用账号“${me().account.login}”登录`);
      navigate("/", { replace: true });
    },
  });
  return (
    <Form form={form} save="保存并进入">
      <PasswordField
        label="新密码"
        {...form.field("password")}
        autocomplete="new-password"
        hint="至少 12 位，含大写字母、小写字母、数字、符号中的三种"
        required
      />
      <PasswordField label="再输入一次" {...form.field("again")} autocomplete="new-password" required />
      <TextField
        label="账号"
        {...form.field("login")}
        autocomplete="username"
        hint="以后用它登录，3–40 位字母、数字、点、横线或下划线；不填则用给您链接的人定好的账号"
      />
      <TextField label="姓名" {...form.field("name")} autocomplete="name" hint="不填则不改动" />
    </Form>
  );
}
