import { setTimeout as sleep } from "node:timers/promises";
import { wrongRollups } from "./overview/check-rollups";
import { assemble, dayOf } from "./platform/assemble";
import { causeOf, Refusal } from "./platform/backup/refusal";
import { directoryFiles } from "./platform/files";
import type { Result } from "./platform/fsck/check";
import { type Finding, lineOf, placeOf as nameOf } from "./platform/fsck/finding";
import { checkVisited } from "./platform/fsck/table";
import type { Item } from "./platform/keys";
import type { Platform } from "./platform/platform";
import { placeOf, type Visited, visit } from "./platform/visit";

/** `npm run fsck`: whether the data are what the system wrote. Exit code 0: clean, 1: findings, 2: it could not be checked. */

const nothing = () => Promise.reject(new Error("fsck serves nothing"));
/** Rollups follow a write by moments, on a busy machine by more. */
const SETTLING_MS = 5_000;
const SETTLINGS = 6;

/** Those that stay wrong while people write. */
async function stillWrong(platform: Platform, rollups: readonly Item[], settled = 0): Promise<Item[]> {
  const wrong = await wrongRollups(platform, rollups);
  if (wrong.length === 0 || settled === SETTLINGS) return wrong;
  await sleep(SETTLING_MS);
  const places = wrong.slice(0, 100).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  return stillWrong(platform, await platform.table.getMany(places), settled + 1);
}

function readArguments(args: readonly string[]) {
  const unknown = args.find((arg) => arg !== "demo" && arg !== "--json");
  if (unknown !== undefined)
    throw new Refusal(`不认识“${unknown}”。用法：npm run fsck，演示数据用 npm run fsck -- demo，加 --json 输出 JSON。`);
  return { isDemo: args.includes("demo"), isJson: args.includes("--json") };
}

/** Only a running system keeps its rollups up with its records. */
async function rollupFindings(visited: Visited, rollups: readonly Item[]): Promise<Finding[]> {
  if (!visited.isRunning) return [];
  const today = dayOf(process.env);
  const platform = assemble({
    ...{ tableName: visited.tableName, endpoint: visited.endpoint, keyring: visited.keyring, origins: [], demo: false },
    ...{ files: directoryFiles(visited.dataDir), site: { shell: nothing, asset: nothing }, openapi: nothing },
    ...{ addressOf: () => "", log: () => undefined, ...(today && { today }) },
  });
  const wrong = await stillWrong(platform, rollups);
  return wrong.map((item) => ({ kind: "sum.rollup", entity: "rollup", id: nameOf(item), detail: "" }));
}

async function check(visited: Visited): Promise<Result> {
  const rollups = new Map<string, Item>();
  const result = await checkVisited(visited, (item) => {
    if (item.entity === "rollup") rollups.set(nameOf(item), item);
  });
  const more = await rollupFindings(visited, [...rollups.values()]);
  return { ...result, findings: [...result.findings, ...more] };
}

function textOf({ findings, counts }: Result, seconds: number): string {
  const { items, events, records, kept, sealed } = counts;
  const checked = `共检查 ${items} 项：记录 ${records} 条，轨迹事件 ${events} 条，其他 ${kept} 项，密文 ${sealed} 个，用时 ${seconds.toFixed(1)} 秒。`;
  const former =
    counts.unverifiable > 0
      ? [`其中 ${counts.unverifiable} 个轨迹事件是签名以前写下的，内容无法核对（trail.unverifiable）。`]
      : [];
  const verdict = findings.length === 0 ? "没有发现问题。" : `发现 ${findings.length} 处问题。`;
  return [...findings.map(lineOf), checked, ...former, verdict].join("\n");
}

async function run(): Promise<void> {
  const { isDemo, isJson } = readArguments(process.argv.slice(2));
  const began = performance.now();
  const result = await visit(placeOf(process.env, isDemo), check);
  console.log(isJson ? JSON.stringify(result) : textOf(result, (performance.now() - began) / 1000));
  process.exitCode = result.findings.length === 0 ? 0 : 1;
}

run().catch((error: unknown) => {
  console.error(causeOf(error));
  process.exitCode = 2;
});
