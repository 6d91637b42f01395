import { makeId } from "#shared/ids";
import { tidy } from "#shared/imports/cells";
import { headerWords, normalHeader } from "#shared/imports/columns";
import { type Column, findHeader } from "#shared/imports/header";
import type {
  ImportBatch,
  ImportCounts,
  MappingInput,
  PreviewAnswer,
  RepairInput,
  RowAnswer,
  RowQuery,
} from "#shared/imports/schema";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { random, sha256 } from "../platform/crypto";
import { decodeCursor, encodeCursor } from "../platform/cursor";
import type { Platform } from "../platform/platform";
import { answersOf, importBatches } from "./batches";
import { inTurns } from "./in-turns";
import { toChunks } from "./rows-to-chunks";
import type { Chunk } from "./store";
import type { Subject } from "./subject";

/** How many rows a preview carries. */
const FIRST_ROWS = 500;
/** What a kept answer may weigh: an item holds 400 KB, sealed a third more. */
const MOST_ANSWER = 250_000;
type Upload = { bytes: Uint8Array; type: "xlsx" | "csv"; name: string };

const toAnswer = ({ chain: _, chunks: _chunks, ...batch }: ImportBatch) => batch;
const countsOf = (rows: readonly RowAnswer[]): ImportCounts => {
  const count = (verdict: RowAnswer["verdict"]) => rows.filter((row) => row.verdict === verdict).length;
  return { new: count("new"), update: count("update"), unchanged: count("unchanged"), error: count("error") };
};

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

  function preview(batch: ImportBatch, rows: readonly RowAnswer[]): PreviewAnswer {
    const counts = batch.state === "preview" ? countsOf(rows) : batch.counts;
    return { ...toAnswer(batch), counts, rows: rows.slice(0, FIRST_ROWS) };
  }

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
      if (plan.length === 0) throw new Fault("import.no-header", { detail: "表头下面没有数据" });
      const batch: ImportBatch = {
        ...{
          id: makeId("i", actor.now, random(5)),
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
          counts: countsOf(answersOf(plan)),
          chunks: chunks.length,
        },
        ...{ result: null, undo: null, startedAt: actor.at, startedBy: actor.name, committedAt: null },
      };
      await inTurns(chunks, 8, (chunk) => store.keepChunk(batch, chunk).then(() => true));
      const answer = preview(batch, answersOf(plan));
      const event = { action: "import.started", detail: { kind: subject.kind, rows: plan.length } };
      await table.commit(actor, [store.writeBatch(batch, null, event)], fitting(answer));
      return answer;
    },

    async read(id: string): Promise<PreviewAnswer> {
      const batch = await load(id);
      return preview(batch, answersOf(await planOf(await store.chunks(batch), batch.mapping)));
    },

    async rows(id: string, { limit, cursor, verdict }: RowQuery) {
      const batch = await load(id);
      const binding = sha256(JSON.stringify([id, verdict ?? ""]));
      const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, binding));
      const plan = answersOf(await planOf(await store.chunks(batch), batch.mapping));
      const asked = plan.filter((row) => row.row > after && (verdict === undefined || row.verdict === verdict));
      const items = asked.slice(0, limit);
      return {
        items,
        next: asked.length > items.length ? encodeCursor(String(items.at(-1)?.row ?? 0), binding) : null,
      };
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
      const rows = answersOf(await planOf(await store.chunks(batch), mapping));
      const after: ImportBatch = { ...batch, mapping, counts: countsOf(rows), version: batch.version + 1 };
      await table.commit(actor, [store.writeBatch(after, batch, { action: "import.mapped" })]);
      const corrected = mapping.filter(
        ({ column, field }) => field !== batch.mapping.find((one) => one.column === column)?.field,
      );
      await store.remember(
        branchId,
        subject.kind,
        new Map(corrected.map(({ header, field }) => [normalHeader(header), field])),
      );
      return preview(after, rows);
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
      const rows = answersOf(
        await planOf(
          chunks.map((one) => (one === chunk ? mended : one)),
          batch.mapping,
        ),
      );
      const after: ImportBatch = { ...batch, counts: countsOf(rows), version: batch.version + 1 };
      const event = { action: "import.repaired", detail: { row: number, fields: Object.keys(fields) } };
      await table.commit(actor, [
        store.writeBatch(after, batch, event),
        store.writeChunk(batch, mended, chunk, "import.repaired"),
      ]);
      return preview(after, rows);
    },

    /** The rows with errors as a workbook to mend and upload again. */
    async errors(id: string): Promise<{ bytes: Uint8Array; name: string }> {
      const batch = await load(id);
      const plan = await planOf(await store.chunks(batch), batch.mapping);
      const bad = plan
        .filter(({ planned }) => planned.answer.verdict === "error")
        .map(({ row, planned }) => ({ row, answer: planned.answer }));
      const { errorsFile } = await import("./errors-file");
      const stem = tidy(batch.fileName).replace(/\.(xlsx|csv)$/i, "") || "导入";
      return { bytes: await errorsFile(batch, bad, subject.fieldNames), name: `${stem}-不能导入的行.xlsx` };
    },
  };
}

const asText = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "是" : "否") : String(value);
