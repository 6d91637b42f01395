import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { ensureTable } from "#functions/platform/engine-table";
import { clientFor } from "./engine-client.ts";

export interface FreshTable {
  endpoint: string;
  tableName: string;
  client: DynamoDBClient;
}

/** A table of its own for one test file, on the engine of the run. */
export async function freshTable(): Promise<FreshTable> {
  const endpoint = inject("endpoint");
  const tableName = `test-${randomUUID()}`;
  const client = clientFor(endpoint);
  await ensureTable(client, tableName);
  return { endpoint, tableName, client };
}
