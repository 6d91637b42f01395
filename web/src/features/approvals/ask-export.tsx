import { createSignal, Show } from "solid-js";
import { createForm } from "../../lib/form";
import { me, overseen } from "../../lib/session";
import { Button, ButtonLink } from "../../ui/button";
import { SelectField } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { NumberField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { toast } from "../../ui/toast";
import { ask } from "./data";

/** The self-checks of all branches below in one file: a second person agrees, and a code begins the download. */
export function ExportButton(props: { year: number }) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>导出全部支部考核表</Button>
      <Dialog title="导出全部支部考核表" open={isOpen()} onClose={() => setOpen(false)}>
        <p>一个文件里有下级全部支部的自查情况，影响大，所以要安全管理员同意，下载时再填一次动态口令。</p>
        <Show when={me().secondFactor} fallback={<EnrolFirst />}>
          <ExportForm year={props.year} onDone={() => setOpen(false)} />
        </Show>
      </Dialog>
    </>
  );
}

const EnrolFirst = () => (
  <>
    <p>您还没有绑定动态口令。绑定一次就好，大约三分钟，绑定后再回到这里申请。</p>
    <div class="form-actions">
      <ButtonLink look="primary" href="/account?bind=phone">
        去绑定动态口令
      </ButtonLink>
    </div>
  </>
);

function ExportForm(props: { year: number; onDone: () => void }) {
  const initial: { unitId: string; year: number | null; reason: string } = {
    unitId: overseen()[0]?.id ?? "",
    year: props.year,
    reason: "",
  };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/approvals/schema")).approvalInput,
    input: (typed) => ({ ...typed, kind: "export" }),
    save: async (input, key) => {
      await ask(input, key);
      toast("已申请，安全管理员同意后在“申请与审批”中下载");
      props.onDone();
    },
  });
  return (
    <Form form={form} save="申请导出">
      <Show when={overseen().length > 1}>
        <SelectField
          label="组织"
          {...form.field("unitId")}
          onChange={(unitId) => unitId && form.set("unitId", unitId)}
          options={overseen().map((unit) => ({ value: unit.id, label: unit.name }))}
        />
      </Show>
      <NumberField label="年度" {...form.field("year")} required />
      <TextField label="原因" {...form.field("reason")} hint="例如：上报年度党建考核" required />
    </Form>
  );
}
