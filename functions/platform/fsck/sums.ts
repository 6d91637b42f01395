import { gunzipSync } from "node:zlib";
import { sha256 } from "../crypto";
import { type Item, keys } from "../keys";
import { placeOf, type Report } from "./finding";

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Nobody is expected twice, nobody entitled twice. Somebody excused is entitled without being expected. */
export function checkRoll(item: Item, report: Report): void {
  const { expected, entitled } = Object(item.roll);
  const isRight = [listOf(expected), listOf(entitled)].every((ids) => new Set(ids).size === ids.length);
  if (!isRight) report("sum.roll", "activity", String(item.id));
}

/** A batch says in how many chunks its rows lie; they go together when their time is over. */
export function importCheck(now: number, report: Report) {
  const wanted = new Set<string>();
  const seen = new Set<string>();
  return {
    seeChunk: (item: Item): void => void seen.add(placeOf(item)),
    seeBatch: ({ pk, chunks, expiresAt }: Item): void => {
      if (Number(expiresAt) <= now / 1000) return;
      const id = String(pk).slice(String(pk).indexOf("#") + 1);
      for (let n = 0; n < Number(chunks); n += 1) wanted.add(placeOf(keys.importChunk(id, n)));
    },
    finish(): void {
      for (const place of wanted) if (!seen.has(place)) report("sum.import", "import-chunk", place);
    },
  };
}

type Pieces = { pk: string; bySubmission: Map<string, Map<number, string>> };

/** The frozen texts of a year come together; of each submission the sum is kept until the year's record has been seen. */
export function frozenCheck(report: Report) {
  const memory: { pieces: Pieces | null } = { pieces: null };
  const sums = new Map<string, { sha256: string; pieces: number }>();
  const expected: { id: string; submission: string; sha256: string; pieces: number }[] = [];

  function flush(): void {
    for (const [submission, pieces] of memory.pieces?.bySubmission ?? []) {
      const texts = [...pieces].sort(([a], [b]) => a - b).map(([, text]) => text);
      sums.set(`${memory.pieces?.pk}.${submission}`, { sha256: sumOf(texts), pieces: texts.length });
    }
    memory.pieces = null;
  }

  return {
    seePiece(item: Item, text: string | undefined): void {
      const pk = String(item.pk);
      if (memory.pieces?.pk !== pk) flush();
      memory.pieces ??= { pk, bySubmission: new Map() };
      const [submission = "", piece = ""] = String(item.sk).split("-");
      const pieces = memory.pieces.bySubmission.get(submission) ?? new Map<number, string>();
      pieces.set(Number(piece), text ?? "");
      memory.pieces.bySubmission.set(submission, pieces);
    },
    seeRecord({ submissions, sha256, pieces }: Item, id: string): void {
      expected.push({ id, submission: String(submissions), sha256: String(sha256), pieces: Number(pieces) });
    },
    finish(): void {
      flush();
      for (const { id, submission, ...wanted } of expected) {
        const sum = sums.get(`TEXT#${id}.${submission}`);
        if (sum?.sha256 !== wanted.sha256 || sum.pieces !== wanted.pieces) report("sum.assessment", "assessment", id);
      }
    },
  };
}

function sumOf(texts: readonly string[]): string {
  try {
    return sha256(new Uint8Array(gunzipSync(Buffer.from(texts.join(""), "base64"))));
  } catch {
    return "";
  }
}
