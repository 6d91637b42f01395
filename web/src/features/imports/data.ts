import { query, revalidate } from "@solidjs/router";
import type * as z from "zod";
import { ledgerColumns, memberColumns } from "#shared/imports/columns";
import type {
  CommitAnswer,
  ImportKind,
  importAnswer,
  PreviewAnswer,
  RowAnswer,
  UndoAnswer,
  Verdict,
} from "#shared/imports/schema";
import { get, type Page, patch, post, upload } from "../../lib/api";

export type Batch = z.output<typeof importAnswer>;
type Mapping = PreviewAnswer["mapping"];

/** The two things that can be brought in from a sheet. */
export const kindOf = (text: unknown): ImportKind =>
  text === "ledger" || text === "activities" ? "activities" : "members";

const path = (branchId: string, kind: ImportKind, id = "") =>
  `/api/branches/${branchId}/${kind}/imports${id && `/${id}`}`;

export const batchesOf = query(
  async (branchId: string, kind: ImportKind) => (await get<Page<Batch>>(path(branchId, kind))).items,
  "imports",
);
export const batchOf = query(
  (branchId: string, kind: ImportKind, id: string) => get<PreviewAnswer>(path(branchId, kind, id)),
  "import",
);

async function allRows(branchId: string, batch: Batch, verdict: Verdict | null, cursor?: string): Promise<RowAnswer[]> {
  const page = await get<Page<RowAnswer>>(`${path(branchId, batch.kind, batch.id)}/rows`, {
    verdict,
    cursor,
    limit: 200,
  });
  return page.next === null ? page.items : [...page.items, ...(await allRows(branchId, batch, verdict, page.next))];
}
/** Every row of a verdict; asked anew when the batch has changed. */
export const rowsOf = query(
  (branchId: string, batch: Batch, verdict: Verdict | null, _version: number) => allRows(branchId, batch, verdict),
  "import-rows",
);

const types: Record<string, string> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv",
};
const extension = (file: File) => file.name.split(".").at(-1)?.toLowerCase() ?? "";
export const isSheet = (file: File): boolean => extension(file) in types;

export const startImport = (branchId: string, kind: ImportKind, file: File) =>
  upload<PreviewAnswer>(path(branchId, kind), file, types[extension(file)], { name: file.name });

const changed = (batch: Batch) => revalidate([batchOf.keyFor(batch.branchId, batch.kind, batch.id), batchesOf.key]);

export async function mapColumns(batch: Batch, mapping: Mapping): Promise<void> {
  await patch<PreviewAnswer>(path(batch.branchId, batch.kind, batch.id), batch.version, { mapping });
  await changed(batch);
}

export async function repairRow(batch: Batch, row: number, fields: Record<string, string>): Promise<void> {
  await patch<PreviewAnswer>(`${path(batch.branchId, batch.kind, batch.id)}/rows/${row}`, batch.version, { fields });
  await changed(batch);
}

/** Goes on with the same call until every row is in; `onProgress` is told how many are left. */
export async function commitBatch(batch: Batch, onProgress: (left: number) => void): Promise<void> {
  const answer = await post<CommitAnswer>(`${path(batch.branchId, batch.kind, batch.id)}/commit`);
  onProgress(answer.left);
  if (answer.state === "committing") return commitBatch(batch, onProgress);
  await revalidate();
}

export async function undoBatch(batch: Batch): Promise<UndoAnswer> {
  const answer = await post<UndoAnswer>(`${path(batch.branchId, batch.kind, batch.id)}/undo`);
  if (answer.state === "committed") return undoBatch(batch);
  await revalidate();
  return answer;
}

export const errorsAddress = (batch: Batch) => `${path(batch.branchId, batch.kind, batch.id)}/errors.xlsx`;

const standardNames = (columns: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).map(([field, words]) => [field, words.split(" ")[0] ?? field]));
/** What a field is called on screen: the first of the headers under which it is found. */
export const fieldNames: Record<ImportKind, Record<string, string>> = {
  members: standardNames(memberColumns),
  activities: standardNames(ledgerColumns),
};
export const kindNames: Record<ImportKind, string> = { members: "花名册", activities: "会议台账" };
