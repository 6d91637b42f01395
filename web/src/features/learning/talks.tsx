import { createAsync, useParams, useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { chineseDay, yearOf } from "#shared/dates";
import { talkKindNames } from "#shared/learning/labels";
import type { MemberAnswer } from "#shared/members/schema";
import { createForm } from "../../lib/form";
import { keeps, me, today } from "../../lib/session";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { DataTable } from "../../ui/data-table";
import { ConfirmDialog, Dialog } from "../../ui/dialog";
import { DateField, TextArea, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { PageHeader } from "../../ui/page";
import { Empty } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { YearField } from "../../ui/year";
import { partyChoices, peopleOf } from "../branch/data";
import { removeTalk, saveTalk, type Talk, talksOf } from "./data";
import { TalkHistory } from "./history";

/** The register of talks. Its texts are only for whoever talked and whoever entered them. */
export function TalksPage() {
  const params = useParams();
  return (
    <Show when={keeps(params.b ?? "")} fallback={<Closed />}>
      <Register branchId={params.b ?? ""} />
    </Show>
  );
}

const Closed = () => (
  <>
    <PageHeader title="谈心谈话" />
    <Empty title="谈心谈话记录只有本支部书记和委员可以看。" />
  </>
);

function Register(props: { branchId: string }) {
  const [search, setSearch] = useSearchParams();
  const year = () => Number(search.year ?? yearOf(today()));
  const talks = createAsync(() => talksOf(props.branchId, year()));
  const people = createAsync(() => peopleOf(props.branchId));
  const [edited, setEdited] = createSignal<Talk | null>(null);
  const [dropped, setDropped] = createSignal<Talk | null>(null);
  const [traced, setTraced] = createSignal<Talk | null>(null);
  const isOpen = () => search.new !== undefined || edited() !== null;
  const close = () => {
    setEdited(null);
    setSearch({ new: undefined }, { replace: true });
  };
  const nameOf = (id: string) => people()?.find((person) => person.id === id)?.name ?? "（已不在本支部）";
  const drop = (talk: Talk) =>
    void removeTalk(props.branchId, talk).then(() => {
      setDropped(null);
      toast("已删除");
    }, failed("没有删除成功"));
  return (
    <>
      <PageHeader
        title="谈心谈话"
        lead="内容只有谈话人和记录人看得到"
        actions={
          <>
            <YearField value={year()} newest={yearOf(today())} onChange={(value) => setSearch({ year: value })} />
            <Button look="primary" onClick={() => setSearch({ new: 1 })}>
              记录谈话
            </Button>
          </>
        }
      />
      <DataTable
        caption="谈心谈话"
        rows={talks()}
        empty="这一年还没有谈心谈话记录。"
        columns={[
          { header: "日期", primary: true, cell: (talk) => chineseDay(talk.on), sort: (talk) => talk.on },
          { header: "类型", cell: (talk) => talkKindNames[talk.kind] },
          { header: "谈话人", cell: (talk) => nameOf(talk.talkerId) },
          { header: "谈话对象", cell: (talk) => nameOf(talk.memberId) },
          { header: "地点", cell: (talk) => talk.place || "—" },
          {
            header: "内容",
            cell: (talk) => (talk.text === null ? <span class="muted">不公开</span> : talk.text || "—"),
          },
          {
            header: "",
            cell: (talk) => (
              <span class="section-actions">
                <Button small onClick={() => setTraced(talk)} aria-label={`修改记录：${chineseDay(talk.on)}的谈话`}>
                  修改记录
                </Button>
                <Show when={talk.text !== null}>
                  <Button small onClick={() => setEdited(talk)} aria-label={`修改：${chineseDay(talk.on)}的谈话`}>
                    修改
                  </Button>
                  <Button
                    small
                    look="danger"
                    onClick={() => setDropped(talk)}
                    aria-label={`删除：${chineseDay(talk.on)}的谈话`}
                  >
                    删除
                  </Button>
                </Show>
              </span>
            ),
          },
        ]}
      />
      <Dialog title="谈话的修改记录" open={traced() !== null} onClose={() => setTraced(null)}>
        <Show when={traced()}>{(now) => <TalkHistory talk={now()} nameOf={nameOf} />}</Show>
      </Dialog>
      <Dialog title={edited() ? "修改谈话记录" : "记录谈话"} open={isOpen()} onClose={close}>
        <Show when={people()}>
          {(everyone) => <TalkForm branchId={props.branchId} talk={edited()} people={everyone()} onDone={close} />}
        </Show>
      </Dialog>
      <ConfirmDialog
        title="删除谈话记录"
        open={dropped() !== null}
        onClose={() => setDropped(null)}
        confirm="删除"
        danger
        onConfirm={() => {
          const talk = dropped();
          if (talk) drop(talk);
        }}
      >
        <p>删除后不能恢复，该次谈话不再计入。</p>
      </ConfirmDialog>
    </>
  );
}

function TalkForm(props: { branchId: string; talk: Talk | null; people: readonly MemberAnswer[]; onDone: () => void }) {
  const { talk } = props;
  const form = createForm({
    initial: {
      on: talk?.on ?? today(),
      kind: talk?.kind ?? ("member" as const),
      talkerId: talk?.talkerId ?? me().memberId ?? "",
      memberId: talk?.memberId ?? "",
      place: talk?.place ?? "",
      text: talk?.text ?? "",
    },
    schema: async () => (await import("#shared/learning/schema")).talkInput,
    save: async (input, key) => {
      await saveTalk(props.branchId, talk, input, key);
      toast("谈话记录已保存");
      props.onDone();
    },
    ...(talk === null && { draft: `talk/${props.branchId}` }),
  });
  return (
    <Form form={form}>
      <div class="form-row">
        <DateField label="谈话日期" {...form.field("on")} max={today()} required />
        <SelectField
          label="类型"
          {...form.field("kind")}
          onChange={(kind) => kind && form.set("kind", kind)}
          options={optionsOf(talkKindNames)}
        />
      </div>
      <div class="form-row">
        <Combobox
          label="谈话人"
          {...form.field("talkerId")}
          onChange={(id) => form.set("talkerId", id ?? "")}
          options={partyChoices(props.people)}
          required
        />
        <Combobox
          label="谈话对象"
          {...form.field("memberId")}
          onChange={(id) => form.set("memberId", id ?? "")}
          options={partyChoices(props.people)}
          required
        />
      </div>
      <TextField label="地点" {...form.field("place")} />
      <TextArea
        label="谈话内容"
        {...form.field("text")}
        rows={6}
        hint="可以不填。内容加密保存，只有谈话人和记录人能看到"
      />
    </Form>
  );
}
