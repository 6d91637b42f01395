import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Environment } from "./assemble";
import { Refusal } from "./backup/refusal";
import { connect } from "./client";
import { EngineUnavailable, startEngine } from "./engine";
import { type KeyringRecord, keyStore } from "./key-store";
import { type Keyring, localWrapper, makeKeyring, type Wrapper } from "./keyring";
import { keyOf } from "./machine";

/** What a command sees of the data of this machine, whether or not the system runs. */
export type Visited = {
  dataDir: string;
  endpoint: string;
  tableName: string;
  client: DynamoDBDocumentClient;
  wrapper: Wrapper;
  record: KeyringRecord;
  keyring: Keyring;
  isRunning: boolean;
};

export type Place = { dataDir: string; tableName: string; endpoint: string | undefined };

/** `demo` means the sample subsidiary's data, as for `npm run demo`. */
export function placeOf(env: Environment, isDemo: boolean): Place {
  const base = env.ZHIBU_DATA ?? ".data";
  return {
    dataDir: resolve(isDemo ? join(base, "demo") : base),
    tableName: env.ZHIBU_TABLE ?? "zhibu",
    endpoint: env.DYNAMODB_ENDPOINT,
  };
}

const note = z.object({ port: z.int().positive() });

/** Where the running system's engine listens, as its lock says. */
async function runningAt(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, "engine.json"), "utf8").catch(() => "null");
  const read = note.safeParse(JSON.parse(text));
  return read.success ? `http://127.0.0.1:${read.data.port}` : null;
}

type Opened = { endpoint: string; isRunning: boolean; close: () => Promise<void> };

/** The engine of stopped data is started for the visit; `alone` refuses while the system runs. */
async function opened({ dataDir, endpoint }: Place, alone: boolean): Promise<Opened> {
  try {
    const engine = await startEngine({ dataDir, endpoint });
    return { endpoint: engine.endpoint, isRunning: endpoint !== undefined, close: engine.stop };
  } catch (error) {
    const running = error instanceof EngineUnavailable && !alone ? await runningAt(dataDir) : null;
    if (!running) throw error;
    return { endpoint: running, isRunning: true, close: async () => undefined };
  }
}

async function requireData({ dataDir, endpoint }: Place): Promise<void> {
  if (endpoint !== undefined) return;
  const database = await stat(join(dataDir, "zhibu.db")).catch(() => null);
  if (!database?.size) throw new Refusal(`数据目录 ${dataDir} 中没有数据库，请用 ZHIBU_DATA 指定数据目录。`);
}

/** Lets `work` use the data. */
export async function visit<T>(place: Place, work: (visited: Visited) => Promise<T>, alone = false): Promise<T> {
  await requireData(place);
  const { dataDir, tableName } = place;
  const wrapper = localWrapper(await keyOf(dataDir));
  const { endpoint, isRunning, close } = await opened(place, alone);
  try {
    const client = connect({ endpoint, tableName });
    const store = keyStore(client, tableName, wrapper);
    const record = await store.read();
    if (!record) throw new Refusal("数据中没有密钥记录：请先用 npm start 启动一次，让旧数据得到新的密钥。");
    const keyring = makeKeyring(await store.unwrap(record));
    return await work({ dataDir, endpoint, tableName, client, wrapper, record, keyring, isRunning });
  } finally {
    await close();
  }
}
