import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Keyring } from "./keyring";
import { keys } from "./keys";
import { signed } from "./signed";

export type Purpose = "demo" | "real";

/** Marks a new table as the sample subsidiary's or as a real one's. A sentence when it is marked otherwise: neither ever mixes. */
export async function markPurpose(
  client: DynamoDBDocumentClient,
  tableName: string,
  purpose: Purpose,
  keyring: Keyring,
): Promise<string | null> {
  const mark = signed({ ...keys.purpose(), entity: "purpose", purpose }, keyring);
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: keys.purpose(), ConsistentRead: true }),
  );
  if (!Item) await client.send(new PutCommand({ TableName: tableName, Item: mark }));
  if (!Item || Item.purpose === purpose) return null;
  return purpose === "real"
    ? "这里是演示数据，不能当作正式系统启动。请换一个数据目录（ZHIBU_DATA），或用 npm run demo 打开演示。"
    : "这里是正式数据，不能当作演示启动。请换一个数据目录（ZHIBU_DATA）。";
}
