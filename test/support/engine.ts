import { randomUUID } from "node:crypto";
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";

export interface FreshTable {
  endpoint: string;
  tableName: string;
  client: DynamoDBClient;
}

const TABLE_DEFINITION: Omit<CreateTableCommandInput, "TableName"> = {
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"].map((name) => ({
    AttributeName: name,
    AttributeType: "S",
  })),
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: ["gsi1", "gsi2"].map((name) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: `${name}pk`, KeyType: "HASH" },
      { AttributeName: `${name}sk`, KeyType: "RANGE" },
    ],
    Projection: { ProjectionType: "ALL" },
  })),
};

/** A table of its own for one test file, on the engine of the run. */
export async function freshTable(): Promise<FreshTable> {
  const endpoint = inject("endpoint");
  const tableName = `test-${randomUUID()}`;
  const client = clientFor(endpoint);
  await createTable(client, tableName);
  return { endpoint, tableName, client };
}

export function clientFor(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
}

export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new CreateTableCommand({ ...TABLE_DEFINITION, TableName: tableName }));
}
