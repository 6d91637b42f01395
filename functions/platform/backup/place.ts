import { mkdir, open, readdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { LockHeld, takeLock } from "../engine-lock.ts";
import { orRefuse, Refusal } from "./refusal.ts";

/** What a restored data directory consists of, in the order in which it comes into place: without its database it is not one yet. */
const PARTS = ["key", "files", "zhibu.db-journal", "zhibu.db-wal", "zhibu.db"];

/** Lets `work` fill a directory beside the data and moves the parts into place once it is content; otherwise nothing is left. */
export async function intoPlace<T>(dataDir: string, work: (directory: string) => Promise<T>): Promise<T> {
  const unusable = (cause: string) => `数据目录 ${dataDir} 不能使用（${cause}），没有恢复。`;
  const isNew = (await orRefuse(mkdir(dataDir, { recursive: true, mode: 0o700 }), unusable)) !== undefined;
  const target = await realpath(dataDir);
  try {
    return await underLock(target, async () => {
      const occupied = (await readdir(target)).find((name) => PARTS.includes(name));
      if (occupied)
        throw new Refusal(
          `数据目录 ${dataDir} 中已有数据（${occupied}），没有恢复。请先停止系统，把这个文件夹改名保存，或用 ZHIBU_DATA 指定一个空目录，再恢复。`,
        );
      return await orRefuse(filled(target, work), unusable);
    });
  } catch (error) {
    // Only an empty one goes.
    if (isNew) await rmdir(target).catch(() => undefined);
    throw error;
  }
}

async function underLock<T>(target: string, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(join(target, "engine.json")).catch((error: unknown) => {
    if (!(error instanceof LockHeld)) throw error;
    throw new Refusal(`数据目录 ${target} 正由已启动的系统使用，没有恢复。请用 ZHIBU_DATA 指定一个空目录。`);
  });
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function filled<T>(target: string, work: (directory: string) => Promise<T>): Promise<T> {
  // Inside the data directory, which may be a disk of its own: renaming must not cross disks.
  const temporary = join(target, "restore.tmp");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { mode: 0o700 });
  try {
    const result = await work(temporary);
    const present = new Set(await readdir(temporary));
    for (const name of PARTS.filter((part) => present.has(part)))
      await rename(join(temporary, name), join(target, name));
    const directory = await open(target);
    await directory.sync().finally(() => directory.close());
    return result;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
