import { textOf } from "#shared/imports/cells";
import { columnIndex } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import type { ImportBatch, RowAnswer } from "#shared/imports/schema";
import { writeWorkbook } from "../sheets/write";

/** The rows that cannot be imported as they were uploaded, repairs included, with the reason in the last column. The header is found again when the file is mended and uploaded. */
export function errorsFile(
  batch: ImportBatch,
  rows: readonly { row: SheetRow; answer: RowAnswer }[],
  fieldNames: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const nameOf = (field: string | null) =>
    batch.mapping.find((column) => column.field === field)?.header ?? (field && fieldNames[field]) ?? "";
  const reason = ({ issues }: RowAnswer) =>
    issues.map(({ cell, field, detail }) => `${cell ?? nameOf(field)}：${detail}`).join("；");
  const cellsOf = ({ cells, fixed }: SheetRow) =>
    batch.mapping.map(({ column, field }) => {
      const repaired = field === null ? undefined : fixed[field];
      const cell = cells[columnIndex(column)];
      return repaired !== undefined ? repaired : cell ? textOf(cell) : null;
    });
  return writeWorkbook([
    {
      name: "不能导入的行",
      columns: [
        ...batch.mapping.map(({ header }) => ({ header })),
        { header: "原行号" },
        { header: "错误原因", width: 60 },
      ],
      rows: rows.map(({ row, answer }) => [...cellsOf(row), String(row.number), reason(answer)]),
    },
  ]);
}
