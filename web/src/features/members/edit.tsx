import { createAsync, useNavigate, useParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { ButtonLink } from "../../ui/button";
import { Conflict } from "../../ui/conflict";
import { Form } from "../../ui/form";
import { PageHeader } from "../../ui/page";
import { toast } from "../../ui/toast";
import { branchOf } from "../branch/data";
import { changeMember, memberOf, register } from "./data";
import { MemberFields } from "./fields";
import { changesOf, fieldsOf, labelOf, type MemberValues, shownValue, valuesOf } from "./values";

/** A member who is not yet in the list. */
export function NewMemberPage() {
  const params = useParams();
  const branch = createAsync(() => branchOf(params.b ?? ""));
  return <Show when={branch()}>{(now) => <NewMember branch={now()} />}</Show>;
}

function NewMember(props: { branch: Branch }) {
  const navigate = useNavigate();
  const path = () => `/branches/${props.branch.id}/members`;
  const form = createForm({
    initial: { ...valuesOf({}), stage: "full" as MemberValues["stage"] },
    schema: async () => (await import("#shared/members/schema")).memberInput,
    input: (values) => withoutBlanks(fieldsOf(values)),
    draft: `member-new-${props.branch.id}`,
    save: async (input, key) => {
      const member = await register(props.branch.id, input, key);
      toast(`已登记${member.name}`);
      navigate(`${path()}/${member.id}`);
    },
  });
  return (
    <>
      <PageHeader
        title="新增党员"
        back={{ href: path(), label: "党员" }}
        lead="只有姓名和人员类别必填，其他可以以后补。"
      />
      <Form form={form} label="新增党员" cancel={<ButtonLink href={path()}>取消</ButtonLink>}>
        <MemberFields form={form} groups={props.branch.groups} />
      </Form>
    </>
  );
}

const withoutBlanks = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

export function EditMemberPage() {
  const params = useParams();
  const branch = createAsync(() => branchOf(params.b ?? ""));
  const member = createAsync(() => memberOf(params.b ?? "", params.m ?? ""));
  return (
    <Show when={branch()}>
      {(there) => <Show when={member()}>{(now) => <EditMember branch={there()} member={now()} />}</Show>}
    </Show>
  );
}

function EditMember(props: { branch: Branch; member: MemberAnswer }) {
  const navigate = useNavigate();
  const path = () => `/branches/${props.branch.id}/members/${props.member.id}`;
  const [base, setBase] = createSignal({ version: props.member.version, values: valuesOf(props.member) });
  const form = createForm({
    initial: valuesOf(props.member),
    schema: async () => (await import("#shared/members/schema")).memberChange,
    input: (values) => changesOf(base().values, values),
    draft: `member-${props.member.id}-${props.member.version}`,
    save: async (input) => {
      await changeMember(props.member, base().version, input);
      toast("已保存");
      navigate(path());
    },
  });
  const theirs = () => {
    const current = form.conflict() as MemberAnswer | undefined;
    return current && { version: current.version, values: valuesOf(current) };
  };
  const clashes = () => {
    const other = theirs();
    const fields = other ? (Object.keys(other.values) as (keyof MemberValues)[]) : [];
    return fields
      .filter(
        (field) => other && form.values[field] !== other.values[field] && base().values[field] !== form.values[field],
      )
      .map((name) => ({
        name,
        label: labelOf(name),
        mine: shownValue(name, form.values[name]),
        theirs: other ? shownValue(name, other.values[name]) : "",
      }));
  };
  /** What I did not touch follows the other version; what both changed follows the choice. Then it is saved at once. */
  const merge = (kept: Record<string, "mine" | "theirs">) => {
    const other = theirs();
    if (!other) return;
    const touched = (field: keyof MemberValues) => base().values[field] !== form.values[field];
    const merged = Object.fromEntries(
      (Object.keys(other.values) as (keyof MemberValues)[]).map((field) => [
        field,
        touched(field) && kept[field] !== "theirs" ? form.values[field] : other.values[field],
      ]),
    ) as MemberValues;
    setBase(other);
    form.set(merged);
    void form.submit();
  };
  return (
    <>
      <PageHeader title={`修改：${props.member.name}`} back={{ href: path(), label: props.member.name }} />
      <Show when={theirs()}>
        <Conflict clashes={clashes()} onMerge={merge} />
      </Show>
      <Form form={form} label="修改党员信息" cancel={<ButtonLink href={path()}>取消</ButtonLink>}>
        <MemberFields form={form} groups={props.branch.groups} isEditing />
      </Form>
    </>
  );
}
