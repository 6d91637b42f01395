import { makeId } from "#shared/ids";
import { tidy } from "#shared/imports/cells";
import { headerWords, normalHeader } from "#shared/imports/columns";
import { type Column, findHeader, tableRows } from "#shared/imports/header";
import type { SheetRow } from "#shared/imports/rows";
import type {
  CommitAnswer,
  ImportBatch,
  ImportCounts,
  ImportResult,
  MappingInput,
  PreviewAnswer,
  RepairInput,
  RowAnswer,
  RowOutcome,
  RowQuery,
  UndoAnswer,
  UndoResult,
} from "#shared/imports/schema";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { random, sha256 } from "../platform/crypto";
import { decodeCursor, encodeCursor } from "../platform/cursor";
import type { Platform } from "../platform/platform";
import { inTurns } from "./in-turns";
import { toChunks } from "./rows-to-chunks";
import { type Chunk, importStore } from "./store";
import type { PlannedRow, Subject } from "./subject";

/** How many rows a preview carries. */
const FIRST_ROWS = 500;
/** What a kept answer may weigh: an item holds 400 KB, sealed a third more. */
const MOST_ANSWER = 250_000;
/** A call that commits or undoes ends after this and is called again. */
const LONGEST_CALL = 15_000;
/** Transactions under way at once. */
const WIDTH = 4;
/** How often a chunk is planned anew when the roster changes under it. */
const TRIES = 3;

type Upload = { bytes: Uint8Array; type: "xlsx" | "csv"; name: string };

const isId = (id: string) => /^i_[0-9a-z]{18}$/.test(id);
const toAnswer = ({ chain: _, chunks: _chunks, ...batch }: ImportBatch) => batch;
const sumOf = (results: readonly (readonly RowOutcome[])[], errors: number): ImportResult => {
  const outcomes = results.flat();
  const count = (verdict: string) => outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return { created: count("new"), updated: count("update"), unchanged: count("unchanged"), skipped: errors };
};
const countsOf = (rows: readonly RowAnswer[]): ImportCounts => {
  const count = (verdict: RowAnswer["verdict"]) => rows.filter((row) => row.verdict === verdict).length;
  return { new: count("new"), update: count("update"), unchanged: count("unchanged"), error: count("error") };
};

/** Imports of one branch and one subject. A preview is planned anew whenever it is asked, so that it is true of the branch as it is. */
export function importService(actor: Actor, platform: Platform, branchId: string, subject: Subject) {
  const { table } = platform;
  const store = importStore(table, platform.keyring);
  const aside: Actor = { ...actor, operation: null };

  async function load(id: string): Promise<ImportBatch> {
    const batch = isId(id) ? await store.batch(id) : null;
    if (batch?.branchId !== branchId || batch.kind !== subject.kind) throw new Fault("record.missing");
    return batch;
  }

  const requireVersion = (batch: ImportBatch, version: number) => {
    if (batch.version !== version) throw new Fault("record.stale", { current: toAnswer(batch) });
  };
  const requirePreview = (batch: ImportBatch) => {
    if (batch.state !== "preview") throw new Fault("import.state", { detail: "这一批已经导入，不能再改" });
  };

  /** Every row with its verdict; rows that are committed keep what they did. */
  async function planOf(
    chunks: readonly Chunk[],
    mapping: readonly Column[],
  ): Promise<{ row: SheetRow; planned: PlannedRow }[]> {
    const rows = tableRows(
      chunks.flatMap((chunk) => chunk.rows),
      mapping,
      subject.identity,
    );
    const planned = await subject.plan(rows, mapping);
    const done = new Map(chunks.flatMap((chunk) => chunk.outcomes.map((outcome) => [outcome.row, outcome] as const)));
    return rows.flatMap((row, i) => {
      const one = planned[i];
      const outcome = done.get(row.number);
      if (!one) return [];
      const answer = outcome ? { ...one.answer, verdict: outcome.verdict, changes: [], issues: [] } : one.answer;
      return [{ row, planned: outcome ? { answer, save: null } : one }];
    });
  }

  const answersOf = (plan: readonly { planned: PlannedRow }[]) => plan.map(({ planned }) => planned.answer);

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

  /** One chunk in one transaction: its rows, and the chunk that says so. Nothing happens when another call was first. */
  async function commitChunk(batch: ImportBatch, chunk: Chunk, planned: readonly PlannedRow[]): Promise<RowOutcome[]> {
    const savings = await Promise.all(planned.flatMap(({ save }) => (save ? [save(batch)] : [])));
    const outcomes = savings.map((saving) => saving.outcome);
    const after: Chunk = { ...chunk, version: chunk.version + 1, isDone: true, outcomes };
    await table.commit(aside, [
      store.writeChunk(batch, after, chunk, "import.committed"),
      ...savings.flatMap((saving) => saving.writes),
    ]);
    return outcomes;
  }

  type Progress = { chunks: Chunk[]; answers: RowAnswer[]; isOver: boolean };

  /** Commits what is left, until all is done or the call has lasted long enough. A chunk whose people changed meanwhile is planned anew. */
  async function commitChunks(batch: ImportBatch, until: number, tries = TRIES): Promise<Progress> {
    const chunks = await store.chunks(batch);
    const plan = await planOf(chunks, batch.mapping);
    const rowsOf = new Map(plan.map(({ row, planned }) => [row.number, planned]));
    const failures: unknown[] = [];
    const open = chunks.filter((chunk) => !chunk.isDone);
    await inTurns(open, WIDTH, async (chunk) => {
      if (platform.now() > until) return false;
      const planned = chunk.rows.flatMap((row) => rowsOf.get(row.number) ?? []);
      try {
        chunk.outcomes = await commitChunk(batch, chunk, planned);
        chunk.isDone = true;
      } catch (error) {
        if (!(error instanceof Fault) || problemsOfOthers.every((code) => code !== error.code)) throw error;
        failures.push(error);
      }
      return true;
    });
    if (failures.length > 0) {
      if (tries === 0) throw failures[0];
      return commitChunks(batch, until, tries - 1);
    }
    return { chunks, answers: answersOf(plan), isOver: chunks.every((chunk) => chunk.isDone) };
  }

  async function undoChunk(
    batch: ImportBatch,
    chunk: Chunk,
    take: Awaited<ReturnType<Subject["undoing"]>>,
  ): Promise<UndoResult> {
    const { writes, ...undo } = await take(chunk.outcomes);
    const after: Chunk = { ...chunk, version: chunk.version + 1, isUndone: true, undo };
    await table.commit(aside, [store.writeChunk(batch, after, chunk, "import.undone"), ...writes]);
    return undo;
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

    /** Commits the good rows. Called again it goes on where it stopped; when all is done it answers the same. */
    async commit(id: string): Promise<CommitAnswer> {
      const until = platform.now() + LONGEST_CALL;
      const before = await load(id);
      if (before.state === "undone") throw new Fault("import.state", { detail: "这一批已经撤销" });
      if (before.state === "committed" && before.result)
        return { ...before.result, state: "committed", id, version: before.version, left: 0 };
      const batch: ImportBatch =
        before.state === "committing" ? before : { ...before, state: "committing", version: before.version + 1 };
      if (before.state === "preview")
        await table.commit(aside, [store.writeBatch(batch, before, { action: "import.committing" })]);
      const current = before.state === "preview" ? await load(id) : before;
      const { chunks, answers, isOver } = await commitChunks(current, until);
      const errors = answers.filter(({ verdict }) => verdict === "error").length;
      const result = sumOf(
        chunks.map((chunk) => chunk.outcomes),
        errors,
      );
      if (!isOver) {
        const left = chunks.filter((chunk) => !chunk.isDone).reduce((sum, chunk) => sum + chunk.rows.length, 0);
        return { ...result, state: "committing", id, version: current.version, left };
      }
      const after: ImportBatch = {
        ...current,
        state: "committed",
        result,
        committedAt: actor.at,
        version: current.version + 1,
      };
      const answer: CommitAnswer = { ...result, state: "committed", id, version: after.version, left: 0 };
      await table.commit(
        actor,
        [store.writeBatch(after, current, { action: "import.committed", detail: result })],
        answer,
      );
      return answer;
    },

    /** Takes the batch back: what was created goes, what was updated is as before; rows that were edited since stay and are listed. */
    async undo(id: string): Promise<UndoAnswer> {
      const until = platform.now() + LONGEST_CALL;
      const batch = await load(id);
      if (batch.state === "undone" && batch.undo) return { ...batch.undo, state: "undone", id, version: batch.version };
      if (batch.state !== "committed") throw new Fault("import.state", { detail: "只有已导入的批次可以撤销" });
      const chunks = await store.chunks(batch);
      const take = await subject.undoing(batch);
      await inTurns(
        chunks.filter((chunk) => !chunk.isUndone),
        WIDTH,
        async (chunk) => {
          if (platform.now() > until) return false;
          chunk.undo = await undoChunk(batch, chunk, take);
          chunk.isUndone = true;
          return true;
        },
      );
      const undos = chunks.flatMap(({ undo }) => undo ?? []);
      const nameOf = new Map((await namesOf(chunks, batch)).map(({ row, name }) => [row, name]));
      const result: UndoResult = {
        removed: undos.reduce((sum, undo) => sum + undo.removed, 0),
        restored: undos.reduce((sum, undo) => sum + undo.restored, 0),
        kept: undos
          .flatMap((undo) => undo.kept)
          .map((kept) => ({ ...kept, name: kept.name || (nameOf.get(kept.row) ?? "") })),
      };
      if (chunks.some((chunk) => !chunk.isUndone)) return { ...result, state: "committed", id, version: batch.version };
      const after: ImportBatch = { ...batch, state: "undone", undo: result, version: batch.version + 1 };
      const answer: UndoAnswer = { ...result, state: "undone", id, version: after.version };
      await table.commit(
        actor,
        [
          store.writeBatch(after, batch, {
            action: "import.undone",
            detail: { removed: result.removed, restored: result.restored },
          }),
        ],
        answer,
      );
      return answer;
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

  async function namesOf(chunks: readonly Chunk[], batch: ImportBatch): Promise<{ row: number; name: string }[]> {
    const isNeeded = chunks.some(({ undo }) => undo?.kept.some(({ name }) => name === ""));
    return isNeeded ? answersOf(await planOf(chunks, batch.mapping)) : [];
  }
}

/** Refusals that say that somebody else wrote at the same time. */
const problemsOfOthers = ["record.stale", "record.conflict", "member.id-number-taken"] as const;

const asText = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "是" : "否") : String(value);
