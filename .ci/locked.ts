import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockFile = z.object({ packages: z.record(z.string(), entry) });
type Entries = z.infer<typeof lockFile>["packages"];

export interface Locked {
  /** Where the lock puts it: node_modules/a/node_modules/b. */
  path: string;
  name: string;
  version: string;
  /** The lock's word; a platform's binary whose entry says nothing has the licence of the package that asks for it. */
  licence: string | undefined;
  isDevelopment: boolean;
}

/** Order that is the same in every language. */
export const inOrder = (a: string, b: string): number => (a < b ? -1 : 1);

export const LOCK = "package-lock.json";

const nameIn = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

function licenceOfAsker(entries: Entries, name: string): string | undefined {
  return Object.values(entries).find((other) => other.license && name in (other.optionalDependencies ?? {}))?.license;
}

export function lockedPackages(): Locked[] {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(LOCK, "utf8")));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, { name = nameIn(path), version = "", license, dev = false }]) => ({
      path,
      name,
      version,
      licence: license ?? licenceOfAsker(packages, name),
      isDevelopment: dev,
    }));
}

const manifest = z.object({ license: z.string().optional() });

/** What the package itself says, where it is installed. */
export function installedLicence({ path }: Locked): string | undefined {
  const file = join(path, "package.json");
  return existsSync(file) ? manifest.parse(JSON.parse(readFileSync(file, "utf8"))).license : undefined;
}
