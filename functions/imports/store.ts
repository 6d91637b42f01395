import * as z from "zod";
import type { Cell } from "#shared/imports/cells";
import type { HeaderWords } from "#shared/imports/columns";
import type { SheetRow } from "#shared/imports/rows";
import {
  chunkRecord,
  type ImportBatch,
  type ImportKind,
  importRecord,
  type RowOutcome,
  rowOutcome,
  type UndoResult,
  undoResult,
} from "#shared/imports/schema";
import { changeEvent, type Told } from "../platform/changed";
import { gunzipped, gzipped } from "../platform/gzip";
import type { Keyring } from "../platform/keyring";
import type { Item } from "../platform/keys";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { AuditEvent, Put } from "../platform/write";
import { inTurns } from "./in-turns";

const DAY_SECONDS = 86_400;
/** Batches and their rows go this long after their last step; what was imported stays. */
const KEPT_SECONDS = 30 * DAY_SECONDS;
/** How many chunks one call writes, so that the largest ones are not too much for it, and how many calls are under way. */
const WRITTEN_AT_ONCE = 10;
const WIDTH = 4;

const cellRecord: z.ZodType<Cell> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("empty") }),
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("number"), value: z.number(), text: z.string() }),
  z.object({
    kind: z.literal("date"),
    iso: z.string(),
    time: z.string().exactOptional(),
    monthOnly: z.literal(true).exactOptional(),
  }),
  z.object({ kind: z.literal("boolean"), value: z.boolean() }),
  z.object({ kind: z.literal("error"), text: z.string() }),
]);
/** Most cells are text or nothing; they are kept as a string or null. */
const packedCell = z.union([z.string(), z.null(), cellRecord]);
const packedRow = z.object({
  number: z.number(),
  hidden: z.boolean(),
  cells: z.array(packedCell),
  fixed: z.record(z.string(), z.string().nullable()),
});
const payload = z.object({
  rows: z.array(packedRow),
  outcomes: z.array(rowOutcome),
  undo: undoResult.nullable(),
});
const remembered = z.object({ headers: z.record(z.string(), z.string().nullable()) });

const pack = (cell: Cell): z.infer<typeof packedCell> =>
  cell.kind === "text" ? cell.text : cell.kind === "empty" ? null : cell;
const unpack = (cell: z.infer<typeof packedCell>): Cell =>
  cell === null ? { kind: "empty" } : typeof cell === "string" ? { kind: "text", text: cell } : cell;

/** What the trail tells of a batch: figures and columns, none of its rows. */
const told = ({ state, mapping, counts, result }: ImportBatch) => ({ state, mapping, counts, result });

/** Some rows of a batch, committed and undone in one transaction. */
export type Chunk = {
  version: number;
  chain: string;
  n: number;
  isDone: boolean;
  isUndone: boolean;
  rows: SheetRow[];
  outcomes: RowOutcome[];
  undo: UndoResult | null;
};

/** Where batches are kept: the batch and its chunks of rows in a partition of their own, and what a branch has corrected in headers. */
export function importStore(table: Table, keyring: Keyring) {
  const expiry = (since: string) => Math.floor(Date.parse(since) / 1000) + KEPT_SECONDS;
  /** A batch never outlives its rows, though the first of them were written a little before it. */
  const chunkExpiry = (since: string) => expiry(since) + DAY_SECONDS;
  const place = (batch: Pick<ImportBatch, "id">, n: number) => `${batch.id}.${n}`;

  const stored = (batch: Pick<ImportBatch, "id">, { rows, outcomes, undo, ...chunk }: Chunk) => {
    const packed = rows.map(({ cells, ...row }) => ({ ...row, cells: cells.map(pack) }));
    const text = gzipped(JSON.stringify({ rows: packed, outcomes, undo }));
    return { ...chunk, sealed: keyring.seal(text, place(batch, chunk.n)) };
  };

  function read(batch: Pick<ImportBatch, "id">, item: Item): Chunk {
    const { sealed, ...chunk } = chunkRecord.parse(item);
    const { rows, outcomes, undo } = payload.parse(JSON.parse(gunzipped(keyring.open(sealed, place(batch, chunk.n)))));
    return { ...chunk, outcomes, undo, rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.map(unpack) })) };
  }

  return {
    /** Whether a batch that began at this time would be gone by now, had it never got further. */
    isPast: (startedMs: number, now: number) => now / 1000 > startedMs / 1000 + KEPT_SECONDS,
    batch: (id: string) => table.get(keys.import(id), importRecord),

    async ofBranch(branchId: string, kind: ImportKind): Promise<ImportBatch[]> {
      const items = await table.index(1, keys.importsOfBranch(branchId));
      return items.map((item) => importRecord.parse(item)).filter((batch) => batch.kind === kind);
    },

    async chunks(batch: ImportBatch): Promise<Chunk[]> {
      return (await table.range(keys.importChunks(batch.id))).map((item) => read(batch, item));
    },

    /** Puts chunks before their batch exists: a batch that is there is whole. */
    async keepChunks(batch: Pick<ImportBatch, "id" | "startedAt">, chunks: readonly Chunk[]): Promise<void> {
      const item = (chunk: Chunk) => ({
        ...stored(batch, chunk),
        ...keys.importChunk(batch.id, chunk.n),
        entity: "import-chunk" as const,
        expiresAt: chunkExpiry(batch.startedAt),
      });
      const groups = Array.from({ length: Math.ceil(chunks.length / WRITTEN_AT_ONCE) }, (_, i) =>
        chunks.slice(i * WRITTEN_AT_ONCE, (i + 1) * WRITTEN_AT_ONCE),
      );
      await inTurns(groups, WIDTH, (group) => table.keepMany(group.map(item)));
    },

    /** `since` is the last step from which it is kept: all chunks of a batch are written together, or none is. */
    writeChunk: (
      batch: ImportBatch,
      chunk: Chunk,
      seen: Chunk,
      action: AuditEvent["action"],
      since = batch.startedAt,
    ): Put => ({
      key: keys.importChunk(batch.id, chunk.n),
      kind: "import-chunk",
      record: stored(batch, chunk),
      seen,
      expiresAt: chunkExpiry(since),
      event: { aggregate: `${batch.id}-${chunk.n}`, action },
    }),

    writeBatch: (batch: ImportBatch, seen: ImportBatch | null, event: Told, since = batch.startedAt): Put => ({
      key: keys.import(batch.id),
      views: keys.importOfBranch(batch.branchId, batch.startedAt),
      kind: "import",
      record: batch,
      seen,
      expiresAt: expiry(since),
      event: changeEvent(batch.id, event, seen && told(seen), told(batch)),
    }),

    /** What this branch has corrected before: header → field, null for a column that is not read. */
    async remembered(branchId: string, kind: ImportKind): Promise<HeaderWords> {
      const kept = await table.get(keys.mapping(branchId, kind), remembered);
      return new Map(Object.entries(kept?.headers ?? {}));
    },

    async remember(branchId: string, kind: ImportKind, headers: HeaderWords): Promise<void> {
      const kept = await table.get(keys.mapping(branchId, kind), remembered);
      const all = { ...kept?.headers, ...Object.fromEntries(headers) };
      const latest = Object.fromEntries(Object.entries(all).slice(-500));
      await table.keep(keys.mapping(branchId, kind), { headers: latest, entity: "mapping" });
    },
  };
}
