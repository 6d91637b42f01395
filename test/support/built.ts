import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as z from "zod";

/** What the build has left in dist/, for size tests and the benchmark. */

const outputs = z.record(
  z.string(),
  z.object({
    bytes: z.number(),
    imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    inputs: z.record(z.string(), z.unknown()),
  }),
);
const metafile = z.record(z.string(), z.object({ outputs }));
export type Outputs = z.infer<typeof outputs>;

export const outputsOf = (entry: string): Outputs =>
  metafile.parse(JSON.parse(readFileSync("dist/meta.json", "utf8")))[entry]?.outputs ?? {};

/** What is loaded before the first request: a file and all that it imports without `import()`. */
export function loadedAtStart(all: Outputs, path: string, seen: Set<string> = new Set()): Set<string> {
  const output = all[path];
  if (!output || seen.has(path)) return seen;
  seen.add(path);
  for (const { kind, path: next } of output.imports) if (kind === "import-statement") loadedAtStart(all, next, seen);
  return seen;
}

export const bytesAtStart = (all: Outputs, path: string): number =>
  [...loadedAtStart(all, path)].reduce((sum, name) => sum + (all[name]?.bytes ?? 0), 0);

const PAGE = "dist/web";
const manifest = z.record(
  z.string(),
  z.object({ file: z.string(), imports: z.array(z.string()).optional(), css: z.array(z.string()).optional() }),
);

/** What somebody passes who signs in and comes to the list of duties. */
const WAY_HOME = [
  "index.html",
  "src/features/session/sign-in.tsx",
  "src/features/home/home.tsx",
  "src/features/home/branch-home.tsx",
];

/** The files that a browser fetches until home can be used, signing in included. */
export function filesOfFirstPage(): { scripts: string[]; styles: string[] } {
  const chunks = manifest.parse(JSON.parse(readFileSync(join(PAGE, ".vite/manifest.json"), "utf8")));
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const chunk = chunks[name];
    if (!chunk) throw new Error(`${name} is not in the page`);
    if (seen.has(name)) return;
    seen.add(name);
    chunk.imports?.forEach(visit);
  };
  WAY_HOME.forEach(visit);
  const all = [...seen].flatMap((name) => chunks[name] ?? []);
  return { scripts: all.map(({ file }) => file), styles: [...new Set(all.flatMap(({ css }) => css ?? []))] };
}

export const gzipBytes = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(PAGE, file))).length, 0);
