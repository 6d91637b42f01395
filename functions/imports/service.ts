import { makeId } from "#shared/ids";
import { tidy } from "#shared/imports/cells";
import { headerWords, normalHeader } from "#shared/imports/columns";
import { type Column, findHeader } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import type {
  ImportBatch,
  ImportCounts,
  MappingInput,
  PreviewAnswer,
  RepairInput,
  RowAnswer,
  RowQuery,
} from "#shared/imports/schema";
import { secretFields } from "#shared/members/schema";
import { Fault, fieldFault } from "#shared/problem";
import { noteOpening } from "../audit/openings";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random, sha256 } from "../platform/crypto";
import { decodeCursor, encodeCursor } from "../platform/cursor";
import type { Platform } from "../platform/platform";
import { answersOf, importBatches, type Plan } from "./batches";
import { toChunks } from "./rows-to-chunks";
import type { Chunk } from "./store";
import type { Subject } from "./subject";

/** How many rows a preview carries. */
const FIRST_ROWS = 500;
/** What a kept answer may weigh: an item holds 400 KB, sealed a third more. */
const MOST_ANSWER = 250_000;
type Upload = { bytes: Uint8Array; type: "xlsx" | "csv"; name: string };

const toAnswer = ({ chain: _, chunks: _chunks, ...batch }: ImportBatch) => batch;

type Summary = { counts: ImportCounts; rows: RowAnswer[] };
/** How many rows have which verdict, and the first of them. */
async function summaryOf(plan: Plan): Promise<Summary> {
  const summary: Summary = { counts: { new: 0, update: 0, unchanged: 0, error: 0 }, rows: [] };
  for await (const { answer } of answersOf(plan)) {
    summary.counts[answer.verdict] += 1;
    if (summary.rows.length < FIRST_ROWS) summary.rows.push(answer);
  }
  return summary;
}

/** Imports of one branch and one subject. A preview is planned anew whenever it is asked, so that it is true of the branch as it is. */
export function importService(actor: Actor, platform: Platform, branchId: string, subject: Subject) {
  const { table } = platform;
  const { store, load, planOf } = importBatches(platform, branchId, subject);

  const requireVersion = (batch: ImportBatch, version: number) => {
    if (batch.version !== version) throw new Fault("record.stale", { current: toAnswer(batch) });
  };
  const requirePreview = (batch: ImportBatch) => {
    if (batch.state !== "preview") throw new Fault("import.state", { detail: "这一批已经导入，不能再改" });
  };

  const preview = (batch: ImportBatch, { counts, rows }: Summary): PreviewAnswer => ({
    ...toAnswer(batch),
    counts: batch.state === "preview" ? counts : batch.counts,
    rows,
  });

  /** With as many rows as a kept answer can hold; the others are asked for by page. */
  function fitting(answer: PreviewAnswer): PreviewAnswer {
    if (Buffer.byteLength(JSON.stringify(answer)) <= MOST_ANSWER) return answer;
    return fitting({ ...answer, rows: answer.rows.slice(0, Math.floor(answer.rows.length / 2)) });
  }

  async function checkMapping(mapping: readonly Column[]): Promise<void> {
    mapping.forEach(({ field }, i) => {
      if (field !== null && !Object.hasOwn(subject.fieldNames, field))
        throw fieldFault("request.invalid", `#/mapping/${i}/field`, "没有这个字段");
      if (field !== null && mapping.findIndex((other) => other.field === field) !== i)
        throw fieldFault("request.invalid", `#/mapping/${i}/field`, `“${subject.fieldNames[field]}”已对应到另一列`);
    });
  }

  return {
    async list() {
      const batches = await store.ofBranch(branchId, subject.kind);
      return { items: batches.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).map(toAnswer), next: null };
    },

    /** Reads a file, finds its header and keeps its rows; nothing of the branch changes. */
    async start({ bytes, type, name }: Upload): Promise<PreviewAnswer> {
      const { readFile } = await import("./read-file");
      const [grids, remembered] = await Promise.all([readFile(bytes, type), store.remembered(branchId, subject.kind)]);
      const found = findHeader(grids, {
        words: headerWords(subject.columns),
        remembered,
        keyFields: subject.keyFields,
      });
      if (!found) {
        const needed = subject.kind === "members" ? "“姓名”“公民身份号码”等列名" : "“日期”“会议类别”等列名";
        throw new Fault("import.no-header", { detail: `没有找到表头，请确认表格中有一行写着${needed}` });
      }
      const chunks = toChunks(found.rows);
      const plan = await planOf(chunks, found.mapping);
      if (plan.rows.length === 0) throw new Fault("import.no-header", { detail: "表头下面没有数据" });
      const id = makeId("i", actor.now, random(5));
      const [summary] = await Promise.all([summaryOf(plan), store.keepChunks({ id, startedAt: actor.at }, chunks)]);
      const batch: ImportBatch = {
        ...{
          id,
          version: 1,
          chain: "",
          branchId,
          kind: subject.kind,
          fileName: name,
          state: "preview",
        },
        ...{
          sheet: found.sheet,
          headerRow: found.headerRow,
          mapping: found.mapping,
          counts: summary.counts,
          chunks: chunks.length,
        },
        ...{ result: null, undo: null, startedAt: actor.at, startedBy: actor.name, committedAt: null },
      };
      const answer = preview(batch, summary);
      const event: Told = { action: "import.started", detail: { kind: subject.kind, rows: plan.rows.length } };
      await table.commit(actor, [store.writeBatch(batch, null, event)], fitting(answer));
      return answer;
    },

    async read(id: string): Promise<PreviewAnswer> {
      const batch = await load(id);
      return preview(batch, await summaryOf(await planOf(await store.chunks(batch), batch.mapping)));
    },

    async rows(id: string, { limit, cursor, verdict }: RowQuery) {
      const batch = await load(id);
      const binding = sha256(JSON.stringify([id, verdict ?? ""]));
      const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, binding));
      const plan = await planOf(await store.chunks(batch), batch.mapping);
      const items: RowAnswer[] = [];
      for await (const { answer } of answersOf({ ...plan, rows: plan.rows.filter((row) => row.number > after) })) {
        if (verdict !== undefined && answer.verdict !== verdict) continue;
        if (items.length === limit) return { items, next: encodeCursor(String(items.at(-1)?.row ?? 0), binding) };
        items.push(answer);
      }
      return { items, next: null };
    },

    /** What the columns mean, corrected; the branch's next file with such headers is read the same way. */
    async map(id: string, version: number, input: MappingInput): Promise<PreviewAnswer> {
      const batch = await load(id);
      requireVersion(batch, version);
      requirePreview(batch);
      const asked = new Map(input.mapping.map(({ column, field }) => [column, field]));
      const unknown = input.mapping.findIndex(({ column }) => !batch.mapping.some((one) => one.column === column));
      if (unknown >= 0) throw fieldFault("request.invalid", `#/mapping/${unknown}/column`, "表格中没有这一列");
      const mapping = batch.mapping.map((column) => ({
        ...column,
        field: asked.has(column.column) ? (asked.get(column.column) ?? null) : column.field,
      }));
      await checkMapping(mapping);
      const summary = await summaryOf(await planOf(await store.chunks(batch), mapping));
      const after: ImportBatch = { ...batch, mapping, counts: summary.counts, version: batch.version + 1 };
      const corrected = mapping.filter(
        ({ column, field }) => field !== batch.mapping.find((one) => one.column === column)?.field,
      );
      await store.remember(
        branchId,
        subject.kind,
        new Map(corrected.map(({ header, field }) => [normalHeader(header), field])),
      );
      // Last, since a repeated request ends here: what was remembered before is only remembered again.
      const answer = preview(after, summary);
      await table.commit(actor, [store.writeBatch(after, batch, { action: "import.mapped" })], fitting(answer));
      return answer;
    },

    /** Puts values of one row right, in place of what its cells say. */
    async repair(id: string, number: number, version: number, { fields }: RepairInput): Promise<PreviewAnswer> {
      const batch = await load(id);
      requireVersion(batch, version);
      requirePreview(batch);
      for (const field of Object.keys(fields)) {
        if (!Object.hasOwn(subject.fieldNames, field))
          throw fieldFault("request.invalid", `#/fields/${field}`, "没有这个字段");
      }
      const chunks = await store.chunks(batch);
      const chunk = chunks.find((one) => one.rows.some((row) => row.number === number));
      if (!chunk) throw new Fault("record.missing", { detail: "没有这一行" });
      const fixed = Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, value === null ? null : asText(value)]),
      );
      const mended: Chunk = {
        ...chunk,
        version: chunk.version + 1,
        rows: chunk.rows.map((row) => (row.number === number ? { ...row, fixed: { ...row.fixed, ...fixed } } : row)),
      };
      const plan = await planOf(
        chunks.map((one) => (one === chunk ? mended : one)),
        batch.mapping,
      );
      const summary = await summaryOf(plan);
      const after: ImportBatch = { ...batch, counts: summary.counts, version: batch.version + 1 };
      const event: Told = { action: "import.repaired", detail: { row: number, fields: Object.keys(fields) } };
      const answer = preview(after, summary);
      const writes = [store.writeBatch(after, batch, event), store.writeChunk(batch, mended, chunk, "import.repaired")];
      await table.commit(actor, writes, fitting(answer));
      return answer;
    },

    /** The rows with errors as a workbook to mend and upload again. */
    async errors(id: string): Promise<{ bytes: Uint8Array; name: string }> {
      const batch = await load(id);
      await noteOpening(table, actor, {
        ...{ about: branchId, action: "import.errors-exported", more: { import: id } },
        fields: subject.kind === "members" ? secretFields : [],
      });
      const plan = await planOf(await store.chunks(batch), batch.mapping);
      const bad: { row: SheetRow; answer: RowAnswer }[] = [];
      for await (const one of answersOf(plan)) if (one.answer.verdict === "error") bad.push(one);
      const { errorsFile } = await import("./errors-file");
      const stem = tidy(batch.fileName).replace(/\.(xlsx|csv)$/i, "") || "导入";
      return { bytes: await errorsFile(batch, bad, subject.fieldNames), name: `${stem}-不能导入的行.xlsx` };
    },
  };
}

const asText = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "是" : "否") : String(value);
