import { beforeAll, describe, expect, it } from "vitest";
import { startSystem } from "#test/support/app";
import { fullMember, inventId } from "#test/support/people";

/** What a hostile or a clumsy caller sends: refused with a sentence, never an error of the server, never a look into another branch. */

let system: Awaited<ReturnType<typeof startSystem>>;
let own: Awaited<ReturnType<typeof system.foundBranch>>;
let other: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem();
  own = await system.foundBranch("甲支部");
  other = await system.foundBranch("乙支部");
});

const register = async (branch: typeof own, more: Record<string, unknown>) => {
  const answer = await branch.secretary.post(`/api/branches/${branch.id}/members`, fullMember(900, more));
  expect(answer.status).toBe(201);
  return answer.body;
};

describe("地址", () => {
  it.each(["a%23b", "a%2Fb", "%00", "%E0%A4%A", "%20", "x".repeat(3000)])(
    "编号 %s 是没有的记录，不是系统错误",
    async (id) => {
      const { secretary } = own;
      const at = `/api/branches/${own.id}`;
      const answers = await Promise.all([
        secretary.get(`${at}/members/${id}`),
        secretary.get(`${at}/members/${id}/history`),
        secretary.get(`${at}/activities/${id}`),
        secretary.get(`${at}/activities/${id}/minutes.docx`),
        secretary.patch(`${at}/activities/${id}`, 1, {}),
        secretary.patch(`${at}/talks/${id}`, 1, {}),
        secretary.post(`${at}/handovers/${id}/receipt`),
        system.office.patch(`/api/accounts/${id}`, 1, {}),
        system.office.patch(`/api/units/${id}`, 1, {}),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    },
  );

  it("改过的翻页位置被拒绝", async () => {
    await register(own, { name: "翻页一", idNumber: inventId(901) });
    await register(own, { name: "翻页二", idNumber: inventId(902) });
    const list = `/api/branches/${own.id}/members?limit=1`;
    const [binding] = JSON.parse(Buffer.from((await own.secretary.get(list)).body.next, "base64url").toString());
    const forged = Buffer.from(`["${binding}","\\q"]`).toString("base64url");
    expect((await own.secretary.get(`${list}&cursor=${forged}`)).body.code).toBe("request.cursor");
  });
});

describe("正文", () => {
  it("整个正文不对时指向正文本身，很多错误只列出前一百条", async () => {
    const path = `/api/branches/${own.id}/members`;
    expect((await own.secretary.post(path, [])).body.errors).toMatchObject([{ pointer: "#" }]);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`a/${i}`, 1]));
    const { status, body } = await own.secretary.post(path, many);
    expect([status, body.errors.length]).toEqual([422, 100]);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain("#/a~10");
  });
});

describe("别的支部", () => {
  it("看不到别的支部的党员被谁查看过", async () => {
    const stranger = await register(other, { name: "外人", idNumber: inventId(903) });
    await other.secretary.post(`/api/branches/${other.id}/members/${stranger.id}/reveals`, {
      fields: ["phone"],
      reason: "核对",
    });
    expect((await own.secretary.get(`/api/branches/${own.id}/members/${stranger.id}/opened`)).status).toBe(404);
  });

  it("党小组长同时是党员，仍只看到本党小组的人", async () => {
    const group = await own.secretary.post("/api/units", {
      parentId: own.id,
      kind: "group",
      name: "一组",
      foundedOn: "2020-01-01",
    });
    const mine = await register(own, { name: "组内人", idNumber: inventId(904), groupId: group.body.id });
    const invited = await system.office.post("/api/accounts", {
      login: "leader-member",
      name: "组长",
      memberId: mine.id,
      grants: [
        { role: "leader", unitId: group.body.id },
        { role: "member", unitId: own.id },
      ],
    });
    const leader = await system.follow(invited.body.setupUrl);
    const { items } = (await leader.get(`/api/branches/${own.id}/members`)).body;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(["组内人"]);
  });
});
