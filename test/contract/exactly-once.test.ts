import { describe, expect, it } from "vitest";
import { statedRoutes } from "#functions/openapi";
import type { Answer } from "#test/support/app";
import { faults, from, type Plan } from "#test/support/faults";
import { makeWorld, newSystem, type Operation, operations, type World } from "#test/support/operations";
import { changeOf, wholeTable } from "#test/support/table-change";

const isWrite = (command: string) => /Transact|Put|Delete|BatchWrite/.test(command);
/** Not run here: each uses up a one-time code of the present half minute. */
const WITH_A_CODE = [
  "POST /api/exports/:id",
  "POST /api/me/second-factor",
  "POST /api/me/second-factor/confirmation",
  "POST /api/me/second-factor/recovery-codes",
  "POST /api/me/second-factor/removal",
];
const DONE = expect.toBeOneOf([200, 201, 204]);

/** Runs one operation under plans, one after the other; while its answer is lost it is sent again, under the same key. */
function runsOf({ prepare, leaves, goesOn, own }: Operation) {
  const shared = own ? null : open();
  const count = { worlds: 0 };
  async function open() {
    const system = await newSystem(own === "bare");
    return { system, injected: faults(system.client) };
  }
  return async (plans: readonly Plan[]) => {
    const { system, injected } = await (shared ?? open());
    count.worlds += 1;
    const world = own === "bare" ? ({ system, n: 1 } as World) : await makeWorld(system, count.worlds);
    const act = await prepare(world);
    const key = crypto.randomUUID();
    const before = await wholeTable(system.client, system.tableName);
    const sent: { status: number; commands: string[] }[] = [];
    const state: { last?: Answer } = {};
    for (const plan of plans) {
      const { answer, calls } = await injected.during(plan, () => act(key));
      const commands = calls.filter(({ attempt }) => attempt === 0).map(({ command }) => command);
      sent.push({ status: answer.status, commands });
      state.last = answer;
    }
    const again = state.last && state.last.status < 300 ? state.last : await act(key);
    const answer = again.status < 300 || !goesOn ? again : await goesOn(world);
    const after = await wholeTable(system.client, system.tableName);
    return { sent, answer, change: changeOf(before, after, leaves) };
  };
}

describe("回答丢失", () => {
  it("每个写操作都有这里的一个场景", async () => {
    const { app } = await newSystem();
    const writes = statedRoutes(app).filter(({ method }) => method !== "GET");
    expect(new Set([...Object.keys(operations), ...WITH_A_CODE])).toEqual(
      new Set(writes.map(({ method, path }) => `${method} ${path}`)),
    );
  });

  it.concurrent.each(Object.entries(operations))(
    "%s：从哪一次调用起断线都只生效一次",
    { timeout: 120_000 },
    async (_, operation) => {
      const run = runsOf(operation);
      const undisturbed = await run([() => null]);
      const [{ status, commands } = { status: 0, commands: [] }] = undisturbed.sent;
      expect(status, undisturbed.answer.text).toEqual(DONE);
      const firstWrite = commands.findIndex(isWrite);
      const lossFrom = commands.map((_command, index) => from(index, "lose"));
      // Before the first write nothing has happened: one after the other on the same records.
      const tries = [lossFrom.slice(0, firstWrite), ...lossFrom.slice(firstWrite).map((plan) => [plan])];
      for (const [n, plans] of tries.entries()) {
        const { sent, answer, change } = await run(plans);
        expect([n, ...sent.map((one) => one.status)]).toEqual([
          n,
          ...plans.map(() => expect.toBeOneOf([200, 201, 204, 503])),
        ]);
        expect([n, answer.status]).toEqual([n, DONE]);
        expect([n, ...change]).toEqual([n, ...undisturbed.change]);
      }
    },
  );
});
