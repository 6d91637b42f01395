import { join, resolve, sep } from "node:path";
import { writeBackup } from "./platform/backup/pack";
import { newPassphrase } from "./platform/backup/passphrase";
import { causeOf, Refusal } from "./platform/backup/refusal";
import { withSnapshot } from "./platform/backup/snapshot";
import { requireFree, writeWhole } from "./platform/backup/target";
import { fileLog } from "./platform/machine";

/** `npm run backup -- <file>`: one encrypted file of this machine's data, also while the system runs. */

type Environment = Record<string, string | undefined>;

function readSettings(env: Environment, args: readonly string[]) {
  const [file, more] = args;
  if (!file || file.startsWith("-") || more !== undefined)
    throw new Refusal("用法：npm run backup -- 备份文件，例如 npm run backup -- /mnt/backup/zhibu-2026-11-22.age");
  if (env.DYNAMODB_ENDPOINT)
    throw new Refusal("数据在 DYNAMODB_ENDPOINT 指向的数据库中，请用那个数据库自己的办法备份。");
  // npm runs in the project's folder; the file is meant from where the person stands.
  const [target, dataDir] = [resolve(env.INIT_CWD ?? ".", file), resolve(env.ZHIBU_DATA ?? ".data")];
  if (target.startsWith(dataDir + sep))
    throw new Refusal("备份文件不能放在数据目录中，请放到另一块磁盘或另一台电脑上。");
  return { target, dataDir };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function run(): Promise<void> {
  const { target, dataDir } = readSettings(process.env, process.argv.slice(2));
  await requireFree(target);
  const passphrase = await newPassphrase(process.env);
  const { manifest, size, pausedMs } = await withSnapshot(dataDir, async (snapshot) => {
    const log = fileLog(join(dataDir, "zhibu.log"));
    try {
      const written = await writeWhole(target, (part) =>
        writeBackup(snapshot, part, passphrase, new Date().toISOString()),
      );
      const { counts } = written.manifest;
      log({ level: "info", backup: { file: target, ...counts, sha256: written.sha256, pausedMs: snapshot.pausedMs } });
      return { ...written, pausedMs: snapshot.pausedMs };
    } catch (error) {
      log({ level: "warn", backup: { file: target, failed: causeOf(error) } });
      throw error;
    }
  });
  const { attachments, bytes } = manifest.counts;
  const paused = pausedMs === 0 ? "备份时系统没有运行" : `数据库停顿 ${(pausedMs / 1000).toFixed(2)} 秒`;
  console.log(
    `备份完成：${target}（${megabytes(size)}，数据 ${megabytes(bytes)}，附件 ${attachments} 个，${paused}）。\n` +
      "请把口令与备份分开妥善保管：没有口令，谁也打不开这份备份。",
  );
}

run().catch((error: unknown) => {
  console.error(causeOf(error));
  process.exitCode = 1;
});
