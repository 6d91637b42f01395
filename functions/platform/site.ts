import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Site } from "./platform";

const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** The built page in a directory; read once, since assets are named by their content. */
export function directorySite(directory: string): Site {
  const memory = new Map<string, Promise<Uint8Array | null>>();
  const read = (name: string) => {
    const known = memory.get(name);
    if (known) return known;
    const fresh = readFile(join(directory, name)).catch(() => null);
    memory.set(name, fresh);
    return fresh;
  };
  return {
    async shell() {
      const bytes = await readFile(join(directory, "index.html"), "utf8");
      return bytes;
    },
    async asset(name) {
      const type = types[extname(name)];
      if (!type || !/^[\w.-]+$/.test(name)) return null;
      const bytes = await read(join("assets", name));
      return bytes && { bytes, type };
    },
  };
}
