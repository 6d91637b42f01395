import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
} from "@aws-sdk/lib-dynamodb";

/** Nothing goes before its time is over by this much, so that clocks may differ. */
const GRACE_SECONDS = 86_400;
/** How many items are looked at in one go, and the pause that leaves the engine to people. */
const SLICE = 200;
const PAUSE = 50;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Only what says by itself that its time is over: an item without a number in `expiresAt` is never touched. */
const OVER = "attribute_type(expiresAt, :number) AND expiresAt < :over";

type Swept = { looked: number; removed: number };

/** Removes what has expired: sessions, kept answers, imports. On one machine only; in the cloud the table's own time to live does it. `isStopped` ends it between two slices. */
export async function sweep(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: number,
  isStopped: () => boolean = () => false,
): Promise<Swept> {
  const over = { ":number": "N", ":over": Math.floor(now / 1000) - GRACE_SECONDS };
  const input: ScanCommandInput = {
    TableName: tableName,
    Limit: SLICE,
    FilterExpression: OVER,
    ExpressionAttributeValues: over,
    ProjectionExpression: "pk, sk",
  };
  const swept: Swept = { looked: 0, removed: 0 };
  for (let next: ScanCommandOutput["LastEvaluatedKey"] | null = null; next !== undefined && !isStopped(); ) {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ ...input, ...(next && { ExclusiveStartKey: next }) }),
    );
    swept.looked += page.ScannedCount ?? 0;
    for (const { pk, sk } of page.Items ?? []) if (await removed({ pk, sk })) swept.removed += 1;
    next = page.LastEvaluatedKey;
    if (next) await pause(PAUSE);
  }
  return swept;

  /** Renewed between the look and now, it stays. */
  async function removed(key: Record<string, unknown>): Promise<boolean> {
    try {
      await client.send(
        new DeleteCommand({
          TableName: tableName,
          Key: key,
          ConditionExpression: OVER,
          ExpressionAttributeValues: over,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
