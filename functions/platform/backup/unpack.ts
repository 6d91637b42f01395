import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Decrypter } from "age-encryption";
import { extract, type Header } from "tar-stream";
import { isEntryName, MANIFEST, type Manifest, manifestSchema, meter, type Packed } from "./manifest.ts";
import { causeOf, isOfDisk, Refusal } from "./refusal.ts";

type Entry = AsyncIterable<unknown> & { header: Header };

const MOST_ENTRIES = 1_000_000;
const SMALL_BYTES = 64 * 1024;
const MANIFEST_BYTES = 256 * 1024 * 1024;

const DAMAGED = "备份文件已损坏或不完整，没有恢复；请换另一份备份。";

/** Decrypts and unpacks a backup into an empty directory and compares every file with the manifest. */
export async function readBackup(file: string, passphrase: string, into: string): Promise<Manifest> {
  const decrypted = await opened(file, passphrase);
  const entries = extract();
  const feeding = pipeline(Readable.from(decrypted), createGunzip(), entries);
  try {
    const [, files] = await Promise.all([feeding, unpacked(entries, into)]);
    return await verified(files, into);
  } catch (error) {
    // Each side fails with the other; the first to notice may be the reader or the writer.
    await feeding.catch(() => undefined);
    if (error instanceof Refusal) throw error;
    throw isOfDisk(error) ? new Refusal(`数据不能写入（${causeOf(error)}），没有恢复。`) : new Refusal(DAMAGED);
  }
}

async function opened(file: string, passphrase: string): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(ReadableStream.from<Uint8Array>(createReadStream(file)));
  } catch (error) {
    if (isOfDisk(error)) throw new Refusal(`备份文件 ${file} 不能读取（${causeOf(error)}）。`);
    const isForOthers = error instanceof Error && error.message.startsWith("no identity matched");
    throw new Refusal(
      isForOthers ? "备份口令不正确，没有恢复。" : "这不是支部工作台的备份文件，或文件已损坏，没有恢复。",
    );
  }
}

async function unpacked(entries: AsyncIterable<Entry>, into: string): Promise<Packed[]> {
  const files = new Map<string, Packed>();
  for await (const entry of entries) {
    const { name, size, type } = entry.header;
    if (type !== "file" || !isEntryName(name) || files.has(name) || files.size >= MOST_ENTRIES)
      throw new Refusal("备份中有不该有的内容，没有恢复；请换另一份备份。");
    await requireRoom(name, size, into);
    files.set(name, await written(entry, name, join(into, name)));
  }
  return [...files.values()];
}

async function requireRoom(name: string, size: number, into: string): Promise<void> {
  if ((name === "key" && size > SMALL_BYTES) || (name === MANIFEST && size > MANIFEST_BYTES)) throw new Error(name);
  const { bavail, bsize } = await statfs(into);
  if (size > bavail * bsize)
    throw new Refusal("数据目录所在磁盘空间不足，没有恢复；请清理磁盘，或用 ZHIBU_DATA 换一个目录。");
}

async function written(entry: Entry, name: string, path: string): Promise<Packed> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const measured = meter();
  await pipeline(entry, measured.through, createWriteStream(path, { mode: 0o600, flags: "wx", flush: true }));
  return { name, size: measured.size(), sha256: measured.sha256() };
}

/** The files are exactly those of the manifest, which is removed. */
async function verified(files: readonly Packed[], into: string): Promise<Manifest> {
  const found = new Map(files.map((file) => [file.name, file]));
  if (!found.delete(MANIFEST)) throw new Refusal(DAMAGED);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(into, MANIFEST), "utf8")));
  await rm(join(into, MANIFEST));
  const isComplete =
    found.size === manifest.files.length &&
    manifest.files.every((stated) => {
      const file = found.get(stated.name);
      return file?.size === stated.size && file.sha256 === stated.sha256;
    });
  if (!isComplete) throw new Refusal(DAMAGED);
  if (!found.has("zhibu.db") || !found.has("key"))
    throw new Refusal("备份中没有数据库或密钥，没有恢复；请换另一份备份。");
  return manifest;
}
