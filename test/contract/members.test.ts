import { beforeAll, describe, expect, it } from "vitest";
import { startSystem } from "#test/support/app";
import { fullMember, inventId } from "#test/support/people";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
const path = (id = "") => `/api/branches/${branch.id}/members${id && `/${id}`}`;

beforeAll(async () => {
  system = await startSystem({ today: "2026-11-20" });
  branch = await system.foundBranch("第一党支部");
});

describe("党员", () => {
  it("身份证号、电话、住址只显示掩码，表里也没有明文", async () => {
    const member = fullMember(1);
    const created = await branch.secretary.post(path(), member);
    expect(created.body).toMatchObject({
      idNumber: expect.stringMatching(/^\d{3}\*+.{2}$/),
      phone: expect.stringMatching(/\*{4}/),
      address: expect.stringMatching(/\*{4}/),
    });
    const items = await system.platform.table.range({ pk: `BRANCH#${branch.id}`, from: " ", to: "~" });
    for (const secret of [member.idNumber, member.phone, member.address])
      expect(JSON.stringify(items)).not.toContain(secret);
    const revealed = await branch.secretary.post(`${path(created.body.id)}/reveals`, {
      fields: ["idNumber", "phone"],
      reason: "核对档案",
    });
    expect(revealed.body).toEqual({ idNumber: member.idNumber, phone: member.phone });
    const opened = await branch.secretary.get(`${path(created.body.id)}/opened`);
    expect(opened.body.items).toMatchObject([{ reason: "核对档案", fields: ["idNumber", "phone"], scope: "record" }]);
    expect(
      (await system.office.post(`${path(created.body.id)}/reveals`, { fields: ["idNumber"], reason: "x" })).status,
    ).toBe(403);
  });

  it("性别和出生日期从身份证号得出，与填写不同的显示差异", async () => {
    const derived = await branch.secretary.post(path(), {
      ...fullMember(2),
      idNumber: inventId(2, "19750203", "female"),
    });
    expect(derived.body).toMatchObject({ sex: "female", birthDate: "1975-02-03", age: 51, differences: [] });
    const differing = await branch.secretary.post(path(), {
      ...fullMember(3),
      idNumber: inventId(3, "19750203", "female"),
      sex: "male",
      birthDate: "1975-02-04",
    });
    expect(differing.body.differences.map(({ field }: { field: string }) => field)).toEqual(["sex", "birthDate"]);
  });

  it("身份证号位数、日期、校验码不对都说清楚", async () => {
    const detailOf = async (idNumber: string) =>
      (await branch.secretary.post(path(), { ...fullMember(4), idNumber })).body.errors?.[0];
    expect(await detailOf("123")).toMatchObject({ pointer: "#/idNumber", detail: expect.stringContaining("18 位") });
    expect(await detailOf(inventId(4, "19990230"))).toMatchObject({ detail: expect.stringContaining("出生日期") });
    const good = inventId(4);
    expect(await detailOf(good.slice(0, 17) + (good.endsWith("1") ? "2" : "1"))).toMatchObject({
      detail: expect.stringContaining("校验码"),
    });
    expect(await detailOf("110101800101001")).toMatchObject({ detail: expect.stringContaining("15 位") });
  });

  it("同一身份证号只登记一次；在别的支部时不透露是谁、在哪里", async () => {
    const other = await system.foundBranch("第二党支部");
    const taken = { ...fullMember(5), name: "独一" };
    expect((await other.secretary.post(`/api/branches/${other.id}/members`, taken)).status).toBe(201);
    const refused = await branch.secretary.post(path(), { ...fullMember(6), idNumber: taken.idNumber });
    expect([refused.status, refused.body.errors]).toEqual([
      409,
      [{ pointer: "#/idNumber", detail: "该身份证号已登记，请联系党务部门办理转接" }],
    ]);
    expect(refused.text).not.toMatch(/独一|第二党支部/);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => branch.secretary.post(path(), { ...fullMember(7), name: "只有一个" })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await branch.secretary.get(`${path()}?q=只有一个`)).body.total).toBe(1);
  });

  it("别人先保存时得到对方的版本，谁的修改都不丢", async () => {
    const { body } = await branch.secretary.post(path(), fullMember(8));
    const committee = await system.person("committee", branch.id, "committee-1");
    expect((await committee.patch(path(body.id), body.version, { position: "一车间主任" })).status).toBe(200);
    const late = await branch.secretary.patch(path(body.id), body.version, { degree: "学士" });
    expect([late.status, late.body.code, late.body.current.position]).toEqual([412, "record.stale", "一车间主任"]);
    const merged = await branch.secretary.patch(path(body.id), late.body.current.version, { degree: "学士" });
    expect(merged.body).toMatchObject({ position: "一车间主任", degree: "学士" });
  });

  it("只改传来的字段，掩码表示不变，清空用 null", async () => {
    const { body } = await branch.secretary.post(path(), fullMember(9));
    const same = await branch.secretary.patch(path(body.id), 1, {
      phone: body.phone,
      idNumber: body.idNumber,
      note: "备注",
    });
    const revealed = await branch.secretary.post(`${path(body.id)}/reveals`, {
      fields: ["phone", "idNumber"],
      reason: "核对",
    });
    expect(revealed.body).toEqual({ phone: fullMember(9).phone, idNumber: fullMember(9).idNumber });
    const cleared = await branch.secretary.patch(path(body.id), same.body.version, { phone: null });
    expect([cleared.body.phone, cleared.body.note]).toEqual([null, "备注"]);
  });

  it("按姓名和拼音首字母查找", async () => {
    await branch.secretary.post(path(), { ...fullMember(10), name: "单雄信" });
    const find = async (q: string) =>
      (await branch.secretary.get(`${path()}?q=${encodeURIComponent(q)}`)).body.items.map(
        ({ name }: { name: string }) => name,
      );
    expect(await find("雄信")).toEqual(["单雄信"]);
    expect(await find("sxx")).toEqual(["单雄信"]);
    expect(await find("SXX")).toEqual(["单雄信"]);
    expect(await find("zzz")).toEqual([]);
  });

  it("花名册可以看任何一天：当时的类别、去留和停止党籍", async () => {
    const own = await system.foundBranch("历史支部");
    const at = (id = "") => `/api/branches/${own.id}/members${id && `/${id}`}`;
    const young = await own.secretary.post(at(), {
      ...fullMember(11),
      joinedOn: "2025-06-01",
      convertedOn: "2026-06-01",
      arrivedOn: "2024-01-01",
    });
    const gone = await own.secretary.post(at(), { ...fullMember(12), arrivedOn: "2020-01-01" });
    expect(
      (await own.secretary.patch(at(gone.body.id), 1, { left: { on: "2026-03-01", how: "transfer" } })).body.left.on,
    ).toBe("2026-03-01");
    const on = async (day: string) =>
      (await own.secretary.get(`${at()}?on=${day}`)).body.items.map((m: { id: string; stage: string }) => [
        m.id,
        m.stage,
      ]);
    expect(await on("2023-01-01")).toEqual([[gone.body.id, "full"]]);
    expect(await on("2026-01-01")).toEqual([
      [young.body.id, "probationary"],
      [gone.body.id, "full"],
    ]);
    expect(await on("2026-11-20")).toEqual([[young.body.id, "full"]]);
    const left = await own.secretary.get(`${at()}?left=true`);
    expect(left.body.items.map((m: { id: string }) => m.id)).toEqual([gone.body.id]);
  });

  it("离开后身份证号可由别的支部登记，撤回离开时若已被占用则拒绝", async () => {
    const other = await system.foundBranch("接收支部");
    const { body } = await branch.secretary.post(path(), fullMember(13));
    const left = await branch.secretary.patch(path(body.id), 1, { left: { on: "2026-10-01", how: "transfer" } });
    expect((await other.secretary.post(`/api/branches/${other.id}/members`, fullMember(13))).status).toBe(201);
    const back = await branch.secretary.patch(path(body.id), left.body.version, { left: null });
    expect([back.status, back.body.code]).toEqual([409, "member.id-number-taken"]);
  });

  it("每次修改都有痕迹：谁、何时、改了什么，不含保密内容", async () => {
    const { body } = await branch.secretary.post(path(), fullMember(14));
    await branch.secretary.patch(path(body.id), 1, { position: "主任", phone: "19900001111" });
    const history = await branch.secretary.get(`${path(body.id)}/history`);
    expect(history.body.items.map(({ action }: { action: string }) => action)).toEqual([
      "member.changed",
      "member.registered",
    ]);
    expect(history.body.items[0].changes).toEqual(
      expect.arrayContaining([
        { field: "position", secret: false, from: null, to: "主任" },
        { field: "phone", secret: true, from: null, to: null },
      ]),
    );
    expect(history.text).not.toContain("19900001111");
  });

  it("痕迹首尾相连，版本连续", async () => {
    const { body } = await branch.secretary.post(path(), fullMember(15));
    await branch.secretary.patch(path(body.id), 1, { position: "甲" });
    await branch.secretary.patch(path(body.id), 2, { position: "乙" });
    const events = await system.platform.table.range({ pk: `AUDIT#${body.id}`, from: " ", to: "~" });
    expect(events.map((event) => event.version)).toEqual([1, 2, 3]);
    expect(events.map((event) => event.previous)).toEqual(["", events[0]?.hash, events[1]?.hash]);
  });

  it("党员本人看到自己的记录和谁查看过；看不到别人", async () => {
    const { body } = await branch.secretary.post(path(), fullMember(16));
    const self = await system.person("member", branch.id, "self-16", body.id);
    await branch.secretary.post(`${path(body.id)}/reveals`, { fields: ["phone"], reason: "通知开会" });
    const own = await self.get("/api/me/record");
    expect(own.body).toMatchObject({
      member: { id: body.id },
      branch: { name: "第一党支部" },
      opened: [{ reason: "通知开会" }],
    });
    expect((await self.get(path())).status).toBe(403);
    expect((await self.get(path(body.id))).status).toBe(403);
  });

  it("检查人员看不到身份证号，小组长只看到本组的姓名", async () => {
    const group = await branch.secretary.post("/api/units", {
      parentId: branch.id,
      kind: "group",
      name: "一组",
      foundedOn: "2021-01-01",
    });
    expect(group.status).toBe(201);
    const { body } = await branch.secretary.post(path(), { ...fullMember(17), name: "本组人", groupId: group.body.id });
    const inspector = await system.person("inspector", system.root.id, "inspector-1");
    expect((await inspector.get(path(body.id))).body).toMatchObject({ idNumber: null, phone: null, name: "本组人" });
    const leader = await system.person("leader", group.body.id, "leader-1");
    const seen = await leader.get(path());
    expect(seen.body.items).toMatchObject([{ name: "本组人", birthDate: null, idNumber: null }]);
    expect((await leader.get(path(body.id))).status).toBe(403);
    expect((await inspector.patch(path(body.id), 1, { note: "x" })).status).toBe(403);
  });

  it("别的支部的记录对书记不存在", async () => {
    const other = await system.foundBranch("无关支部");
    const { body } = await other.secretary.post(`/api/branches/${other.id}/members`, fullMember(18));
    expect((await branch.secretary.get(`/api/branches/${other.id}/members`)).status).toBe(404);
    expect((await branch.secretary.get(path(body.id))).status).toBe(404);
    expect((await branch.secretary.patch(path(body.id), 1, { note: "x" })).status).toBe(404);
  });
});
