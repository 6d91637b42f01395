import { createAsync } from "@solidjs/router";
import { Index, Show } from "solid-js";
import { type Role, roleNames } from "#shared/access";
import { unitKindsOf } from "#shared/accounts/rules";
import type { Unit } from "#shared/org/schema";
import { createForm, type Form as FormState } from "../../lib/form";
import { overseen } from "../../lib/session";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { partyChoices, peopleOf } from "../branch/data";
import { unitTree } from "../units/data";
import { type Account, changeAccount, type Invitation, invite } from "./data";

const given: Role[] = ["secretary", "committee", "leader", "member", "office", "inspector"];

type Grant = { role: Role; unitId: string };
type Values = { name: string; grants: Grant[] };

const pathName = (unit: Unit, units: readonly Unit[]): string => {
  const parent = units.find((other) => other.id === unit.parentId);
  return parent ? `${unit.name}（${parent.name}）` : unit.name;
};

/** Roles, each at a unit; a person may hold several. */
function Grants<T extends Values>(props: {
  form: FormState<T>;
  grants: readonly Grant[];
  set: (grants: Grant[]) => void;
}) {
  const units = createAsync(() => unitTree());
  const choices = (role: Role) =>
    (units() ?? [])
      .filter((unit) => unit.closedOn === null && (unitKindsOf[role] ?? []).includes(unit.kind))
      .map((unit) => ({ value: unit.id, label: pathName(unit, units() ?? []) }));
  const change = (i: number, grant: Grant) => props.set(props.grants.map((other, j) => (j === i ? grant : other)));
  return (
    <div class="form">
      <Index each={props.grants}>
        {(grant, i) => (
          <div class="panel form-row">
            <SelectField
              label="角色"
              name={`grants/${i}/role`}
              value={grant().role}
              error={props.form.error(`grants/${i}/role`)}
              onChange={(role) => role && change(i, { role, unitId: "" })}
              options={optionsOf(roleNames, given)}
            />
            <Combobox
              label="在哪个组织"
              name={`grants/${i}/unitId`}
              value={grant().unitId}
              error={props.form.error(`grants/${i}/unitId`)}
              onChange={(unitId) => change(i, { ...grant(), unitId: unitId ?? "" })}
              options={choices(grant().role)}
              placeholder="输入名称查找"
            />
            <Show when={props.grants.length > 1}>
              <Button look="quiet" onClick={() => props.set(props.grants.filter((_, j) => j !== i))}>
                去掉这个角色
              </Button>
            </Show>
          </div>
        )}
      </Index>
      <div>
        <Button small onClick={() => props.set([...props.grants, { role: "secretary", unitId: "" }])}>
          再加一个角色
        </Button>
      </div>
    </div>
  );
}

type InviteValues = Values & { login: string; memberId: string };
const blank: InviteValues = { login: "", name: "", grants: [{ role: "secretary", unitId: "" }], memberId: "" };

export function InviteForm(props: { onDone: (invitation: Invitation) => void }) {
  const form = createForm({
    initial: blank,
    schema: async () => (await import("#shared/accounts/schema")).invitationInput,
    input: ({ memberId, ...typed }) => ({ ...typed, memberId: memberId === "" ? null : memberId }),
    save: async (input, key) => props.onDone(await invite(input, key)),
  });
  return (
    <Form form={form} save="生成链接">
      <div class="form-row">
        <TextField label="姓名" {...form.field("name")} required />
        <TextField label="账号" {...form.field("login")} hint="用来登录，例如姓名拼音" required />
      </div>
      <Grants form={form} grants={form.values.grants} set={(grants) => form.set("grants", grants)} />
      <PersonField form={form} />
    </Form>
  );
}

/** Ties the account to the person's own record, so that it shows there and the text of own talks can be read. */
function PersonField(props: { form: FormState<InviteValues> }) {
  const branchId = () =>
    props.form.values.grants.find((grant) => unitKindsOf[grant.role]?.length === 1 && grant.role !== "leader")
      ?.unitId ?? "";
  const people = createAsync(async () => (branchId() === "" ? [] : peopleOf(branchId())));
  return (
    <Show when={overseen().length > 0 && (people() ?? []).length > 0}>
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

export function AccountForm(props: { account: Account; onDone: () => void }) {
  const { account } = props;
  const initial: Values = {
    name: account.name,
    grants: account.grants.map((grant) => ({ role: grant.role, unitId: grant.unit.id })),
  };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/accounts/schema")).accountChange,
    save: async (input) => {
      await changeAccount(account, input);
      toast("账号已修改，立即生效");
      props.onDone();
    },
  });
  return (
    <Form form={form}>
      <TextField label="姓名" {...form.field("name")} required />
      <Grants form={form} grants={form.values.grants} set={(grants) => form.set("grants", grants)} />
    </Form>
  );
}
