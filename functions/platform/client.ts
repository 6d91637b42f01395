import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export type TableSettings = { endpoint?: string; region?: string; tableName: string };

export function connect(settings: TableSettings): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region: settings.region ?? "local",
    ...(settings.endpoint && {
      endpoint: settings.endpoint,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
  });
  // It copies every request and answer for a log line that nobody reads.
  client.middlewareStack.remove("loggerMiddleware");
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
