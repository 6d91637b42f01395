import { beforeEach, describe, expect, it } from "vitest";
import { startSystem } from "../support/app";

const TODAY = "2026-11-22";

async function prepare() {
  const system = await startSystem({ today: TODAY });
  const branch = await system.foundBranch("交接支部");
  const path = `/api/branches/${branch.id}`;
  const member = async (name: string, more: object = {}) => {
    const answer = await branch.secretary.post(`${path}/members`, {
      ...{ name, stage: "full", joinedOn: "2010-07", convertedOn: "2011-07", ...more },
    });
    expect(answer.status, answer.text).toBe(201);
    return String(answer.body.id);
  };
  const [former, next, deputy] = [await member("前任"), await member("接任"), await member("副书记")];
  const committee = [
    { memberId: former, post: "secretary", from: "2024-01-10", to: null },
    { memberId: deputy, post: "deputy", from: "2024-01-10", to: null },
    { memberId: next, post: "organisation", from: "2024-01-10", to: null },
  ];
  const { body } = await branch.secretary.get(path);
  const elected = await branch.secretary.patch(path, body.version, { committee });
  expect(elected.status, elected.text).toBe(200);
  const asFormer = await system.person("secretary", branch.id, "former", former);
  const asDeputy = await system.person("secretary", branch.id, "deputy", deputy);
  const asNext = await system.person("committee", branch.id, "next", next);
  const accountOf = async (login: string) => {
    const { body: page } = await system.office.get("/api/accounts");
    return page.items.find((one: { login: string }) => one.login === login);
  };
  /** The successor, signed in again once the role is granted. */
  const granted = async (accountId: string) => {
    await system.grant(accountId);
    const session = await system.browser().post("/api/session", system.credentials("next"));
    return system.browser(system.cookieOf(session));
  };
  return { granted, system, branch, path, member, former, next, deputy, asFormer, asDeputy, asNext, accountOf };
}

let at: Awaited<ReturnType<typeof prepare>>;
beforeEach(async () => {
  at = await prepare();
});

describe("书记交接", () => {
  it("一次办完：旧职务在前一天结束，新职务开始，前任的权限立即失效，副书记的不变，接任者的角色经安全管理员同意", async () => {
    const { id: accountId } = await at.accountOf("next");
    const made = await at.system.office.post(`${at.path}/handovers`, {
      memberId: at.next,
      on: "2026-11-20",
      accountId,
    });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({
      on: "2026-11-20",
      from: { memberId: at.former, name: "前任" },
      to: { memberId: at.next, name: "接任" },
      receivedAt: null,
      warnings: ["接任的书记角色已提出，安全管理员同意后生效"],
    });
    const { body: profile } = await at.system.office.get(at.path);
    expect(profile.committee).toEqual([
      { memberId: at.former, post: "secretary", from: "2024-01-10", to: "2026-11-19" },
      { memberId: at.deputy, post: "deputy", from: "2024-01-10", to: null },
      { memberId: at.next, post: "organisation", from: "2024-01-10", to: "2026-11-19" },
      { memberId: at.next, post: "secretary", from: "2026-11-20", to: null },
    ]);
    expect((await at.asFormer.get(`${at.path}/home`)).status).toBe(401);
    expect((await at.branch.secretary.get(`${at.path}/home`)).status).toBe(401);
    expect((await at.asDeputy.get(`${at.path}/home`)).status).toBe(200);
    expect((await at.asNext.get("/api/me")).body.grants).toHaveLength(1);
    const me = await (await at.granted(accountId)).get("/api/me");
    expect(me.body.grants.map((grant: { role: string }) => grant.role).sort()).toEqual(["committee", "secretary"]);
  });

  it("清单列出交接时没有办完的事：事项、待确认的记录、没有办结的决议；以后办完了，清单不变", async () => {
    const post = async (body: object) => {
      const answer = await at.asFormer.post(`${at.path}/activities`, { state: "recorded", hours: 1, ...body });
      expect(answer.status, answer.text).toBe(201);
      return String(answer.body.id);
    };
    const waiting = await post({ kinds: ["themeDay"], title: "十一月主题党日", startsAt: "2026-11-12T14:00" });
    const meeting = await post({
      ...{ kinds: ["general"], title: "党员大会", startsAt: "2026-10-12T14:00" },
      resolutions: [{ text: "整改三件事", ownerId: at.deputy, dueOn: "2026-12-31" }],
    });
    await at.asFormer.post(`${at.path}/activities/${meeting}/confirm`, {});
    const made = await at.asFormer.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY });
    expect(made.status, made.text).toBe(201);
    const open: { kind: string; id: string; title: string; detail: string }[] = made.body.open;
    expect(open.filter(({ kind }) => kind === "activity")).toMatchObject([{ id: waiting, title: "十一月主题党日" }]);
    expect(open.filter(({ kind }) => kind === "resolution")).toMatchObject([
      { id: meeting, title: "整改三件事", detail: "党员大会，责任人：副书记", dueOn: "2026-12-31" },
    ]);
    expect(open.filter(({ kind }) => kind === "duty").map(({ id }) => id)).toContain("theme-day");
    await at.asDeputy.post(`${at.path}/activities/${waiting}/confirm`, {});
    const [listed] = (await at.system.office.get(`${at.path}/handovers`)).body.items;
    expect(listed.open).toEqual(open);
  });

  it("书记自己交接时，接任者没有账号会有提示；书记不能授予账号角色", async () => {
    const { id: accountId } = await at.accountOf("next");
    const refused = await at.asFormer.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY, accountId });
    expect([refused.status, refused.body.code]).toEqual([403, "access.denied"]);
    const made = await at.asFormer.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY });
    expect(made.body.warnings).toEqual(["接任还没有书记账号，请党务部门邀请或提出角色"]);
    expect((await at.asFormer.get(`${at.path}/home`)).status).toBe(401);
  });

  it("副书记、支委和检查人员不能办理交接", async () => {
    const inspector = await at.system.person("inspector", at.system.root.id, "inspector");
    for (const browser of [at.asDeputy, at.asNext, inspector]) {
      expect((await browser.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY })).status).toBe(403);
    }
  });

  it("党龄不满一年给出提示，不是正式党员不能接任", async () => {
    const young = await at.member("新党员", { joinedOn: "2025-06-01", convertedOn: "2026-06-01" });
    const probationer = await at.member("预备", { stage: "probationary", joinedOn: "2026-06-01", convertedOn: null });
    const refused = await at.asFormer.post(`${at.path}/handovers`, { memberId: probationer, on: TODAY });
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ pointer: "#/memberId", detail: "接任书记应当是本支部的正式党员" }],
    ]);
    const made = await at.asFormer.post(`${at.path}/handovers`, { memberId: young, on: TODAY });
    expect(made.body.warnings).toContain("新党员党龄不满 1 年，党支部书记一般应当具有 1 年以上党龄，请核对");
  });

  it("交接日期不能晚于今天，也不能早于现任任职，已经是书记的不能接任自己", async () => {
    const refusal = async (body: object) =>
      (await at.system.office.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY, ...body })).body.errors?.[0];
    expect(await refusal({ on: "2026-11-23" })).toMatchObject({ pointer: "#/on", detail: "交接日期不能晚于今天" });
    expect(await refusal({ on: "2024-01-10" })).toMatchObject({ pointer: "#/on" });
    expect(await refusal({ memberId: at.former })).toMatchObject({
      pointer: "#/memberId",
      detail: "该同志已经是本支部书记",
    });
    expect(await refusal({ memberId: "m_nobody" })).toMatchObject({ pointer: "#/memberId" });
    const other = await at.accountOf("deputy");
    expect(await refusal({ accountId: other.id })).toMatchObject({
      pointer: "#/accountId",
      detail: "这个账号属于另一名党员",
    });
  });

  it("别的组织正在申请的账号不能接任，原来的申请不变", async () => {
    const { system } = at;
    const office = await system.person("office", at.branch.id, "branch-office");
    const elsewhere = await system.foundBranch("别的支部");
    const grants = [{ role: "committee", unitId: elsewhere.id }];
    const { id: accountId } = (await system.office.post("/api/accounts", { login: "asked", name: "某人", grants }))
      .body;
    const refused = await office.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY, accountId });
    expect([refused.status, refused.body.errors?.[0].pointer]).toEqual([422, "#/accountId"]);
    expect((await at.accountOf("asked")).proposed).toMatchObject({ by: "office", grants: [{ role: "committee" }] });
  });

  it("三员的账号不能接任书记", async () => {
    const { items } = (await at.system.systemAdmin.get("/api/accounts")).body;
    for (const login of ["system", "security", "audit"]) {
      const { id: accountId } = items.find((one: { login: string }) => one.login === login);
      const body = { memberId: at.next, on: TODAY, accountId };
      const refused = await at.system.office.post(`${at.path}/handovers`, body);
      expect([refused.status, refused.body.code]).toEqual([409, "account.administrator"]);
      expect((await at.accountOf(login)).proposed).toBeNull();
    }
  });

  it("接任书记签收后首页不再提示，别人不能代签，也不能签两次", async () => {
    const { id: accountId } = await at.accountOf("next");
    const made = await at.system.office.post(`${at.path}/handovers`, { memberId: at.next, on: TODAY, accountId });
    const url = `${at.path}/handovers/${made.body.id}/receipt`;
    const asNext = await at.granted(accountId);
    const pending = (await asNext.get(`${at.path}/home`)).body.handover;
    expect(pending).toEqual({ id: made.body.id, on: TODAY, fromName: "前任", toName: "接任", toMemberId: at.next });
    expect((await at.asDeputy.post(url, {})).status).toBe(403);
    const received = await asNext.post(url, {});
    expect([received.status, received.body.receivedBy]).toEqual([200, "next"]);
    expect(received.body.open).toEqual(made.body.open);
    expect((await asNext.get(`${at.path}/home`)).body.handover).toBeNull();
    expect((await asNext.post(url, {})).status).toBe(409);
    expect((await asNext.get(`${at.path}/handovers`)).body.items).toMatchObject([{ id: made.body.id, version: 2 }]);
  });

  it("同一请求重发得到同一回答，只交接一次", async () => {
    const body = { memberId: at.next, on: TODAY };
    const first = await at.system.office.post(`${at.path}/handovers`, body, { key: "once" });
    const again = await at.system.office.post(`${at.path}/handovers`, body, { key: "once" });
    expect(again.body).toEqual(first.body);
    expect((await at.system.office.get(`${at.path}/handovers`)).body.items).toHaveLength(1);
  });
});
