import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";

/** The least that a handler with these libraries can be: the same reads as `GET /api/me`, and nothing else. */
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    region: "local",
    endpoint: process.env.DYNAMODB_ENDPOINT ?? "",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  }),
);

const app = new Hono().get("/api/me", async (c) => {
  const proof = { zhibu: { Keys: JSON.parse(process.env.ZHIBU_BENCH_KEYS ?? "[]"), ConsistentRead: true } };
  const [person, units] = [
    await client.send(new BatchGetCommand({ RequestItems: proof })),
    await client.send(
      new QueryCommand({
        TableName: "zhibu",
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": "TREE" },
        ConsistentRead: true,
      }),
    ),
  ];
  return c.json([person.Responses, units.Items]);
});

export const handler = handle(app);
