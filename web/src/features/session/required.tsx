import { Match, Show, Switch } from "solid-js";
import { me, refreshSession, signOut } from "../../lib/session";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/state";
import { failed } from "../../ui/toast";
import { Enrolment } from "../accounts/enrolment";
import { PasswordForm } from "../accounts/password";
import { Doorway } from "./doorway";

const go = () => refreshSession().catch(failed("没有载入成功，请刷新页面"));

/** What has to be done before anything else; the page underneath waits with what was typed there. */
export function Required() {
  return (
    <Doorway title={me().required === "password" ? "请先修改密码" : "请先绑定动态口令"}>
      <Switch>
        <Match when={me().required === "password"}>
          <Notice tone="orange">
            您的密码已满 90 天，按本单位的要求要换一个新的。换好后接着办原来的事，填过的内容还在。
          </Notice>
          <PasswordForm onDone={go} />
        </Match>
        <Match when={me().required === "second-factor"}>
          <Notice tone="orange">
            管理员登录除了密码，还要填手机上的动态口令。绑定一次就好，大约三分钟；绑定好以后才能办事。
          </Notice>
          <Enrolment onDone={() => void go()} />
        </Match>
      </Switch>
      <Show when={me().required}>
        <p class="no-print">
          <Button look="quiet" onClick={() => void signOut()}>
            退出登录
          </Button>
        </p>
      </Show>
    </Doorway>
  );
}
