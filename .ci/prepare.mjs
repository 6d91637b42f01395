// Runs before every npm script, on a fresh clone too: Node built-ins only.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = ["shared", "functions", "web", "vite.config.ts", "package-lock.json", ".ci/build.ts", ".ci/shipped.ts"];
/** Written last by the build, so that a build that broke off counts as missing. */
const BUILT = "dist/meta.json";

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(path) {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")).packages;
}

/** npm leaves a list of what it installed; every locked package must be in it with its version. */
function isInstalled() {
  const list = "node_modules/.package-lock.json";
  if (!existsSync(join(ROOT, list))) return false;
  const installed = lockedPackages(list);
  return Object.entries(lockedPackages("package-lock.json"))
    .filter(([path]) => path !== "")
    .every(([path, locked]) =>
      installed[path] ? installed[path].version === locked.version : locked.optional === true,
    );
}

/**
 * The newest change below a path; folders count, so that a deleted file is seen.
 * @param {string} path
 * @returns {number}
 */
function newestChange(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const below = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(stat.mtimeMs, ...below);
}

function isBuilt() {
  const built = statSync(join(ROOT, BUILT), { throwIfNoEntry: false });
  return built !== undefined && SOURCES.every((source) => newestChange(join(ROOT, source)) <= built.mtimeMs);
}

/**
 * @param {string} announcement
 * @param {string} command
 * @param {string[]} args
 */
function run(announcement, command, args) {
  console.log(announcement);
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error(`失败 failed: ${command} ${args.join(" ")}${error ? ` (${error.message})` : ""}`);
  process.exit(status ?? 1);
}

if (!isInstalled()) run("正在安装依赖 installing dependencies …", "npm", ["ci", "--include=dev", "--include=optional"]);
if (process.argv.includes("build") && !isBuilt()) {
  run("正在构建 building …", process.execPath, [
    join("node_modules", "tsx", "dist", "cli.mjs"),
    join(".ci", "build.ts"),
  ]);
}
