import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isFull } from "./full";

/** What one machine keeps beside its database: the key file and the log. */

/**
 * The master key of the data directory; made once, before the database, mode 0600. Without it sealed fields cannot be read again, so
 * a lost one is never replaced in silence.
 */
export async function keyOf(directory: string): Promise<Uint8Array> {
  const path = join(directory, "key");
  const used = await stat(join(directory, "zhibu.db")).catch(() => null);
  if (!used?.size) await makeKey(directory, path);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const state = error.code === "ENOENT" ? "不见了" : "无法读取";
    throw new Error(`密钥文件 ${path} ${state}，请从备份恢复后再启动。`);
  });
  const key = Buffer.from(text, "base64");
  if (key.length !== 32) throw new Error(`密钥文件 ${path} 已损坏，请从备份恢复后再启动。`);
  return key;
}

async function makeKey(directory: string, path: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(path, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST" && (await isDirectory(directory))) return;
    if (isFull(error)) {
      await rm(path, { force: true });
      throw error;
    }
    throw new Error(`数据目录 ${directory} 无法建立或写入，请换一个目录（ZHIBU_DATA）或改正它的权限。`);
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const LOG_BYTES = 10_000_000;

/** Lines of JSON in a file of the data directory, 0600; the former file is kept once it is full. What comes while the file is being written goes in the next writing. */
export function fileLog(path: string): (line: Record<string, unknown>) => void {
  const state: { waiting: string; isWriting: boolean; bytes: number } = { waiting: "", isWriting: false, bytes: 0 };
  const sizeOf = () =>
    stat(path).then(
      (found) => found.size,
      () => 0,
    );
  const write = async () => {
    if (state.bytes === 0) state.bytes = await sizeOf();
    while (state.waiting !== "") {
      const text = state.waiting;
      state.waiting = "";
      if (state.bytes > LOG_BYTES) {
        await rename(path, `${path}.1`);
        state.bytes = 0;
      }
      await appendFile(path, text, { mode: 0o600 });
      state.bytes += Buffer.byteLength(text);
    }
  };
  const writeAll = () => {
    state.isWriting = true;
    write()
      .catch((error: NodeJS.ErrnoException) =>
        console.error(`日志 ${path} 无法写入（${error.code ?? error.message}）。`),
      )
      .finally(() => {
        state.isWriting = false;
        if (state.waiting.length > 0) writeAll();
      });
  };
  return (line) => {
    const text = `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`;
    state.waiting += text;
    if (!state.isWriting) writeAll();
    if (line.level === "error") process.stderr.write(text);
  };
}
