import { createAsync } from "@solidjs/router";
import { For, Show } from "solid-js";
import { me } from "../../lib/session";
import { ButtonLink } from "../../ui/button";
import { PageHeader } from "../../ui/page";
import { unitTree } from "../units/data";

/** A group leader records the group's own meetings. */
export function GroupHome() {
  const units = createAsync(() => unitTree());
  const groups = () =>
    me().grants.flatMap((grant) =>
      (units() ?? []).filter((unit) => grant.role === "leader" && unit.id === grant.unit.id && unit.parentId !== null),
    );
  return (
    <Show when={units()}>
      <PageHeader title="我的党小组" />
      <For each={groups()}>
        {(group) => (
          <section class="panel">
            <h2>{group.name}</h2>
            <div class="form-actions">
              <ButtonLink
                look="primary"
                href={`/branches/${group.parentId}/activities/new?kind=group&on=${me().today}&group=${group.id}`}
              >
                记录党小组会
              </ButtonLink>
              <ButtonLink href={`/branches/${group.parentId}/activities`}>查看本组会议</ButtonLink>
            </div>
          </section>
        )}
      </For>
    </Show>
  );
}
