import { createAsync, useLocation, useNavigate } from "@solidjs/router";
import { createSignal, ErrorBoundary, Match, Show, Suspense, Switch } from "solid-js";
import { createForm } from "../../lib/form";
import { me } from "../../lib/session";
import { PasswordField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Empty, Failure, Loading } from "../../ui/state";
import { toast } from "../../ui/toast";
import { passwordHints } from "../accounts/password-words";
import { Doorway } from "./doorway";
import { type OpenLink, openLink, setUp } from "./set-up-data";

/** What the one-time link leads to. Its code stands behind the `#`, which browsers never send, so no log keeps it. */
export function SetUp() {
  const code = useLocation().hash.slice(1);
  return (
    <Doorway title="设置密码">
      <Show when={code !== ""} fallback={<Refused sentence="请用给您的完整链接打开本页。" />}>
        <ErrorBoundary
          fallback={(error, reset) => (
            <Failure sentence={error instanceof Error ? error.message : "没有载入成功"} onRetry={reset} />
          )}
        >
          <Suspense fallback={<Loading lines={3} />}>
            <Link code={code} />
          </Suspense>
        </ErrorBoundary>
      </Show>
    </Doorway>
  );
}

/** A link that was used or is too old says so at once. */
function Link(props: { code: string }) {
  const answer = createAsync(() => openLink(props.code));
  const open = () => {
    const now = answer();
    return typeof now === "object" ? now : undefined;
  };
  const refused = () => {
    const now = answer();
    return typeof now === "string" ? now : undefined;
  };
  return (
    <Switch>
      <Match when={refused()}>{(sentence) => <Refused sentence={sentence()} />}</Match>
      <Match when={open()}>{(link) => <SetUpForm code={props.code} link={link()} />}</Match>
    </Switch>
  );
}

const Refused = (props: { sentence: string }) => (
  <Empty title={props.sentence}>
    <a class="text-link" href="/sign-in">
      已有密码，去登录
    </a>
  </Empty>
);

const filled = (text: string) => (text.trim() === "" ? undefined : text.trim());

function SetUpForm(props: { code: string; link: OpenLink }) {
  const { code, link } = props;
  const navigate = useNavigate();
  const [problem, setProblem] = createSignal("");
  const form = createForm({
    initial: { login: link.login, name: link.name, password: "", again: "", factor: "" },
    schema: async () =>
      (await import("../accounts/password-schema")).setUpForm({
        profile: link.passwordProfile,
        login: link.login,
        name: link.name,
      }),
    input: ({ login, name, factor, ...rest }) => ({
      ...rest,
      code,
      factor: filled(factor),
      login: filled(login) === link.login ? undefined : filled(login),
      name: filled(name) === link.name ? undefined : filled(name),
    }),
    save: async ({ again: _, ...input }) => {
      const refusal = await setUp(input);
      if (refusal !== undefined) {
        setProblem(refusal);
        return;
      }
      toast(`密码已设好。以后用账号“${me().account.login}”登录`);
      navigate("/", { replace: true });
    },
  });
  return (
    <Show when={problem() === ""} fallback={<Refused sentence={problem()} />}>
      <Form form={form} save="保存并进入">
        <p>{link.name}，您好。请设一个只有自己知道的密码。</p>
        <PasswordField
          label="新密码"
          {...form.field("password")}
          autocomplete="new-password"
          hint={passwordHints[link.passwordProfile]}
          required
        />
        <PasswordField label="再输入一次" {...form.field("again")} autocomplete="new-password" required />
        <Show when={link.secondFactor}>
          <TextField
            label="动态口令"
            {...form.field("factor")}
            autocomplete="one-time-code"
            hint="手机验证器上现在显示的 6 位数字，或一个备用码"
            required
          />
        </Show>
        <Show when={link.mayName}>
          <TextField
            label="账号"
            {...form.field("login")}
            autocomplete="username"
            hint="以后用它登录，3–40 位字母、数字、点、横线或下划线；可以改成自己好记的"
          />
          <TextField label="姓名" {...form.field("name")} autocomplete="name" />
        </Show>
      </Form>
    </Show>
  );
}
