import { createAsync, useParams } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import type { HandoverAnswer } from "#shared/org/handover";
import { chineseStamp } from "../../lib/dates";
import { createForm } from "../../lib/form";
import { isOffice, mayIn, today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { DataTable } from "../../ui/data-table";
import { Dialog } from "../../ui/dialog";
import { DateField } from "../../ui/field";
import { Form } from "../../ui/form";
import { PageHeader, Section } from "../../ui/page";
import { Empty, Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { accountsOf } from "../accounts/data";
import { branchOf, handOver, handoversOf, partyChoices, peopleOf } from "./data";

const kindNames: Record<HandoverAnswer["open"][number]["kind"], string> = {
  duty: "应办事项",
  activity: "活动记录",
  resolution: "会议决议",
};

/** The secretary changes: the old post and role end, the new post begins, and what is open is listed for the successor. */
export function HandoverPage() {
  const params = useParams();
  const id = () => params.b ?? "";
  const branch = createAsync(() => branchOf(id()));
  const handovers = createAsync(() => handoversOf(id()));
  const [isOpen, setOpen] = createSignal(false);
  return (
    <Show when={branch() && handovers()}>
      <PageHeader
        title="书记交接"
        lead={branch()?.name}
        back={{ href: `/branches/${id()}/profile`, label: "支部信息" }}
        actions={
          <>
            <Button onClick={() => print()}>打印</Button>
            <Show when={mayIn("handovers.begin", id())}>
              <Button look="primary" onClick={() => setOpen(true)}>
                办理交接
              </Button>
            </Show>
          </>
        }
      />
      <For each={handovers()} fallback={<Empty title="还没有办理过交接。" />}>
        {(handover) => <OneHandover handover={handover} />}
      </For>
      <Dialog title="办理书记交接" open={isOpen()} onClose={() => setOpen(false)}>
        <HandoverForm branchId={id()} onClose={() => setOpen(false)} />
      </Dialog>
    </Show>
  );
}

const OneHandover = (props: { handover: HandoverAnswer }) => (
  <Section
    title={`${chineseDay(props.handover.on)}：${props.handover.from ? `${props.handover.from.name} → ` : ""}${props.handover.to.name}`}
    note={
      <Badge tone={props.handover.receivedAt === null ? "orange" : "green"}>
        {props.handover.receivedAt === null ? "等待接任书记确认" : "已接收"}
      </Badge>
    }
  >
    <p class="muted">
      {props.handover.enteredBy}于 {chineseStamp(props.handover.enteredAt)} 办理
      <Show when={props.handover.receivedAt}>
        {(at) => (
          <>
            ；{props.handover.receivedBy}于 {chineseStamp(at())} 确认接收
          </>
        )}
      </Show>
    </p>
    <For each={props.handover.warnings}>{(warning) => <Notice tone="orange">{warning}</Notice>}</For>
    <DataTable
      caption="交接清单：未办事项"
      showCaption
      rows={props.handover.open}
      empty="交接时没有未办事项。"
      columns={[
        { header: "事项", primary: true, cell: (item) => item.title },
        { header: "类别", cell: (item) => kindNames[item.kind] },
        { header: "情况", cell: (item) => item.detail },
        { header: "期限", cell: (item) => (item.dueOn === null ? "—" : chineseDay(item.dueOn)) },
      ]}
    />
  </Section>
);

function HandoverForm(props: { branchId: string; onClose: () => void }) {
  const people = createAsync(() => peopleOf(props.branchId));
  const accounts = createAsync(async () => (isOffice() ? accountsOf() : []));
  const form = createForm({
    initial: { memberId: "", on: today(), accountId: "" },
    schema: async () => (await import("#shared/org/handover")).handoverInput,
    input: ({ accountId, ...typed }) => (accountId === "" ? typed : { ...typed, accountId }),
    save: async (input, key) => {
      const done = await handOver(props.branchId, input, key);
      toast(`已交接给${done.to.name}`);
      props.onClose();
    },
  });
  const options = () =>
    (accounts() ?? [])
      .filter((account) => !account.disabled)
      .map((account) => ({ value: account.id, label: `${account.name}（${account.login}）` }));
  return (
    <Form form={form} save="办理交接">
      <p>
        交接后，原书记的职务和权限到前一天为止，未办事项列成清单交给接任书记。
        {isOffice() ? "" : "接任书记的登录权限由党务部门在“账号”中提出，安全管理员同意后生效。"}
      </p>
      <Combobox
        label="接任书记"
        {...form.field("memberId")}
        onChange={(value) => form.set("memberId", value ?? "")}
        options={partyChoices((people() ?? []).filter((person) => person.stage === "full"))}
        required
      />
      <DateField label="交接日期" {...form.field("on")} max={today()} hint="从这一天起由接任书记负责" required />
      <Show when={isOffice()}>
        <SelectField
          label="接任书记的账号"
          {...form.field("accountId")}
          onChange={(value) => form.set("accountId", value ?? "")}
          options={options()}
          empty="还没有账号，以后再邀请"
        />
      </Show>
    </Form>
  );
}
