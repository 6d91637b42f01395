import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { changedBranches } from "#functions/overview/recompute";
import type { Key } from "#functions/platform/keys";
import { keys } from "#functions/platform/keys";
import { recomputeChanged, recomputeStale } from "#functions/stream";
import { rollupRecord } from "#shared/duties/rollup";
import { startSystem } from "../support/app";

const TODAY = "2026-11-22";

async function prepare() {
  const system = await startSystem({ today: TODAY });
  const one = await system.foundBranch("第一支部");
  const two = await system.foundBranch("第二支部");
  const addMember = async (branch: typeof one, name: string) => {
    const answer = await branch.secretary.post(`/api/branches/${branch.id}/members`, {
      ...{ name, stage: "full", joinedOn: "2010-07", convertedOn: "2011-07" },
    });
    expect(answer.status, answer.text).toBe(201);
    return String(answer.body.id);
  };
  const entry = async (branchId: string, query = "") => {
    const answer = await system.office.get(`/api/overview${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.body.items.find((item: { unit: { id: string } }) => item.unit.id === branchId);
  };
  return { system, one, two, addMember, entry };
}

let at: Awaited<ReturnType<typeof prepare>>;
beforeAll(async () => {
  at = await prepare();
});

const rollup = (branchId: string, year = 2026) =>
  at.system.platform.table.get(keys.rollup(branchId, year), rollupRecord);
const profileKey = (branchId: string): Key => keys.branch(branchId);

describe("上级视图", () => {
  it("还没有算出的支部也列出，数字为空", async () => {
    expect(await at.entry(at.one.id)).toMatchObject({
      ...{ unit: { id: at.one.id, name: "第一支部", parentId: at.system.root.id, branchKind: "ordinary" } },
      ...{ members: null, counts: null, worst: [], submission: null, computedOn: null },
    });
  });

  it("支部的记录变化以后重新计算，数字与支部自己看到的一致", async () => {
    await at.addMember(at.one, "张三");
    await recomputeChanged(at.system.platform, [profileKey(at.one.id)]);
    const own = await at.one.secretary.get(`/api/branches/${at.one.id}/duties?year=2026`);
    const shown = await at.entry(at.one.id);
    expect(shown.counts).toEqual(own.body.counts);
    expect(shown).toMatchObject({ members: { party: 1, full: 1 }, computedOn: TODAY });
    expect(shown.worst.length).toBeLessThanOrEqual(3);
    expect(shown.worst.length).toBeGreaterThan(0);
    for (const gap of shown.worst) expect(gap.sentence).toMatch(/[一-鿿]/);
    expect(new Set(shown.worst.map((gap: { rule: string }) => gap.rule)).size).toBe(shown.worst.length);
  });

  it("看得到哪个支部已经上报、哪个被退回", async () => {
    const path = `/api/branches/${at.one.id}/assessments/2026/submission`;
    const shown = async () => {
      await recomputeChanged(at.system.platform, [profileKey(at.one.id)]);
      return (await at.entry(at.one.id)).submission;
    };
    expect(await shown()).toBe("draft");
    expect((await at.one.secretary.post(path)).status).toBe(201);
    expect(await shown()).toBe("submitted");
    expect((await at.system.office.post(`${path}/return`, { reason: "请补充" })).status).toBe(201);
    expect(await shown()).toBe("returned");
  });

  it("去年也能看，其他年度不提供", async () => {
    expect((await at.entry(at.one.id, "?year=2025")).computedOn).toBe(TODAY);
    const answer = await at.system.office.get("/api/overview?year=2020");
    expect([answer.status, answer.body.errors[0].detail]).toEqual([422, "请选择今年或去年"]);
  });

  it("只看自己管辖的支部；书记不能看，检查人员可以", async () => {
    const general = await at.system.office.post("/api/units", {
      ...{ parentId: at.system.root.id, kind: "general", name: "一总支", foundedOn: "2020-01-01" },
    });
    const inside = await at.system.office.post("/api/units", {
      ...{ parentId: general.body.id, kind: "branch", name: "总支下的支部", foundedOn: "2020-01-01" },
    });
    const inspector = await at.system.person("inspector", general.body.id, "inspector");
    const names = (await inspector.get("/api/overview")).body.items.map(
      (item: { unit: { name: string } }) => item.unit.name,
    );
    expect(names).toEqual(["总支下的支部"]);
    expect((await at.one.secretary.get("/api/overview")).status).toBe(403);
    await at.system.office.patch(`/api/units/${inside.body.id}`, inside.body.version, { closedOn: TODAY });
    expect((await inspector.get("/api/overview")).body.items).toEqual([]);
  });

  it("日期变了以后重新计算所有过期的结果，再算一遍不再写", async () => {
    await recomputeStale(at.system.platform);
    const first = await rollup(at.two.id);
    expect(first?.computedOn).toBe(TODAY);
    await recomputeStale(at.system.platform);
    expect(await rollup(at.two.id)).toEqual(first);
    at.system.clock.today = "2026-11-23";
    await recomputeStale(at.system.platform);
    expect((await rollup(at.two.id))?.computedOn).toBe("2026-11-23");
    at.system.clock.today = TODAY;
  });

  it("同样的变化重复、乱序、拆开送达，结果都一样", async () => {
    const branch = await at.system.foundBranch("乱序支部");
    const changes: Key[] = [profileKey(branch.id)];
    for (const name of ["甲", "乙", "丙"]) changes.push(keys.member(branch.id, await at.addMember(branch, name)));
    await recomputeChanged(at.system.platform, changes);
    const settled = await rollup(branch.id);
    const schedule = fc.array(fc.array(fc.constantFrom(...changes), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(schedule, async (batches) => {
        await Promise.all(batches.map((batch) => recomputeChanged(at.system.platform, batch)));
        expect(await rollup(branch.id)).toEqual(settled);
      }),
      { numRuns: 15 },
    );
  });

  it("多个计算与写入同时进行，最后留下的是最新的状态", async () => {
    const branch = await at.system.foundBranch("并发支部");
    const add = async (name: string) => {
      const id = await at.addMember(branch, name);
      await recomputeChanged(at.system.platform, [keys.member(branch.id, id)]);
    };
    await Promise.all(["一", "二", "三", "四", "五", "六"].map(add));
    expect((await rollup(branch.id))?.members).toEqual({ party: 6, full: 6 });
  });

  it("由旧状态算出的结果晚到时，不会盖住新的", async () => {
    const branch = await at.system.foundBranch("迟到支部");
    await at.addMember(branch, "早");
    const { platform } = at.system;
    const held: { release: () => void } = { release: () => undefined };
    const gate = new Promise<void>((resolve) => {
      held.release = resolve;
    });
    const slowTable = {
      ...platform.table,
      keep: async (...args: Parameters<typeof platform.table.keep>) => {
        await gate;
        return platform.table.keep(...args);
      },
    };
    const ofThisYear = keys.activity(branch.id, { id: "x", forYear: 2026, startsAt: "2026-05-01T09:00" });
    const late = recomputeChanged({ ...platform, table: slowTable }, [ofThisYear]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await at.addMember(branch, "晚");
    await recomputeChanged(platform, [ofThisYear]);
    expect((await rollup(branch.id))?.members.party).toBe(2);
    held.release();
    await late;
    expect((await rollup(branch.id))?.members.party).toBe(2);
  });

  it("一个支部一年的结果小于 1,000 字节，一千个支部一页读完", async () => {
    const [item] = await at.system.platform.table.range({
      pk: keys.rollup(at.one.id, 2026).pk,
      from: "ROLLUP#2026",
      to: "ROLLUP#2026",
    });
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1000);
  });
});

describe("哪些键涉及哪些支部和年度", () => {
  const activity = (forYear: number, startsAt: string) => keys.activity("b_1", { id: "x", forYear, startsAt });

  it("支部现状涉及今年和去年，一条记录涉及它的年度，次年初为上一年开的会涉及两年", () => {
    expect(changedBranches([keys.member("b_1", "m_1")], TODAY)).toEqual([{ branchId: "b_1", years: [2025, 2026] }]);
    expect(changedBranches([activity(2026, "2026-05-01T09:00")], TODAY)).toEqual([{ branchId: "b_1", years: [2026] }]);
    expect(changedBranches([activity(2025, "2026-01-20T09:00")], TODAY)).toEqual([
      { branchId: "b_1", years: [2025, 2026] },
    ]);
  });

  it("结果本身、树、账号和更早的年度不引起计算", () => {
    const none = [
      keys.rollup("b_1", 2026),
      keys.unit("b_1"),
      keys.account("a_1"),
      activity(2019, "2019-05-01T09:00"),
      keys.audit("b_1", 1),
    ];
    expect(changedBranches(none, TODAY)).toEqual([]);
  });

  it("同一支部的多个键合为一次", () => {
    expect(
      changedBranches([keys.branch("b_1"), activity(2026, "2026-05-01T09:00"), keys.branch("b_2")], TODAY),
    ).toEqual([
      { branchId: "b_1", years: [2025, 2026] },
      { branchId: "b_2", years: [2025, 2026] },
    ]);
  });
});
