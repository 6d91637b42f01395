import { createAsync } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { roleNames } from "#shared/access";
import { isOffice, me } from "../../lib/session";
import { Badge, type Tone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable } from "../../ui/data-table";
import { ConfirmDialog, Dialog } from "../../ui/dialog";
import { PageHeader } from "../../ui/page";
import { Empty } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { type Account, accountsOf, changeAccount, type Invitation, renewLink } from "./data";
import { AccountForm, InviteForm } from "./form";
import { LinkDialog } from "./link";

const states: Record<Account["state"], [Tone, string]> = {
  invited: ["orange", "等待设密码"],
  expired: ["red", "链接已过期"],
  active: ["green", "正常"],
  disabled: ["grey", "已停用"],
};

const grantsText = (account: Account) =>
  account.grants.map((grant) => `${grant.unit.name}：${roleNames[grant.role]}`).join("；") || "没有角色";

/** Who may sign in, with which role where. */
export const AccountsPage = () => (
  <Show when={isOffice()} fallback={<Empty title="账号由党务部门管理。" />}>
    <Accounts />
  </Show>
);

function Accounts() {
  const accounts = createAsync(() => accountsOf());
  const [isInviting, setInviting] = createSignal(false);
  const [changed, setChanged] = createSignal<Account | null>(null);
  const [link, setLink] = createSignal<Invitation | null>(null);
  const [asked, setAsked] = createSignal<Account | null>(null);
  return (
    <>
      <PageHeader
        title="账号"
        lead="邀请书记、委员等使用本系统；密码由本人设置，这里看不到。"
        actions={
          <Button look="primary" onClick={() => setInviting(true)}>
            邀请
          </Button>
        }
      />
      <DataTable
        caption="账号"
        rows={accounts()}
        empty="还没有账号。"
        columns={[
          { header: "姓名", primary: true, cell: (account) => account.name, sort: (account) => account.name },
          { header: "账号", cell: (account) => account.login, sort: (account) => account.login },
          { header: "角色", cell: grantsText },
          {
            header: "状态",
            cell: (account) => <Badge tone={states[account.state][0]}>{states[account.state][1]}</Badge>,
            sort: (account) => account.state,
          },
          {
            header: "",
            cell: (account) => (
              <RowActs account={account} onChange={() => setChanged(account)} onLink={() => setAsked(account)} />
            ),
          },
        ]}
      />
      <Dialog title="邀请" open={isInviting()} onClose={() => setInviting(false)}>
        <InviteForm
          onDone={(invitation) => {
            setInviting(false);
            setLink(invitation);
          }}
        />
      </Dialog>
      <Dialog title="修改账号" open={changed() !== null} onClose={() => setChanged(null)}>
        <Show when={changed()}>{(account) => <AccountForm account={account()} onDone={() => setChanged(null)} />}</Show>
      </Dialog>
      <RenewDialog account={asked()} onClose={() => setAsked(null)} onLink={setLink} />
      <LinkDialog invitation={link()} onClose={() => setLink(null)} />
    </>
  );
}

function RowActs(props: { account: Account; onChange: () => void; onLink: () => void }) {
  const toggle = () =>
    void changeAccount(props.account, { disabled: !props.account.disabled }).then(
      () => toast(props.account.disabled ? "已启用" : "已停用"),
      failed(),
    );
  return (
    <span class="section-actions">
      <Button small onClick={() => props.onChange()} aria-label={`修改：${props.account.name}`}>
        修改
      </Button>
      <Show when={!props.account.disabled}>
        <Button small onClick={() => props.onLink()} aria-label={`新的链接：${props.account.name}`}>
          新的链接
        </Button>
      </Show>
      <Show when={props.account.id !== me().account.id}>
        <Button
          small
          look={props.account.disabled ? "plain" : "danger"}
          onClick={toggle}
          aria-label={`${props.account.disabled ? "启用" : "停用"}：${props.account.name}`}
        >
          {props.account.disabled ? "启用" : "停用"}
        </Button>
      </Show>
    </span>
  );
}

function RenewDialog(props: {
  account: Account | null;
  onClose: () => void;
  onLink: (invitation: Invitation) => void;
}) {
  const [busy, setBusy] = createSignal(false);
  const renew = async (account: Account) => {
    setBusy(true);
    await renewLink(account)
      .then((invitation) => {
        props.onClose();
        props.onLink(invitation);
      }, failed())
      .finally(() => setBusy(false));
  };
  return (
    <ConfirmDialog
      title="新的链接"
      open={props.account !== null}
      onClose={props.onClose}
      confirm="生成链接"
      busy={busy()}
      onConfirm={() => props.account && void renew(props.account)}
    >
      <p>
        链接丢失、过期或忘记密码时使用。{props.account?.name}
        用新链接设好密码后，原来的密码就不能再用；以前的链接立即失效。
      </p>
    </ConfirmDialog>
  );
}
