import { For, Show } from "solid-js";
import { attendanceNames } from "#shared/activities/labels";
import type { ActivityAnswer, AttendanceState } from "#shared/activities/schema";
import { stageNames } from "#shared/members/labels";
import type { MemberAnswer } from "#shared/members/schema";
import { postNames } from "#shared/org/labels";
import type { Post } from "#shared/org/schema";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { TextField } from "../../ui/field";
import type { Editor } from "./editing";
import type { Figures } from "./figures";

const states = optionsOf<AttendanceState>({ ...attendanceNames, present: "到会" }, [
  "leave",
  "absent",
  "online",
  "observer",
  "present",
]);

type Props = {
  editor: Editor;
  people: readonly MemberAnswer[];
  figures: Figures | null;
  counted: ActivityAnswer["counted"];
  isFuture: boolean;
};

const noteOf = (person: MemberAnswer, isExpected: boolean) => {
  const posts = person.posts.map((post) => postNames[post as Post]).join("、");
  if (isExpected) return posts;
  return person.excused ? "免于参加" : `不在应到范围（${stageNames[person.stage]}）`;
};

/** Everybody came, but for those who are named. */
export function Attendance(props: Props) {
  const attendance = () => props.editor.values.attendance;
  const named = () => new Set(attendance().exceptions.map(({ memberId }) => memberId));
  const expected = () => new Set(props.figures?.roll.expected);
  const nameOf = (id: string) => props.people.find((person) => person.id === id)?.name ?? "（不在当天名册）";
  const choices = () =>
    props.people
      .filter((person) => !named().has(person.id))
      .map((person) => ({ value: person.id, label: person.name, note: noteOf(person, expected().has(person.id)) }));
  const add = (memberId: string | null) => {
    if (memberId === null) return;
    const state: AttendanceState = expected().has(memberId) ? "leave" : "observer";
    props.editor.set("attendance", "exceptions", (now) => [...now, { memberId, state, reason: "" }]);
  };
  const drop = (i: number) =>
    props.editor.set("attendance", "exceptions", (now) => now.filter((_, other) => other !== i));
  return (
    <fieldset class="group-box">
      <legend>出勤</legend>
      <Show when={props.counted}>
        <p class="muted">这条记录从台账导入，只有人数。在下面登记人员后，人数按人员重新计算。</p>
      </Show>
      <Show when={props.figures}>
        {(figures) => <AttendanceFigures figures={figures()} isFuture={props.isFuture} />}
      </Show>
      <Combobox
        label={props.isFuture ? "已知不能到会的" : "全部到会，除了"}
        name={props.editor.at("attendance/exceptions").name}
        error={props.editor.at("attendance/exceptions").error}
        options={choices()}
        value={null}
        onChange={add}
        placeholder="输入姓名，选中即添加"
      />
      <For each={attendance().exceptions}>
        {(one, i) => (
          <div class="entry">
            <SelectField
              label={nameOf(one.memberId)}
              {...props.editor.at(`attendance/exceptions/${i()}/memberId`)}
              value={one.state}
              onChange={(state) => state && props.editor.set("attendance", "exceptions", i(), "state", state)}
              options={states}
            />
            <TextField
              label="原因"
              {...props.editor.at(`attendance/exceptions/${i()}/reason`)}
              value={one.reason}
              onChange={(text) => props.editor.set("attendance", "exceptions", i(), "reason", text)}
              placeholder="可以不填"
            />
            <Button small onClick={() => drop(i())} aria-label={`去掉${nameOf(one.memberId)}`}>
              去掉
            </Button>
          </div>
        )}
      </For>
    </fieldset>
  );
}

const AttendanceFigures = (props: { figures: Figures; isFuture: boolean }) => (
  <p class="figures" role="status">
    <span>应到 {props.figures.expected}</span>
    <Show when={!props.isFuture}>
      <span>
        实到 {props.figures.present}
        <Show when={props.figures.online > 0}>（线上 {props.figures.online}）</Show>
      </span>
    </Show>
    <span>请假 {props.figures.leave}</span>
    <span>缺席 {props.figures.absent}</span>
    <Show when={props.figures.observers > 0}>
      <span>列席 {props.figures.observers}</span>
    </Show>
  </p>
);
