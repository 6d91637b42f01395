import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** One command as it went to the table. `partitions` are the values of `pk` (or the index's key) that it named. */
export type Sent = { command: string; index: string | null; partitions: string[]; units: number };

type Capacity = { CapacityUnits?: number };
type Output = { ConsumedCapacity?: Capacity | Capacity[] };
type Input = {
  IndexName?: string;
  ReturnConsumedCapacity?: string;
  Key?: { pk: string };
  Item?: { pk: string };
  ExpressionAttributeValues?: Record<string, unknown>;
  RequestItems?: Record<string, { Keys?: { pk: string }[] }>;
  TransactItems?: Record<string, { Key?: { pk: string }; Item?: { pk: string } }>[];
};

const isText = (value: unknown): value is string => typeof value === "string";

function partitionsOf(input: Input): string[] {
  const batch = Object.values(input.RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys.map(({ pk }) => pk));
  const actions = (input.TransactItems ?? []).flatMap((action) =>
    Object.values(action).map(({ Key, Item }) => (Key ?? Item)?.pk),
  );
  const asked = input.ExpressionAttributeValues?.[":pk"];
  return [...new Set([asked, input.Key?.pk, input.Item?.pk, ...batch, ...actions].filter(isText))];
}

const unitsOf = ({ ConsumedCapacity }: Output): number =>
  [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

/** Asks the engine for the capacity of every command of a client and keeps what it was; `during` gives what one act sent. */
export function meter(client: DynamoDBDocumentClient) {
  const sent: Sent[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input: Input = Object(args.input);
      const metered = { ...args, input: { ...input, ReturnConsumedCapacity: "TOTAL" } };
      const { commandName } = context as { commandName?: string };
      const one: Sent = {
        command: (commandName ?? "").replace("Command", ""),
        index: input.IndexName ?? null,
        partitions: partitionsOf(input),
        units: 0,
      };
      sent.push(one);
      const result = await next(metered as typeof args);
      one.units = unitsOf(result.output as Output);
      return result;
    },
    { step: "initialize", name: "meter", priority: "high" },
  );
  return {
    async during(act: () => Promise<unknown>): Promise<Sent[]> {
      sent.length = 0;
      await act();
      return [...sent];
    },
  };
}
