/** One line of the table. `value` is what is promised about; `ours` and `beside` are what a ratio was made of. */
export type Figure = {
  name: string;
  value: number;
  unit: "×" | "ms" | "s" | "KB" | "MB";
  /** The most that `value` may be; null where nothing is promised. */
  atMost: number | null;
  ours?: string;
  beside?: string;
};

export type Work = () => Promise<unknown>;

/** The value below which the given share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
export const median = (values: readonly number[]): number => quantile(values, 0.5);

export async function timed(work: Work): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export type Times = { ours: number[]; other: number[] };

/** Both in turn, so that a drifting machine drifts for both. */
export async function inTurn(ours: Work, other: Work, rounds: number): Promise<Times> {
  const times: Times = { ours: [], other: [] };
  for (let i = 0; i < rounds; i += 1) {
    times.ours.push(await timed(ours));
    times.other.push(await timed(other));
  }
  return times;
}

export const inMs = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;

/** The median of our times over the median of the other's. */
export function ratioOf(name: string, times: Times, atMost: number | null): Figure {
  const [ours, other] = [median(times.ours), median(times.other)];
  return { name, value: ours / other, unit: "×", atMost, ours: inMs(ours), beside: inMs(other) };
}

const isKept = ({ value, atMost }: Figure): boolean | null => (atMost === null ? null : value <= atMost);

function shown({ value, unit }: Pick<Figure, "value" | "unit">): string {
  const digits = unit === "×" ? 2 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return unit === "×" ? `${value.toFixed(digits)}×` : `${value.toFixed(digits)} ${unit}`;
}

/** The figures as a table of text. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure),
    figure.atMost === null ? "" : `≤ ${figure.atMost} ${figure.unit}`,
    { true: "kept", false: "MISSED", null: "" }[`${isKept(figure)}`],
    figure.beside === undefined ? (figure.ours ?? "") : `${figure.ours} / ${figure.beside}`,
  ]);
  const all = [["What", "Measured", "Promise", "", "Ours / beside it"], ...rows];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
