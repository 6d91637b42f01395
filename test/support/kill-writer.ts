import { fsyncSync, openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { startEngine } from "#functions/platform/engine";
import { ensureTable } from "#functions/platform/engine-table";
import { clientFor } from "./engine-client.ts";

/**
 * A small server to be killed: a few writers, each numbering its transactions, log every acknowledged one with fsync. A write whose answer was lost is
 * repeated until it is answered. Arguments: data directory, log file, run number.
 */
const TABLE = "kill-test";
const WRITERS = 3;

const [dataDir = "", logFile = "", run = "0"] = process.argv.slice(2);

async function main(): Promise<void> {
  const engine = await startEngine({ dataDir });
  const log = openSync(logFile, "a");
  const client = clientFor(engine.endpoint);
  const stopping = new AbortController();
  await ensureTable(client, TABLE);
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let number = 1; !stopping.signal.aborted; number++) {
      await acknowledged(client, `w${writer}`, `${run}-${number}`);
      writeSync(log, `w${writer}#${run}-${number}\n`);
      fsyncSync(log);
    }
  });
  process.once("SIGTERM", () => stopping.abort());
  console.log("ready");
  await Promise.all(writers);
  await engine.stop();
}

/** The record, its trail and its operation, and a counter that would show a transaction applied twice. */
function transaction(writer: string, number: string): TransactWriteItemsCommandInput {
  const put = (sk: string) => ({
    Put: {
      TableName: TABLE,
      Item: { pk: { S: `${writer}#${number}` }, sk: { S: sk }, text: { S: "党支部".repeat(100) } },
      ConditionExpression: "attribute_not_exists(pk)",
    },
  });
  const count = {
    Update: {
      TableName: TABLE,
      Key: { pk: { S: writer }, sk: { S: "total" } },
      UpdateExpression: "ADD #total :one",
      ExpressionAttributeNames: { "#total": "total" },
      ExpressionAttributeValues: { ":one": { N: "1" } },
    },
  };
  return { TransactItems: [put("operation"), put("record"), put("audit"), count] };
}

async function acknowledged(client: DynamoDBClient, writer: string, number: string): Promise<void> {
  for (;;) {
    try {
      await client.send(new TransactWriteItemsCommand(transaction(writer, number)));
      return;
    } catch (error) {
      if (error instanceof TransactionCanceledException && wasDoneBefore(error)) return;
      await sleep(10);
    }
  }
}

/** Only this writer uses the number: when the operation is there, an earlier attempt did happen and its answer was lost. */
function wasDoneBefore(error: TransactionCanceledException): boolean {
  return error.CancellationReasons?.[0]?.Code === "ConditionalCheckFailed";
}

await main();
