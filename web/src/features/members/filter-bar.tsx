import { useSearchParams } from "@solidjs/router";
import { createSignal } from "solid-js";
import { stageNames, standingNames } from "#shared/members/labels";
import type { Branch } from "#shared/org/schema";
import { today } from "../../lib/session";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { DateField, TextField } from "../../ui/field";

/** On a phone the list comes first. */
const isWide = matchMedia("(min-width: 48rem)").matches;
const gone = [{ value: "true", label: "已离开" }];
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? null;

/** Filters live in the address, so that a list can be sent on or come back to. */
export function FilterBar(props: { groups: Branch["groups"] }) {
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = createSignal(one(search.q) ?? "");
  const put = (name: string, value: string | null) => setSearch({ [name]: value || null }, { replace: true });
  const isFiltered = () => ["stage", "standing", "groupId", "left", "on"].some((name) => one(search[name]));
  const groups = () => props.groups.map((group) => ({ value: group.id, label: group.name }));
  return (
    <form
      class="filters no-print"
      aria-label="查找党员"
      onSubmit={(event) => {
        event.preventDefault();
        put("q", typed().trim());
      }}
    >
      <TextField label="姓名或拼音首字母" name="q" value={typed()} onChange={setTyped} />
      <Button type="submit">查找</Button>
      <details class="fold filters-more" open={isWide || isFiltered()}>
        <summary>按类别、党小组、日期查看</summary>
        <div class="filters">
          <SelectField
            label="人员类别"
            name="stage"
            empty="全部"
            options={optionsOf(stageNames)}
            value={one(search.stage) as keyof typeof stageNames | null}
            onChange={(value) => put("stage", value)}
          />
          <SelectField
            label="党籍状态"
            name="standing"
            empty="全部"
            options={optionsOf(standingNames)}
            value={one(search.standing) as keyof typeof standingNames | null}
            onChange={(value) => put("standing", value)}
          />
          <SelectField
            label="党小组"
            name="groupId"
            empty="全部"
            options={groups()}
            value={one(search.groupId)}
            onChange={(value) => put("groupId", value)}
          />
          <SelectField
            label="去留"
            name="left"
            empty="在册"
            options={gone}
            value={one(search.left)}
            onChange={(value) => put("left", value)}
          />
          <DateField
            label="截至日期"
            name="on"
            max={today()}
            value={one(search.on) ?? ""}
            onChange={(value) => put("on", value)}
          />
        </div>
      </details>
    </form>
  );
}
