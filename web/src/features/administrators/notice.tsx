import { createAsync } from "@solidjs/router";
import { Show } from "solid-js";
import { mayDo } from "../../lib/session";
import { ButtonLink } from "../../ui/button";
import { Notice } from "../../ui/state";
import { unitTree } from "../units/data";
import { namesTheThree } from "./authority";
import { administratorsState } from "./data";

/** At the office of the root, until the three administrators are named. */
export function AdministratorsNotice() {
  const units = createAsync(() => unitTree());
  const state = createAsync(async () => (mayDo("administrators.name") ? administratorsState() : undefined));
  return (
    <Show when={namesTheThree(units() ?? []) && state()?.named === false}>
      <Notice tone="orange">
        <p>
          <strong>请先任命三员。</strong>
          系统管理员、安全管理员、审计管理员任命以后，书记、委员的角色才能生效。
        </p>
        <div class="form-actions">
          <ButtonLink look="primary" href="/administrators">
            去任命三员
          </ButtonLink>
        </div>
      </Notice>
    </Show>
  );
}
