import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What one machine keeps beside its database: the key file and the log. */

/** The master key of the data directory; made once, mode 0600. Without it sealed fields cannot be read again. */
export async function keyOf(directory: string): Promise<Uint8Array> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "key");
  const fresh = randomBytes(32).toString("base64");
  await writeFile(path, `${fresh}\n`, { mode: 0o600, flag: "wx", flush: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  const key = Buffer.from(await readFile(path, "utf8"), "base64");
  if (key.length !== 32) throw new Error(`密钥文件 ${path} 已损坏，请从备份恢复后再启动。`);
  return key;
}

const LOG_BYTES = 10_000_000;

/** Lines of JSON in a file of the data directory, 0600; the former file is kept once it is full. */
export function fileLog(path: string): (line: Record<string, unknown>) => void {
  const state = { queue: Promise.resolve() };
  const write = async (text: string) => {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > LOG_BYTES) await rename(path, `${path}.1`);
    await appendFile(path, text, { mode: 0o600 });
  };
  return (line) => {
    const text = `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`;
    state.queue = state.queue.then(() => write(text)).catch((error: unknown) => console.error("日志无法写入", error));
    if (line.level === "error") process.stderr.write(text);
  };
}
