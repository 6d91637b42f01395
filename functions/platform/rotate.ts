import { open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "./backup/refusal";
import { random } from "./crypto";
import { holdsFormer, type KeyringRecord, keyStore } from "./key-store";
import { localWrapper, makeKeyring } from "./keyring";
import { keyOf } from "./machine";
import { type Resealed, reseal } from "./reseal";
import { openTable } from "./table";
import type { Visited } from "./visit";

const NEW_KEY = "key.new";

const merged = (a: KeyringRecord, b: KeyringRecord): KeyringRecord => ({
  ...a,
  marking: { ...a.marking, ...b.marking },
  sealing: Object.fromEntries(Object.entries(a.sealing).map(([n, one]) => [n, { ...one, ...b.sealing[n] }])),
});

/** A name in a directory is on disk once the directory is. */
async function flushed(directory: string): Promise<void> {
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}

/**
 * Another master key. Whenever it is stopped, the file `key` opens the data: the new key is written beside it, then the table holds both wrappings,
 * then the new file takes the place of the old one, then the old wrapping goes. An unfinished change is begun anew with another key.
 */
export async function changeMaster({ dataDir, client, tableName, wrapper, record, keyring }: Visited): Promise<void> {
  const store = keyStore(client, tableName, wrapper);
  const set = await store.unwrap(record);
  const [path, fresh] = [join(dataDir, "key"), join(dataDir, NEW_KEY)];
  await rm(fresh, { force: true });
  const master = random(32);
  await writeFile(fresh, `${Buffer.from(master).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
  await flushed(dataDir);
  const next = localWrapper(master);
  const alone = await store.wrap(set, record.version + 2, next);
  const both = merged(await store.wrap(set, record.version + 1), alone);
  await store.save({ ...both, version: record.version + 1 }, keyring, record.version);
  await rename(fresh, path);
  await flushed(dataDir);
  await store.save(alone, keyring, record.version + 1);
  if (!Buffer.from(await keyOf(dataDir)).equals(Buffer.from(master)))
    throw new Refusal(`密钥文件 ${path} 没有换成，请再运行一次。`);
}

/**
 * Another sealing key: first it is in the table, then everything is sealed under it, then the earlier ones go. Stopped in between, the next run goes on
 * with the key that is there. Key 0 goes last of all, since it tells that the table holds what was written before docs/decisions/040.
 */
export async function changeSealing(visited: Visited, onProgress: (done: Resealed) => void): Promise<Resealed> {
  const { client, tableName, wrapper, record } = visited;
  const store = keyStore(client, tableName, wrapper);
  const set = await store.unwrap(record);
  const isResumed = [...set.sealing.keys()].some((version) => version !== 0 && version !== set.current);
  const current = isResumed ? set.current : Math.max(...set.sealing.keys()) + 1;
  const sealing = isResumed ? set.sealing : new Map([...set.sealing, [current, random(32)]]);
  const next = { ...set, current, sealing };
  const keyring = makeKeyring(next);
  const version = isResumed ? record.version : record.version + 1;
  if (!isResumed) await store.save(await store.wrap(next, version), keyring, record.version);
  const now = Date.now();
  const table = openTable(client, tableName, () => now, keyring);
  const done = await reseal({ client, tableName, table, keyring, now, isFormerTable: holdsFormer(record) }).run(
    onProgress,
  );
  const last = { ...next, sealing: new Map([...sealing].filter(([one]) => one === current)) };
  await store.save(await store.wrap(last, version + 1), keyring, version);
  return done;
}
