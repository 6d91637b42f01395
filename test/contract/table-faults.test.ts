import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "#functions/platform/client";
import { keys } from "#functions/platform/keys";
import { openTable } from "#functions/platform/table";
import type { Author, Put } from "#functions/platform/write";
import { Fault } from "#shared/problem";
import { testKeyring } from "#test/support/keyring";

/** Faults that no engine shows on demand: the SDK's answers are given here. */
const client = connect({ endpoint: "http://127.0.0.1:9", tableName: "t" });
const sdk = mockClient(client as unknown as DynamoDBDocumentClient);
const table = openTable(client, "t", () => Date.parse("2026-11-22T00:00:00Z"), testKeyring());
const author: Author = { accountId: "a_1", name: "书记", at: "2026-11-22T00:00:00.000Z", operation: null };
const put: Put = {
  key: keys.unit("u_1"),
  kind: "unit",
  record: { version: 1, chain: "" },
  seen: null,
  event: { aggregate: "u_1", action: "unit.founded" },
};

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const tokens = () => sdk.commandCalls(TransactWriteCommand).map((call) => call.args[0].input.ClientRequestToken);
const codeOf = (error: unknown) => (error instanceof Fault ? error.code : error);

beforeEach(() => sdk.reset());

describe("写入路径遇到故障", () => {
  it("事务冲突和限流用同一个令牌重试，直到成功", async () => {
    sdk
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled("TransactionConflict", "None"))
      .rejectsOnce(cancelled("None", "ThrottlingError"))
      .resolves({});
    await table.commit(author, [put]);
    expect(tokens()).toHaveLength(3);
    expect(new Set(tokens()).size).toBe(1);
  });

  it("一直冲突时答复暂不可用，不无限重试", async () => {
    sdk.on(TransactWriteCommand).rejects(cancelled("TransactionConflict"));
    await expect(table.commit(author, [put]).catch(codeOf)).resolves.toBe("service.unavailable");
    expect(tokens().length).toBeLessThan(10);
  });

  it("确认丢失但已写入的，按已写入处理；没有写入的如实报错", async () => {
    const lost = Object.assign(new Error("socket hang up"), { name: "TimeoutError" });
    sdk.on(TransactWriteCommand).rejects(lost);
    sdk.on(GetCommand).callsFake(() => ({ Item: { token: tokens()[0] } }));
    await expect(table.commit(author, [put])).resolves.toBeUndefined();
    sdk.on(GetCommand).resolves({});
    await expect(table.commit(author, [put])).rejects.toThrow("socket hang up");
  });

  it("版本条件不成立是别人先保存，不重试", async () => {
    sdk.on(TransactWriteCommand).rejects(cancelled("ConditionalCheckFailed", "None"));
    sdk.on(GetCommand).resolves({ Item: { token: "another" } });
    await expect(table.commit(author, [put]).catch(codeOf)).resolves.toBe("record.stale");
    expect(tokens()).toHaveLength(1);
  });

  it("带着后续位置的空页不会被当成结尾", async () => {
    sdk
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: "TREE", sk: "u_0" } })
      .resolvesOnce({ Items: [{ pk: "TREE", sk: "u_1" }] });
    expect(await table.range(keys.tree())).toHaveLength(1);
  });
});
