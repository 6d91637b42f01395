import { expect, it } from "vitest";
import { storm } from "#test/support/storm";

const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

it(`30% 限流、10% 冲突，30 人同时保存：不错一条、不丢一条（种子 ${SEED}）`, { timeout: 90_000 }, async () => {
  const figures = await storm({ users: 30, ms: 3_000, seed: SEED });
  expect(figures).toMatchObject({ wrong: 0, lost: 0, doubled: 0 });
  expect(figures.tries).toBeGreaterThan(figures.saved);
});
