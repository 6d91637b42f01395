import { readFile } from "node:fs/promises";
import { hidden } from "./ask.ts";
import { orRefuse, Refusal } from "./refusal.ts";

const SHORTEST = 16;

type Environment = Record<string, string | undefined>;

/** The passphrase of a new backup: from the environment or a file, else asked twice. */
export async function newPassphrase(env: Environment): Promise<string> {
  const given = await givenPassphrase(env);
  const passphrase = given ?? (await hidden("备份口令（至少 16 个字符，不显示）："));
  if ([...passphrase].length < SHORTEST) throw new Refusal(`备份口令至少 ${SHORTEST} 个字符，没有备份。`);
  if (given === null && (await hidden("再输入一次：")) !== passphrase)
    throw new Refusal("两次输入的口令不一致，没有备份。");
  return passphrase;
}

/** The passphrase with which an existing backup was made. */
export const knownPassphrase = async (env: Environment): Promise<string> =>
  (await givenPassphrase(env)) ?? (await hidden("备份口令（不显示）："));

async function givenPassphrase(env: Environment): Promise<string | null> {
  if (env.ZHIBU_BACKUP_PASSPHRASE) return env.ZHIBU_BACKUP_PASSPHRASE;
  const file = env.ZHIBU_BACKUP_PASSPHRASE_FILE;
  if (file) {
    const text = await orRefuse(readFile(file, "utf8"), (cause) => `口令文件 ${file} 不能读取（${cause}）。`);
    return text.replace(/\r?\n$/, "");
  }
  if (!process.stdin.isTTY)
    throw new Refusal("没有备份口令，请设置 ZHIBU_BACKUP_PASSPHRASE_FILE（口令文件）或 ZHIBU_BACKUP_PASSPHRASE。");
  return null;
}
