import { constants } from "node:fs";
import { access, copyFile, link, mkdir, readdir, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EngineLock, LockHeld, takeLock } from "../engine-lock.ts";
import { isFileId } from "../files.ts";
import { whileFrozen } from "./freeze.ts";
import { orRefuse, Refusal } from "./refusal.ts";

/** Files of one moment: `name` in the backup, `path` where the copy lies. */
export type Snapshot = { files: { name: string; path: string }[]; pausedMs: number };

const DATABASE = "zhibu.db";
/**
 * What SQLite needs to bring a database to the state after its last commit. The shared-memory file is left out: whoever opens the database first
 * makes it anew from the log.
 */
const DATABASE_FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-journal`];
const ATTEMPTS = 5;

/** Gives the work a copy of the data directory as it was at one moment, whether or not the system runs, and removes the copy afterwards. */
export async function withSnapshot<T>(dataDir: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const directory = await existing(dataDir);
  const alone = await orRefuse(lockUnlessHeld(join(directory, "backup.json")), unusable(directory));
  if (!alone) throw new Refusal("另一次备份正在进行，请等它结束后再试。");
  const copy = join(directory, "backup.tmp");
  try {
    // A backup that was killed has left its copy.
    await rm(copy, { recursive: true, force: true });
    return await work(await orRefuse(taken(directory, copy), (cause) => `数据不能复制（${cause}），没有备份。`));
  } finally {
    await rm(copy, { recursive: true, force: true });
    await alone.release();
  }
}

const unusable = (directory: string) => (cause: string) => `数据目录 ${directory} 不能使用（${cause}），没有备份。`;

async function existing(dataDir: string): Promise<string> {
  const directory = await realpath(dataDir).catch(() => dataDir);
  const database = await stat(join(directory, DATABASE)).catch(() => null);
  if (!database?.size) throw new Refusal(`数据目录 ${dataDir} 中没有数据库，请用 ZHIBU_DATA 指定要备份的数据目录。`);
  return directory;
}

/** While nobody runs the system, nobody may start it before the copy is made. */
async function taken(directory: string, copy: string): Promise<Snapshot> {
  const isStopped = await lockUnlessHeld(join(directory, "engine.json"));
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const snapshot = await attempted(directory, copy, isStopped !== null);
      if (snapshot) return snapshot;
      await sleep(500);
    }
    throw new Refusal("系统正在启动或停止，没有备份，请稍后再试。");
  } finally {
    await isStopped?.release();
  }
}

async function attempted(directory: string, copy: string, isStopped: boolean): Promise<Snapshot | null> {
  await mkdir(join(copy, "files"), { recursive: true, mode: 0o700 });
  // Linked beforehand, so that the engine waits for the newest files only.
  await linkFiles(directory, copy);
  const frozen = await whileFrozen(join(directory, DATABASE), async () => {
    const present = [...(await presentOf(directory)), "key"];
    for (const name of present) await copyFile(join(directory, name), join(copy, name), constants.COPYFILE_FICLONE);
    const attached = (await linkFiles(directory, copy)).map((id) => `files/${id}`);
    return [...present, ...attached].map((name) => ({ name, path: join(copy, name) }));
  });
  if (frozen && (isStopped || frozen.engines.length > 0)) return { files: frozen.result, pausedMs: frozen.pausedMs };
  await rm(copy, { recursive: true, force: true });
  return null;
}

async function presentOf(directory: string): Promise<string[]> {
  const names = new Set(await readdir(directory));
  return DATABASE_FILES.filter((name) => names.has(name));
}

/**
 * Attachments are renamed into place and never written again, before the record that names them is committed, and removed after the record is. So a link is as
 * good as a copy, and every file that the copied database names is among those found while the engine stands still.
 */
async function linkFiles(directory: string, copy: string): Promise<string[]> {
  const names = (await readdir(join(directory, "files")).catch(() => [])).filter(isFileId);
  for (const name of names) {
    const [from, to] = [join(directory, "files", name), join(copy, "files", name)];
    const isLinked = await access(to).then(
      () => true,
      () => false,
    );
    if (!isLinked) await link(from, to).catch(() => copyFile(from, to));
  }
  return names;
}

async function lockUnlessHeld(file: string): Promise<EngineLock | null> {
  try {
    return await takeLock(file);
  } catch (error) {
    if (error instanceof LockHeld) return null;
    throw error;
  }
}
