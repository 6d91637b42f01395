import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { Secret, TOTP } from "otpauth";
import { beforeAll, describe, expect, it } from "vitest";
import type * as z from "zod";
import { createApp } from "#functions/app";
import { memberStore } from "#functions/members/store";
import { connect } from "#functions/platform/client";
import { makePasswords } from "#functions/platform/crypto";
import { directoryFiles } from "#functions/platform/files";
import { checkItems } from "#functions/platform/fsck/check";
import type { Item } from "#functions/platform/keys";
import type { Platform } from "#functions/platform/platform";
import { rememberedPolicy } from "#functions/platform/policy";
import { openTable } from "#functions/platform/table";
import { rememberedTree } from "#functions/platform/tree";
import { SAMPLE_SECRET, sampleAccounts, seedSample } from "#functions/sample/seed";
import { accountRecord } from "#shared/accounts/schema";
import { activityRecord, minutesRecord } from "#shared/activities/schema";
import { assessmentRecord, frozenPiece } from "#shared/assessment/schema";
import { talkRecord, trainingRecord } from "#shared/learning/schema";
import { memberRecord } from "#shared/members/schema";
import { branchRecord, unitRecord } from "#shared/org/schema";
import { Fault } from "#shared/problem";
import { ORIGIN } from "#test/support/app";
import { freshTable } from "#test/support/engine";
import { testKeyring } from "#test/support/keyring";

const TODAY = "2026-11-22";
const NOW = Date.parse("2026-11-22T10:00:00+08:00");
const PASSWORD = "Zhibu-demo-2026";

/** A platform on an empty table, and all that lies in it. */
async function emptySystem() {
  const { endpoint, tableName } = await freshTable();
  const client = connect({ endpoint, tableName });
  const keyring = testKeyring();
  const now = () => NOW;
  const table = openTable(client, tableName, now, keyring);
  const platform: Platform = {
    table,
    keyring,
    passwords: makePasswords({ n: 1024 }, () => new Fault("session.busy")),
    oidc: null,
    files: directoryFiles(mkdtempSync(join(tmpdir(), "zhibu-files-"))),
    ...rememberedTree(table, now),
    ...rememberedPolicy(table, now),
    now,
    today: () => TODAY,
    addressOf: () => "",
    origins: [ORIGIN],
    demo: true,
    log: () => undefined,
    site: { shell: async () => "", asset: async () => null },
    openapi: async () => "{}",
  };
  async function items(from?: Item): Promise<Item[]> {
    const page = await client.send(new ScanCommand({ TableName: tableName, ...(from && { ExclusiveStartKey: from }) }));
    const rest = page.LastEvaluatedKey ? await items(page.LastEvaluatedKey) : [];
    return [...(page.Items ?? []), ...rest];
  }
  return { platform, items: () => items() };
}

/** With the fields of every object in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

/** What chance gives an item, or what is computed over such: salts, tokens, keys, signatures. */
const BY_CHANCE = ["token", "password", "secondFactor", "dataKey", "digest", "hash", "chain", "previous", "mac"];

/** An item without what chance gives it: sealed values of members are opened, other sealed texts left out. */
function plain({ platform }: Pick<Awaited<ReturnType<typeof emptySystem>>, "platform">, item: Item): string {
  const opened =
    item.entity === "member" ? { ...item, ...memberStore(platform.table, platform.keyring).read(item) } : item;
  const plainFields = Object.entries(opened).filter(([field]) => !BY_CHANCE.includes(field));
  return JSON.stringify(ordered({ ...Object.fromEntries(plainFields), ...(item.entity === "frozen" && { text: "" }) }));
}

const ofEntity = (items: readonly Item[], entity: string) => items.filter((item) => item.entity === entity);

/** The table stops answering after so many transactions. */
function failingAfter(platform: Platform, commits: number): Platform {
  const left = { commits };
  const commit: Platform["table"]["commit"] = async (...given) => {
    left.commits -= 1;
    if (left.commits < 0) throw new Error("stopped");
    await platform.table.commit(...given);
  };
  return { ...platform, table: { ...platform.table, commit } };
}

let system: Awaited<ReturnType<typeof emptySystem>>;
let items: Item[];

beforeAll(async () => {
  system = await emptySystem();
  await seedSample(system.platform);
  items = await system.items();
}, 120_000);

describe("样例单位", () => {
  it("有 1 个党委、2 个总支、12 个支部，约 260 人，12 个支部各不相同", () => {
    const units = ofEntity(items, "unit").map((item) => unitRecord.parse(item));
    const count = (kind: string) => units.filter((unit) => unit.kind === kind).length;
    expect([count("committee"), count("general"), count("branch")]).toEqual([1, 2, 12]);
    const kinds = units.flatMap(({ branchKind }) => branchKind ?? []);
    expect(
      Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length])),
    ).toEqual({ ordinary: 8, joint: 1, provisional: 1, retired: 1, floating: 1 });
    expect(Math.abs(ofEntity(items, "member").length - 260)).toBeLessThan(20);
  });

  it("数据检查没有一处不符", () => {
    const asked = { keyring: system.platform.keyring, now: NOW, isFormerTable: false };
    const { findings } = checkItems(items, asked);
    // Its keys belong to no table.
    expect(findings).toEqual([{ kind: "table.incomplete", entity: "table", id: "KEYRING|-", detail: "" }]);
  });

  it("每条记录都符合自己的格式", () => {
    const schemas: Record<string, z.ZodType> = {
      ...{
        unit: unitRecord,
        branch: branchRecord,
        member: memberRecord,
        activity: activityRecord,
        minutes: minutesRecord,
      },
      ...{ talk: talkRecord, training: trainingRecord, account: accountRecord },
      ...{ assessment: assessmentRecord, frozen: frozenPiece },
    };
    const known = [...Object.keys(schemas), "audit", "unique", "sample"];
    expect([...new Set(items.map((item) => String(item.entity)))].filter((entity) => !known.includes(entity))).toEqual(
      [],
    );
    for (const [entity, schema] of Object.entries(schemas)) {
      const found = ofEntity(items, entity);
      expect(found.length, entity).toBeGreaterThan(0);
      expect(found.filter((item) => !schema.safeParse(item).success)).toEqual([]);
    }
  });

  it("每条记录有留痕，证件号和账号有唯一标记，表里没有身份证号明文", () => {
    const kept = items.filter((item) => typeof item.chain === "string");
    const chains = new Set(ofEntity(items, "audit").map((item) => item.hash));
    expect(kept.filter((item) => !chains.has(item.chain))).toEqual([]);
    const present = ofEntity(items, "member").filter((item) => item.left === null);
    const held = [
      ...present,
      ...ofEntity(items, "account"),
      ...ofEntity(items, "unit").filter(({ parentId }) => parentId),
    ].length;
    expect(ofEntity(items, "unique")).toHaveLength(held);
    expect(JSON.stringify(items)).not.toMatch(/9900\d{2}(?:19|20)\d{2}[01]\d[0-3]\d/);
  });

  it("再来一次什么也不变", async () => {
    await seedSample(system.platform);
    expect(await system.items()).toHaveLength(items.length);
  });

  it("中途停下的下次接着做完，两次得到同样的内容", async () => {
    const other = await emptySystem();
    await expect(seedSample(failingAfter(other.platform, 9))).rejects.toThrow("stopped");
    await expect(seedSample(failingAfter(other.platform, 11))).rejects.toThrow("stopped");
    await seedSample(other.platform);
    const first = new Set(items.map((item) => plain(system, item)));
    const others = await other.items();
    expect(others).toHaveLength(items.length);
    expect(others.filter((item) => !first.has(plain(other, item))).map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([]);
  }, 60_000);
});

describe("样例账号", () => {
  /** The three share the sample's secret, each with steps of his own. */
  const isAdministrator = (login: string) => ["system", "security", "audit"].includes(login);
  const nextCode = () => new TOTP({ secret: Secret.fromBase32(SAMPLE_SECRET) }).generate({ timestamp: NOW });
  async function browser(login: string) {
    const app = createApp(system.platform);
    const headers = { origin: ORIGIN, "content-type": "application/json" };
    const signedIn = await app.request(`${ORIGIN}/api/session`, {
      method: "POST",
      headers,
      body: JSON.stringify({ login, password: PASSWORD, ...(isAdministrator(login) && { code: nextCode() }) }),
    });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const get = async (path: string) => {
      const answer = await app.request(`${ORIGIN}${path}`, { headers: { ...headers, cookie } });
      return { status: answer.status, body: await answer.json() };
    };
    return { status: signedIn.status, me: await signedIn.json(), get };
  }
  const logins = [
    "office",
    ...Array.from({ length: 12 }, (_, i) => `secretary${String(i + 1).padStart(2, "0")}`),
    "inspector",
    "member01",
    "system",
    "security",
    "audit",
  ];

  it("每个账号都能用同一密码登录，列出账号、角色、组织", async () => {
    expect(sampleAccounts.map((line) => line.trim().split(/\s+/)[0])).toEqual(logins);
    for (const login of logins) {
      const { status, me } = await browser(login);
      expect([login, status, me.account?.login]).toEqual([login, 200, login]);
      const line = sampleAccounts.find((one) => one.includes(`${login} `)) ?? "";
      expect(line).toContain(me.grants[0].unit.name);
    }
  });

  it("secretary01 的机关第一党支部是新成立的空支部", async () => {
    const { me, get } = await browser("secretary01");
    const unit = me.grants[0].unit;
    expect(unit.name).toBe("机关第一党支部");
    expect((await get(`/api/branches/${unit.id}/members`)).body.items).toEqual([]);
    expect((await get(`/api/branches/${unit.id}/activities?year=2026`)).body.items).toEqual([]);
    expect((await get(`/api/branches/${unit.id}`)).body).toMatchObject({ committee: [], groups: [], term: null });
  });

  it("其余书记看到自己支部的党员和一年的活动，事项都算得出来", async () => {
    const { get } = await browser("office");
    for (const login of logins.slice(2, 13)) {
      const { me } = await browser(login);
      const { id, name } = me.grants[0].unit;
      expect(me.memberId, name).not.toBeNull();
      const answer = await get(`/api/branches/${id}/duties?year=2026`);
      expect([
        name,
        answer.status,
        answer.body.items?.filter((duty: { missing: string }) => duty.missing.includes("没有算出来")),
      ]).toEqual([name, 200, []]);
      expect((await get(`/api/branches/${id}/activities?year=2026&limit=200`)).body.items.length, name).toBeGreaterThan(
        12,
      );
    }
  });

  it("去年的考核有的上报了、有的退回了、有的没有报，上报的与现在的记录一致", async () => {
    const { get } = await browser("office");
    const states = await Promise.all(
      Array.from({ length: 11 }, async (_, i) => {
        const { body } = await get(`/api/branches/b_00${String(i + 2).padStart(2, "0")}/assessments`);
        return body.items.find((one: { year: number }) => one.year === 2025);
      }),
    );
    const count = (state: string) => states.filter((one) => one.state === state).length;
    expect([count("submitted"), count("returned"), count("draft")]).toEqual([4, 1, 6]);
    expect(states.filter((one) => one.changedSince)).toEqual([]);
  });

  it("member01 看到自己的记录", async () => {
    const { me } = await browser("member01");
    expect(me.grants).toMatchObject([{ role: "member", unit: { name: "机关第二党支部" } }]);
    expect(me.memberId).toMatch(/^m_0002/);
  });
});
