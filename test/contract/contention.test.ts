import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { inTurns } from "#functions/imports/in-turns";
import { type Answer, startSystem } from "#test/support/app";
import { always, type Faults, faults } from "#test/support/faults";
import { csvOf } from "#test/support/fuzz/world";
import { fullMember } from "#test/support/people";
import { changeOf, wholeTable } from "#test/support/table-change";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
let injected: Faults;
beforeAll(async () => {
  system = await startSystem({ today: "2026-11-20" });
  branch = await system.foundBranch("争用支部");
  injected = faults(system.client);
});

const state = { serial: 0 };
const person = () => {
  state.serial += 1;
  return fullMember(state.serial);
};
const at = (id: string, rest = "") => `/api/branches/${id}/members${rest}`;
const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

describe("许多人同时改", () => {
  it("64 个人改同样的记录：不丢一次修改，每个 412 都有理由", { timeout: 120_000 }, async () => {
    const scenario = fc.record({ records: fc.integer({ min: 2, max: 4 }), edits: fc.constant(1) });
    const check = fc.asyncProperty(scenario, async ({ records, edits }) => {
      const made = await Promise.all(
        Array.from({ length: records }, () => branch.secretary.post(at(branch.id), person())),
      );
      const accepted: { id: string; version: number; name: string }[] = [];
      await Promise.all(
        Array.from({ length: 64 }, async (_, client) => {
          const { id } = made[client % records]?.body ?? {};
          const path = at(branch.id, `/${id}`);
          for (const seen = { version: 1, left: edits }; seen.left > 0; ) {
            const name = `第${client}人第${seen.left}次`;
            const answer = await branch.secretary.patch(path, seen.version, { name });
            if (answer.status === 200) {
              accepted.push({ id, version: answer.body.version, name });
              seen.left -= 1;
              seen.version = answer.body.version;
            } else if (answer.status === 412) {
              expect(answer.body.current.version).toBeGreaterThan(seen.version);
              seen.version = answer.body.current.version;
            } else expect(answer.status).toBe(503);
          }
        }),
      );
      for (const { body } of made) {
        const own = accepted.filter(({ id }) => id === body.id).sort((a, b) => a.version - b.version);
        expect(own.map(({ version }) => version)).toEqual(own.map((_, i) => i + 2));
        const now = await branch.secretary.get(at(branch.id, `/${body.id}`));
        expect([now.body.version, now.body.name]).toEqual([own.length + 1, own.at(-1)?.name]);
        const history = await branch.secretary.get(at(branch.id, `/${body.id}/history`));
        expect(history.body.items.length).toBe(own.length + 1);
      }
      expect(accepted).toHaveLength(64 * edits);
    });
    await fc.assert(check, { numRuns: 1, endOnFailure: true });
  });

  it("同一身份证号登记 1000 次、每次 100 个同时：只有一人登记成功", { timeout: 120_000 }, async () => {
    const { idNumber, name } = person();
    // As the page does: told to come again, it comes again under the same key.
    const insist = async (key: string): Promise<Answer> => {
      const answer = await branch.secretary.post(at(branch.id), { idNumber, name, stage: "applicant" }, { key });
      if (answer.status !== 503) return answer;
      await sleep(500);
      return insist(key);
    };
    const keys = Array.from({ length: 1000 }, () => crypto.randomUUID());
    const answers = await inTurns(keys, 100, insist);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(999);
    const found = await branch.secretary.get(at(branch.id, `?q=${encodeURIComponent(name)}`));
    expect(found.body.total).toBe(1);
    const items = [...(await wholeTable(system.client, system.tableName)).values()];
    const { id } = found.body.items[0];
    expect(items.filter((item) => item.entity === "unique" && item.id === id)).toHaveLength(1);
  });
});

describe("两个操作撞在一起", () => {
  it("同一上级之下同时成立两个同名组织，只有一个成立；改名也一样；撤销后名称可以再用", async () => {
    const found = (name: string) =>
      system.office.post("/api/units", {
        ...{ parentId: system.root.id, kind: "general", name, foundedOn: "2020-01-01" },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, () => found("同名总支")));
    expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect([body.code, body.errors]).toEqual([
        "unit.name-taken",
        [{ pointer: "#/name", detail: "同一上级之下已有这个名称" }],
      ]);
    const other = await found("另一总支");
    const renamed = await system.office.patch(`/api/units/${other.body.id}`, 1, { name: "同名总支" });
    expect([renamed.status, renamed.body.code]).toEqual([409, "unit.name-taken"]);
    const first = answers.find(({ status }) => status === 201)?.body;
    expect((await system.office.patch(`/api/units/${first.id}`, 1, { closedOn: "2026-11-01" })).status).toBe(200);
    expect((await found("同名总支")).status).toBe(201);
  });

  it("撤销支部和登记党员同时发生：撤销了就没有人，有人就没有撤销", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 12; round += 1) {
      const { id, secretary } = await system.foundBranch(`撤销${round}`);
      const people = [person(), person(), person()];
      const [closed, ...registered] = await Promise.all([
        system.office.patch(`/api/units/${id}`, 1, { closedOn: "2026-11-01" }),
        ...people.map((one) => secretary.post(at(id), one)),
      ]);
      const { total } = (await secretary.get(at(id))).body;
      const profile = (await system.office.get(`/api/branches/${id}`)).body;
      expect(registered.filter(({ status }) => status === 201)).toHaveLength(total);
      expect([round, closed.status, profile.closedOn]).toEqual(
        total === 0 ? [round, 200, "2026-11-01"] : [round, expect.toBeOneOf([409, 412]), null],
      );
    }
  });

  it("同一批导入同时撤销两次，得到同样的回答", async () => {
    const path = at(branch.id, "/imports");
    const { body } = await branch.secretary.post(`${path}?name=a.csv`, csvOf("members", 400), { type: "text/csv" });
    await branch.secretary.post(`${path}/${body.id}/commit`);
    const undo = () => branch.secretary.post(`${path}/${body.id}/undo`);
    const answers = await Promise.all([undo(), undo(), undo()]);
    expect(statusesOf(answers)).toEqual([200, 200, 200]);
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body);
    expect(answers[0]?.body.removed).toBe(2);
  });

  it("同一次显示或导出重复到达，回答相同，只记一次", async () => {
    const { body } = await branch.secretary.post(at(branch.id), person());
    const before = (await branch.secretary.get(at(branch.id, `/${body.id}/opened`))).body.items.length;
    const key = crypto.randomUUID();
    const reveal = () =>
      branch.secretary.post(at(branch.id, `/${body.id}/reveals`), { fields: ["phone"], reason: "核对" }, { key });
    const answers = await Promise.all([reveal(), reveal(), reveal(), reveal()]);
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200]);
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body);
    const opened = await branch.secretary.get(at(branch.id, `/${body.id}/opened`));
    expect(opened.body.items).toHaveLength(before + 1);
  });

  it("改动在回答丢失后用同一键重发，得到原来的回答，不会撞上自己的 412；键相同内容不同是 409", async () => {
    const { body } = await branch.secretary.post(at(branch.id), person());
    const path = at(branch.id, `/${body.id}`);
    const send = (name: string) => branch.secretary.patch(path, 1, { name }, { key: `change-${body.id}` });
    const first = await send("张三");
    const again = await send("张三");
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await send("李四")).body.code).toBe("request.key-reused");
    expect((await branch.secretary.patch(path, 1, { name: "张三" })).status).toBe(412);
  });
});

describe("留痕写不进去", () => {
  it("什么也不改", async () => {
    const { body } = await branch.secretary.post(at(branch.id), person());
    const before = await wholeTable(system.client, system.tableName);
    const acts: (() => Promise<Answer>)[] = [
      () => branch.secretary.post(at(branch.id), person()),
      () => branch.secretary.patch(at(branch.id, `/${body.id}`), 1, { name: "李四" }),
      () => branch.secretary.post(at(branch.id, `/${body.id}/reveals`), { fields: ["phone"], reason: "核对" }),
      () => system.office.patch(`/api/units/${branch.id}`, 1, { name: "改名支部" }),
    ];
    for (const act of acts) {
      const { answer } = await injected.during(always("refuse-trail"), act);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toHaveProperty("phone");
    }
    expect(changeOf(before, await wholeTable(system.client, system.tableName))).toEqual([]);
  });
});
