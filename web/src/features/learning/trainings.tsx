import { createAsync, useParams, useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { chineseDay, yearOf } from "#shared/dates";
import { trainingKindNames } from "#shared/learning/labels";
import type { TrainingKind } from "#shared/learning/schema";
import type { MemberAnswer } from "#shared/members/schema";
import { createForm } from "../../lib/form";
import { keeps, today } from "../../lib/session";
import { Button } from "../../ui/button";
import { Checkbox, optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { DataTable } from "../../ui/data-table";
import { ConfirmDialog, Dialog } from "../../ui/dialog";
import { DateField, NumberField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { PageHeader } from "../../ui/page";
import { failed, toast } from "../../ui/toast";
import { YearField } from "../../ui/year";
import { partyChoices, peopleOf } from "../branch/data";
import { removeTraining, saveTraining, type Training, trainingsOf } from "./data";
import { TrainingHistory } from "./history";

/** Trainings outside the branch's own meetings, with their hours. */
export function TrainingsPage() {
  const params = useParams();
  const branchId = () => params.b ?? "";
  const [search, setSearch] = useSearchParams();
  const year = () => Number(search.year ?? yearOf(today()));
  const trainings = createAsync(() => trainingsOf(branchId(), year()));
  const people = createAsync(() => peopleOf(branchId()));
  const [edited, setEdited] = createSignal<Training | null>(null);
  const [dropped, setDropped] = createSignal<Training | null>(null);
  const [traced, setTraced] = createSignal<Training | null>(null);
  const isOpen = () => (search.new !== undefined && keeps(branchId())) || edited() !== null;
  const close = () => {
    setEdited(null);
    setSearch({ new: undefined, member: undefined, kind: undefined }, { replace: true });
  };
  const nameOf = (id: string) => people()?.find((person) => person.id === id)?.name ?? "（已不在本支部）";
  const drop = (training: Training) =>
    void removeTraining(branchId(), training).then(() => {
      setDropped(null);
      toast("已删除");
    }, failed("没有删除成功"));
  const columns = [
    { header: "培训名称", primary: true, cell: (it: Training) => it.name },
    { header: "参训党员", cell: (it: Training) => nameOf(it.memberId), sort: (it: Training) => nameOf(it.memberId) },
    { header: "类别", cell: (it: Training) => trainingKindNames[it.kind] },
    {
      header: "时间",
      cell: (it: Training) =>
        it.from === it.to ? chineseDay(it.from) : `${chineseDay(it.from)}至${chineseDay(it.to)}`,
      sort: (it: Training) => it.from,
    },
    { header: "主办单位", cell: (it: Training) => it.organiser || "—" },
    { header: "学时", align: "end" as const, cell: (it: Training) => it.hours, sort: (it: Training) => it.hours },
  ];
  const acts = {
    header: "",
    cell: (it: Training) => (
      <span class="section-actions">
        <Button small onClick={() => setTraced(it)} aria-label={`修改记录：${it.name}`}>
          修改记录
        </Button>
        <Button small onClick={() => setEdited(it)} aria-label={`修改：${it.name}`}>
          修改
        </Button>
        <Button small look="danger" onClick={() => setDropped(it)} aria-label={`删除：${it.name}`}>
          删除
        </Button>
      </span>
    ),
  };
  return (
    <>
      <PageHeader
        title="培训登记"
        lead="支部活动以外的培训，计入学时"
        actions={
          <>
            <YearField value={year()} newest={yearOf(today())} onChange={(value) => setSearch({ year: value })} />
            <Show when={keeps(branchId())}>
              <Button look="primary" onClick={() => setSearch({ new: 1 })}>
                登记培训
              </Button>
            </Show>
          </>
        }
      />
      <DataTable
        caption="培训"
        rows={trainings()}
        empty="这一年还没有登记培训。"
        columns={keeps(branchId()) ? [...columns, acts] : columns}
      />
      <Dialog title={edited() ? "修改培训" : "登记培训"} open={isOpen()} onClose={close}>
        <Show when={people()}>
          {(everyone) => (
            <TrainingForm
              branchId={branchId()}
              training={edited()}
              people={everyone()}
              asked={{ member: String(search.member ?? ""), kind: String(search.kind ?? "") }}
              onDone={close}
            />
          )}
        </Show>
      </Dialog>
      <Dialog title={`${traced()?.name ?? ""}的修改记录`} open={traced() !== null} onClose={() => setTraced(null)}>
        <Show when={trainings()?.find(({ id }) => id === traced()?.id)}>
          {(now) => <TrainingHistory training={now()} nameOf={nameOf} />}
        </Show>
      </Dialog>
      <ConfirmDialog
        title="删除培训"
        open={dropped() !== null}
        onClose={() => setDropped(null)}
        confirm="删除"
        danger
        onConfirm={() => {
          const training = dropped();
          if (training) drop(training);
        }}
      >
        <p>删除“{dropped()?.name}”后不能恢复，学时不再计入。</p>
      </ConfirmDialog>
    </>
  );
}

const kinds = optionsOf(trainingKindNames);
type Props = {
  branchId: string;
  training: Training | null;
  people: readonly MemberAnswer[];
  asked: { member: string; kind: string };
  onDone: () => void;
};
type Values = {
  from: string;
  to: string;
  memberId: string;
  kind: TrainingKind;
  name: string;
  organiser: string;
  countyOrAbove: boolean;
  hours: number | null;
};

function TrainingForm(props: Props) {
  const { training } = props;
  const initial: Values = training ?? {
    ...{ from: "", to: "", memberId: props.asked.member, name: "", organiser: "", countyOrAbove: false, hours: null },
    kind: kinds.find((option) => option.value === props.asked.kind)?.value ?? "course",
  };
  const form = createForm({
    initial: {
      ...{ from: initial.from, to: initial.to, memberId: initial.memberId, kind: initial.kind, name: initial.name },
      ...{ organiser: initial.organiser, countyOrAbove: initial.countyOrAbove, hours: initial.hours },
    },
    schema: async () => (await import("#shared/learning/schema")).trainingInput,
    input: (typed) => ({ ...typed, to: typed.to === "" ? typed.from : typed.to }),
    save: async (input, key) => {
      await saveTraining(props.branchId, training, input, key);
      toast("培训已保存");
      props.onDone();
    },
    ...(training === null && { draft: `training/${props.branchId}` }),
  });
  return (
    <Form form={form}>
      <Combobox
        label="参训党员"
        {...form.field("memberId")}
        onChange={(id) => form.set("memberId", id ?? "")}
        options={partyChoices(props.people)}
        required
      />
      <div class="form-row">
        <TextField label="培训名称" {...form.field("name")} required />
        <SelectField
          label="培训类别"
          {...form.field("kind")}
          onChange={(kind) => kind && form.set("kind", kind)}
          options={kinds}
        />
      </div>
      <div class="form-row">
        <DateField label="开始日期" {...form.field("from")} max={today()} required />
        <DateField
          label="结束日期"
          {...form.field("to")}
          error={form.values.from === "" ? undefined : form.error("to")}
          max={today()}
          hint="当天结束可以不填"
        />
      </div>
      <div class="form-row">
        <TextField label="主办单位" {...form.field("organiser")} />
        <NumberField label="学时" {...form.field("hours")} min={0.5} max={400} step={0.5} required />
      </div>
      <Checkbox
        label="由县级以上党组织举办"
        {...form.field("countyOrAbove")}
        hint="书记每年至少参加一次这样的集中轮训"
      />
    </Form>
  );
}
