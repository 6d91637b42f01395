import type { SheetRow } from "#shared/imports/rows";
import type {
  CommitAnswer,
  ImportBatch,
  ImportResult,
  RowOutcome,
  UndoAnswer,
  UndoResult,
} from "#shared/imports/schema";
import { Fault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";
import { importBatches } from "./batches";
import { inTurns } from "./in-turns";
import type { Chunk } from "./store";
import type { PlannedRow, Subject } from "./subject";

/** A call that commits or undoes stops starting transactions after this, counted from the end of planning, and is called again. */
const LONGEST_CALL = 20_000;
/** Transactions under way at once: one is prepared while the engine writes the other. */
const WIDTH = 2;
/** How often a chunk is planned anew when the roster changes under it. */
const TRIES = 3;

/** Refusals that say that somebody else wrote at the same time. */
const problemsOfOthers = ["record.stale", "record.conflict", "member.id-number-taken"] as const;

const sumOf = (outcomes: readonly RowOutcome[], rows: number): ImportResult => {
  const count = (verdict: string) => outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return {
    created: count("new"),
    updated: count("update"),
    unchanged: count("unchanged"),
    skipped: rows - outcomes.length,
  };
};

/** Carrying a batch out and taking it back, chunk by chunk; every call goes on where the one before stopped. */
export function commitService(actor: Actor, platform: Platform, branchId: string, subject: Subject) {
  const { table } = platform;
  const { store, load, planOf } = importBatches(platform, branchId, subject);
  const aside: Actor = { ...actor, operation: null };

  /** Says when a call has lasted long enough; its first transaction is always made, so that every call gets on. */
  function timeLimit(): () => boolean {
    const until = platform.now() + LONGEST_CALL;
    const made: { first: boolean } = { first: false };
    return () => {
      const isLate = made.first && platform.now() > until;
      made.first = true;
      return isLate;
    };
  }

  /** One chunk in one transaction: its rows, and the chunk that says so. Nothing happens when another call was first. */
  async function commitChunk(batch: ImportBatch, chunk: Chunk, planned: readonly PlannedRow[]): Promise<RowOutcome[]> {
    const savings = await Promise.all(planned.flatMap(({ save }) => (save ? [save(batch)] : [])));
    const outcomes = savings.map((saving) => saving.outcome);
    const after: Chunk = { ...chunk, version: chunk.version + 1, isDone: true, outcomes };
    await table.commit(aside, [
      store.writeChunk(batch, after, chunk, "import.committed", actor.at),
      ...savings.flatMap((saving) => saving.writes),
    ]);
    return outcomes;
  }

  type Progress = { chunks: readonly Chunk[]; result: ImportResult };

  /** What the chunks that are done have come to; rows of people or meetings that did nothing were skipped. */
  function progressOf(chunks: readonly Chunk[], isOfTable: (row: SheetRow) => boolean): Progress {
    const done = chunks.filter((chunk) => chunk.isDone);
    const rows = done.reduce((sum, chunk) => sum + chunk.rows.filter(isOfTable).length, 0);
    const outcomes = done.flatMap((chunk) => chunk.outcomes);
    return { chunks, result: sumOf(outcomes, rows) };
  }

  /** Commits what is left, until all is done or the call has lasted long enough. A chunk whose people changed meanwhile is planned anew. */
  async function commitChunks(batch: ImportBatch, tries = TRIES): Promise<Progress> {
    const chunks = await store.chunks(batch);
    const { rows, verdictOn } = await planOf(chunks, batch.mapping);
    const ofTable = new Set(rows);
    const isOfTable = (row: SheetRow) => ofTable.has(row);
    const failures: unknown[] = [];
    const open = chunks.filter((chunk) => !chunk.isDone);
    const isLate = timeLimit();
    await inTurns(open, WIDTH, async (chunk) => {
      if (isLate()) return false;
      const planned = chunk.rows.filter(isOfTable).map(verdictOn);
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
      return commitChunks(batch, tries - 1);
    }
    return progressOf(chunks, isOfTable);
  }

  async function undoChunk(
    batch: ImportBatch,
    chunk: Chunk,
    take: Awaited<ReturnType<Subject["undoing"]>>,
  ): Promise<UndoResult> {
    const { writes, ...undo } = await take(chunk.outcomes);
    const after: Chunk = { ...chunk, version: chunk.version + 1, isUndone: true, undo };
    await table.commit(aside, [store.writeChunk(batch, after, chunk, "import.undone", actor.at), ...writes]);
    return undo;
  }

  /** The names in the sheet of those who are no longer there to be asked. */
  async function namesOf(chunks: readonly Chunk[], batch: ImportBatch): Promise<Map<number, string>> {
    const kept = chunks.flatMap(({ undo }) => undo?.kept ?? []);
    const nameless = new Set(kept.filter(({ name }) => name === "").map(({ row }) => row));
    if (nameless.size === 0) return new Map();
    const { rows, verdictOn } = await planOf(chunks, batch.mapping);
    const asked = rows.filter(({ number }) => nameless.has(number));
    return new Map(asked.map((row) => [row.number, verdictOn(row).answer.name]));
  }

  /** The batch as `committing`, so that nobody maps or repairs it any more. */
  async function closed(batch: ImportBatch): Promise<ImportBatch> {
    if (batch.state !== "preview") return batch;
    const after: ImportBatch = { ...batch, state: "committing", version: batch.version + 1 };
    await table.commit(aside, [store.writeBatch(after, batch, { action: "import.committing" }, actor.at)]);
    return load(batch.id);
  }

  async function commitOnce(before: ImportBatch): Promise<CommitAnswer> {
    const { id } = before;
    const batch = await closed(before);
    const { chunks, result } = await commitChunks(batch);
    const open = chunks.filter((chunk) => !chunk.isDone);
    if (open.length > 0) {
      const left = open.reduce((sum, chunk) => sum + chunk.rows.length, 0);
      return { ...result, state: "committing", id, version: batch.version, left };
    }
    const version = batch.version + 1;
    const after: ImportBatch = { ...batch, state: "committed", result, committedAt: actor.at, version };
    const answer: CommitAnswer = { ...result, state: "committed", id, version, left: 0 };
    await table.commit(
      actor,
      [store.writeBatch(after, batch, { action: "import.committed", detail: result }, actor.at)],
      answer,
    );
    return answer;
  }

  /** Two calls at once: the later one takes up what the other has left. */
  async function commitAgain(id: string, tries: number): Promise<CommitAnswer> {
    const batch = await load(id);
    if (batch.state === "undone") throw new Fault("import.state", { detail: "这一批已经撤销" });
    if (batch.state === "committed" && batch.result)
      return { ...batch.result, state: "committed", id, version: batch.version, left: 0 };
    try {
      return await commitOnce(batch);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "record.stale" || tries === 0) throw error;
      return commitAgain(id, tries - 1);
    }
  }

  async function undoOnce(batch: ImportBatch): Promise<UndoAnswer> {
    const { id } = batch;
    const chunks = await store.chunks(batch);
    const take = await subject.undoing(batch);
    const isLate = timeLimit();
    await inTurns(
      chunks.filter((chunk) => !chunk.isUndone),
      WIDTH,
      async (chunk) => {
        if (isLate()) return false;
        chunk.undo = await undoChunk(batch, chunk, take);
        chunk.isUndone = true;
        return true;
      },
    );
    const undos = chunks.flatMap(({ undo }) => undo ?? []);
    const nameOf = await namesOf(chunks, batch);
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
        store.writeBatch(
          after,
          batch,
          { action: "import.undone", detail: { removed: result.removed, restored: result.restored } },
          actor.at,
        ),
      ],
      answer,
    );
    return answer;
  }

  /** Two calls at once: the later one takes up what the other has left, or answers the same. */
  async function undoAgain(id: string, tries: number): Promise<UndoAnswer> {
    const batch = await load(id);
    if (batch.state === "undone" && batch.undo) return { ...batch.undo, state: "undone", id, version: batch.version };
    if (batch.state !== "committed") throw new Fault("import.state", { detail: "只有已导入的批次可以撤销" });
    try {
      return await undoOnce(batch);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "record.stale" || tries === 0) throw error;
      return undoAgain(id, tries - 1);
    }
  }

  return {
    /** Commits the good rows. Called again it goes on where it stopped; when all is done it answers the same. */
    commit: (id: string): Promise<CommitAnswer> => commitAgain(id, TRIES),

    /** Takes the batch back: what was created goes, what was updated is as before; rows that were edited since stay and are listed. */
    undo: (id: string): Promise<UndoAnswer> => undoAgain(id, TRIES),
  };
}
