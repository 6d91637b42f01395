import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import * as z from "zod";
import { identityOf, isAlive } from "./engine-process.ts";

const processSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });

const lockSchema = z.object({
  owner: processSchema,
  engine: processSchema.nullable(),
  port: z.int().nullable(),
});

type LockContent = z.infer<typeof lockSchema>;

export interface EngineLock {
  /** Notes which engine the owner runs, for whoever looks. */
  note(engine: LockContent["engine"], port: number): Promise<void>;
  release(): Promise<void>;
}

/** The lock is held by a process that is alive. */
export class LockHeld extends Error {
  readonly pid: number;
  constructor(pid: number) {
    super(`held by process ${pid}`);
    this.name = "LockHeld";
    this.pid = pid;
  }
}

/**
 * Takes the lock file for this process, or throws LockHeld.
 *
 * A new lock appears complete and at once, because it is linked into place. A dead owner's lock may be seen by several starters together, and
 * one of them, late, could remove the winner's new lock. Therefore a dead lock is replaced only under a guard whose name is made from the dead
 * lock's own text, and only while that text still stands. The guard is a lock like this one, so a starter killed while it holds one blocks nobody.
 */
export async function takeLock(file: string): Promise<EngineLock> {
  const owner = await identityOf(process.pid);
  await take(file, { owner, engine: null, port: null });
  return {
    note: async (engine, port) => await replace(file, { owner, engine, port }),
    release: async () => await unlink(file),
  };
}

async function take(file: string, content: LockContent): Promise<void> {
  const fresh = await written(file, content);
  try {
    while (!(await linked(fresh, file))) {
      const seen = await textOf(file);
      if (seen === undefined) continue;
      await refuseLiveOwner(seen);
      if (await replaced(seen, file, fresh, content)) return;
    }
  } finally {
    await unlink(fresh).catch(() => undefined);
  }
}

async function replaced(seen: string, file: string, fresh: string, content: LockContent): Promise<boolean> {
  const guard = `${file}.${createHash("sha256").update(seen).digest("hex").slice(0, 16)}`;
  await take(guard, content);
  try {
    if ((await textOf(file)) !== seen) return false;
    await rename(fresh, file);
    return true;
  } finally {
    await unlink(guard);
  }
}

async function refuseLiveOwner(text: string): Promise<void> {
  const lock = lockSchema.safeParse(parsed(text));
  if (lock.success && (await isAlive(lock.data.owner))) throw new LockHeld(lock.data.owner.pid);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function replace(file: string, content: LockContent): Promise<void> {
  await rename(await written(file, content), file);
}

async function written(file: string, content: LockContent): Promise<string> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    // On a full disk its name alone would be left.
    await unlink(fresh).catch(() => undefined);
    throw error;
  }
  return fresh;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, "utf8").catch(() => undefined);
}
