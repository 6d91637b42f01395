import { expect, test } from "vitest";
import { fuzz } from "#test/support/fuzz/run";

const REQUESTS = Number(process.env.ZHIBU_FUZZ ?? 100_000);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

test(`${REQUESTS} 个变形的请求没有一个引起系统错误，内存不增长（种子 ${SEED}）`, async () => {
  const { figures, faults, heap } = await fuzz(REQUESTS, SEED, console.log);
  console.log(figures);
  expect(faults.slice(0, 20)).toEqual([]);
  const [middle, end] = heap ?? [0, Number.POSITIVE_INFINITY];
  expect(end / middle, "后一半请求里内存增长的倍数").toBeLessThan(1.05);
});
