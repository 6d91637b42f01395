import { createHash } from "node:crypto";
import { Transform } from "node:stream";
import * as z from "zod";

export const MANIFEST = "manifest.json";

export const manifestSchema = z.object({
  format: z.literal("zhibu-backup"),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  files: z.array(z.object({ name: z.string(), size: z.int().nonnegative(), sha256: z.string() })),
  counts: z.object({ attachments: z.int(), bytes: z.int() }),
});

/** The last entry of a backup: what the others have to be. */
export type Manifest = z.infer<typeof manifestSchema>;
export type Packed = Manifest["files"][number];

/** The only names that a backup has; nothing else is ever written by a restore. */
export const isEntryName = (name: string): boolean =>
  /^(?:zhibu\.db(?:-wal|-journal)?|key|files\/[a-z0-9_]{4,64}|manifest\.json)$/.test(name);

/** Passes bytes on and tells their number and SHA-256 afterwards. */
export function meter(): { through: Transform; size: () => number; sha256: () => string } {
  const hash = createHash("sha256");
  const state = { bytes: 0 };
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      state.bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, size: () => state.bytes, sha256: () => hash.digest("hex") };
}
