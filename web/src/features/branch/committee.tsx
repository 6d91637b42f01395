import { createSignal, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import type { MemberAnswer } from "#shared/members/schema";
import { postNames } from "#shared/org/labels";
import type { Branch, CommitteePost, Post } from "#shared/org/schema";
import { createForm } from "../../lib/form";
import { today } from "../../lib/session";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { DataTable } from "../../ui/data-table";
import { Dialog } from "../../ui/dialog";
import { DateField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Section } from "../../ui/page";
import { toast } from "../../ui/toast";
import { changeBranch, partyChoices } from "./data";

type Props = { branch: Branch; people: readonly MemberAnswer[]; mine: boolean };
/** A post and where it stands in the branch's list, which the server's refusals point at. */
type Placed = CommitteePost & { at: number };

/** The secretary first, as they are always named. */
const rank = ({ post }: CommitteePost) => Object.keys(postNames).indexOf(post);
const held = (post: CommitteePost, on: string) => post.from <= on && (post.to === null || post.to >= on);

/** Who holds which post, since when; and who did before. */
export function Committee(props: Props) {
  const [isOpen, setOpen] = createSignal(false);
  const [ending, setEnding] = createSignal<Placed | null>(null);
  const placed = (): Placed[] => props.branch.committee.map((post, at) => ({ ...post, at }));
  const now = () =>
    placed()
      .filter((post) => held(post, today()))
      .sort((a, b) => rank(a) - rank(b));
  const other = () => placed().filter((post) => !held(post, today()));
  const nameOf = (post: CommitteePost) =>
    props.people.find((person) => person.id === post.memberId)?.name ?? "（已不在本支部）";
  const columns = [
    { header: "职务", primary: true, cell: (post: Placed) => postNames[post.post] },
    { header: "姓名", cell: nameOf },
    { header: "任职日期", cell: (post: Placed) => chineseDay(post.from) },
    { header: "离任日期", cell: (post: Placed) => (post.to === null ? "—" : chineseDay(post.to)) },
  ];
  const act = {
    header: "",
    cell: (post: Placed) => (
      <Show when={props.mine}>
        <Button small onClick={() => setEnding(post)} aria-label={`离任：${nameOf(post)}`}>
          离任
        </Button>
      </Show>
    ),
  };
  return (
    <Section
      title="支委会"
      actions={
        <Show when={props.mine}>
          <Button small onClick={() => setOpen(true)}>
            添加任职
          </Button>
        </Show>
      }
    >
      <DataTable
        caption="现任"
        columns={props.mine ? [...columns, act] : columns}
        rows={now()}
        empty="还没有填写支委会成员。"
      />
      <Show when={other().length > 0}>
        <details class="fold">
          <summary>曾任和待任（{other().length}）</summary>
          <DataTable caption="曾任和待任" columns={columns} rows={other()} empty="" />
        </details>
      </Show>
      <Dialog title="添加任职" open={isOpen()} onClose={() => setOpen(false)}>
        <PostForm {...props} onClose={() => setOpen(false)} />
      </Dialog>
      <Dialog title="离任" open={ending() !== null} onClose={() => setEnding(null)}>
        <Show when={ending()}>
          {(post) => (
            <EndForm branch={props.branch} post={post()} name={nameOf(post())} onClose={() => setEnding(null)} />
          )}
        </Show>
      </Dialog>
    </Section>
  );
}

/** The form speaks of one post, the server of the whole list: `committee/3/from` ↔ `from`. */
type NewPost = { memberId: string; post: Post; from: string };

function PostForm(props: Props & { onClose: () => void }) {
  const initial: NewPost = { memberId: "", post: "secretary", from: props.branch.term?.startedOn ?? "" };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/org/schema")).committeePost,
    save: async (input) => {
      await changeBranch(props.branch, { committee: [...props.branch.committee, input] });
      toast("任职已保存");
      props.onClose();
    },
  });
  const at = () => `committee/${props.branch.committee.length}`;
  const wrong = (name: "memberId" | "post" | "from") => form.error(name) ?? form.error(`${at()}/${name}`);
  return (
    <Form form={form}>
      <Combobox
        label="姓名"
        {...form.field("memberId")}
        error={wrong("memberId")}
        onChange={(value) => form.set("memberId", value ?? "")}
        options={partyChoices(props.people)}
        required
      />
      <SelectField
        label="职务"
        {...form.field("post")}
        error={wrong("post")}
        onChange={(value) => form.set("post", value ?? "other")}
        options={optionsOf(postNames)}
      />
      <DateField label="任职日期" {...form.field("from")} error={wrong("from")} max={today()} required />
    </Form>
  );
}

function EndForm(props: { branch: Branch; post: Placed; name: string; onClose: () => void }) {
  const form = createForm({
    initial: { to: today() },
    schema: async () => (await import("#shared/org/schema")).committeePost.pick({ to: true }),
    save: async ({ to }) => {
      const committee = props.branch.committee.map((post, i) => (i === props.post.at ? { ...post, to } : post));
      await changeBranch(props.branch, { committee });
      toast("离任已保存");
      props.onClose();
    },
  });
  return (
    <Form form={form} save="保存离任">
      <p>
        {props.name}，{postNames[props.post.post]}，{chineseDay(props.post.from)}
        任职。书记换人请用“书记交接”，会同时列出未办事项。
      </p>
      <DateField
        label="离任日期"
        {...form.field("to")}
        error={form.error("to") ?? form.error(`committee/${props.post.at}/to`)}
        min={props.post.from}
        required
      />
    </Form>
  );
}
