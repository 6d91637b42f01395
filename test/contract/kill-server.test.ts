import { expect, test } from "vitest";
import { killServer } from "../support/kill-server.ts";

const KILLS = Number(process.env.ZHIBU_KILLS ?? 50);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

test(`书记保存时随时强行结束系统、数据库或两者 ${KILLS} 次，已确认的一条不丢、一条不重（种子 ${SEED}）`, {
  timeout: 120_000 + KILLS * 4_000,
}, async () => {
  expect(await killServer(KILLS, SEED)).toContain("0 lost");
});
