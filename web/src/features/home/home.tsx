import { For, lazy, Match, Show, Switch } from "solid-js";
import { administratorRole, me, overseen, ownBranches } from "../../lib/session";
import { PageHeader } from "../../ui/page";
import { BranchHome } from "./branch-home";

const AdministratorHome = lazy(async () => ({ default: (await import("./administrator-home")).AdministratorHome }));
const GroupHome = lazy(async () => ({ default: (await import("./group-home")).GroupHome }));
const Overview = lazy(async () => ({ default: (await import("./overview")).Overview }));
const OwnRecord = lazy(async () => ({ default: (await import("./own-record")).OwnRecordPage }));

const leads = () => me().grants.some((grant) => grant.role === "leader");

/** What a person sees first: the duties of the own branch, the branches below, the own group, or the own record. */
export function Home() {
  return (
    <Switch fallback={<OwnRecord />}>
      <Match when={administratorRole()}>{(role) => <AdministratorHome role={role()} />}</Match>
      <Match when={ownBranches().length > 1}>
        <SeveralBranches />
      </Match>
      <Match when={ownBranches()[0]}>{(branch) => <BranchHome branchId={branch().id} title="首页待办" />}</Match>
      <Match when={overseen().length > 0}>
        <Overview />
      </Match>
      <Match when={leads()}>
        <GroupHome />
      </Match>
    </Switch>
  );
}

/** Somebody who keeps several branches chooses first. */
const SeveralBranches = () => (
  <>
    <PageHeader title="请选择支部" lead="您负责不止一个支部。" />
    <ul class="cards">
      <For each={ownBranches()}>
        {(branch) => (
          <li class="panel">
            <a class="text-link" href={`/branches/${branch.id}`}>
              {branch.name}
            </a>
          </li>
        )}
      </For>
    </ul>
    <Show when={overseen().length > 0}>
      <p>
        <a class="text-link" href="/overview">
          下级总览
        </a>
      </p>
    </Show>
  </>
);
