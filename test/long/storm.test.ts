import { expect, test } from "vitest";
import { storm } from "../support/storm";

const SECONDS = Number(process.env.ZHIBU_STORM_SECONDS ?? 30);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

test(`30% 限流、10% 冲突，200 人保存 ${SECONDS} 秒：不错一条、不丢一条（种子 ${SEED}）`, async () => {
  const figures = await storm({ users: 200, ms: SECONDS * 1000, seed: SEED });
  console.log(figures);
  expect(figures).toMatchObject({ wrong: 0, lost: 0, doubled: 0 });
});
