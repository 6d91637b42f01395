import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Asset, Site } from "./platform";

const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
};
/** What grows smaller when it is compressed; pictures and fonts are already. */
const isText = (type: string) => /^(text\/|image\/svg|application\/json)/.test(type);

const compress = promisify(gzip);

/** The built page in a directory; read and compressed once, since assets are named by their content. */
export function directorySite(directory: string): Site {
  const memory = new Map<string, Promise<Asset | null>>();
  const read = async (name: string, type: string): Promise<Asset | null> => {
    const bytes = await readFile(join(directory, "assets", name)).catch(() => null);
    return bytes && { bytes, type, gzip: isText(type) ? await compress(bytes, { level: 9 }) : null };
  };
  return {
    shell: () => readFile(join(directory, "index.html"), "utf8"),
    async asset(name) {
      const type = types[extname(name)];
      if (!type || !/^[\w.-]+$/.test(name)) return null;
      const asset = memory.get(name) ?? read(name, type);
      // What does not exist is not remembered: anybody can ask for any name.
      if (await asset) memory.set(name, asset);
      return asset;
    },
  };
}
