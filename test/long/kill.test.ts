import { expect, test } from "vitest";
import { killServer } from "../support/kill-server.ts";
import { killWriters } from "../support/kill-writers.ts";

const KILLS = Number(process.env.ZHIBU_KILLS ?? 1000);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

test.each([
  ["写入时", killWriters],
  ["书记保存时", killServer],
])(`%s强行结束 ${KILLS} 次，已确认的一条不丢、一条不重（种子 ${SEED}）`, async (_, kill) => {
  const figures = await kill(KILLS, SEED);
  console.log(figures);
  expect(figures).toContain("0 lost");
});
