import { createAsync, revalidate } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import type { MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { today } from "../../lib/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { DateField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Section } from "../../ui/page";
import { toast } from "../../ui/toast";
import { changeUnit, foundUnit, unitTree } from "../units/data";
import { branchOf } from "./data";

type Group = Branch["groups"][number];
type Props = { branch: Branch; people: readonly MemberAnswer[]; mine: boolean };

/** The branch's groups; who belongs to which is entered with the member. */
export function Groups(props: Props) {
  const [isOpen, setOpen] = createSignal(false);
  const [renamed, setRenamed] = createSignal<Group | null>(null);
  const open = () => props.branch.groups.filter((group) => group.closedOn === null);
  const size = (group: Group) => props.people.filter((person) => person.groupId === group.id).length;
  return (
    <Section
      title="党小组"
      note="党员分到哪个组，在“党员”中填写"
      actions={
        <Show when={props.mine}>
          <Button small onClick={() => setOpen(true)}>
            新建党小组
          </Button>
        </Show>
      }
    >
      <Show when={open().length > 0} fallback={<p class="muted">没有设党小组。</p>}>
        <ul class="duties">
          <For each={open()}>
            {(group) => (
              <li class="duty">
                <div class="duty-text">
                  <h3>{group.name}</h3>
                  <p class="muted">
                    {size(group)} 人 · {chineseDay(group.foundedOn)}成立
                  </p>
                </div>
                <Show when={props.mine}>
                  <Button small onClick={() => setRenamed(group)} aria-label={`修改：${group.name}`}>
                    修改
                  </Button>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Dialog title="新建党小组" open={isOpen()} onClose={() => setOpen(false)}>
        <NewGroup branch={props.branch} onClose={() => setOpen(false)} />
      </Dialog>
      <Dialog title="修改党小组" open={renamed() !== null} onClose={() => setRenamed(null)}>
        <Show when={renamed()}>
          {(group) => <RenameGroup branch={props.branch} group={group()} onClose={() => setRenamed(null)} />}
        </Show>
      </Dialog>
    </Section>
  );
}

const refresh = (branch: Branch) => revalidate([branchOf.keyFor(branch.id), unitTree.key]);

function NewGroup(props: { branch: Branch; onClose: () => void }) {
  const form = createForm({
    initial: { name: "", foundedOn: today() },
    schema: async () => (await import("#shared/org/schema")).unitInput,
    input: (typed) => ({ ...typed, kind: "group", parentId: props.branch.id }),
    save: async (input, key) => {
      await foundUnit(input, key);
      await refresh(props.branch);
      toast("党小组已建立");
      props.onClose();
    },
  });
  return (
    <Form form={form}>
      <TextField label="名称" {...form.field("name")} placeholder="第一党小组" required />
      <DateField label="成立日期" {...form.field("foundedOn")} max={today()} required />
    </Form>
  );
}

function RenameGroup(props: { branch: Branch; group: Group; onClose: () => void }) {
  const units = createAsync(() => unitTree());
  const unit = () => units()?.find((other) => other.id === props.group.id);
  const form = createForm({
    initial: { name: props.group.name, closedOn: "" },
    schema: async () => (await import("#shared/org/schema")).unitChange,
    input: ({ name, closedOn }) => (closedOn === "" ? { name } : { name, closedOn }),
    save: async (input) => {
      const now = unit();
      if (now) await changeUnit(now, input);
      await refresh(props.branch);
      toast("党小组已修改");
      props.onClose();
    },
  });
  return (
    <Show when={unit()}>
      <Form form={form}>
        <TextField label="名称" {...form.field("name")} required />
        <DateField
          label="撤销日期"
          {...form.field("closedOn")}
          hint="不撤销就不填；撤销前请先把组里的党员分到别的组"
          max={today()}
        />
      </Form>
    </Show>
  );
}
