import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { connect } from "#functions/platform/client";
import { startEngine } from "#functions/platform/engine";
import { pagesOf } from "#functions/platform/fsck/table";
import type { Item } from "#functions/platform/keys";

/** The data of a stopped system as somebody sees them who has the file and not the key. */

const TABLE = "zhibu";

async function withRaw<T>(dataDir: string, work: (client: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const engine = await startEngine({ dataDir });
  try {
    return await work(connect({ endpoint: engine.endpoint, tableName: TABLE }));
  } finally {
    await engine.stop();
  }
}

async function allOf(client: ReturnType<typeof connect>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(client, TABLE)) items.push(...page);
  return items;
}

export const rawItems = (dataDir: string): Promise<Item[]> => withRaw(dataDir, allOf);

/** Puts the first item that is meant back in another state. */
export const editRaw = (dataDir: string, isMeant: (item: Item) => boolean, edit: (item: Item) => Item): Promise<void> =>
  withRaw(dataDir, async (client) => {
    const found = (await allOf(client)).find(isMeant);
    if (!found) throw new Error("nothing to edit");
    await client.send(new PutCommand({ TableName: TABLE, Item: edit(found) }));
  });
