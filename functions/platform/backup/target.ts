import { createReadStream } from "node:fs";
import { access, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { meter } from "./manifest.ts";
import { causeOf, orRefuse, Refusal } from "./refusal.ts";

const checksumOf = (file: string) => `${file}.sha256`;

/** No backup is written over another. */
export async function requireFree(file: string): Promise<void> {
  for (const path of [file, checksumOf(file)])
    if (await exists(path)) throw new Refusal(`${path} 已存在，没有备份；请换一个文件名。`);
}

/** Lets `write` make the file under another name beside it; only a complete one gets its name, and its checksum (as `sha256sum -c` reads it) is there before. */
export async function writeWhole<T extends { sha256: string }>(
  file: string,
  write: (part: string) => Promise<T>,
): Promise<T> {
  await requireFree(file);
  const part = `${file}.part`;
  try {
    await rm(part, { force: true });
    const written = await write(part);
    await writeFile(checksumOf(file), `${written.sha256}  ${basename(file)}\n`, {
      mode: 0o600,
      flag: "wx",
      flush: true,
    });
    await rename(part, file);
    await flushed(dirname(file));
    return written;
  } catch (error) {
    await Promise.all([part, checksumOf(file)].map((path) => rm(path, { force: true }).catch(() => undefined)));
    throw error instanceof Refusal
      ? error
      : new Refusal(`备份文件 ${file} 不能写入（${causeOf(error)}），没有留下半份文件。`);
  }
}

/** A name in a directory is on disk once the directory is. */
async function flushed(directory: string): Promise<void> {
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}

/** Compares a backup with the checksum beside it; without one the encryption alone tells damage. */
export async function checkSum(file: string): Promise<void> {
  const stated = await readFile(checksumOf(file), "utf8").catch(() => null);
  const measured = meter();
  const reading = pipeline(createReadStream(file), measured.through, async (chunks) => {
    for await (const _ of chunks);
  });
  await orRefuse(reading, (cause) => `备份文件 ${file} 不能读取（${cause}）。`);
  if (stated !== null && stated.trim().split(/\s+/)[0] !== measured.sha256())
    throw new Refusal("备份文件与旁边的校验值（.sha256）不符，文件已损坏或不完整，没有恢复；请换另一份备份。");
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
