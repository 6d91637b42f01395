import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import { inOrder, type Locked, lockedPackages } from "./locked.ts";

const shippedFile = z.record(z.string(), z.array(z.string()));
/** Which bundles hold code of a package, by its path in the lock. */
export type Shipped = z.infer<typeof shippedFile>;

export const SHIPPED = "dist/shipped.json";
export const readShipped = (): Shipped => shippedFile.parse(JSON.parse(readFileSync(SHIPPED, "utf8")));

/** Code that vite and its bundler write into the page themselves. */
const WRITTEN_BY_TOOL = /^\0(vite|rolldown)\//;
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Packages that bring others inside their published files, where the bundler cannot see them. */
const INSIDE: Record<string, string[]> = {
  "node_modules/docx": ["node_modules/fflate", "node_modules/nanoid"],
};

function packageOf(source: string): string | undefined {
  const tool = WRITTEN_BY_TOOL.exec(source)?.[1];
  if (tool) return `node_modules/${tool}`;
  return PACKAGE.exec(relative(".", source.replace(/^\0/, "")).replaceAll("\\", "/"))?.[0];
}

/** Packages that a style sheet imports or plugs in: their rules end in the page's styles. */
export function packagesOfStyles(folder: string): string[] {
  const sheets = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".css"));
  const named = sheets.flatMap((path) => [
    ...readFileSync(join(folder, path), "utf8").matchAll(/@(?:import|plugin) "((?:@[^/"]+\/)?[^./"][^/"]*)/g),
  ]);
  return named.flatMap(([, name]) => (name ? [`node_modules/${name}/`] : []));
}

function packagesOf(sources: readonly string[]): string[] {
  const seen = new Set(sources.flatMap((source) => packageOf(source) ?? []));
  return [...new Set([...seen].flatMap((path) => [path, ...(INSIDE[path] ?? [])]))];
}

/** From each bundle's sources to the packages that they belong to. */
export function shippedPackages(sourcesByBundle: ReadonlyMap<string, readonly string[]>): Shipped {
  const pairs = [...sourcesByBundle].flatMap(([bundle, sources]) =>
    packagesOf(sources).map((path) => ({ path, bundle })),
  );
  const bundlesOf = (path: string) => pairs.filter((pair) => pair.path === path).map(({ bundle }) => bundle);
  const paths = [...new Set(pairs.map(({ path }) => path))].sort(inOrder);
  return Object.fromEntries(paths.map((path) => [path, bundlesOf(path)]));
}

const LEGAL = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

function legalText({ path, licence }: Locked): string {
  const texts = readdirSync(path)
    .filter((name) => LEGAL.test(name))
    .sort(inOrder)
    .map((name) => readFileSync(join(path, name), "utf8").replaceAll("\r\n", "\n").trim());
  return texts.join("\n\n") || `The package brings no licence text. It is under ${licence ?? "a licence not known"}.`;
}

/** The notices that the licences ask for; packages with the same text stand above it together. */
export function thirdPartyNotices(shipped: Shipped): string {
  const byText = new Map<string, string[]>();
  for (const locked of lockedPackages().filter(({ path }) => path in shipped)) {
    const text = legalText(locked);
    byText.set(text, [
      ...(byText.get(text) ?? []),
      `${locked.name} ${locked.version} (${locked.licence ?? "not known"})`,
    ]);
  }
  const rule = "=".repeat(80);
  const parts = [...byText].map(([text, names]) => `${rule}\n${names.join("\n")}\n${rule}\n\n${text}\n`);
  return `Code of these packages is part of the bundles and of the page.\n\n${parts.join("\n")}`;
}
