import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const ADVICE =
  "没有找到 Chromium：请安装（Debian：apt-get install chromium fonts-noto-cjk）或用环境变量 CHROMIUM 指定。 " +
  "No Chromium found: install one, or name it in CHROMIUM.";

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** CHROMIUM if set, else the first known browser on the path. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const { CHROMIUM } = process.env;
  return (CHROMIUM ? [CHROMIUM] : [...onPath, ...MAC]).find(isExecutable);
}

function hasChineseFont(): boolean {
  const { status, stdout } = spawnSync("fc-list", [":lang=zh-cn"], { encoding: "utf8" });
  return status === 0 && stdout.trim() !== "";
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function aptInstall(packages: string[]): void {
  console.log(`正在安装 installing ${packages.join(" ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) => spawnSync("apt-get", ["-qq", ...args], { stdio: "inherit", env });
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...packages);
}

/** A Chromium that can show Chinese; as root on Debian what is missing is installed. */
export function chromiumForTests(): { path: string | undefined; advice: string } {
  const missing = [
    ...(findChromium() ? [] : ["chromium"]),
    ...(hasChineseFont() ? [] : ["fontconfig", "fonts-noto-cjk"]),
  ];
  if (missing.length > 0 && isRootOnDebian()) aptInstall(missing);
  return { path: findChromium(), advice: ADVICE };
}
