import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Key, keys, type Range } from "#functions/platform/keys";
import { recomputeChanged } from "#functions/stream";
import { type Answer, startSystem } from "../support/app";
import {
  activityItems,
  branchId,
  branchItems,
  memberId,
  memberItem,
  rollupItem,
  writeItems,
} from "../support/branch-items";
import { engineKind } from "../support/engine-process";
import { meter, type Sent } from "../support/meter";

/** docs/table.md states what every screen and act costs; this file measures it, so that the page stays true. */

const TODAY = "2026-11-22";
const BRANCH = branchId(1);
/** Where saving is measured, so that the order of the tests does not matter. */
const SAVED = branchId(5000);
const PEOPLE = 25;
const roll = Array.from({ length: PEOPLE }, (_, n) => memberId(n));

type Cost = { queries: number; reads: number; writes: number };

/** The rows of the page's table: route → Queries, read units, write units. */
function statedCosts(): Map<string, Cost> {
  const rows = readFileSync("docs/table.md", "utf8").matchAll(
    /^\| `((?:GET|POST|PATCH) [^`]+)` \| (\d+) \| (\d+(?:\.5)?) \| (\d+) \|/gm,
  );
  return new Map(
    [...rows].map(([, route = "", queries, reads, writes]) => [
      route,
      { queries: Number(queries), reads: Number(reads), writes: Number(writes) },
    ]),
  );
}

const isRead = ({ command }: Sent): boolean => ["GetItem", "BatchGetItem", "Query", "Scan"].includes(command);
const unitsOf = (sent: readonly Sent[]): number => sent.reduce((sum, { units }) => sum + units, 0);
const queriesOf = (sent: readonly Sent[]): Sent[] => sent.filter(({ command }) => command === "Query");
const costOf = (sent: readonly Sent[]): Cost => ({
  queries: queriesOf(sent).length,
  reads: unitsOf(sent.filter(isRead)),
  writes: unitsOf(sent.filter((one) => !isRead(one))),
});

/** DynamoDB's own measure of an item: names and texts in UTF-8, numbers about half their digits, a byte or three for what holds others. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(String(value).replace(/[-.]/g, "").replace(/0+$/, "").length / 2) + 1;
  if (value === null || typeof value === "boolean") return 1;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + sizeOf(one), 3);
  return Object.entries(Object(value)).reduce((sum, [name, one]) => sum + Buffer.byteLength(name) + 1 + sizeOf(one), 3);
}
const itemSize = (item: Record<string, unknown>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

async function prepare() {
  const system = await startSystem({ today: TODAY });
  const { platform, client, tableName } = system;
  await writeItems(client, tableName, [
    ...branchItems(platform, BRANCH, system.root.id),
    ...roll.map((_, n) => memberItem(platform, BRANCH, n)),
    ...activityItems(platform, BRANCH, 2026, roll),
    ...branchItems(platform, SAVED, system.root.id),
    ...roll.map((_, n) => memberItem(platform, SAVED, 500 + n)),
  ]);
  platform.forgetTree();
  const secretary = await system.person("secretary", BRANCH, "secretary", memberId(0));
  const keeper = await system.person("secretary", SAVED, "keeper-of-two");
  const { during } = meter(client);
  const path = `/api/branches/${BRANCH}`;

  async function measure(act: () => Promise<Answer>): Promise<Sent[]> {
    return during(async () => {
      const answer = await act();
      expect(answer.status, answer.text).toBeLessThan(300);
    });
  }
  const screens = {
    "GET /api/branches/:b/home": `${path}/home`,
    "GET /api/branches/:b/members": `${path}/members?limit=25`,
    "GET /api/branches/:b/activities": `${path}/activities?year=2026&limit=200`,
    "GET /api/branches/:b/duties": `${path}/duties?year=2026`,
  };
  async function measureScreens(): Promise<Record<string, Sent[]>> {
    const measured: Record<string, Sent[]> = {};
    for (const [route, url] of Object.entries(screens)) measured[route] = await measure(() => secretary.get(url));
    return measured;
  }
  return { system, secretary, keeper, during, measure, measureScreens, first: await measureScreens() };
}

let at: Awaited<ReturnType<typeof prepare>>;
let stated: Map<string, Cost>;
beforeAll(async () => {
  at = await prepare();
  stated = statedCosts();
});

describe("支部页面的读取代价", () => {
  it("首页、党员列表、年度表各最多两次查询，都在本支部的分区内，没有扫描", () => {
    for (const [route, sent] of Object.entries(at.first)) {
      expect(queriesOf(sent).length, route).toBeLessThanOrEqual(2);
      for (const { partitions, index } of queriesOf(sent))
        expect([partitions, index], route).toEqual([[`BRANCH#${BRANCH}`], null]);
      const others = sent.filter(({ command }) => command !== "Query").map(({ command }) => command);
      expect(others, route).toEqual(["BatchGetItem"]);
    }
  });

  it("每次查询的读取单位等于其中记录的大小除以 4 KB，没有多读", async () => {
    const unitsOfRange = async (range: Range): Promise<number> => {
      const items = await at.system.platform.table.range(range);
      return Math.ceil(items.reduce((sum, item) => sum + itemSize(item), 0) / 4096);
    };
    const [standing, year] = [await unitsOfRange(keys.standing(BRANCH)), await unitsOfRange(keys.year(BRANCH, 2026))];
    const units = (route: string) =>
      queriesOf(at.first[route] ?? [])
        .map((one) => one.units)
        .sort((a, b) => a - b);
    expect(units("GET /api/branches/:b/home")).toEqual([standing, year]);
    expect(units("GET /api/branches/:b/members")).toEqual([standing]);
    expect(units("GET /api/branches/:b/activities")).toEqual([standing, year]);
    expect(units("GET /api/branches/:b/duties")).toEqual([standing, year]);
  });

  it("与 docs/table.md 写明的一致", () => {
    for (const [route, sent] of Object.entries(at.first))
      expect({ route, ...costOf(sent) }).toEqual({ route, ...stated.get(route) });
  });

  it("积累五年记录以后，代价不变", async () => {
    const { platform, client, tableName } = at.system;
    const earlier = [2021, 2022, 2023, 2024, 2025].flatMap((year) => activityItems(platform, BRANCH, year, roll));
    const gone = Array.from({ length: 40 }, (_, n) => memberItem(platform, BRANCH, 1000 + n, "2024-06-30"));
    const rollups = [2021, 2022, 2023, 2024, 2025, 2026].map((year) => rollupItem(BRANCH, year));
    await writeItems(client, tableName, [...earlier, ...gone, ...rollups]);
    expect(await at.measureScreens()).toEqual(at.first);
  });

  it("单位有一千个支部时，代价不变；上级视图一千个支部一页", { timeout: 60_000 }, async () => {
    const { platform, client, tableName, root, office } = at.system;
    const others = Array.from({ length: 999 }, (_, n) => branchId(n + 2));
    const items = others.flatMap((id) => [...branchItems(platform, id, root.id), rollupItem(id, 2026)]);
    await writeItems(client, tableName, [...items, rollupItem(BRANCH, 2026)]);
    platform.forgetTree();
    expect(await at.measureScreens()).toEqual(at.first);

    platform.forgetTree();
    const route = "GET /api/overview";
    const sent = await at.measure(async () => {
      const answer = await office.get("/api/overview");
      expect(answer.body.items).toHaveLength(1001);
      expect(answer.body.items.filter((item: { computedOn: string | null }) => item.computedOn !== null)).toHaveLength(
        1000,
      );
      return answer;
    });
    expect(sent.filter(({ index }) => index === "gsi2")).toHaveLength(1);
    expect(sent.filter(({ command }) => command === "Scan")).toEqual([]);
    expect({ route, ...costOf(sent) }).toEqual({ route, ...stated.get(route) });
  });
});

describe("保存的代价", () => {
  it("与 docs/table.md 写明的一致，每次保存是一个事务", async () => {
    const secretary = at.keeper;
    const path = `/api/branches/${SAVED}`;
    const ids: { activity: string } = { activity: "" };
    const acts: Record<string, () => Promise<Answer>> = {
      "POST /api/branches/:b/members": () =>
        secretary.post(`${path}/members`, {
          ...{
            name: "刘新",
            stage: "full",
            idNumber: "11010519491231002X",
            joinedOn: "2005-07-01",
            convertedOn: "2006-07-01",
          },
        }),
      "PATCH /api/branches/:b/members/:m": () =>
        secretary.patch(`${path}/members/${memberId(505)}`, 1, { phone: "13900000000" }, { key: "as-the-page-sends" }),
      "POST /api/branches/:b/activities": async () => {
        const made = await secretary.post(`${path}/activities`, {
          ...{ kinds: ["themeDay"], title: "主题党日", startsAt: "2026-11-20T14:00", hours: 2, state: "recorded" },
          items: [{ title: "学习文件", text: "学".repeat(300) }],
        });
        ids.activity = made.body.id;
        return made;
      },
      "POST /api/branches/:b/activities/:a/confirm": () =>
        secretary.post(`${path}/activities/${ids.activity}/confirm`, {}),
      "POST /api/branches/:b/talks": () =>
        secretary.post(`${path}/talks`, {
          ...{
            on: "2026-11-20",
            kind: "member",
            talkerId: memberId(500),
            memberId: memberId(501),
            text: "谈".repeat(200),
          },
        }),
    };
    for (const [route, act] of Object.entries(acts)) {
      const sent = await at.measure(act);
      const written = sent.filter((one) => !isRead(one)).map(({ command }) => command);
      expect([route, ...written]).toEqual([route, "TransactWriteItems"]);
      // DynamoDB Local misreports the capacity of transactions and charges nothing for items that do not exist.
      const { queries } = costOf(sent);
      const cost = engineKind() === "dynoxide" ? costOf(sent) : { ...stated.get(route), queries };
      expect({ route, ...cost }).toEqual({ route, ...stated.get(route) });
    }
  });

  it("docs/table.md 的每一行都被这里量过", () => {
    const measured = [
      ...Object.keys(at.first),
      "GET /api/overview",
      "POST /api/branches/:b/members",
      "PATCH /api/branches/:b/members/:m",
    ];
    measured.push(
      "POST /api/branches/:b/activities",
      "POST /api/branches/:b/activities/:a/confirm",
      "POST /api/branches/:b/talks",
    );
    expect(new Set(stated.keys())).toEqual(new Set(measured));
  });
});

describe("重新计算一个支部的代价", () => {
  it("只读该支部的分区，写一项", async () => {
    const changed: Key = keys.activity(BRANCH, { id: "a_x", forYear: 2026, startsAt: "2026-05-01T09:00" });
    const sent = await at.during(() => recomputeChanged(at.system.platform, [changed]));
    expect(new Set(sent.flatMap(({ partitions }) => partitions))).toEqual(new Set([`BRANCH#${BRANCH}`]));
    expect(sent.map(({ command }) => command).sort()).toEqual(["GetItem", "PutItem", "Query", "Query"]);
  });
});
