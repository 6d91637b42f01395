import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandOutput } from "@aws-sdk/lib-dynamodb";
import { holdsFormer } from "../key-store";
import type { Item } from "../keys";
import type { Visited } from "../visit";
import { makeCheck, type Result } from "./check";
import type { Finding } from "./finding";

/** Every item of the table, page by page; those of a partition together, in the order of their keys. */
export async function* pagesOf(client: DynamoDBDocumentClient, tableName: string): AsyncGenerator<Item[]> {
  for (let next: Item | undefined | null = null; next !== undefined; ) {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ...(next && { ExclusiveStartKey: next }) }),
    );
    yield page.Items ?? [];
    next = page.LastEvaluatedKey;
  }
}

type Asked = Parameters<typeof makeCheck>[0];

type Watcher = (item: Item) => void;

async function read(client: DynamoDBDocumentClient, tableName: string, asked: Asked, onItem: Watcher): Promise<Result> {
  const check = makeCheck(asked);
  for await (const page of pagesOf(client, tableName))
    for (const item of page) {
      onItem(item);
      check.see(item);
    }
  return check.finish();
}

const textOf = ({ kind, id, detail }: Finding): string => JSON.stringify([kind, id, detail]);
/** How often a table with findings is read again, and after what pause. */
const READINGS = 3;
const PAUSE_MS = 1000;

/** Judges the table. While people write, a record and its trail may be read at different moments: only what every reading finds is true. */
export async function checkTable(
  client: DynamoDBDocumentClient,
  tableName: string,
  asked: Asked,
  onItem: Watcher = () => undefined,
): Promise<Result> {
  const first = await read(client, tableName, asked, onItem);
  const state = { found: first.findings };
  for (let reading = 1; reading < READINGS && state.found.length > 0; reading += 1) {
    await sleep(PAUSE_MS);
    const again = new Set((await read(client, tableName, asked, onItem)).findings.map(textOf));
    state.found = state.found.filter((finding) => again.has(textOf(finding)));
  }
  return { ...first, findings: state.found };
}

export const checkVisited = ({ client, tableName, keyring, record }: Visited, onItem?: Watcher): Promise<Result> =>
  checkTable(client, tableName, { keyring, now: Date.now(), isFormerTable: holdsFormer(record) }, onItem);
