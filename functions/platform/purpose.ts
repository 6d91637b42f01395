import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { keys } from "./keys";

export type Purpose = "demo" | "real";

/** Marks a new table as the sample subsidiary's or as a real one's, and with which key it is sealed. A sentence when it is marked otherwise: neither ever mixes. */
export async function markPurpose(
  client: DynamoDBDocumentClient,
  tableName: string,
  purpose: Purpose,
  keyMark: string,
): Promise<string | null> {
  const mark = { ...keys.purpose(), entity: "purpose", purpose, keyMark };
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: keys.purpose(), ConsistentRead: true }),
  );
  if (!Item) await client.send(new PutCommand({ TableName: tableName, Item: mark }));
  if (Item && Item.keyMark !== undefined && Item.keyMark !== keyMark)
    return "密钥文件与数据不相配，号码和谈话内容无法读取。请从备份恢复与这些数据同时使用的密钥文件（key）后再启动。";
  if (!Item || Item.purpose === purpose) return null;
  return purpose === "real"
    ? "这里是演示数据，不能当作正式系统启动。请换一个数据目录（ZHIBU_DATA），或用 npm run demo 打开演示。"
    : "这里是正式数据，不能当作演示启动。请换一个数据目录（ZHIBU_DATA）。";
}
