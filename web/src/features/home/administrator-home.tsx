import { createAsync } from "@solidjs/router";
import { Show } from "solid-js";
import { roleNames } from "#shared/access";
import type { Administrator } from "#shared/authority";
import { mayDo, me } from "../../lib/session";
import { ButtonLink } from "../../ui/button";
import { PageHeader } from "../../ui/page";
import { accountsOf } from "../accounts/data";
import { Waiting } from "../accounts/waiting";
import { tasks } from "../administrators/words";
import { OpenApprovals } from "../approvals/open";

/** The home of one of the three: what waits for the person; nothing of the branches. */
export const AdministratorHome = (props: { role: Administrator }) => (
  <>
    <PageHeader
      title={`您好，${me().account.name}`}
      lead={`${roleNames[props.role]}${tasks[props.role]}`}
      actions={
        <>
          <Show when={mayDo("accounts.read")}>
            <ButtonLink look="primary" href="/accounts">
              全部账号
            </ButtonLink>
          </Show>
          <Show when={mayDo("trail.read")}>
            <ButtonLink look="primary" href="/audit">
              查看审计记录
            </ButtonLink>
          </Show>
        </>
      }
    />
    <Show when={mayDo("accounts.read")}>
      <Asked />
    </Show>
    <OpenApprovals />
  </>
);

function Asked() {
  const accounts = createAsync(() => accountsOf());
  return <Show when={accounts()}>{(all) => <Waiting accounts={all()} />}</Show>;
}
