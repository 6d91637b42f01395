import { ScanCommand, type ScanCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { startSystem } from "./app";

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
export type Event = { aggregate: string; action: string; at: string; by: string; from: string; detail: any };

/** Every event of the trail, as it lies in the table. */
export async function eventsOf({ client, tableName }: Awaited<ReturnType<typeof startSystem>>): Promise<Event[]> {
  const events: Event[] = [];
  for (let next: Record<string, unknown> | undefined | null = null; next !== undefined; ) {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: tableName, ...(next && { ExclusiveStartKey: next }) }),
    );
    events.push(...((page.Items ?? []).filter(({ entity }) => entity === "audit") as Event[]));
    next = page.LastEvaluatedKey;
  }
  return events;
}
