import { createAsync, useSearchParams } from "@solidjs/router";
import { Show } from "solid-js";
import type { OidcOutcome } from "#shared/accounts/schema";
import { Notice } from "../../ui/state";
import { signInOptionsNow } from "./data";

/** Why signing in with the enterprise's own provider came back without a session. */
const outcomes: Record<OidcOutcome, string> = {
  unreachable: "单位的统一登录暂时连不上，请用账号和密码登录。",
  interrupted: "统一登录没有完成，请再试一次。",
  expired: "统一登录等得太久，请再试一次。",
  refused: "统一登录的人在本系统中没有可用的账号，请联系本单位的系统管理员。",
  "second-factor": "您的账号要用动态口令，请用账号和密码登录。",
};
const isOutcome = (text: unknown): text is OidcOutcome => typeof text === "string" && Object.hasOwn(outcomes, text);

export function ProviderOutcome() {
  const [search] = useSearchParams();
  const sentence = () => (isOutcome(search.oidc) ? outcomes[search.oidc] : undefined);
  return <Show when={sentence()}>{(text) => <Notice tone="red">{text()}</Notice>}</Show>;
}

/** The way in over the enterprise's own provider, where there is one. */
export function Provider() {
  const options = createAsync(() => signInOptionsNow());
  return (
    <Show when={options()?.oidc}>
      {(oidc) => (
        <a class="btn wide-button" href="/api/oidc/start" rel="external">
          用{oidc().name}登录
        </a>
      )}
    </Show>
  );
}
