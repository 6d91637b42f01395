import { Show } from "solid-js";
import { departureNames } from "#shared/members/labels";
import type { Departure, MemberAnswer } from "#shared/members/schema";
import { createForm } from "../../lib/form";
import { today } from "../../lib/session";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { DateField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { failed, toast } from "../../ui/toast";
import { changeMember } from "./data";

type Props = { member: MemberAnswer; open: boolean; onClose: () => void };

export const LeaveDialog = (props: Props) => (
  <Dialog title="登记离开" open={props.open} onClose={props.onClose}>
    <p>登记后，{props.member.name}从这一天起不再计入应到和人数；以前的会议和记录不变，随时可以更正。</p>
    <LeaveForm {...props} />
  </Dialog>
);

function LeaveForm(props: Props) {
  const form = createForm({
    initial: {
      how: (props.member.left?.how ?? null) as Departure | null,
      on: props.member.left?.on ?? today(),
      note: props.member.left?.note ?? "",
    },
    schema: async () => (await import("#shared/members/schema")).departure,
    save: async (input) => {
      await changeMember(props.member, props.member.version, { left: input });
      toast("已登记离开");
      props.onClose();
    },
  });
  const undo = async () => {
    await changeMember(props.member, props.member.version, { left: null }).then(
      () => toast("已撤回离开登记"),
      failed("没有撤回成功"),
    );
    props.onClose();
  };
  return (
    <Form
      form={form}
      cancel={
        <Show when={props.member.left}>
          <Button onClick={() => void undo()}>撤回登记（仍在本支部）</Button>
        </Show>
      }
    >
      <SelectField label="去向" options={optionsOf(departureNames)} {...form.field("how")} required />
      <DateField label="离开日期" max={today()} {...form.field("on")} required />
      <TextField label="说明" hint="例如转往哪个党组织" {...form.field("note")} />
    </Form>
  );
}
