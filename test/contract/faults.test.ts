import { beforeAll, describe, expect, it } from "vitest";
import { startSystem } from "#test/support/app";
import { always, at, type Faults, faults, from, type Kind, type Plan } from "#test/support/faults";
import { fullMember } from "#test/support/people";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
let injected: Faults;
beforeAll(async () => {
  system = await startSystem({ today: "2026-11-20" });
  branch = await system.foundBranch("故障支部");
  injected = faults(system.client);
});

const members = () => `/api/branches/${branch.id}/members`;
const state = { serial: 1 };
const applicant = () => {
  state.serial += 1;
  return fullMember(state.serial);
};
const count = async () => (await branch.secretary.get(members())).body.total;
/** The first attempts of every command. */
const firstAttempts =
  (kind: Kind, attempts: number): Plan =>
  ({ attempt }) =>
    attempt < attempts ? kind : null;

describe("数据库出一次故障", () => {
  it.each<[string, Plan]>([
    ["每次调用先被限流一次", firstAttempts("throttle", 1)],
    ["每次调用的第一个回答丢失", firstAttempts("lose", 1)],
    ["事务冲突", at(4, "conflict")],
    ["前一次还在进行", at(4, "in-progress")],
    ["回答很慢", always("slow")],
  ])("%s：登记照样成功，只登记一次", async (_, plan) => {
    const before = await count();
    const { answer, calls } = await injected.during(plan, () => branch.secretary.post(members(), applicant()));
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    expect(calls.filter(({ command }) => command === "TransactWriteItemsCommand").length).toBeGreaterThan(0);
    expect(await count()).toBe(before + 1);
  });

  it("空页带着后续位置、批量读取只回一半：列表仍然完整", async () => {
    const whole = await branch.secretary.get(members());
    for (const kind of ["empty", "partial"] as const) {
      const plan: Plan = ({ index }) => (index < 3 ? kind : null);
      const { answer, calls } = await injected.during(plan, () => branch.secretary.get(members()));
      expect([kind, answer.body]).toEqual([kind, whole.body]);
      expect(calls.length, kind).toBeGreaterThan(3);
    }
  });

  it("批量写入只写一半：导入的每一行都在", async () => {
    const rows = Array.from({ length: 700 }, (_, n) => `成员${n},男,入党申请人`).join("\n");
    const sheet = Buffer.from(`姓名,性别,政治面貌\n${rows}\n`);
    const half: Plan = ({ command, index }) => (command.startsWith("BatchWrite") && index < 6 ? "partial" : null);
    const { answer } = await injected.during(half, () =>
      branch.secretary.post(`${members()}/imports?name=a.csv`, sheet, { type: "text/csv" }),
    );
    expect(answer.status).toBe(201);
    expect(answer.body.counts.new + answer.body.counts.error).toBe(700);
    const pages = await branch.secretary.get(`${members()}/imports/${answer.body.id}/rows?limit=200`);
    expect(pages.body.items).toHaveLength(200);
    const preview = await branch.secretary.get(`${members()}/imports/${answer.body.id}`);
    expect(preview.body.counts).toEqual(answer.body.counts);
  });

  it("一直限流或一直冲突：503，带重试时间，什么也没有写", async () => {
    const before = await count();
    for (const kind of ["throttle", "conflict", "in-progress"] as const) {
      const plan: Plan = ({ command }) => (command.startsWith("TransactWrite") ? kind : null);
      const { answer } = await injected.during(plan, () => branch.secretary.post(members(), applicant()));
      expect([kind, answer.status, answer.headers.get("retry-after")]).toEqual([kind, 503, "5"]);
    }
    expect(await count()).toBe(before);
  });

  it("回答一路丢失：答复暂不可用，同一键再来得到结果，只登记一次", async () => {
    const before = await count();
    const person = applicant();
    const key = crypto.randomUUID();
    const ask = () => branch.secretary.post(members(), person, { key });
    const lost = await injected.during(from(4, "lose"), ask);
    expect(lost.answer.status).toBe(503);
    expect((await ask()).status).toBe(201);
    expect(await count()).toBe(before + 1);
  });
});
