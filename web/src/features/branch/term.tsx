import type { Branch } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { today } from "../../lib/session";
import { SelectField } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { DateField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { changeBranch } from "./data";

type Props = { branch: Branch; open: boolean; onClose: () => void };

export const TermDialog = (props: Props) => (
  <Dialog title="本届任期" open={props.open} onClose={props.onClose}>
    <TermForm {...props} />
  </Dialog>
);

const years = ["3", "5"].map((value) => ({ value, label: `${value} 年` }));

function TermForm(props: Props) {
  const term = props.branch.term;
  const form = createForm({
    initial: { startedOn: term?.startedOn ?? "", years: String(term?.years ?? 3), extendedTo: term?.extendedTo ?? "" },
    schema: async () => (await import("#shared/org/schema")).branchTerm,
    input: (typed) => ({
      startedOn: typed.startedOn,
      years: Number(typed.years),
      extendedTo: typed.extendedTo || null,
    }),
    save: async (input) => {
      await changeBranch(props.branch, { term: input });
      toast("任期已保存");
      props.onClose();
    },
  });
  return (
    <Form form={form}>
      <DateField
        label="本届起始日期"
        {...form.field("startedOn")}
        error={form.error("startedOn") ?? form.error("term/startedOn")}
        hint="选举产生本届支委会的日期"
        max={today()}
        required
      />
      <SelectField
        label="任期"
        {...form.field("years")}
        onChange={(value) => form.set("years", value ?? "3")}
        options={years}
      />
      <DateField label="批准延期至" {...form.field("extendedTo")} hint="没有延期就不填" />
    </Form>
  );
}
