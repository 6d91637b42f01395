import { PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { sweep } from "#functions/platform/sweep";
import { PASSWORD, startSystem } from "#test/support/app";
import { csvOf } from "#test/support/fuzz/world";

/** What has expired is removed, and nothing else ever. */

const START = Date.parse("2026-03-02T02:00:00Z");
const DAY = 86_400_000;

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
let secretary: typeof branch.secretary;
beforeAll(async () => {
  system = await startSystem({ now: START });
  branch = await system.foundBranch("清理支部");
  secretary = branch.secretary;
});

const later = (days: number) => {
  system.clock.ms = START + days * DAY;
};
const own = { password: PASSWORD };
/** Sessions end after twelve hours, passwords after 90 days, whatever is tested. */
async function signInAgain() {
  const login = `sec-${branch.id.slice(-8)}`;
  const answer = await system.browser().post("/api/session", { login, ...own });
  secretary = system.browser(system.cookieOf(answer));
  if (answer.body.required !== "password") return;
  const [current, password] = [own.password, `Clean-${system.clock.ms}`];
  secretary = system.browser(system.cookieOf(await secretary.post("/api/me/password", { current, password })));
  own.password = password;
}

type Item = Record<string, unknown>;
async function everything(): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  const pages = paginateScan({ client: system.client }, { TableName: system.tableName });
  for await (const { Items } of pages) for (const item of Items ?? []) found.set(`${item.pk} ${item.sk}`, item);
  return found;
}
const isOver = ({ expiresAt }: Item) =>
  typeof expiresAt === "number" && expiresAt < Math.floor(system.clock.ms / 1000) - 86_400;
const sweepNow = () => sweep(system.client, system.tableName, system.clock.ms);
const imports = () => `/api/branches/${branch.id}/members/imports`;
async function imported(): Promise<string> {
  const { body } = await secretary.post(`${imports()}?name=a.csv`, csvOf("members"), { type: "text/csv" });
  return body.id;
}

describe("过期内容的清理", () => {
  it("还没有过期的一件也不动，过期不满一天的也不动", async () => {
    await imported();
    for (const days of [0, 0.6, 1.4]) {
      later(days);
      const before = await everything();
      const { looked, removed } = await sweepNow();
      expect([looked, removed]).toEqual([before.size, 0]);
      expect(await everything()).toEqual(before);
    }
  });

  it("过期一天以上的会话、重复请求的回答和导入都清除，其余一件不少", async () => {
    const odd = { pk: "ODD", sk: "text", expiresAt: "1" };
    await system.client.send(new PutCommand({ TableName: system.tableName, Item: odd }));
    later(40);
    const before = await everything();
    const kinds = new Set([...before.values()].filter(isOver).map(({ entity }) => entity));
    expect(kinds).toEqual(new Set(["session", "operation", "import", "import-chunk"]));
    const { removed } = await sweepNow();
    const after = await everything();
    expect(removed).toBe([...before.values()].filter(isOver).length);
    expect(after).toEqual(new Map([...before].filter(([, item]) => !isOver(item))));
    expect([...after.values()].some(({ pk }) => pk === "ODD")).toBe(true);
  });

  it("要停就停，下一次接着清理", async () => {
    expect(await sweep(system.client, system.tableName, system.clock.ms, () => true)).toEqual({
      looked: 0,
      removed: 0,
    });
  });
});

describe("导入过了期限", () => {
  it("从最后一步算起 30 天内可以撤销，以后说明已经太晚", async () => {
    later(100);
    await signInAgain();
    const [early, late] = [await imported(), await imported()];
    later(128);
    await signInAgain();
    expect((await secretary.post(`${imports()}/${early}/commit`)).body).toMatchObject({ created: 2 });
    later(132);
    await signInAgain();
    expect((await secretary.get(`${imports()}/${late}`)).body.code).toBe("import.expired");
    await sweepNow();
    later(157);
    await signInAgain();
    await sweepNow();
    expect((await secretary.post(`${imports()}/${early}/undo`)).body).toMatchObject({ state: "undone", removed: 2 });
    later(189);
    await signInAgain();
    await sweepNow();
    const answer = await secretary.post(`${imports()}/${early}/undo`);
    expect([answer.status, answer.body.title]).toEqual([409, expect.stringContaining("导入超过 30 天")]);
    expect((await secretary.get(`${imports()}/i_none`)).body.code).toBe("record.missing");
  });
});
