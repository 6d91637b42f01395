import { beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

/** Two servers with one table, the clock of one ten minutes ahead: nothing breaks, and nothing lives longer than stated by more than that. */

const START = Date.parse("2026-03-10T02:00:00Z");
const MINUTE = 60_000;
const AHEAD = 10 * MINUTE;
const IDLE = 30 * MINUTE;
const LONGEST = 12 * 60 * MINUTE;

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
beforeAll(async () => {
  system = await startSystem({ now: START });
  branch = await system.foundBranch("时钟支部");
});

const at = (ms: number) => {
  system.clock.ms = START + ms;
};
const signIn = async () => {
  const login = `sec-${branch.id.slice(-8)}`;
  return system.browser(system.cookieOf(await system.browser().post("/api/session", { login, password: PASSWORD })));
};
type Browser = Awaited<ReturnType<typeof signIn>>;
const statusOf = async (browser: Browser) => (await browser.get("/api/me")).status;
const members = () => `/api/branches/${branch.id}/members`;

describe.each([
  ["快", AHEAD],
  ["慢", -AHEAD],
])("另一台服务器的时钟%s十分钟", (_, off) => {
  it("在那边登录的会话在这边有效，来回使用不中断", async () => {
    at(off);
    const browser = await signIn();
    for (const step of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      at(step * 6 * MINUTE + (step % 2 === 0 ? 0 : off));
      expect([step, await statusOf(browser)]).toEqual([step, 200]);
    }
  });

  it("会话闲置和最长的时间最多差十分钟", async () => {
    at(off);
    const idle = await signIn();
    at(IDLE + Math.abs(off) + MINUTE);
    expect(await statusOf(idle)).toBe(401);
    at(off);
    const busy = await signIn();
    for (let ms = 0; ms < LONGEST - AHEAD; ms += 20 * MINUTE) {
      at(ms);
      expect([ms, await statusOf(busy)]).toEqual([ms, 200]);
    }
    at(LONGEST + Math.abs(off) + MINUTE);
    expect(await statusOf(busy)).toBe(401);
  });

  it("一次性链接在约定时间内有效，最多晚十分钟失效", async () => {
    const invite = async (login: string) => {
      at(off);
      const grants = [{ role: "committee", unitId: branch.id }];
      const { body } = await system.office.post("/api/accounts", { login, name: login, grants });
      return { code: body.setupUrl.split("#")[1], expiresAt: Date.parse(body.expiresAt) };
    };
    const setUp = ({ code }: { code: string }) => system.browser().post("/api/setup", { code, password: PASSWORD });
    const [first, second] = [await invite(`clock1${off}`), await invite(`clock2${off}`)];
    expect(first.expiresAt).toBe(START + off + 24 * 60 * MINUTE);
    at(24 * 60 * MINUTE - AHEAD - MINUTE);
    expect((await setUp(first)).status).toBe(200);
    at(24 * 60 * MINUTE + AHEAD + MINUTE);
    expect((await setUp(second)).body.code).toBe("setup.refused");
  });

  it("同一个请求到了另一台服务器，也只生效一次", async () => {
    at(off);
    const browser = await signIn();
    const key = `clock${off}`;
    const first = await browser.post(members(), fullMember(1, { idNumber: undefined }), { key });
    at(0);
    const again = await browser.post(members(), fullMember(1, { idNumber: undefined }), { key });
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
  });

  it("翻页和保存不受时钟影响", async () => {
    at(off);
    const browser = await signIn();
    const one = await browser.post(members(), fullMember(2, { idNumber: undefined }));
    const page = await browser.get(`${members()}?limit=1`);
    at(0);
    expect((await browser.get(`${members()}?limit=1&cursor=${page.body.next}`)).status).toBe(200);
    const path = `${members()}/${one.body.id}`;
    expect((await browser.patch(path, 1, { position: "采煤" })).status).toBe(200);
    at(-off);
    expect((await browser.patch(path, 2, { position: "电工" })).body.version).toBe(3);
    const history = await browser.get(`${path}/history`);
    expect(history.body.items).toHaveLength(3);
  });
});

describe.each(["UTC", "Asia/Shanghai", "America/New_York"])("服务器时区 %s，上海零点到八点", (zone) => {
  const former = process.env.TZ;
  it.each([
    ["2025-12-31T16:00:00Z", "2026-01-01"],
    ["2026-02-28T23:59:59Z", "2026-03-01"],
    ["2028-02-28T16:30:00Z", "2028-02-29"],
  ])("%s 处处都是 %s", async (instant, day) => {
    process.env.TZ = zone;
    try {
      const { foundBranch } = await startSystem({ now: Date.parse(instant) });
      const { id, secretary: browser } = await foundBranch("凌晨支部");
      const here = `/api/branches/${id}`;
      const year = Number(day.slice(0, 4));
      expect((await browser.get("/api/me")).body.today).toBe(day);
      expect((await browser.get(`${here}/duties`)).body).toMatchObject({ year, on: day });
      expect((await browser.get(`${here}/home`)).body).toMatchObject({ year, on: day });
      const title = `凌晨 ${zone}`;
      const held = await browser.post(`${here}/activities`, { kinds: ["study"], title, startsAt: `${day}T00:00` });
      expect(held.body).toMatchObject({ forYear: year, state: "recorded", late: false });
      expect((await browser.get(`${here}/activities/prefill?kinds=study`)).status).toBe(200);
      const joined = { name: "申请人", stage: "applicant", appliedOn: day };
      expect((await browser.post(`${here}/members`, joined)).status).toBe(201);
      const roster = await browser.get(`${here}/roster.xlsx`);
      expect(decodeURIComponent(roster.headers.get("content-disposition") ?? "")).toContain(day);
    } finally {
      if (former === undefined) delete process.env.TZ;
      else process.env.TZ = former;
    }
  });
});
