import type { Branch } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { Checkbox, RadioGroup } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { NumberField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { changeBranch } from "./data";

type Props = { branch: Branch; open: boolean; onClose: () => void };

export const SettingsForm = (props: Props) => (
  <Dialog title="支部设置" open={props.open} onClose={props.onClose}>
    <Inner {...props} />
  </Dialog>
);

const lectures = [
  { value: "1", label: "每月一次" },
  { value: "3", label: "每季度一次" },
  { value: "6", label: "每半年一次" },
];

function Inner(props: Props) {
  const { lectureMonths, ...settings } = props.branch.settings;
  const initial: Omit<
    typeof settings,
    "usualHours" | "studyHours" | "officerStudyHours" | "lateEntryDays" | "usualThemeDay"
  > & {
    lectureMonths: string;
    usualHours: number | null;
    studyHours: number | null;
    officerStudyHours: number | null;
    lateEntryDays: number | null;
    usualThemeDay: number | null;
  } = { ...settings, lectureMonths: String(lectureMonths) };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/org/schema")).branchSettings,
    input: (typed) => ({ ...typed, lectureMonths: Number(typed.lectureMonths) }),
    save: async (input) => {
      await changeBranch(props.branch, { settings: input });
      toast("设置已保存");
      props.onClose();
    },
  });
  return (
    <Form form={form}>
      <RadioGroup
        label="党课频次"
        {...form.field("lectureMonths")}
        options={lectures}
        hint="条例只说“按期”，以上级要求为准"
      />
      <Checkbox label="一次活动可以同时计入几类" {...form.field("countSeveralKinds")} />
      <TextField label="年度事项截止日" {...form.field("yearEnd")} hint="次年的月-日，例如 03-31" />
      <div class="form-row">
        <NumberField label="党员学时（每年）" {...form.field("studyHours")} min={0} max={400} />
        <NumberField label="书记、班子成员学时（每年）" {...form.field("officerStudyHours")} min={0} max={400} />
      </div>
      <div class="form-row">
        <NumberField label="活动后超过几天登记算补录" {...form.field("lateEntryDays")} min={0} max={90} />
        <NumberField label="每次活动默认学时" {...form.field("usualHours")} min={0} max={24} step={0.5} />
      </div>
      <div class="form-row">
        <TextField label="常用地点" {...form.field("usualPlace")} />
        <NumberField
          label="主题党日固定日"
          {...form.field("usualThemeDay")}
          min={0}
          max={31}
          hint="每月几日，0 表示不固定"
        />
      </div>
    </Form>
  );
}
