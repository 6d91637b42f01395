// npm leaves a platform's package out of the lock when the registry at hand does not hold it, and then `npm ci` refuses
// that lock. The entries that matter elsewhere are written from their names (docs/decisions/006).
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[] }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

const LOCK = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const OS = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
/** @type {Record<string, string>} */
const LIBC = { gnu: "glibc", musl: "musl" };

/**
 * Whether npm would find the package from where it is asked for.
 * @param {Lock["packages"]} packages
 * @param {string} from
 * @param {string} name
 */
function isLocked(packages, from, name) {
  return `${from}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
}

/**
 * @param {Lock} lock
 * @returns {{ name: string, version: string, dev: boolean }[]}
 */
function missingFrom({ packages }) {
  return Object.entries(packages).flatMap(([from, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, from, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/**
 * @param {{ name: string, version: string, dev: boolean }} missing
 * @returns {Entry}
 */
function entryFor({ name, version, dev }) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version}: not one version`);
  const words = name.replace(/^@[^/]+\//, "").split("-");
  const os = words.filter((word) => OS.includes(word));
  const cpu = words.filter((word) => CPU.includes(word));
  const libc = words.flatMap((word) => LIBC[word] ?? []);
  if (cpu.length !== 1) throw new Error(`${name}: its name does not tell the platform`);
  return {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

/** @type {Lock} */
const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const missing = missingFrom(lock);
for (const { name } of missing) console.log(`package-lock.json lacks ${name}`);
if (process.argv.includes("--check")) {
  if (missing.length > 0) console.log("npm ci refuses this lock: run npm run lock");
  process.exit(missing.length > 0 ? 1 : 0);
}
for (const entry of missing) lock.packages[`node_modules/${entry.name}`] = entryFor(entry);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (missing.length > 0) writeFileSync(LOCK, `${JSON.stringify(lock, undefined, 2)}\n`);
