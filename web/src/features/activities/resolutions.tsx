import { For } from "solid-js";
import type { MemberAnswer } from "#shared/members/schema";
import { Button } from "../../ui/button";
import { Combobox } from "../../ui/combobox";
import { DateField, TextField } from "../../ui/field";
import { partyChoices } from "../branch/data";
import type { Editor } from "./editing";

/** What was resolved, who sees to it and by when. */
export function Resolutions(props: { editor: Editor; people: readonly MemberAnswer[] }) {
  const add = () =>
    props.editor.set("resolutions", (now) => [...now, { text: "", ownerId: null, dueOn: "", doneOn: null }]);
  const drop = (i: number) => props.editor.set("resolutions", (now) => now.filter((_, other) => other !== i));
  return (
    <fieldset class="group-box">
      <legend>决议和落实</legend>
      <For each={props.editor.values.resolutions}>
        {(one, i) => (
          <div class="sub-box">
            <div class="sub-head">
              <h2 class="sub-title">决议 {i() + 1}</h2>
              <Button small onClick={() => drop(i())} aria-label={`去掉决议 ${i() + 1}`}>
                去掉
              </Button>
            </div>
            <TextField
              label="决议内容"
              {...props.editor.at(`resolutions/${i()}/text`)}
              value={one.text}
              onChange={(text) => props.editor.set("resolutions", i(), "text", text)}
              required
            />
            <div class="form-row">
              <Combobox
                label="责任人"
                {...props.editor.at(`resolutions/${i()}/ownerId`)}
                options={partyChoices(props.people)}
                value={one.ownerId}
                onChange={(id) => props.editor.set("resolutions", i(), "ownerId", id)}
              />
              <DateField
                label="完成时限"
                {...props.editor.at(`resolutions/${i()}/dueOn`)}
                value={one.dueOn}
                onChange={(day) => props.editor.set("resolutions", i(), "dueOn", day)}
              />
            </div>
          </div>
        )}
      </For>
      <Button onClick={add}>添加决议</Button>
    </fieldset>
  );
}
