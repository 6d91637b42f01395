import { writeXlsx } from "hucre/xlsx";
import { assessmentSheets, assessmentWorkbook } from "#functions/papers/assessment-sheets";
import { type SheetSpec, writeWorkbook } from "#functions/sheets/write";
import { buildAssessment } from "#shared/assessment/report";
import { evaluateDuties } from "#shared/duties/engine";
import { largestBranch } from "./assessment-facts";
import { type Figure, inTurn, median, ratioOf, type Work } from "./measure";

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

async function compare(name: string, ours: Work, other: Work, rounds: number): Promise<Figure> {
  await Promise.all([ours(), other()]);
  return ratioOf(name, await inTurn(ours, other, rounds), 3);
}

/** The year's workbook of the largest branch (50 members, 60 activities), and 12,500 rows of 40 cells, beside the same rows by the library hucre. */
export async function benchAssessment(): Promise<Figure[]> {
  const facts = largestBranch();
  const report = buildAssessment(facts, asked);
  const library = byLibrary(assessmentSheets(report, null));
  const ready = () => assessmentWorkbook(report, null);
  const whole = () => assessmentWorkbook(buildAssessment(facts, asked), null);
  return [
    await compare("assessment workbook written / hucre, same rows", ready, library, 15),
    await compare("… from the records on / hucre, same rows", whole, library, 15),
    await compare("12,500 rows × 40 written / hucre, same rows", () => writeWorkbook([wide]), byLibrary([wide]), 3),
  ];
}

/** What the regulations ask of the largest branch's year, in one evaluation. */
export function benchDuties(): Figure[] {
  const facts = largestBranch();
  const evaluate = () => {
    const started = performance.now();
    evaluateDuties(facts, { year: asked.year, on: asked.on });
    return performance.now() - started;
  };
  const times = Array.from({ length: 600 }, evaluate).slice(100);
  return [{ name: "duties of a branch-year, 50 members, 60 activities", value: median(times), unit: "ms", atMost: 2 }];
}
