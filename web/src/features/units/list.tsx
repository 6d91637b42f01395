import { createAsync } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import { branchKindNames, unitKindNames } from "#shared/org/labels";
import type { Unit } from "#shared/org/schema";
import { isOffice } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/choice";
import { Dialog } from "../../ui/dialog";
import { PageHeader } from "../../ui/page";
import { Notice } from "../../ui/state";
import { unitTree } from "./data";
import { ChangeUnitForm, NewUnitForm } from "./form";

type Chosen = { unit: Unit; act: "new" | "change" };

/** The organisation: found, rename, move and close units; former names stay to be seen. */
export function UnitsPage() {
  const units = createAsync(() => unitTree());
  const [showsClosed, setShowsClosed] = createSignal(false);
  const [chosen, setChosen] = createSignal<Chosen | null>(null);
  const shown = () => (units() ?? []).filter((unit) => showsClosed() || unit.closedOn === null);
  const tops = () => shown().filter((unit) => !shown().some((other) => other.id === unit.parentId));
  const isEmpty = () => (units() ?? []).length <= 1;
  const close = () => setChosen(null);
  return (
    <Show when={units()}>
      <PageHeader title="组织" lead="党委、党总支、党支部和党小组" />
      <Show when={isEmpty() && isOffice()}>
        <Notice tone="blue">还没有下级组织。请点“新建下级”，按实际情况建党总支或党支部。</Notice>
      </Show>
      <Checkbox label="显示已撤销的组织" name="closed" value={showsClosed()} onChange={setShowsClosed} />
      <Level units={tops()} all={shown()} onChoose={setChosen} />
      <Dialog title={`在${chosen()?.unit.name ?? ""}下新建`} open={chosen()?.act === "new"} onClose={close}>
        <Show when={chosen()}>{(now) => <NewUnitForm parent={now().unit} onDone={close} />}</Show>
      </Dialog>
      <Dialog title={`修改${chosen()?.unit.name ?? ""}`} open={chosen()?.act === "change"} onClose={close}>
        <Show when={chosen()}>
          {(now) => <ChangeUnitForm unit={now().unit} units={units() ?? []} onDone={close} />}
        </Show>
      </Dialog>
    </Show>
  );
}

type LevelProps = { units: readonly Unit[]; all: readonly Unit[]; onChoose: (chosen: Chosen) => void };

const Level = (props: LevelProps) => (
  <ul class="tree">
    <For each={props.units}>
      {(unit) => {
        const below = () => props.all.filter((other) => other.parentId === unit.id);
        return (
          <li>
            <Row unit={unit} onChoose={props.onChoose} />
            <Show when={below().length > 0}>
              <Level {...props} units={below()} />
            </Show>
          </li>
        );
      }}
    </For>
  </ul>
);

const kindText = (unit: Unit) =>
  unit.branchKind === null ? unitKindNames[unit.kind] : branchKindNames[unit.branchKind];

const Row = (props: { unit: Unit; onChoose: (chosen: Chosen) => void }) => (
  <div class="duty">
    <div class="duty-text">
      <div class="duty-head">
        <Show when={props.unit.kind === "branch"} fallback={<strong>{props.unit.name}</strong>}>
          <a class="text-link" href={`/branches/${props.unit.id}/profile`}>
            {props.unit.name}
          </a>
        </Show>
        <span class="muted">
          {kindText(props.unit)} · {chineseDay(props.unit.foundedOn)}成立
        </span>
        <Show when={props.unit.closedOn}>{(day) => <Badge tone="grey">{`${chineseDay(day())}撤销`}</Badge>}</Show>
      </div>
      <For each={props.unit.former}>
        {(former) => (
          <p class="muted">
            至 {chineseDay(former.until)}：{former.name}
          </p>
        )}
      </For>
    </div>
    <Show when={isOffice() && props.unit.closedOn === null}>
      <span class="section-actions">
        <Show when={props.unit.kind !== "group"}>
          <Button
            small
            onClick={() => props.onChoose({ unit: props.unit, act: "new" })}
            aria-label={`新建下级：${props.unit.name}`}
          >
            新建下级
          </Button>
        </Show>
        <Button
          small
          onClick={() => props.onChoose({ unit: props.unit, act: "change" })}
          aria-label={`修改：${props.unit.name}`}
        >
          修改
        </Button>
      </span>
    </Show>
  </div>
);
