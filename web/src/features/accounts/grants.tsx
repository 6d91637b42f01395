import { createAsync } from "@solidjs/router";
import { Index, Show } from "solid-js";
import { type Grant, type Role, roleNames } from "#shared/access";
import { unitKindsOf } from "#shared/accounts/rules";
import type { Unit } from "#shared/org/schema";
import { Button } from "../../ui/button";
import { optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { unitTree } from "../units/data";

const given: Role[] = ["secretary", "committee", "leader", "member", "office", "inspector"];

const pathName = (unit: Unit, units: readonly Unit[]): string => {
  const parent = units.find((other) => other.id === unit.parentId);
  return parent ? `${unit.name}（${parent.name}）` : unit.name;
};

type Props = { grants: readonly Grant[]; set: (grants: Grant[]) => void; error: (path: string) => string | undefined };

/** Roles, each at a unit; a person may hold several. */
export function Grants(props: Props) {
  const units = createAsync(() => unitTree());
  const choices = (role: Role) =>
    (units() ?? [])
      .filter((unit) => unit.closedOn === null && (unitKindsOf[role] ?? []).includes(unit.kind))
      .map((unit) => ({ value: unit.id, label: pathName(unit, units() ?? []) }));
  const change = (i: number, grant: Grant) => props.set(props.grants.map((other, j) => (j === i ? grant : other)));
  return (
    <div class="form">
      <Index each={props.grants}>
        {(grant, i) => (
          <div class="panel form-row">
            <SelectField
              label="角色"
              name={`grants/${i}/role`}
              value={grant().role}
              error={props.error(`grants/${i}/role`)}
              onChange={(role) => role && change(i, { role, unitId: "" })}
              options={optionsOf(roleNames, given)}
            />
            <Combobox
              label="在哪个组织"
              name={`grants/${i}/unitId`}
              value={grant().unitId}
              error={props.error(`grants/${i}/unitId`)}
              onChange={(unitId) => change(i, { ...grant(), unitId: unitId ?? "" })}
              options={choices(grant().role)}
              placeholder="输入名称查找"
            />
            <Show when={props.grants.length > 1}>
              <Button look="quiet" onClick={() => props.set(props.grants.filter((_, j) => j !== i))}>
                去掉这个角色
              </Button>
            </Show>
          </div>
        )}
      </Index>
      <div>
        <Button small onClick={() => props.set([...props.grants, { role: "secretary", unitId: "" }])}>
          再加一个角色
        </Button>
      </div>
    </div>
  );
}
