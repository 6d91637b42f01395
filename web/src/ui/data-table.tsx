import { createMemo, createSignal, For, type JSX, Show } from "solid-js";
import { Empty, Loading } from "./state";

export type Column<T> = {
  /** Empty for a column of buttons. */
  header: string;
  cell: (row: T) => JSX.Element;
  /** The value to sort by; without it the column cannot be sorted. */
  sort?: (row: T) => string | number;
  align?: "end";
  /** Heads the card on a narrow screen and the row for a screen reader. */
  primary?: boolean;
};

type Props<T> = {
  /** Names the table for screen readers; shown only when `showCaption`. */
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<T>[];
  /** Undefined while they are on their way. */
  rows: readonly T[] | undefined;
  empty: string;
  emptyAction?: JSX.Element;
  rowClass?: (row: T) => string;
};

type Order = { column: number; down: boolean };

const compare = (a: string | number, b: string | number): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN");

/** A table that becomes one card per row on a narrow screen. */
export function DataTable<T>(props: Props<T>) {
  const [order, setOrder] = createSignal<Order | null>(null);
  const sorted = createMemo(() => {
    const by = order();
    const value = by && props.columns[by.column]?.sort;
    const rows = [...(props.rows ?? [])];
    return by && value ? rows.sort((a, b) => compare(value(a), value(b)) * (by.down ? -1 : 1)) : rows;
  });
  const turn = (column: number) => setOrder((now) => ({ column, down: now?.column === column && !now.down }));
  return (
    <Show when={props.rows} fallback={<Loading label={`正在载入${props.caption}……`} />}>
      <Show when={sorted().length > 0} fallback={<Empty title={props.empty}>{props.emptyAction}</Empty>}>
        <table class="data-table">
          <caption class={props.showCaption ? "" : "sr-only"}>{props.caption}</caption>
          <thead>
            <tr>
              <For each={props.columns}>
                {(column, i) => (
                  <Show when={column.header !== ""} fallback={<td />}>
                    <Head column={column} order={order()} index={i()} onTurn={turn} />
                  </Show>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={sorted()}>
              {(row) => (
                <tr class={props.rowClass?.(row)}>
                  <For each={props.columns}>{(column) => <Cell column={column} row={row} />}</For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </Show>
  );
}

function Head<T>(props: { column: Column<T>; order: Order | null; index: number; onTurn: (index: number) => void }) {
  const direction = () =>
    props.order?.column !== props.index ? "none" : props.order.down ? "descending" : "ascending";
  return (
    <th
      scope="col"
      classList={{ "is-figure": props.column.align === "end" }}
      aria-sort={props.column.sort ? direction() : undefined}
    >
      <Show when={props.column.sort} fallback={props.column.header}>
        <button type="button" class="sort-button" onClick={() => props.onTurn(props.index)}>
          {props.column.header}
          <span aria-hidden="true">{{ none: "↕", ascending: "↑", descending: "↓" }[direction()]}</span>
        </button>
      </Show>
    </th>
  );
}

function Cell<T>(props: { column: Column<T>; row: T }) {
  return (
    <Show
      when={props.column.primary}
      fallback={
        <td data-label={props.column.header} classList={{ "is-figure": props.column.align === "end" }}>
          {props.column.cell(props.row)}
        </td>
      }
    >
      <th scope="row">{props.column.cell(props.row)}</th>
    </Show>
  );
}
