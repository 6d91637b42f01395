import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { ensureTable } from "#functions/platform/engine-table";
import { freshTable } from "../support/engine.ts";

test("表按键图建成、不带流，已有时再建一次不改变什么", async () => {
  const { client, tableName } = await freshTable();
  await ensureTable(client, tableName);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(["pk", "sk"]);
  const indexes = Table?.GlobalSecondaryIndexes?.map(
    ({ IndexName, Projection }) => `${IndexName} ${Projection?.ProjectionType}`,
  );
  expect(indexes?.toSorted()).toEqual(["gsi1 ALL", "gsi2 ALL"]);
  expect(Table?.LatestStreamArn).toBeUndefined();
});
