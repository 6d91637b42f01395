import * as z from "zod";
import { line, listOf, page, pageQuery, stored } from "../fields";

export const importKinds = ["members", "activities"] as const;
export const importStates = ["preview", "committing", "committed", "undone"] as const;
export const verdicts = ["new", "update", "unchanged", "error"] as const;
export type ImportKind = (typeof importKinds)[number];
export type Verdict = (typeof verdicts)[number];

/** What is wrong or doubtful in a row; `cell` as the spreadsheet names it, null where the sheet has no such column. */
export const issue = z.object({
  cell: z.string().nullable(),
  field: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
});
export type Issue = z.infer<typeof issue>;

export const rowAnswer = z.object({
  row: z.number(),
  verdict: z.enum(verdicts),
  /** Name of the person, or subject of the meeting. */
  name: z.string(),
  /** What the cells say, as text; ID number, phone and address masked. Of rows without a remark only the first fields. */
  values: z.record(z.string(), z.string()),
  warnings: z.array(issue),
  changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  issues: z.array(issue),
});
export type RowAnswer = z.infer<typeof rowAnswer>;

export const columnRecord = z.object({ column: z.string(), header: z.string(), field: z.string().nullable() });
export const importCounts = z.object({ new: z.number(), update: z.number(), unchanged: z.number(), error: z.number() });
export type ImportCounts = z.infer<typeof importCounts>;
export const importResult = z.object({
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  skipped: z.number(),
});
export type ImportResult = z.infer<typeof importResult>;
export const keptRow = z.object({ row: z.number(), id: z.string(), name: z.string(), reason: z.string() });
export const undoResult = z.object({ removed: z.number(), restored: z.number(), kept: z.array(keptRow) });
export type UndoResult = z.infer<typeof undoResult>;

/** A batch as stored; its rows lie beside it in chunks. */
export const importRecord = z.object({
  ...stored,
  id: z.string(),
  branchId: z.string(),
  kind: z.enum(importKinds),
  fileName: z.string(),
  state: z.enum(importStates),
  sheet: z.string(),
  headerRow: z.number(),
  mapping: z.array(columnRecord),
  counts: importCounts,
  /** How many chunks of rows there are. */
  chunks: z.number(),
  /** Commit counts while `committing`, the final ones afterwards. */
  result: importResult.nullable(),
  undo: undoResult.nullable(),
  startedAt: z.string(),
  startedBy: z.string(),
  committedAt: z.string().nullable().default(null),
});
export type ImportBatch = z.infer<typeof importRecord>;

/** A chunk of rows. Cells, repairs and former values hold personal data: they are sealed as one text. */
export const chunkRecord = z.object({
  ...stored,
  n: z.number(),
  isDone: z.boolean(),
  isUndone: z.boolean().default(false),
  sealed: z.string(),
});
/** What a committed row did: the record, the version that it left, and of an update the former values. */
export const rowOutcome = z.object({
  row: z.number(),
  verdict: z.enum(["new", "update", "unchanged"]),
  id: z.string(),
  version: z.number(),
  before: z.record(z.string(), z.unknown()).nullable(),
});
export type RowOutcome = z.infer<typeof rowOutcome>;

export const importAnswer = z.object({
  id: z.string(),
  version: z.number(),
  branchId: z.string(),
  kind: z.enum(importKinds),
  fileName: z.string(),
  state: z.enum(importStates),
  sheet: z.string(),
  headerRow: z.number(),
  mapping: z.array(columnRecord),
  counts: importCounts,
  result: importResult.nullable(),
  undo: undoResult.nullable(),
  startedAt: z.string(),
  startedBy: z.string(),
  committedAt: z.string().nullable(),
});
/** With its first rows; the others at `/rows`. */
export const previewAnswer = importAnswer.extend({ rows: z.array(rowAnswer) });
export type PreviewAnswer = z.infer<typeof previewAnswer>;
export const importPage = page(importAnswer);
export const rowPage = page(rowAnswer);

/** `committing` says that the same call goes on with the rest. */
export const commitAnswer = importResult.extend({
  state: z.enum(["committing", "committed"]),
  id: z.string(),
  version: z.number(),
  left: z.number(),
});
export type CommitAnswer = z.infer<typeof commitAnswer>;
export const undoAnswer = undoResult.extend({
  state: z.enum(["committed", "undone"]),
  id: z.string(),
  version: z.number(),
});
export type UndoAnswer = z.infer<typeof undoAnswer>;

export const importQuery = z.strictObject({ name: line("文件名", 200).optional() });
export const rowQuery = z.strictObject({
  ...pageQuery,
  verdict: z.enum(verdicts, { error: "verdict 应为 new、update、unchanged 或 error" }).optional(),
});
export type RowQuery = z.infer<typeof rowQuery>;

const fieldName = z.string({ error: "请选择字段" }).regex(/^[A-Za-z]{1,40}$/, { error: "请选择字段" });
export const mappingInput = z.strictObject({
  mapping: listOf(
    "列的对应",
    z.strictObject({
      column: z.string({ error: "请填写列号" }).regex(/^[A-Z]{1,3}$/, { error: "列号应为 A、B、C…" }),
      header: z.string().max(200).optional(),
      field: fieldName.nullable(),
    }),
    200,
  ),
});
export type MappingInput = z.infer<typeof mappingInput>;
/** The right values of a row, as they would be written into the cells. */
export const repairInput = z.strictObject({
  fields: z
    .record(
      fieldName,
      z.union([z.string().max(2000, { error: "内容不能超过 2000 个字" }), z.number(), z.boolean(), z.null()], {
        error: "内容应为文字",
      }),
    )
    .refine((fields) => Object.keys(fields).length > 0, { error: "请填写要改的内容" }),
});
export type RepairInput = z.infer<typeof repairInput>;
