import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { traceOf } from "#functions/platform/trace";
import { ORIGIN, PASSWORD, startSystem } from "#test/support/app";
import { inventId } from "#test/support/people";

/** What people enter stays out of the log and out of standard error, however it gets into an error. */

const words = { count: 0 };
/** A value that occurs nowhere else, to be looked for afterwards. */
const planted: string[] = [];
function canary(form = (serial: number) => `金丝雀${serial}号`): string {
  words.count += 1;
  const value = form(words.count);
  planted.push(value);
  return value;
}
const secret = () => canary((serial) => `Canary-${serial}-Geheim!`);

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
const written: string[] = [];
const restore: (() => void)[] = [];

beforeAll(async () => {
  for (const stream of ["stderr", "stdout"] as const) {
    const spy = vi.spyOn(process[stream], "write").mockImplementation((chunk) => written.push(String(chunk)) > 0);
    restore.push(() => spy.mockRestore());
  }
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    const spy = vi.spyOn(console, method).mockImplementation((...all) => written.push(all.map(String).join(" ")));
    restore.push(() => spy.mockRestore());
  }
  system = await startSystem();
  branch = await system.foundBranch(canary());
});
afterAll(() => {
  for (const undo of restore) undo();
});

const at = (rest: string) => `/api/branches/${branch.id}/${rest}`;
const toldOf = (): string[] => {
  const told = system.log.map((line) => JSON.stringify(line)).join("\n") + written.join("\n");
  return planted.filter((value) => told.includes(value) || told.includes(encodeURIComponent(value)));
};
const errors = () => system.log.filter(({ level }) => level === "error").length;

const person = () => ({
  name: canary(),
  idNumber: canary((serial) => inventId(700_000 + serial)),
  phone: canary((serial) => `1987654${String(serial).padStart(4, "0")}`),
  address: canary(),
  position: canary(),
  nativePlace: canary(),
  stage: "applicant",
});

describe("日志里没有人写下的内容", () => {
  it("登录：账号、对的和错的密码、链接、Cookie", async () => {
    const login = canary((serial) => `canary.${serial}`);
    const grants = [{ role: "committee", unitId: branch.id }];
    const { body } = await system.office.post("/api/accounts", { login, name: canary(), grants });
    await system.grant(body.id);
    planted.push(body.setupUrl.split("#")[1]);
    const signedIn = await system.follow(body.setupUrl);
    planted.push(signedIn.cookie, signedIn.cookie.split(".")[1] ?? "");
    for (const password of [PASSWORD, secret(), secret()])
      await system.browser().post("/api/session", { login, password });
    await system.browser().post("/api/setup", { code: secret(), password: secret() });
    expect((await signedIn.post("/api/me/password", { current: secret(), password: secret() })).status).toBe(422);
    await system.browser(`sid=${secret()}`).get(`/api/me?q=${encodeURIComponent(canary())}`);
    expect(toldOf()).toEqual([]);
  });

  it("登记、改正、查看、谈话、导入，以及它们被拒绝", async () => {
    const { secretary } = branch;
    const given = person();
    const first = await secretary.post(at("members"), {
      name: given.name,
      idNumber: given.idNumber,
      stage: "applicant",
    });
    expect(first.status).toBe(201);
    for (const body of [person(), given, { ...given, idNumber: canary() }, { [canary()]: canary() }, [canary()]])
      await secretary.post(at("members"), body, { key: canary((serial) => `canary-key-${serial}`) });
    const path = at(`members/${first.body.id}`);
    await secretary.patch(path, 1, {
      address: canary(),
      phone: canary((serial) => `1986543${String(serial).padStart(4, "0")}`),
    });
    await secretary.patch(path, 1, { address: canary() });
    await secretary.post(`${path}/reveals`, { fields: ["idNumber"], reason: canary() });
    await secretary.get(at(`members?q=${encodeURIComponent(canary())}`));
    await secretary.get(at(`members/${encodeURIComponent(canary())}`));
    const talk = { on: "2024-05-20", kind: "member", talkerId: first.body.id, memberId: first.body.id };
    await secretary.post(at("talks"), { ...talk, text: canary(), place: canary() });
    await secretary.post(at("activities"), {
      ...{ kinds: ["study"], title: canary(), startsAt: "2024-05-20T09:00", place: canary(), lecturer: canary() },
      ...{ items: [{ title: canary(), text: canary() }], resolutions: [{ text: canary() }] },
    });
    const csv = `姓名,公民身份号码,手机号码\n${canary()},${canary((n) => inventId(800_000 + n))},${canary()}\n`;
    await secretary.post(at(`members/imports?name=${encodeURIComponent(canary())}.csv`), Buffer.from(csv), {
      type: "text/csv",
    });
    await secretary.post(at("roster-full.xlsx"), { password: secret(), reason: canary() });
    expect(toldOf()).toEqual([]);
  });

  it("出错：正文断了、存的记录坏了、数据库把值写进它的错误里", async () => {
    const { secretary } = branch;
    const before = errors();
    await system.app.request(`${ORIGIN}${at("members")}`, {
      method: "POST",
      headers: { origin: ORIGIN, cookie: secretary.cookie, "content-type": "application/json", "idempotency-key": "x" },
      body: `{"name":"${canary()}`,
    });
    const broken = {
      pk: `BRANCH#${branch.id}`,
      sk: "NOW#MEMBER#m_broken",
      entity: "member",
      id: "m_broken",
      version: canary(),
      name: { [canary()]: canary() },
    };
    await system.client.send(new PutCommand({ TableName: system.tableName, Item: broken }));
    expect((await secretary.get(at("members"))).status).toBe(500);
    for (const said of [
      canary(),
      `\n    at ${canary()}`,
      `x\n    at ${canary()} (${canary()}:1:1)\n    at ${canary()}`,
    ]) {
      const failure = Object.assign(new Error(`One or more parameter values were invalid: ${said}`), {
        name: "ValidationException",
      });
      system.client.middlewareStack.add(() => () => Promise.reject(failure), { name: "fails", step: "initialize" });
      expect((await secretary.get(at("talks"))).status).toBe(500);
      system.client.middlewareStack.remove("fails");
    }
    expect(errors()).toBe(before + 4);
    expect(toldOf()).toEqual([]);
  });

  it("错误只记种类和位置", () => {
    const trace = traceOf(new TypeError(`bad\n    at ${canary()}`));
    expect(trace.error).toBe("TypeError");
    expect(trace.stack[0]).toContain("log.test.ts");
    expect(traceOf(canary())).toEqual({ error: "string", stack: [] });
    expect(planted.filter((value) => JSON.stringify(trace).includes(value))).toEqual([]);
  });
});
