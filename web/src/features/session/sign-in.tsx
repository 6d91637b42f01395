import { Navigate, useNavigate, useSearchParams } from "@solidjs/router";
import { createSignal, onMount, Show } from "solid-js";
import { session } from "../../lib/session";
import { Button } from "../../ui/button";
import { PasswordField, TextField } from "../../ui/field";
import { Notice } from "../../ui/state";
import { enterWith } from "./data";
import { Doorway } from "./doorway";

/** Only addresses of this page: a link from outside cannot lead away after signing in. */
const inside = (wanted: unknown): string => (typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : "/");

/** Written without the form kit, which would load the schemas before anybody is in. */
export function SignIn() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [login, setLogin] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const target = () => inside(search.return);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (login().trim() === "" || password() === "") {
      setProblem("请填写账号和密码");
      return;
    }
    setBusy(true);
    const refusal = await enterWith(login().trim(), password());
    setBusy(false);
    setProblem(refusal);
    if (refusal === undefined) navigate(target(), { replace: true });
  }

  return (
    <Doorway title="登录">
      <Show when={session() && !busy()}>
        <Navigate href={target()} />
      </Show>
      <Show when={search.return}>
        <Notice tone="blue">登录后会回到刚才的页面。</Notice>
      </Show>
      <form
        ref={(element) => onMount(() => element.querySelector("input")?.focus())}
        class="form"
        novalidate
        onSubmit={(event) => void submit(event)}
      >
        <TextField label="账号" name="login" autocomplete="username" value={login()} onChange={setLogin} />
        <PasswordField
          label="密码"
          name="password"
          autocomplete="current-password"
          value={password()}
          onChange={setPassword}
        />
        <Show when={problem()}>{(sentence) => <Notice tone="red">{sentence()}</Notice>}</Show>
        <Button type="submit" look="primary" busy={busy()}>
          登录
        </Button>
        <p class="muted">忘记密码或没有账号，请联系上级党务部门，由他们给您一个新的链接。</p>
      </form>
    </Doorway>
  );
}
