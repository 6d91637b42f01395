import { createAsync } from "@solidjs/router";
import { Show } from "solid-js";
import type { Grant } from "#shared/access";
import { unitKindsOf } from "#shared/accounts/rules";
import { createForm, type Form as FormState } from "../../lib/form";
import { overseen } from "../../lib/session";
import { CheckboxGroup } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { partyChoices, peopleOf } from "../branch/data";
import { type Account, changeAccount, type Invitation, invite, propose } from "./data";
import { Grants } from "./grants";
import { grantText } from "./words";

type InviteValues = { login: string; name: string; grants: Grant[]; memberId: string };
const blank: InviteValues = { login: "", name: "", grants: [{ role: "secretary", unitId: "" }], memberId: "" };

/** A new person: the account is there at once, its roles when the security administrator has agreed. */
export function InviteForm(props: { onDone: (invitation: Invitation) => void }) {
  const form = createForm({
    initial: blank,
    schema: async () => (await import("#shared/accounts/schema")).invitationInput,
    input: ({ memberId, ...typed }) => ({ ...typed, memberId: memberId === "" ? null : memberId }),
    save: async (input, key) => props.onDone(await invite(input, key)),
  });
  return (
    <Form form={form} save="生成链接">
      <p>链接可以马上交给本人设密码；角色由安全管理员同意后生效，在那以前本人登录后看不到支部内容。</p>
      <div class="form-row">
        <TextField label="姓名" {...form.field("name")} required />
        <TextField label="账号" {...form.field("login")} hint="用来登录，例如姓名拼音" required />
      </div>
      <Grants grants={form.values.grants} set={(grants) => form.set("grants", grants)} error={form.error} />
      <PersonField form={form} />
    </Form>
  );
}

/** Ties the account to the person's own record, so that it shows there and the text of own talks can be read. */
function PersonField(props: { form: FormState<InviteValues> }) {
  const branchId = () =>
    props.form.values.grants.find((grant) => unitKindsOf[grant.role]?.length === 1 && grant.role !== "leader")
      ?.unitId ?? "";
  const isForMe = () => overseen().length > 0 && branchId() !== "";
  const people = createAsync(async () => (isForMe() ? peopleOf(branchId()) : []));
  return (
    <Show when={(people() ?? []).length > 0}>
      <Combobox
        label="对应的党员"
        {...props.form.field("memberId")}
        onChange={(memberId) => props.form.set("memberId", memberId ?? "")}
        options={partyChoices(people() ?? [])}
        hint="本人可以看到自己的党员信息；还没有登记的可以不选"
      />
    </Show>
  );
}

/** Other roles for somebody who is there: asked for here, agreed to by the security administrator. */
export function ProposalForm(props: { account: Account; onDone: () => void }) {
  const wanted = props.account.proposed?.grants ?? props.account.grants;
  const initial: { grants: Grant[] } = { grants: wanted.map(({ role, unit }) => ({ role, unitId: unit.id })) };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/accounts/schema")).proposalInput,
    save: async ({ grants }, key) => {
      await propose(props.account, grants, key);
      toast("已提出，等待安全管理员同意");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="提出">
      <p>下面列出{props.account.name}今后应有的全部角色。安全管理员同意以前，现在的角色不变；同意后本人要重新登录。</p>
      <Show when={props.account.proposed}>
        <Notice tone="blue">已有一份等待同意的角色，再次提出会替换它。</Notice>
      </Show>
      <Grants grants={form.values.grants} set={(grants) => form.set("grants", grants)} error={form.error} />
    </Form>
  );
}

export function RenameForm(props: { account: Account; onDone: () => void }) {
  const form = createForm({
    initial: { name: props.account.name },
    schema: async () => (await import("#shared/accounts/schema")).accountChange,
    save: async (input) => {
      await changeAccount(props.account, input);
      toast("姓名已修改");
      props.onDone();
    },
  });
  return (
    <Form form={form}>
      <TextField label="姓名" {...form.field("name")} required />
    </Form>
  );
}

/** The security administrator takes roles away; new ones are asked for by the office. */
export function TakeAwayForm(props: { account: Account; onDone: () => void }) {
  const keyOf = ({ role, unit }: Account["grants"][number]) => `${role} ${unit.id}`;
  const initial: { removed: string[] } = { removed: [] };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/accounts/schema")).accountChange,
    input: ({ removed }) => ({
      grants: props.account.grants
        .filter((grant) => !removed.includes(keyOf(grant)))
        .map(({ role, unit }) => ({ role, unitId: unit.id })),
    }),
    save: async (input) => {
      if (form.values.removed.length === 0) {
        toast("请先选择要去掉的角色", "red");
        return;
      }
      await changeAccount(props.account, input);
      toast("已去掉，立即生效");
      props.onDone();
    },
  });
  const options = () => props.account.grants.map((grant) => ({ value: keyOf(grant), label: grantText(grant) }));
  return (
    <Form form={form} save="去掉选中的角色">
      <p>去掉后立即失效，{props.account.name}要重新登录。要给别的角色，由党务部门提出后再同意。</p>
      <CheckboxGroup label="要去掉的角色" options={options()} {...form.field("removed")} />
    </Form>
  );
}
