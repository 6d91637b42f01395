import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Uploaded files by id. Names and types are kept with the record that a file belongs to. */
export type Files = {
  put(id: string, bytes: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | null>;
  remove(id: string): Promise<void>;
};

export const isFileId = (id: string): boolean => /^[a-z0-9_]{4,64}$/.test(id);

/** Files in a directory of their own, outside anything that is served. */
export function directoryFiles(directory: string): Files {
  const path = (id: string) => {
    if (!isFileId(id)) throw new Error("not a file id");
    return join(directory, id);
  };
  return {
    async put(id, bytes) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      try {
        await writeFile(`${path(id)}.part`, bytes, { mode: 0o600, flush: true });
      } catch (error) {
        // On a full disk half a file would take the room that is left.
        await rm(`${path(id)}.part`, { force: true });
        throw error;
      }
      await rename(`${path(id)}.part`, path(id));
    },
    get: (id) =>
      readFile(path(id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      }),
    remove: (id) => rm(path(id), { force: true }),
  };
}
