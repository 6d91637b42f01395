import { Show } from "solid-js";
import { activityKindNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import type { MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { Checkbox, CheckboxGroup, optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { NumberField, TextField, TimeField } from "../../ui/field";
import { partyChoices } from "../branch/data";
import { Attendance } from "./attendance";
import type { Editor } from "./editing";
import type { Figures } from "./figures";
import { Items } from "./items";
import { Resolutions } from "./resolutions";
import type { ActivityValues } from "./values";

type Props = {
  editor: Editor;
  branch: Branch;
  people: readonly MemberAnswer[];
  figures: Figures | null;
  years: readonly number[];
  record: ActivityAnswer | null;
  isFuture: boolean;
};

/** The fields of an activity: what everybody needs first, the rest folded. */
export function ActivityFields(props: Props) {
  const { editor } = props;
  const has = (kind: ActivityValues["kinds"][number]) => editor.values.kinds.includes(kind);
  return (
    <>
      <TextField
        label="主题"
        {...editor.at("title")}
        value={editor.values.title}
        onChange={(text) => editor.set("title", text)}
        required
      />
      <div class="form-row">
        <TimeField
          label="开始时间"
          {...editor.at("startsAt")}
          value={editor.values.startsAt}
          onChange={(time) => editor.set("startsAt", time)}
          hint={props.isFuture ? "时间还没到：先安排，开完后打开这次安排来记录" : undefined}
          required
        />
        <TextField
          label="地点"
          {...editor.at("place")}
          value={editor.values.place}
          onChange={(text) => editor.set("place", text)}
        />
      </div>
      <div class="three">
        <Combobox
          label="主持人"
          {...editor.at("hostId")}
          options={partyChoices(props.people)}
          value={editor.values.hostId}
          onChange={(id) => editor.set("hostId", id)}
        />
        <Combobox
          label="记录人"
          {...editor.at("recorderId")}
          options={partyChoices(props.people)}
          value={editor.values.recorderId}
          onChange={(id) => editor.set("recorderId", id)}
        />
        <NumberField
          label="学时"
          {...editor.at("hours")}
          value={editor.values.hours}
          onChange={(hours) => editor.set("hours", hours)}
          min={0}
          max={100}
          step={0.5}
        />
      </div>
      <Show when={has("lecture")}>
        <TextField
          label="主讲人"
          {...editor.at("lecturer")}
          value={editor.values.lecturer}
          onChange={(text) => editor.set("lecturer", text)}
        />
      </Show>
      <Show when={has("group")}>
        <SelectField
          label="党小组"
          {...editor.at("groupId")}
          value={editor.values.groupId}
          onChange={(id) => editor.set("groupId", id)}
          options={props.branch.groups.map((group) => ({ value: group.id, label: group.name }))}
          required
        />
      </Show>
      <Show when={props.years.length > 1}>
        <SelectField
          label="所属年度"
          {...editor.at("forYear")}
          value={String(editor.values.forYear)}
          onChange={(year) => year && editor.set("forYear", Number(year))}
          options={props.years.map((year) => ({ value: String(year), label: `${year} 年度` }))}
          hint="一季度开的组织生活会和民主评议一般算上一年度"
        />
      </Show>
      <Attendance
        editor={editor}
        people={props.people}
        figures={props.figures}
        counted={props.record?.counted ?? null}
        isFuture={props.isFuture}
      />
      <Items editor={editor} figures={props.figures} isFuture={props.isFuture} />
      <Resolutions editor={editor} people={props.people} />
      <More {...props} />
    </>
  );
}

const More = (props: Props) => {
  const { editor } = props;
  const needsPresence = () => editor.values.items.some(({ vote }) => vote !== null && vote.basis !== "ordinary");
  const isOpen = () => ["kinds", "endsAt", "onlineCounts"].some((field) => editor.at(field).error !== undefined);
  return (
    <details class="fold" open={isOpen()}>
      <summary>更多：同时记为其他类别、结束时间、主讲人</summary>
      <div class="form">
        <CheckboxGroup
          label="活动类别"
          {...editor.at("kinds")}
          value={editor.values.kinds}
          onChange={(kinds) => editor.set("kinds", kinds)}
          options={optionsOf(activityKindNames)}
          hint="一次活动可以同时记为几类，例如主题党日加党课"
        />
        <div class="form-row">
          <TimeField
            label="结束时间"
            {...editor.at("endsAt")}
            value={editor.values.endsAt}
            onChange={(time) => editor.set("endsAt", time)}
          />
          <Show when={!editor.values.kinds.includes("lecture")}>
            <TextField
              label="主讲人"
              {...editor.at("lecturer")}
              value={editor.values.lecturer}
              onChange={(text) => editor.set("lecturer", text)}
            />
          </Show>
        </div>
        <Show when={needsPresence() || editor.values.onlineCounts}>
          <Checkbox
            label="接收、选举表决时，线上到会也计入人数"
            {...editor.at("onlineCounts")}
            value={editor.values.onlineCounts}
            onChange={(counts) => editor.set("onlineCounts", counts)}
            hint="一般不计入；上级同意线上表决的才勾选"
          />
        </Show>
      </div>
    </details>
  );
};
