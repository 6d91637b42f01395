import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as bundle, type Metafile } from "esbuild";
import { build as buildWeb } from "vite";
import { packagesOfStyles, SHIPPED, shippedPackages, thirdPartyNotices } from "./shipped.ts";

/** One entry per trigger; each becomes a folder that runs without node_modules. */
const ENTRIES = ["local", "http", "stream", "nightly", "backup", "restore", "fsck", "rotate-keys"];
const OPENAPI = "dist/openapi.json";
const WEB = "web/index.html";
/** The built page; Lambda gets a copy, because it sees nothing but its own folder. */
const PAGE = "dist/web";
/** Packages in CommonJS call `require` for Node's own modules; an ES module has none. */
const REQUIRE = `import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);`;

async function buildEntry(name: string): Promise<Metafile> {
  const folder = `dist/functions/${name}`;
  const { metafile } = await bundle({
    entryPoints: [`functions/${name}.ts`],
    outdir: folder,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: true,
    metafile: true,
    legalComments: "none",
    banner: { js: REQUIRE },
    logLevel: "warning",
  });
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ type: "module" })}\n`);
  if (existsSync(OPENAPI)) await copyFile(OPENAPI, join(folder, "openapi.json"));
  if (name === "http" && existsSync(PAGE)) await cp(PAGE, join(folder, "web"), { recursive: true });
  return metafile;
}

/** Builds the page and tells what went into it. */
async function buildPage(): Promise<string[]> {
  const built = [await buildWeb({ configFile: "vite.config.ts", logLevel: "warn" })].flat();
  const files = built.flatMap((result) => ("output" in result ? result.output : []));
  const modules = files.flatMap((file) => (file.type === "chunk" ? Object.keys(file.modules) : []));
  return [...modules, ...packagesOfStyles("web/src")];
}

async function writeNotices(sourcesByBundle: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const shipped = shippedPackages(sourcesByBundle);
  await writeFile(SHIPPED, `${JSON.stringify(shipped, undefined, 2)}\n`);
  await writeFile("dist/THIRD-PARTY-LICENSES.txt", thirdPartyNotices(shipped));
}

function writeOpenApi(): void {
  if (!existsSync("functions/openapi-build.ts")) return;
  const args = ["node_modules/tsx/dist/cli.mjs", "functions/openapi-build.ts", OPENAPI];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${OPENAPI} was not written`);
}

await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });
writeOpenApi();
const page = existsSync(WEB) ? await buildPage() : [];
const entries = ENTRIES.filter((name) => existsSync(`functions/${name}.ts`));
const metafiles = await Promise.all(entries.map(async (name) => [name, await buildEntry(name)] as const));
const sources = metafiles.map(([name, { inputs }]) => [name, Object.keys(inputs)] as const);
await writeNotices(new Map([...sources, ["web", page]]));
await writeFile("dist/meta.json", JSON.stringify(Object.fromEntries(metafiles)));
console.log(`built: ${entries.join(", ")}${existsSync(WEB) ? ", web" : ""}`);
