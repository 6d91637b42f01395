import { expect, test } from "vitest";
import { changedKeys, commitFeed, type ItemKey } from "#functions/platform/live";

const key = (pk: string, sk = "-"): ItemKey => ({ pk, sk });

test("短时间内的多次写入合成一次处理，同一记录只出现一次", async () => {
  const calls: (readonly ItemKey[])[] = [];
  const feed = commitFeed({ collectMs: 10, onChanged: async (keys) => void calls.push(keys) });
  feed.committed([key("a"), key("b")]);
  feed.committed([key("a"), key("a", "2")]);
  await feed.settled();
  expect(calls).toEqual([[key("a"), key("b"), key("a", "2")]]);
});

test("处理期间来的写入不会丢，一次只处理一批", async () => {
  const calls: string[] = [];
  const feed = commitFeed({
    collectMs: 0,
    onChanged: async (keys) => {
      calls.push(`begin ${keys[0]?.pk}`);
      if (calls.length === 1) feed.committed([key("second")]);
      await new Promise((done) => setTimeout(done, 5));
      calls.push(`end ${keys[0]?.pk}`);
    },
  });
  feed.committed([key("first")]);
  await feed.settled();
  expect(calls).toEqual(["begin first", "end first", "begin second", "end second"]);
});

test("处理失败会报告并重试同一批", async () => {
  const seen: string[] = [];
  const errors: unknown[] = [];
  const feed = commitFeed({
    collectMs: 0,
    onError: (error) => errors.push(error),
    onChanged: async (keys) => {
      seen.push(keys.map(({ pk }) => pk).join());
      if (seen.length === 1) throw new Error("busy");
    },
  });
  feed.committed([key("a"), key("b")]);
  await feed.settled();
  expect(seen).toEqual(["a,b", "a,b"]);
  expect(errors).toHaveLength(1);
});

test("停止时处理完等着的，此后不再接受", async () => {
  const seen: string[] = [];
  const feed = commitFeed({
    collectMs: 60_000,
    onChanged: async (keys) => void seen.push(...keys.map(({ pk }) => pk)),
  });
  feed.committed([key("a")]);
  await feed.stop();
  feed.committed([key("late")]);
  await feed.settled();
  expect(seen).toEqual(["a"]);
});

test("云上流记录给出同样的键，重复投递只算一次", () => {
  const record = (pk: string, sk: string) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } } });
  expect(changedKeys([record("a", "1"), record("a", "1"), record("b", "1"), {}])).toEqual([
    key("a", "1"),
    key("b", "1"),
  ]);
});
