import { type SpawnSyncReturns, spawnSync } from "node:child_process";

/** The npm that runs this script, else the one in the path. */
export function npm(args: string[]): SpawnSyncReturns<string> {
  const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const own = process.env.npm_execpath;
  return own ? spawnSync(process.execPath, [own, ...args], options) : spawnSync("npm", args, options);
}
