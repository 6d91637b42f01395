import { Show } from "solid-js";
import { branchKindNames, unitKindNames } from "#shared/org/labels";
import type { BranchKind, Unit, UnitKind } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { today } from "../../lib/session";
import { optionsOf, SelectField } from "../../ui/choice";
import { DateField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { changeUnit, foundUnit, refreshUnits } from "./data";

/** What may stand under what; the server decides again. */
const below: Record<UnitKind, UnitKind[]> = {
  committee: ["general", "branch", "committee"],
  general: ["branch"],
  branch: ["group"],
  group: [],
};

type NewUnit = { kind: UnitKind; name: string; branchKind: BranchKind; foundedOn: string; approval: string };

export function NewUnitForm(props: { parent: Unit; onDone: () => void }) {
  const initial: NewUnit = {
    kind: props.parent.kind === "committee" ? "branch" : (below[props.parent.kind][0] ?? "branch"),
    name: "",
    branchKind: "ordinary",
    foundedOn: today(),
    approval: "",
  };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/org/schema")).unitInput,
    input: ({ branchKind, ...typed }) => ({
      ...typed,
      parentId: props.parent.id,
      ...(typed.kind === "branch" && { branchKind }),
    }),
    save: async (input, key) => {
      const unit = await foundUnit(input, key);
      await refreshUnits();
      toast(`${unit.name}已建立`);
      props.onDone();
    },
  });
  return (
    <Form form={form} save="新建">
      <SelectField
        label="类别"
        {...form.field("kind")}
        onChange={(kind) => kind && form.set("kind", kind)}
        options={optionsOf(unitKindNames, below[props.parent.kind])}
      />
      <TextField label="名称" {...form.field("name")} required />
      <Show when={form.values.kind === "branch"}>
        <SelectField
          label="支部类型"
          {...form.field("branchKind")}
          onChange={(kind) => kind && form.set("branchKind", kind)}
          options={optionsOf(branchKindNames)}
        />
      </Show>
      <div class="form-row">
        <DateField
          label="成立日期"
          {...form.field("foundedOn")}
          max={today()}
          hint="早已成立的填实际日期；成立之前的月份不作要求"
          required
        />
        <TextField label="批准文号" {...form.field("approval")} />
      </div>
    </Form>
  );
}

type Changed = {
  name: string;
  parentId: string;
  branchKind: BranchKind;
  foundedOn: string;
  approval: string;
  closedOn: string;
};

/** Only what differs is sent. */
function changesOf(unit: Unit, typed: Changed): Partial<Record<keyof Changed, string>> {
  const before: Changed = {
    ...{ name: unit.name, parentId: unit.parentId ?? "", branchKind: unit.branchKind ?? "ordinary" },
    ...{ foundedOn: unit.foundedOn, approval: unit.approval, closedOn: unit.closedOn ?? "" },
  };
  const names: (keyof Changed)[] = ["name", "parentId", "branchKind", "foundedOn", "approval", "closedOn"];
  return Object.fromEntries(names.flatMap((name) => (typed[name] === before[name] ? [] : [[name, typed[name]]])));
}

export function ChangeUnitForm(props: { unit: Unit; units: readonly Unit[]; onDone: () => void }) {
  const { unit } = props;
  const initial: Changed = {
    ...{ name: unit.name, parentId: unit.parentId ?? "", branchKind: unit.branchKind ?? "ordinary" },
    ...{ foundedOn: unit.foundedOn, approval: unit.approval, closedOn: "" },
  };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/org/schema")).unitChange,
    input: (typed) => changesOf(unit, typed),
    save: async (input) => {
      await changeUnit(unit, input);
      await refreshUnits();
      toast("已保存");
      props.onDone();
    },
  });
  const parents = () =>
    props.units
      .filter((other) => other.id !== unit.id && other.closedOn === null && below[other.kind].includes(unit.kind))
      .map((other) => ({ value: other.id, label: other.name }));
  return (
    <Form form={form}>
      <TextField label="名称" {...form.field("name")} hint="改名后，原来的名称和改名日期会保留" required />
      <Show when={unit.parentId !== null && unit.kind !== "group"}>
        <SelectField
          label="上级组织"
          {...form.field("parentId")}
          onChange={(id) => id && form.set("parentId", id)}
          options={parents()}
        />
      </Show>
      <Show when={unit.kind === "branch"}>
        <SelectField
          label="支部类型"
          {...form.field("branchKind")}
          onChange={(kind) => kind && form.set("branchKind", kind)}
          options={optionsOf(branchKindNames)}
        />
      </Show>
      <div class="form-row">
        <DateField label="成立日期" {...form.field("foundedOn")} max={today()} required />
        <TextField label="批准文号" {...form.field("approval")} />
      </div>
      <Show when={unit.parentId !== null}>
        <DateField
          label="撤销日期"
          {...form.field("closedOn")}
          max={today()}
          hint="不撤销就不填；撤销前须先转走党员、撤销下级。以前的记录仍可查看"
        />
      </Show>
    </Form>
  );
}
