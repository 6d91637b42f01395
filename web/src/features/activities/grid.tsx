import { For, Show } from "solid-js";
import type { ActivityAnswer, ActivityKind } from "#shared/activities/schema";
import { monthOf, yearOf } from "#shared/dates";
import type { Duties, Duty } from "#shared/duties/types";
import type { GridCell, GridRow } from "#shared/duties/views";
import { address } from "../../lib/address";
import { statusOf, type Tone } from "../../ui/badge";

/** The kinds that a regulation asks for; `done` or not is read from the duties, never counted here. */
const ruleOf: Partial<Record<ActivityKind, string>> = {
  general: "general-meeting",
  committee: "committee-meeting",
  group: "group-meeting",
  lecture: "lecture",
  themeDay: "theme-day",
  orgLife: "org-life",
  appraisal: "appraisal",
};

/** Months that a duty judges together: one, a quarter, the year. */
type Segment = { cells: GridCell[]; duties: Duty[] };

function segmentsOf(row: GridRow, duties: readonly Duty[], year: number): Segment[] {
  const mine = duties.filter(({ rule, period }) => rule === ruleOf[row.kind] && yearOf(period.from) === year);
  const starting = (month: number) => mine.filter(({ period }) => monthOf(period.from) === month);
  const after = (month: number): Segment[] => {
    if (month > 12) return [];
    const here = starting(month);
    const last = Math.max(month, ...here.map(({ period }) => monthOf(period.to)));
    return [{ cells: row.months.slice(month - 1, last), duties: here }, ...after(last + 1)];
  };
  return after(1);
}

const rank = (duty: Duty): number => ["overdue", "breached", "due", "done", "notApplicable"].indexOf(duty.status);

/** One word for the duties of a segment: the worst, and how many are met where there are several. */
function markOf(duties: readonly Duty[], on: string): [Tone, string] | null {
  const asked = duties.filter(({ status }) => status !== "notApplicable");
  const [worst] = [...asked].sort((a, b) => rank(a) - rank(b));
  if (!worst) return duties.length > 0 ? ["grey", "不要求"] : null;
  const [tone, word] = statusOf(worst, on);
  const done = asked.filter(({ status }) => status === "done").length;
  return [tone, asked.length > 1 && done < asked.length ? `${word} ${done}/${asked.length}` : word];
}

type Props = {
  branchId: string;
  year: number;
  rows: readonly GridRow[];
  activities: readonly ActivityAnswer[];
  duties: Duties | null;
  mine: boolean;
};

/** Kinds × months; every number opens its records, every asked period says whether it is met. */
export const YearGrid = (props: Props) => (
  <section class="scroller" aria-label="组织生活年度一览，可左右滚动" tabindex="0">
    <table class="grid-table year-grid">
      <caption class="sr-only">{props.year} 年组织生活，类别和月份</caption>
      <thead>
        <tr>
          <th scope="col">类别</th>
          <For each={Array.from({ length: 12 }, (_, i) => i + 1)}>{(month) => <th scope="col">{month}月</th>}</For>
          <Show when={props.rows.some((row) => row.after.ids.length > 0)}>
            <th scope="col">次年补开</th>
          </Show>
          <th scope="col">合计</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.rows}>{(row) => <Row {...props} row={row} />}</For>
      </tbody>
    </table>
  </section>
);

const Row = (props: Props & { row: GridRow }) => (
  <tr>
    <th scope="row">
      <span class="grid-kind">
        {props.row.name}
        <Show when={props.mine}>
          <a
            class="grid-add no-print"
            href={`/branches/${props.branchId}/activities/new?kind=${props.row.kind}`}
            aria-label={`记录${props.row.name}`}
          >
            ＋记录
          </a>
        </Show>
      </span>
    </th>
    <For each={segmentsOf(props.row, props.duties?.items ?? [], props.year)}>
      {(segment) => (
        <td colspan={segment.cells.length}>
          <div class="grid-cell">
            <For each={segment.cells}>
              {(cell) => <Numbers {...props} cell={cell} withMonth={segment.cells.length > 1} />}
            </For>
            <Show when={markOf(segment.duties, props.duties?.on ?? "")}>
              {(mark) => <span class={`mark tone-${mark()[0]}`}>{mark()[1]}</span>}
            </Show>
          </div>
        </td>
      )}
    </For>
    <Show when={props.rows.some((row) => row.after.ids.length > 0)}>
      <td>
        <Numbers {...props} cell={props.row.after} withMonth={false} />
      </td>
    </Show>
    <td>
      <Show when={props.row.total > 0} fallback={<span class="muted">0</span>}>
        <Count
          {...props}
          count={props.row.total}
          text={String(props.row.total)}
          label={`${props.row.name}全年已确认 ${props.row.total} 次，查看记录`}
        />
      </Show>
    </td>
  </tr>
);

type NumbersProps = Props & { row: GridRow; cell: GridCell; withMonth: boolean };

const Numbers = (props: NumbersProps) => {
  const when = () => (props.cell.month === 13 ? "次年" : `${props.cell.month}月`);
  /** A meeting of January to March may be kept for the year before, and counts there. */
  const forOther = () =>
    props.activities.find(({ id, forYear }) => forYear !== props.year && props.cell.ids.includes(id))?.forYear;
  /** What is read contains what is seen. */
  const said = (text: string) =>
    props.withMonth
      ? { text: `${when()} ${text}`, label: `${props.row.name}${when()} ${text} 次，查看记录` }
      : { text, label: `${props.row.name}${when()}${text} 次，查看记录` };
  return (
    <Show when={props.cell.ids.length > 0}>
      <span class="grid-numbers">
        <Count {...props} month={props.cell.month} count={props.cell.confirmed} {...said(`${props.cell.confirmed}`)} />
        <Count
          {...props}
          month={props.cell.month}
          state="recorded"
          count={props.cell.recorded}
          {...said(`待确认 ${props.cell.recorded}`)}
        />
        <Count
          {...props}
          month={props.cell.month}
          state="planned"
          count={props.cell.planned}
          {...said(`已安排 ${props.cell.planned}`)}
        />
        <Show when={forOther()}>{(year) => <span class="muted">（{year()} 年度）</span>}</Show>
      </span>
    </Show>
  );
};

type CountProps = {
  branchId: string;
  year: number;
  row: GridRow;
  month?: number;
  state?: string;
  count: number;
  text: string;
  label: string;
};

const Count = (props: CountProps) => (
  <Show when={props.count > 0}>
    <a
      class="grid-count"
      aria-label={props.label}
      href={`${address(`/branches/${props.branchId}/activities`, {
        year: props.year,
        kind: props.row.kind,
        month: props.month,
        state: props.state,
      })}#records`}
    >
      {props.text}
    </a>
  </Show>
);
