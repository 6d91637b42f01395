import { beforeAll, describe, expect, it } from "vitest";
import { keys } from "#functions/platform/keys";
import { type Answer, startSystem } from "../support/app";

const TODAY = "2026-11-22";

async function prepare() {
  const system = await startSystem({ today: TODAY });
  const branch = await system.foundBranch("谈心支部");
  const member = async (name: string, more: object = {}) => {
    const answer = await branch.secretary.post(`/api/branches/${branch.id}/members`, {
      name,
      stage: "full",
      joinedOn: "2010-07",
      convertedOn: "2011-07",
      ...more,
    });
    expect(answer.status, answer.text).toBe(201);
    return String(answer.body.id);
  };
  const [wang, li, zhao] = [await member("王书记"), await member("李委员"), await member("赵党员")];
  const secretary = await system.person("secretary", branch.id, "wang", wang);
  const committee = await system.person("committee", branch.id, "committee-li", li);
  const other = await system.person("committee", branch.id, "stranger");
  const inspector = await system.person("inspector", system.root.id, "inspector");
  const path = `/api/branches/${branch.id}`;
  return { system, branch, path, wang, li, zhao, member, secretary, committee, other, inspector };
}

let at: Awaited<ReturnType<typeof prepare>>;
beforeAll(async () => {
  at = await prepare();
});

const talk = (more: object = {}) => ({
  on: "2026-05-20",
  kind: "member",
  talkerId: at.li,
  memberId: at.zhao,
  place: "会议室",
  text: "家里有困难，请帮忙协调。",
  ...more,
});

describe("谈心谈话", () => {
  it("谈话内容只有谈话人和登记人看得到，书记只看到谁、何时、何种谈话", async () => {
    const made = await at.committee.post(`${at.path}/talks`, talk());
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ text: "家里有困难，请帮忙协调。", version: 1, enteredBy: "committee-li" });
    const forTalker = await at.committee.get(`${at.path}/talks?year=2026`);
    expect(forTalker.body.items).toHaveLength(1);
    expect(forTalker.body.items[0].text).toContain("家里有困难");
    const forSecretary = await at.secretary.get(`${at.path}/talks?year=2026`);
    expect(forSecretary.body.items[0]).toMatchObject({
      talkerId: at.li,
      memberId: at.zhao,
      on: "2026-05-20",
      kind: "member",
      text: null,
    });
    expect(forSecretary.text).not.toContain("困难");
  });

  it("别人登记的、由本人进行的谈话，本人也看得到内容", async () => {
    const made = await at.secretary.post(`${at.path}/talks`, talk({ on: "2026-06-01", text: "代为登记的内容" }));
    const mine = (await at.committee.get(`${at.path}/talks`)).body.items.find(
      (one: { id: string }) => one.id === made.body.id,
    );
    expect(mine.text).toBe("代为登记的内容");
  });

  it("支委只看到与自己有关的谈话，别人的谈话不能改也不能删", async () => {
    const made = await at.committee.post(`${at.path}/talks`, talk({ on: "2026-06-02" }));
    expect((await at.other.get(`${at.path}/talks`)).body.items).toEqual([]);
    expect((await at.other.patch(`${at.path}/talks/${made.body.id}`, 1, { place: "走廊" })).status).toBe(404);
    expect((await at.other.delete(`${at.path}/talks/${made.body.id}`, 1)).status).toBe(404);
  });

  it("检查人员和党务部门都不能查看谈话", async () => {
    for (const browser of [at.inspector, at.system.office]) {
      const answer = await browser.get(`${at.path}/talks`);
      expect([answer.status, answer.body.code]).toEqual([403, "access.denied"]);
    }
  });

  it("谈话次数计入事项，但谁和谁谈话不给检查人员和党务部门看", async () => {
    const count = (answer: Answer) => answer.body.items.find((item: { rule: string }) => item.rule === "talks");
    const [own, above] = [
      await at.secretary.get(`${at.path}/duties?year=2026`),
      await at.inspector.get(`${at.path}/duties?year=2026`),
    ];
    expect(count(own).evidence.length).toBeGreaterThan(0);
    expect(count(above).done).toBe(count(own).done);
    expect(count(above).evidence).toEqual([]);
    expect((await at.system.office.get(`${at.path}/duties?year=2026`)).text).not.toContain("李委员与赵党员谈心谈话");
    expect(count(await at.other.get(`${at.path}/duties?year=2026`)).evidence).toEqual([]);
  });

  it("谈话内容在库中是密文", async () => {
    const made = await at.committee.post(`${at.path}/talks`, talk({ on: "2026-06-03", text: "绝密线索词" }));
    const items = await at.system.platform.table.range({ ...keys.text(made.body.id, "TALK"), from: " ", to: "~" });
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain("绝密线索词");
  });

  it("书记改谈话日期不影响内容，也不能借改谈话人看到内容", async () => {
    const made = await at.committee.post(`${at.path}/talks`, talk({ on: "2026-06-04", text: "原内容" }));
    const url = `${at.path}/talks/${made.body.id}`;
    const moved = await at.secretary.patch(url, 1, { on: "2025-12-30" });
    expect([moved.status, moved.body.on, moved.body.place, moved.body.text]).toEqual([
      200,
      "2025-12-30",
      "会议室",
      null,
    ]);
    expect((await at.secretary.patch(url, 2, { talkerId: at.wang })).status).toBe(403);
    expect((await at.secretary.patch(url, 2, { text: "改写" })).status).toBe(403);
    const lastYear = (await at.committee.get(`${at.path}/talks?year=2025`)).body.items;
    expect(lastYear.map((one: { text: string }) => one.text)).toEqual(["原内容"]);
    expect((await at.committee.patch(url, 2, { text: "本人改过" })).body.text).toBe("本人改过");
    expect((await at.committee.delete(url, 2)).status).toBe(412);
    expect((await at.committee.delete(url, 3)).status).toBe(204);
    expect((await at.committee.get(`${at.path}/talks?year=2025`)).body.items).toEqual([]);
    expect(await at.system.platform.table.range({ ...keys.text(made.body.id, "TALK"), from: " ", to: "~" })).toEqual(
      [],
    );
  });

  it("谈话双方当天都要在本支部，不能是同一人，日期不能晚于今天", async () => {
    const refused = async (more: object) =>
      (await at.secretary.post(`${at.path}/talks`, talk(more))).body.errors?.map(
        (one: { pointer: string }) => one.pointer,
      );
    const gone = await at.member("孙转出", { left: { on: "2026-03-01", how: "transfer" } });
    expect(await refused({ memberId: gone })).toEqual(["#/memberId"]);
    expect(await refused({ talkerId: "m_nobody" })).toEqual(["#/talkerId"]);
    expect(await refused({ memberId: at.li })).toEqual(["#/memberId"]);
    expect(await refused({ on: "2026-11-23" })).toEqual(["#/on"]);
    expect((await at.secretary.post(`${at.path}/talks`, talk({ memberId: gone, on: "2026-02-01" }))).status).toBe(201);
  });
});

describe("培训", () => {
  const training = (more: object = {}) => ({
    from: "2026-04-13",
    to: "2026-04-17",
    memberId: at.wang,
    kind: "rotation",
    name: "党支部书记集中轮训班",
    organiser: "县委组织部",
    countyOrAbove: true,
    hours: 30,
    ...more,
  });

  it("登记、修改、删除，学时计入事项，检查人员可以查看", async () => {
    const made = await at.secretary.post(`${at.path}/trainings`, training());
    expect(made.status, made.text).toBe(201);
    const url = `${at.path}/trainings/${made.body.id}`;
    const changed = await at.secretary.patch(url, 1, { hours: 32 });
    expect(changed.body).toMatchObject({ hours: 32, version: 2, organiser: "县委组织部", countyOrAbove: true });
    expect((await at.inspector.get(`${at.path}/trainings?year=2026`)).body.items).toMatchObject([
      { name: "党支部书记集中轮训班", hours: 32 },
    ]);
    const hours = (await at.secretary.get(`${at.path}/duties?year=2026`)).body.items.find(
      (item: { rule: string; subject: { id: string } }) => item.rule === "study-hours" && item.subject.id === at.wang,
    );
    expect(hours.done).toBe(32);
    expect((await at.secretary.patch(url, 1, { hours: 8 })).status).toBe(412);
    expect((await at.inspector.delete(url, 2)).status).toBe(403);
    expect((await at.secretary.delete(url, 2)).status).toBe(204);
    expect((await at.secretary.get(`${at.path}/trainings`)).body.items).toEqual([]);
  });

  it("没有结束的培训不能登记，结束不能早于开始，参训人要在本支部", async () => {
    const refused = async (more: object) =>
      (await at.secretary.post(`${at.path}/trainings`, training(more))).body.errors?.map(
        (one: { pointer: string }) => one.pointer,
      );
    expect(await refused({ to: "2026-12-01" })).toEqual(["#/to"]);
    expect(await refused({ to: "2026-04-12" })).toEqual(["#/to"]);
    expect(await refused({ memberId: "m_nobody" })).toEqual(["#/memberId"]);
  });

  it("同一请求重发不会登记两次", async () => {
    const first = await at.secretary.post(`${at.path}/trainings`, training({ name: "重发" }), { key: "same-training" });
    const again = await at.secretary.post(`${at.path}/trainings`, training({ name: "重发" }), { key: "same-training" });
    expect(again.body).toEqual(first.body);
    const items = (await at.secretary.get(`${at.path}/trainings`)).body.items.filter(
      (one: { name: string }) => one.name === "重发",
    );
    expect(items).toHaveLength(1);
  });
});
