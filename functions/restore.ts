import { join, resolve } from "node:path";
import { askOf, confirmations } from "./backups/confirm";
import { countRestored, endSessions, purposeOf, recordRestore } from "./backups/restored";
import { withPlatform } from "./platform/backup/open";
import { knownPassphrase } from "./platform/backup/passphrase";
import { intoPlace } from "./platform/backup/place";
import { causeOf, Refusal } from "./platform/backup/refusal";
import { checkSum } from "./platform/backup/target";
import { readBackup } from "./platform/backup/unpack";
import { type Finding, lineOf } from "./platform/fsck/finding";
import { checkVisited } from "./platform/fsck/table";
import { fileLog } from "./platform/machine";
import { visit } from "./platform/visit";

/** `npm run restore -- <file>`: a backup becomes the data of this machine. */

type Environment = Record<string, string | undefined>;

function readSettings(env: Environment, args: readonly string[]) {
  const [file, more] = args.filter((arg) => arg !== "--emergency");
  if (!file || file.startsWith("-") || more !== undefined)
    throw new Refusal("用法：npm run restore -- 备份文件，例如 npm run restore -- /mnt/backup/zhibu-2026-11-22.age");
  if (env.DYNAMODB_ENDPOINT) throw new Refusal("备份只能恢复到内置数据库，请去掉 DYNAMODB_ENDPOINT 再恢复。");
  return {
    // npm runs in the project's folder; the file is meant from where the person stands.
    file: resolve(env.INIT_CWD ?? ".", file),
    dataDir: resolve(env.ZHIBU_DATA ?? ".data"),
    tableName: env.ZHIBU_TABLE ?? "zhibu",
    isEmergency: args.includes("--emergency"),
  };
}

/** Damaged data come back only when somebody says that they are better than none. */
function requireUntouched(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const refusal = `备份中的数据与系统写下的不符（${findings.length} 处），没有恢复：`;
  const advice = "请换另一份备份。没有别的备份时，加 --emergency 可以照样恢复，问题的数量记入审计。";
  throw new Refusal([refusal, ...findings.map(lineOf), advice].join("\n"));
}

async function run(): Promise<void> {
  const { file, dataDir, tableName, isEmergency } = readSettings(process.env, process.argv.slice(2));
  await checkSum(file);
  const passphrase = await knownPassphrase(process.env);
  const restored = await intoPlace(dataDir, async (directory) => {
    const { createdAt: backupAt, counts } = await readBackup(file, passphrase, directory);
    const purpose = await withPlatform(directory, tableName, purposeOf);
    const { findings } = await visit({ dataDir: directory, tableName, endpoint: undefined }, checkVisited);
    if (!isEmergency) requireUntouched(findings);
    const done = await withPlatform(directory, tableName, async (platform) => {
      const found = await countRestored(platform);
      const confirming = isEmergency ? [] : await confirmations(platform, await askOf(process.env));
      await endSessions(platform);
      await recordRestore(platform, { backupAt, findings: findings.length, confirmers: confirming });
      return { ...found, confirmers: confirming };
    });
    return { ...done, ...counts, purpose, backupAt, findings };
  });
  const { confirmers, findings, ...counts } = restored;
  fileLog(join(dataDir, "zhibu.log"))({
    level: "info",
    restore: { file, ...counts, findings: findings.length, emergency: confirmers.length === 0 },
  });
  console.log(
    [
      `恢复完成：${dataDir}（备份时间 ${restored.backupAt}，组织 ${restored.units} 个，账号 ${restored.accounts} 个，附件 ${restored.attachments} 个）。`,
      confirmers.length > 0
        ? `确认人：${confirmers.map(({ name }) => name).join("、")}。`
        : "没有管理员确认，已作为应急恢复记入审计。",
      ...(findings.length > 0
        ? [`注意：数据检查发现 ${findings.length} 处问题：`, ...findings.map(lineOf)]
        : ["数据检查没有发现问题。"]),
      restored.purpose === "demo"
        ? "这是演示数据，请用 npm run demo 打开。"
        : "现在可以用 npm start 启动，所有人须重新登录。",
    ].join("\n"),
  );
}

run().catch((error: unknown) => {
  console.error(causeOf(error));
  process.exitCode = 1;
});
