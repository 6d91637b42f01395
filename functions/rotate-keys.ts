import { join } from "node:path";
import { causeOf, Refusal } from "./platform/backup/refusal";
import { fileLog } from "./platform/machine";
import { changeMaster, changeSealing } from "./platform/rotate";
import { placeOf, type Visited, visit } from "./platform/visit";

/** `npm run rotate-keys`: everything sealed anew under another key; with `--master` another key file. The system must be stopped. */

const STEP = 5_000;

function readArguments(args: readonly string[]) {
  const unknown = args.find((arg) => arg !== "demo" && arg !== "--master");
  if (unknown !== undefined)
    throw new Refusal(
      `不认识“${unknown}”。用法：npm run rotate-keys，更换密钥文件用 npm run rotate-keys -- --master。`,
    );
  if (process.env.DYNAMODB_ENDPOINT) throw new Refusal("密钥只能在内置数据库上更换，请去掉 DYNAMODB_ENDPOINT。");
  return { isDemo: args.includes("demo"), isMaster: args.includes("--master") };
}

async function sealAnew(visited: Visited): Promise<string> {
  const told = { at: 0 };
  const { looked, resealed } = await changeSealing(visited, (done) => {
    if (done.looked - told.at < STEP) return;
    told.at = done.looked;
    console.log(`已检查 ${done.looked} 项，重新加密 ${done.resealed} 项。`);
  });
  return `更换完成：检查 ${looked} 项，重新加密 ${resealed} 项，旧的加密密钥已删除。`;
}

async function anotherMaster(visited: Visited): Promise<string> {
  await changeMaster(visited);
  return `密钥文件 ${join(visited.dataDir, "key")} 已更换，旧密钥打不开现在的数据。以前的备份仍用备份中自带的密钥。`;
}

async function run(): Promise<void> {
  const { isDemo, isMaster } = readArguments(process.argv.slice(2));
  const place = placeOf(process.env, isDemo);
  const said = await visit(place, isMaster ? anotherMaster : sealAnew, true);
  fileLog(join(place.dataDir, "zhibu.log"))({ level: "info", keys: isMaster ? "master" : "sealing" });
  console.log(said);
}

run().catch((error: unknown) => {
  console.error(causeOf(error));
  process.exitCode = 1;
});
