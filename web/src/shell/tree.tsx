import { createAsync } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Unit } from "#shared/org/schema";
import { unitTree } from "../features/units/data";
import { overseen } from "../lib/session";

/** The organisations below, each branch a way to its duties. */
export function Tree() {
  const units = createAsync(() => unitTree());
  const open = () => (units() ?? []).filter((unit) => unit.closedOn === null && unit.kind !== "group");
  const ids = () => new Set(open().map((unit) => unit.id));
  const tops = () => open().filter((unit) => unit.parentId === null || !ids().has(unit.parentId));
  return (
    <Show when={units()}>
      <nav aria-label="组织树">
        <Level units={tops()} all={open()} />
      </nav>
      <Show when={overseen().length > 0}>
        <p>
          <a class="text-link" href="/units">
            查看全部组织
          </a>
        </p>
      </Show>
    </Show>
  );
}

function Level(props: { units: readonly Unit[]; all: readonly Unit[] }) {
  const below = (unit: Unit) => props.all.filter((other) => other.parentId === unit.id);
  return (
    <ul class="tree">
      <For each={props.units}>
        {(unit) => (
          <li>
            <Show when={unit.kind === "branch"} fallback={<span class="tree-unit">{unit.name}</span>}>
              <a class="tree-unit text-link" href={`/branches/${unit.id}`}>
                {unit.name}
              </a>
            </Show>
            <Show when={below(unit).length > 0}>
              <Level units={below(unit)} all={props.all} />
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
