import { writeXlsx } from "hucre/xlsx";
import { assessmentSheets, assessmentWorkbook } from "#functions/papers/assessment-sheets";
import { type SheetSpec, writeWorkbook } from "#functions/sheets/write";
import { buildAssessment } from "#shared/assessment/report";
import { largestBranch } from "./assessment-facts";

/** One comparison: `ratio` is ours to the other's, both medians of one run; `ms` is ours. */
export type Measured = { name: string; ratio: number; ms: number };
type Work = () => Promise<unknown>;

async function timed(work: Work): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** Both in turn, so that a drifting machine drifts for both. */
async function compare(name: string, ours: Work, other: Work, rounds: number): Promise<Measured> {
  const times: { ours: number; other: number }[] = [];
  await Promise.all([ours(), other()]);
  for (let i = 0; i < rounds; i += 1) times.push({ ours: await timed(ours), other: await timed(other) });
  const [mine, theirs] = [median(times.map((one) => one.ours)), median(times.map((one) => one.other))];
  return { name, ratio: mine / theirs, ms: mine };
}

const asked = { year: 2026, on: "2026-12-31", madeOn: "2027-01-10" };
const rowsOf = (sheet: SheetSpec) => [...(sheet.rows as Iterable<(string | number | null)[]>)];

/** The same rows by the library alone: no styles, widths or print set-up. */
const byLibrary = (sheets: readonly SheetSpec[]): Work => {
  const plain = sheets.map((sheet) => ({
    name: sheet.name,
    rows: [sheet.columns.map(({ header }) => header), ...rowsOf(sheet)],
  }));
  return () => writeXlsx({ sheets: plain, stringMode: "inline" });
};

const wide: SheetSpec = {
  name: "12500",
  columns: Array.from({ length: 40 }, (_, i) => ({ header: `第${i + 1}列` })),
  rows: Array.from({ length: 12_500 }, (_, row) => Array.from({ length: 40 }, (_, at) => `党员${row}的第${at + 1}项`)),
};

/** The year's workbook of the largest branch (50 members, 60 activities), and 12,500 rows of 40 cells, beside the same rows by the library hucre. */
export async function benchAssessment(): Promise<Measured[]> {
  const facts = largestBranch();
  const report = buildAssessment(facts, asked);
  const library = byLibrary(assessmentSheets(report, null));
  return [
    await compare(
      "考核工作簿（50 人、60 次活动）写出 / hucre 写同样的行",
      () => assessmentWorkbook(report, null),
      library,
      15,
    ),
    await compare(
      "考核工作簿从记录算起到写出 / hucre 写同样的行",
      () => assessmentWorkbook(buildAssessment(facts, asked), null),
      library,
      15,
    ),
    await compare("12,500 行 × 40 列写出 / hucre 写同样的行", () => writeWorkbook([wide]), byLibrary([wide]), 3),
  ];
}
