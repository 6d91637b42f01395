import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Encrypter } from "age-encryption";
import { type Pack, pack } from "tar-stream";
import { MANIFEST, type Manifest, meter, type Packed } from "./manifest.ts";
import type { Snapshot } from "./snapshot.ts";

/** scrypt of age: 2^17, as for passwords. */
const WORK_FACTOR = 17;

/** Writes tar → gzip → age (https://age-encryption.org/v1) as a stream: memory does not grow with the data. Gives the SHA-256 of the file. */
export async function writeBackup(
  snapshot: Snapshot,
  to: string,
  passphrase: string,
  createdAt: string,
): Promise<{ manifest: Manifest; size: number; sha256: string }> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  encrypter.setPassphrase(passphrase);
  const tar = pack();
  const gzip = createGzip();
  const whole = meter();
  const encrypted = await encrypter.encrypt(ReadableStream.from<Uint8Array>(gzip));
  const [manifest] = await Promise.all([
    filled(tar, snapshot, createdAt),
    pipeline(tar, gzip),
    pipeline(Readable.from(encrypted), whole.through, createWriteStream(to, { mode: 0o600, flags: "wx", flush: true })),
  ]);
  return { manifest, size: whole.size(), sha256: whole.sha256() };
}

async function filled(tar: Pack, snapshot: Snapshot, createdAt: string): Promise<Manifest> {
  const files: Packed[] = [];
  for (const { name, path } of snapshot.files) files.push(await added(tar, name, path));
  const manifest: Manifest = {
    ...{ format: "zhibu-backup", version: 1, createdAt, files },
    counts: {
      attachments: files.filter(({ name }) => name.startsWith("files/")).length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    },
  };
  tar.entry({ name: MANIFEST, mode: 0o600 }, JSON.stringify(manifest));
  tar.finalize();
  return manifest;
}

async function added(tar: Pack, name: string, path: string): Promise<Packed> {
  const { size } = await stat(path);
  const measured = meter();
  await pipeline(createReadStream(path), measured.through, tar.entry({ name, size, mode: 0o600 }));
  return { name, size, sha256: measured.sha256() };
}
