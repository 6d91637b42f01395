import { beforeAll, expect, test } from "vitest";
import { type FuzzOutcome, fuzz } from "#test/support/fuzz/run";

/** Bad input never breaks it: every route, every role, mutated and raw requests. */
const REQUESTS = Number(process.env.ZHIBU_FUZZ ?? 5_000);
const SEED = Number(process.env.ZHIBU_SEED ?? Date.now() % 1_000_000);

let outcome: FuzzOutcome;
beforeAll(
  async () => {
    outcome = await fuzz(REQUESTS, SEED);
  },
  60_000 + REQUESTS * 80,
);

test(`${REQUESTS} 个变形的请求没有一个引起系统错误，每个拒绝都是中文的说明（种子 ${SEED}）`, () => {
  console.log(outcome.figures);
  expect(outcome.faults.slice(0, 20)).toEqual([]);
});

test("每个地址都走到了业务本身，不只是被挡在门外", () => {
  const unreached = [...outcome.routes].filter(([, { done, refused }]) => done + refused === 0);
  expect(unreached.map(([name, { asked }]) => `${name}（${asked} 次）`)).toEqual([]);
});

/** Writes that leave no event, and why. */
const UNTOLD: Record<string, string> = {
  "POST /api/session": "signing in changes no record; it is in the log",
  "DELETE /api/session": "signing out changes no record",
};
/** Writes that no request of the run can do well, and where they are shown to be in the trail. */
const NEVER_DONE: Record<string, string> = {
  "POST /api/setup": "needs the one-time link: accounts.test.ts",
  "POST /api/me/second-factor/confirmation": "needs a code of the moment: administrators do it in test/support/app.ts",
  "POST /api/me/second-factor/recovery-codes": "needs a code of the moment",
  "POST /api/me/second-factor/removal": "needs a code of the moment",
  "POST /api/setup/link": "needs the one-time link: accounts.test.ts",
  "POST /api/exports/{id}": "needs a second factor of the one who asked: exports.test.ts",
  "POST /api/administrators": "can be done once in the life of an installation: administrators.test.ts",
};

test("每个成功的写操作都在审计记录里留下一条，不留的写明原因", () => {
  const writes = [...outcome.routes].filter(([name]) => !name.startsWith("GET "));
  const untold = writes.filter(([name, { done, audited }]) => done > 0 && audited === 0 && !UNTOLD[name]);
  const undone = writes.filter(([name, { done }]) => done === 0 && !NEVER_DONE[name]);
  expect({ untold: untold.map(([name]) => name), undone: undone.map(([name]) => name) }).toEqual({
    untold: [],
    undone: [],
  });
});
