import { join } from "node:path";
import { causeOf, Refusal } from "./platform/backup/refusal";
import { lineOf } from "./platform/fsck/finding";
import { checkVisited } from "./platform/fsck/table";
import { fileLog } from "./platform/machine";
import { changeMaster, changeSealing } from "./platform/rotate";
import { placeOf, type Visited, visit } from "./platform/visit";

/** `npm run rotate-keys`: everything sealed anew under another key; with `--master` another key file. The system must be stopped. */

const STEP = 5_000;
const EMERGENCY = "--emergency";

function readArguments(args: readonly string[]) {
  const unknown = args.find((arg) => !["demo", "--master", EMERGENCY].includes(arg));
  if (unknown !== undefined)
    throw new Refusal(
      `不认识“${unknown}”。用法：npm run rotate-keys，更换密钥文件用 npm run rotate-keys -- --master。`,
    );
  if (process.env.DYNAMODB_ENDPOINT) throw new Refusal("密钥只能在内置数据库上更换，请去掉 DYNAMODB_ENDPOINT。");
  return { isDemo: args.includes("demo"), isMaster: args.includes("--master"), isEmergency: args.includes(EMERGENCY) };
}

/** What is sealed anew is signed anew: an edit made beside the application would look like the system's own. */
async function requireUntouched(visited: Visited): Promise<void> {
  const { findings } = await checkVisited(visited);
  if (findings.length === 0) return;
  const refusal = `数据与系统写下的不符（${findings.length} 处），没有更换：`;
  const advice = `请先从备份恢复。仍要更换时加 ${EMERGENCY}，此后这些改动不再被发现。`;
  throw new Refusal([refusal, ...findings.map(lineOf), advice].join("\n"));
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
  const { isDemo, isMaster, isEmergency } = readArguments(process.argv.slice(2));
  const place = placeOf(process.env, isDemo);
  const work = async (visited: Visited) => {
    if (isMaster) return anotherMaster(visited);
    if (!isEmergency) await requireUntouched(visited);
    return sealAnew(visited);
  };
  const said = await visit(place, work, true);
  fileLog(join(place.dataDir, "zhibu.log"))({ level: "info", keys: isMaster ? "master" : "sealing" });
  console.log(said);
}

run().catch((error: unknown) => {
  console.error(causeOf(error));
  process.exitCode = 1;
});
