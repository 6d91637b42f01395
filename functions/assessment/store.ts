import { gunzipSync, gzipSync } from "node:zlib";
import { type AssessmentRecord, assessmentRecord, type FrozenPiece, frozenPiece } from "#shared/assessment/schema";
import { Fault } from "#shared/problem";
import { changeEvent, type Told } from "../platform/changed";
import { sha256 } from "../platform/crypto";
import type { Keyring } from "../platform/keyring";
import type { Item } from "../platform/keys";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put } from "../platform/write";

/** An item may hold 400 KB; sealing makes base64 a third longer. */
const PIECE = 200_000;

/** The frozen text of every submission has a place of its own. */
const textId = (branchId: string, year: number): string => `assessment-${branchId}-${year}`;
const partOf = (submission: number, piece: number): string => `${submission}-${piece}`;

const piecesOf = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => text.slice(i * PIECE, (i + 1) * PIECE));

/** Where the handing in of a year is kept: its state in the branch's year, the frozen texts apart, packed and sealed. */
export function assessmentStore(table: Table, keyring: Keyring) {
  const one = (branchId: string, year: number) => table.get(keys.assessment(branchId, year), assessmentRecord);

  return {
    read: (item: Item): AssessmentRecord => assessmentRecord.parse(item),
    one,

    /** What stands of the given years, at most 100. */
    async inYears(branchId: string, years: readonly number[]): Promise<AssessmentRecord[]> {
      const items = await table.getMany(years.map((year) => keys.assessment(branchId, year)));
      return items.map((item) => assessmentRecord.parse(item));
    },

    write: (record: AssessmentRecord, seen: AssessmentRecord | null, event: Told): Put => ({
      key: keys.assessment(record.branchId, record.year),
      kind: "assessment",
      record,
      seen,
      event: changeEvent(textId(record.branchId, record.year), event, seen, record),
    }),

    /** The writes that freeze the bytes as submission number `submission`. */
    freeze(branchId: string, year: number, submission: number, bytes: Uint8Array): Put[] {
      const id = textId(branchId, year);
      return piecesOf(gzipSync(bytes).toString("base64")).map((piece, n) => {
        const part = partOf(submission, n);
        const record: FrozenPiece = { version: 1, chain: "", text: keyring.seal(piece, `${id}.${part}`) };
        return {
          key: keys.text(id, part),
          kind: "frozen",
          record,
          seen: null,
          event: { aggregate: `${id}-${part}`, action: "assessment.frozen" },
        };
      });
    },

    /** The bytes that were handed in, as they were. */
    async frozen({ branchId, year, submissions, pieces, sha256: expected }: AssessmentRecord): Promise<Uint8Array> {
      const id = textId(branchId, year);
      const parts = Array.from({ length: pieces }, (_, n) => partOf(submissions, n));
      const pieceOf = async (part: string): Promise<string> => {
        const piece = await table.get(keys.text(id, part), frozenPiece);
        if (!piece) throw new Fault("service.failed");
        return keyring.open(piece.text, `${id}.${part}`);
      };
      const packed = (await Promise.all(parts.map(pieceOf))).join("");
      const bytes = new Uint8Array(gunzipSync(Buffer.from(packed, "base64")));
      if (sha256(bytes) !== expected) throw new Fault("service.failed");
      return bytes;
    },
  };
}
