import { createSignal, For } from "solid-js";
import { mayDo, me } from "../../lib/session";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/dialog";
import { failed, toast } from "../../ui/toast";
import { type Account, changeAccount, type Invitation, renewLink, unlock } from "./data";
import { isOneOfThree } from "./words";

/** What opens a dialog of its own. */
export type Chosen = "propose" | "takeAway" | "rename" | "link" | "disable" | "unlock";

/** Everything that can be done with an account, by the table of authority; the three administrators' roles go another way. */
const acts = (account: Account): { name: string; chosen: Chosen; isGrave?: boolean }[] => {
  const isOther = account.id !== me().account.id;
  return [
    ...(mayDo("accounts.propose") && !mayDo("accounts.keep") && !isOneOfThree(account) && !account.disabled
      ? [{ name: "调整角色", chosen: "propose" as const }]
      : []),
    ...(mayDo("accounts.grant") && !isOneOfThree(account) && account.grants.length > 0
      ? [{ name: "去掉角色", chosen: "takeAway" as const }]
      : []),
    ...(mayDo("accounts.grant") && isOther ? [{ name: "解锁", chosen: "unlock" as const }] : []),
    ...(mayDo("accounts.keep") ? [{ name: "改姓名", chosen: "rename" as const }] : []),
    ...(mayDo("accounts.keep") && !account.disabled ? [{ name: "新的链接", chosen: "link" as const }] : []),
    ...(mayDo("accounts.keep") && isOther
      ? [{ name: account.disabled ? "启用" : "停用", chosen: "disable" as const, isGrave: !account.disabled }]
      : []),
  ];
};

export const RowActs = (props: { account: Account; onChoose: (chosen: Chosen) => void }) => (
  <span class="section-actions">
    <For each={acts(props.account)}>
      {(act) => (
        <Button
          small
          look={act.isGrave ? "danger" : "plain"}
          onClick={() => props.onChoose(act.chosen)}
          aria-label={`${act.name}：${props.account.name}`}
        >
          {act.name}
        </Button>
      )}
    </For>
  </span>
);

type Question = { account: Account | null; onClose: () => void };

/** One question before an act that has no form. */
function Confirmed(
  props: Question & {
    title: string;
    confirm: string;
    danger?: boolean;
    text: string;
    act: (account: Account) => Promise<void>;
  },
) {
  const [busy, setBusy] = createSignal(false);
  const go = async (account: Account) => {
    setBusy(true);
    await props
      .act(account)
      .then(() => props.onClose(), failed())
      .finally(() => setBusy(false));
  };
  return (
    <ConfirmDialog
      title={props.title}
      open={props.account !== null}
      onClose={props.onClose}
      confirm={props.confirm}
      danger={props.danger ?? false}
      busy={busy()}
      onConfirm={() => props.account && void go(props.account)}
    >
      <p>{props.text}</p>
    </ConfirmDialog>
  );
}

export const RenewDialog = (props: Question & { onLink: (invitation: Invitation) => void }) => (
  <Confirmed
    {...props}
    title="新的链接"
    confirm="生成链接"
    text={`链接丢失、过期或忘记密码时使用。${props.account?.name ?? ""}用新链接设好密码后，原来的密码就不能再用；以前的链接立即失效。`}
    act={async (account) => props.onLink(await renewLink(account))}
  />
);

export const DisableDialog = (props: Question) => (
  <Confirmed
    {...props}
    title={props.account?.disabled ? "启用账号" : "停用账号"}
    confirm={props.account?.disabled ? "启用" : "停用"}
    danger={!props.account?.disabled}
    text={
      props.account?.disabled
        ? `启用后，${props.account.name}可以用原来的密码登录。`
        : `停用后，${props.account?.name ?? ""}不能再登录，已登录的立即退出；留下的记录不变，以后可以再启用。`
    }
    act={async (account) => {
      await changeAccount(account, { disabled: !account.disabled });
      toast(account.disabled ? "已启用" : "已停用");
    }}
  />
);

export const UnlockDialog = (props: Question) => (
  <Confirmed
    {...props}
    title="解锁"
    confirm="解锁"
    text={`${props.account?.name ?? ""}因多次输错密码暂时不能登录时使用。请先当面或打电话确认是本人。`}
    act={async (account) => {
      await unlock(account);
      toast("已解锁，本人可以马上登录");
    }}
  />
);
