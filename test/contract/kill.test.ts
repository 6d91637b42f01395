import { expect, test } from "vitest";
import { killWriters } from "../support/kill-writers.ts";

const KILLS = Number(process.env.ZHIBU_KILLS ?? 50);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

test(`随时强行结束服务、数据库或两者${KILLS}次，已确认的写入一条不丢、一条不重、没有半条（种子 ${SEED}）`, {
  timeout: 60_000 + KILLS * 2_000,
}, async () => {
  expect(await killWriters(KILLS, SEED)).toContain("0 lost");
});
