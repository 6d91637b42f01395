import { createAsync } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { mayDo } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable } from "../../ui/data-table";
import { Dialog } from "../../ui/dialog";
import { PageHeader } from "../../ui/page";
import { Empty, Loading } from "../../ui/state";
import { type Chosen, DisableDialog, RenewDialog, RowActs, UnlockDialog } from "./acts";
import { type Account, accountsOf, type Invitation } from "./data";
import { InviteForm, ProposalForm, RenameForm, TakeAwayForm } from "./form";
import { LinkDialog } from "./link";
import { Waiting } from "./waiting";
import { grantsText, states } from "./words";

/** Who may sign in, with which role where; each sees the part that is theirs to keep. */
export const AccountsPage = () => (
  <Show when={mayDo("accounts.read")} fallback={<NotMine />}>
    <Accounts />
  </Show>
);

const NotMine = () => (
  <>
    <PageHeader title="账号" />
    <Empty title="账号由党务部门和管理员管理。自己的密码和登录在“我的账号”中。" />
  </>
);

const leads = () => {
  if (mayDo("accounts.grant"))
    return "党务部门提出角色，由您同意或不同意；您也可以去掉角色。密码由本人设置，谁也看不到。";
  if (mayDo("accounts.keep")) return "您负责账号本身：邀请、改姓名、停用、发新的链接。角色由安全管理员同意。";
  return "邀请书记、委员等使用本系统，角色由安全管理员同意后生效。改姓名、停用、新的链接请找系统管理员。";
};

function Accounts() {
  const accounts = createAsync(() => accountsOf());
  const [isInviting, setInviting] = createSignal(false);
  const [chosen, setChosen] = createSignal<{ account: Account; act: Chosen } | null>(null);
  const [link, setLink] = createSignal<Invitation | null>(null);
  const close = () => setChosen(null);
  return (
    <>
      <PageHeader
        title="账号"
        lead={leads()}
        actions={
          <Show when={mayDo("accounts.propose")}>
            <Button look="primary" onClick={() => setInviting(true)}>
              邀请
            </Button>
          </Show>
        }
      />
      <Show when={accounts()} fallback={<Loading />}>
        {(all) => <Waiting accounts={all()} />}
      </Show>
      <Table accounts={accounts()} onChoose={(account, act) => setChosen({ account, act })} />
      <Dialog title="邀请" open={isInviting()} onClose={() => setInviting(false)}>
        <InviteForm
          onDone={(invitation) => {
            setInviting(false);
            setLink(invitation);
          }}
        />
      </Dialog>
      <ActDialogs chosen={chosen()} onClose={close} onLink={setLink} />
      <LinkDialog
        link={link()}
        note="本人设好密码就能登录；角色生效以前看不到支部内容。"
        onClose={() => setLink(null)}
      />
    </>
  );
}

const Table = (props: {
  accounts: readonly Account[] | undefined;
  onChoose: (account: Account, act: Chosen) => void;
}) => (
  <DataTable
    caption="账号"
    rows={props.accounts}
    empty="还没有账号。"
    columns={[
      { header: "姓名", primary: true, cell: (account) => account.name, sort: (account) => account.name },
      { header: "账号", cell: (account) => account.login, sort: (account) => account.login },
      { header: "角色", cell: (account) => <Roles account={account} /> },
      {
        header: "状态",
        cell: (account) => <Badge tone={states[account.state][0]}>{states[account.state][1]}</Badge>,
        sort: (account) => account.state,
      },
      {
        header: "",
        cell: (account) => <RowActs account={account} onChoose={(act) => props.onChoose(account, act)} />,
      },
    ]}
  />
);

const Roles = (props: { account: Account }) => (
  <>
    {grantsText(props.account.grants)}
    <Show when={props.account.proposed}>
      {(proposed) => <p class="muted">待同意：{grantsText(proposed().grants)}</p>}
    </Show>
  </>
);

function ActDialogs(props: {
  chosen: { account: Account; act: Chosen } | null;
  onClose: () => void;
  onLink: (invitation: Invitation) => void;
}) {
  const forAct = (act: Chosen) => (props.chosen?.act === act ? props.chosen.account : null);
  return (
    <>
      <Dialog title="调整角色" open={forAct("propose") !== null} onClose={props.onClose}>
        <Show when={forAct("propose")}>{(account) => <ProposalForm account={account()} onDone={props.onClose} />}</Show>
      </Dialog>
      <Dialog title="去掉角色" open={forAct("takeAway") !== null} onClose={props.onClose}>
        <Show when={forAct("takeAway")}>
          {(account) => <TakeAwayForm account={account()} onDone={props.onClose} />}
        </Show>
      </Dialog>
      <Dialog title="改姓名" open={forAct("rename") !== null} onClose={props.onClose}>
        <Show when={forAct("rename")}>{(account) => <RenameForm account={account()} onDone={props.onClose} />}</Show>
      </Dialog>
      <RenewDialog account={forAct("link")} onClose={props.onClose} onLink={props.onLink} />
      <DisableDialog account={forAct("disable")} onClose={props.onClose} />
      <UnlockDialog account={forAct("unlock")} onClose={props.onClose} />
    </>
  );
}
