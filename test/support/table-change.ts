import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { canonical } from "#functions/platform/signed";

type Item = Record<string, unknown>;

/** Every item of the table by its key. */
export async function wholeTable(client: DynamoDBDocumentClient, tableName: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
    for (const item of page.Items ?? []) items.set(JSON.stringify([item.pk, item.sk]), item);
  return items;
}

/** Chance, time and what follows from them. */
const DRAWN = new Set(["hash", "salt", "codeHash", "previous", "chain", "token", "mac", "digest", "expiresAt"]);
const likened = (name: string, value: unknown): unknown => {
  if (DRAWN.has(name)) return undefined;
  if (typeof value === "number") return value > 1e9 ? "time" : value;
  if (typeof value !== "string") return value;
  return value
    .replaceAll(/A256GCM\.\S+/g, "sealed")
    .replaceAll(/[a-z]+_[0-9a-z]{18}/g, "id")
    .replaceAll(/sec-[0-9a-z]{8}/g, "secretary")
    .replaceAll(/[0-9a-f]{64}/g, "hash")
    .replaceAll(/\d+/g, "#");
};
const text = (item: Item): string =>
  JSON.stringify(JSON.parse(canonical(item)), likened).replaceAll(/[a-z]+_[0-9a-z]{18}/g, "id");

/** What came, went and changed between two states, whichever ids and times it was given; versions and amounts stay. */
export function changeOf(
  before: Map<string, Item>,
  after: Map<string, Item>,
  leaves: readonly string[] = [],
): string[] {
  const isLeft = (item: Item) => leaves.includes(String(item.entity)) || leaves.includes(String(item.action));
  const raw = (item: Item | undefined) => canonical(item ?? null);
  const came = [...after].filter(([key, item]) => raw(before.get(key)) !== raw(item) && !isLeft(item));
  const went = [...before].filter(([key, item]) => !after.has(key) && !isLeft(item));
  const lines = [...came.map(([, item]) => `+ ${text(item)}`), ...went.map(([, item]) => `- ${text(item)}`)];
  return lines.sort((a, b) => (a < b ? -1 : 1));
}
