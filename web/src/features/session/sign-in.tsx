import { Navigate, useNavigate, useSearchParams } from "@solidjs/router";
import { createSignal, type JSX, Match, onMount, Show, Suspense, Switch } from "solid-js";
import { session } from "../../lib/session";
import { Button } from "../../ui/button";
import { PasswordField, TextField } from "../../ui/field";
import { Notice } from "../../ui/state";
import { enterWith } from "./data";
import { Doorway } from "./doorway";
import { Provider, ProviderOutcome } from "./provider";

/** Only addresses of this page: a link from outside cannot lead away after signing in. */
const inside = (wanted: unknown): string => (typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : "/");

/** Written without the form kit, which would load the schemas before anybody is in. The code is asked in a second step, with what was typed kept. */
export function SignIn() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [login, setLogin] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [code, setCode] = createSignal("");
  const [asksCode, setAsksCode] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const target = () => inside(search.return);

  async function send(given: { code?: string }): Promise<void> {
    setBusy(true);
    const refusal = await enterWith({ login: login().trim(), password: password(), ...given });
    setBusy(false);
    const isCode = refusal?.code === "session.code-needed" || refusal?.code === "session.code-wrong";
    setAsksCode(isCode || (refusal?.code !== "session.refused" && asksCode()));
    setCode("");
    setProblem(refusal?.code === "session.code-needed" ? undefined : refusal?.message);
    if (refusal === undefined) navigate(target(), { replace: true });
  }

  function submitPassword(): void {
    if (login().trim() === "" || password() === "") setProblem("请填写账号和密码");
    else void send({});
  }

  function submitCode(): void {
    if (code().trim() === "") setProblem("请填写动态口令或备用码");
    else void send({ code: code().trim() });
  }

  function back(): void {
    setAsksCode(false);
    setProblem(undefined);
  }

  return (
    <Doorway title={asksCode() ? "输入动态口令" : "登录"}>
      <Show when={session() && !busy()}>
        <Navigate href={target()} />
      </Show>
      <Show when={search.return}>
        <Notice tone="blue">登录后会回到刚才的页面。</Notice>
      </Show>
      <ProviderOutcome />
      <Switch>
        <Match when={!asksCode()}>
          <Step busy={busy()} problem={problem()} onSubmit={submitPassword}>
            <TextField label="账号" name="login" autocomplete="username" value={login()} onChange={setLogin} />
            <PasswordField
              label="密码"
              name="password"
              autocomplete="current-password"
              value={password()}
              onChange={setPassword}
            />
          </Step>
          <Suspense>
            <Provider />
          </Suspense>
          <p class="muted">忘记密码请联系本单位的系统管理员要一个新的链接；还没有账号请联系上级党务部门。</p>
        </Match>
        <Match when={asksCode()}>
          <Step busy={busy()} problem={problem()} onSubmit={submitCode}>
            <TextField
              label="动态口令"
              name="code"
              autocomplete="one-time-code"
              value={code()}
              onChange={setCode}
              hint="手机验证器上现在显示的 6 位数字。手机不在身边时，填一个备用码"
            />
          </Step>
          <p>
            <Button look="quiet" onClick={back}>
              返回，换一个账号
            </Button>
          </p>
        </Match>
      </Switch>
    </Doorway>
  );
}

const Step = (props: { busy: boolean; problem: string | undefined; onSubmit: () => void; children: JSX.Element }) => (
  <form
    ref={(element) => onMount(() => element.querySelector("input")?.focus())}
    class="form"
    novalidate
    onSubmit={(event) => {
      event.preventDefault();
      props.onSubmit();
    }}
  >
    {props.children}
    <Show when={props.problem}>{(sentence) => <Notice tone="red">{sentence()}</Notice>}</Show>
    <Button type="submit" look="primary" busy={props.busy}>
      登录
    </Button>
  </form>
);
