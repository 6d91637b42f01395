import { beforeAll, describe, expect, it } from "vitest";
import { startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

let system: Awaited<ReturnType<typeof startSystem>>;
beforeAll(async () => {
  system = await startSystem({ today: "2026-11-20" });
});

const found = (body: Record<string, unknown>) =>
  system.office.post("/api/units", { parentId: system.root.id, foundedOn: "2020-01-01", ...body });

describe("组织树", () => {
  it("党委下设总支和支部，支部下设小组，支部同时有了自己的档案", async () => {
    const general = await found({ kind: "general", name: "生产总支" });
    const branch = await found({ kind: "branch", name: "一车间支部", parentId: general.body.id, branchKind: "joint" });
    const group = await found({ kind: "group", name: "第一小组", parentId: branch.body.id });
    expect([general.status, branch.status, group.status]).toEqual([201, 201, 201]);
    const profile = await system.office.get(`/api/branches/${branch.body.id}`);
    expect(profile.body).toMatchObject({
      name: "一车间支部",
      branchKind: "joint",
      groups: [{ id: group.body.id, name: "第一小组" }],
      settings: { lectureMonths: 3 },
    });
    const kinds = await system.office.get("/api/units?kind=branch");
    expect(kinds.body.items.every((unit: { kind: string }) => unit.kind === "branch")).toBe(true);
  });

  it("类别不相符、上级不存在、同名、未来成立都被拒绝并指向字段", async () => {
    const branch = await found({ kind: "branch", name: "甲支部" });
    const cases: [Record<string, unknown>, string][] = [
      [{ kind: "branch", name: "x", parentId: branch.body.id }, "#/parentId"],
      [{ kind: "group", name: "x" }, "#/parentId"],
      [{ kind: "branch", name: "甲支部" }, "#/name"],
      [{ kind: "branch", name: "乙支部", foundedOn: "2027-01-01" }, "#/foundedOn"],
    ];
    for (const [body, pointer] of cases) expect((await found(body)).body.errors[0].pointer).toBe(pointer);
    expect((await found({ kind: "branch", name: "x", parentId: "u_nothing" })).status).toBe(404);
  });

  it("改名和移动保留原名和原上级，改了版本号不对的被拒绝", async () => {
    const general = await found({ kind: "general", name: "后勤总支" });
    const branch = await found({ kind: "branch", name: "食堂支部" });
    const renamed = await system.office.patch(`/api/units/${branch.body.id}`, branch.body.version, {
      name: "后勤支部",
      parentId: general.body.id,
    });
    expect(renamed.body).toMatchObject({
      name: "后勤支部",
      parentId: general.body.id,
      version: 2,
      former: [{ until: "2026-11-20", name: "食堂支部", parentId: system.root.id }],
    });
    expect((await system.office.get(`/api/branches/${branch.body.id}`)).body.name).toBe("后勤支部");
    const stale = await system.office.patch(`/api/units/${branch.body.id}`, 1, { name: "又一个" });
    expect([stale.status, stale.body.current.name]).toEqual([412, "后勤支部"]);
    expect((await system.office.patch(`/api/units/${branch.body.id}`, undefined, { name: "又一个" })).status).toBe(428);
  });

  it("不能移到自己的下级，还有下级或党员的不能撤销", async () => {
    const general = await found({ kind: "general", name: "有人总支" });
    const { id, secretary } = await system.foundBranch("有人支部", { parentId: general.body.id });
    expect((await system.office.patch(`/api/units/${general.body.id}`, 1, { parentId: id })).body.code).toMatch(
      /^unit\./,
    );
    expect((await system.office.patch(`/api/units/${general.body.id}`, 1, { closedOn: "2026-11-01" })).body.code).toBe(
      "unit.not-empty",
    );
    const member = await secretary.post(`/api/branches/${id}/members`, fullMember(1));
    expect((await system.office.patch(`/api/units/${id}`, 1, { closedOn: "2026-11-01" })).body.code).toBe(
      "unit.not-empty",
    );
    await secretary.patch(`/api/branches/${id}/members/${member.body.id}`, 1, {
      left: { on: "2026-10-01", how: "transfer" },
    });
    const closed = await system.office.patch(`/api/units/${id}`, 1, { closedOn: "2026-11-01" });
    expect([closed.status, closed.body.closedOn]).toEqual([200, "2026-11-01"]);
    expect((await system.office.get(`/api/branches/${id}`)).body.closedOn).toBe("2026-11-01");
  });

  it("别的子树对党务部门不存在", async () => {
    const [mine, other] = [
      await found({ kind: "general", name: "甲总支" }),
      await found({ kind: "general", name: "乙总支" }),
    ];
    const branch = await found({ kind: "branch", name: "乙一支部", parentId: other.body.id });
    const office = await system.person("office", mine.body.id, "jia-office");
    expect((await office.get(`/api/branches/${branch.body.id}`)).status).toBe(404);
    expect((await office.patch(`/api/units/${branch.body.id}`, 1, { name: "x" })).status).toBe(404);
    const names = (await office.get("/api/units")).body.items.map((unit: { name: string }) => unit.name);
    expect(names).toContain("甲总支");
    expect(names).not.toContain("乙总支");
  });
});

describe("支部档案", () => {
  it("书记维护任期、支委会和设置；党务部门只读", async () => {
    const { id, secretary } = await system.foundBranch("档案支部");
    const member = await secretary.post(`/api/branches/${id}/members`, fullMember(2));
    const branch = await secretary.get(`/api/branches/${id}`);
    const post = { memberId: member.body.id, post: "secretary", from: "2024-03-01", to: null };
    const changed = await secretary.patch(`/api/branches/${id}`, branch.body.version, {
      term: { startedOn: "2024-03-01" },
      committee: [post],
      settings: { lectureMonths: 1 },
    });
    expect(changed.body).toMatchObject({
      term: { startedOn: "2024-03-01", years: 3 },
      committee: [post],
      settings: { lectureMonths: 1, studyHours: 32 },
    });
    expect((await system.office.patch(`/api/branches/${id}`, changed.body.version, { term: null })).status).toBe(403);
    expect((await secretary.get(`/api/branches/${id}/members/${member.body.id}`)).body.posts).toEqual(["secretary"]);
  });

  it("不认识的党员、离任早于任职、两名书记都被指出", async () => {
    const { id, secretary } = await system.foundBranch("错档支部");
    const [a, b] = [
      await secretary.post(`/api/branches/${id}/members`, fullMember(3)),
      await secretary.post(`/api/branches/${id}/members`, fullMember(4)),
    ];
    const pointerOf = async (committee: unknown[]) =>
      (await secretary.patch(`/api/branches/${id}`, 1, { committee })).body.errors?.[0].pointer;
    expect(await pointerOf([{ memberId: "m_none", post: "secretary", from: "2024-01-01" }])).toBe(
      "#/committee/0/memberId",
    );
    expect(await pointerOf([{ memberId: a.body.id, post: "secretary", from: "2024-01-01", to: "2023-01-01" }])).toBe(
      "#/committee/0/to",
    );
    const two = [a, b].map(({ body }) => ({ memberId: body.id, post: "secretary", from: "2024-01-01" }));
    expect(await pointerOf(two)).toBe("#/committee/1/from");
  });
});
