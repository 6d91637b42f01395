import { BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { activityStore } from "#functions/activities/store";
import { memberStore } from "#functions/members/store";
import { orgStore } from "#functions/org/store";
import type { Item } from "#functions/platform/keys";
import { keys } from "#functions/platform/keys";
import type { Platform } from "#functions/platform/platform";
import type { Put } from "#functions/platform/write";
import { activityRecord } from "#shared/activities/schema";
import { rollupRecord } from "#shared/duties/rollup";
import { memberRecord } from "#shared/members/schema";
import { branchSettings, unitRecord } from "#shared/org/schema";

/** Items as the write path would have stored them, for tests that need many; the trail and markers are left out. */

const CHAIN = "0".repeat(64);
const padded = (n: number, width: number) => String(n).padStart(width, "0");

const stored = ({ key, views, kind, record }: Put): Item => ({
  ...record,
  ...key,
  ...views,
  entity: kind,
  chain: CHAIN,
});
const entered = { version: 1, chain: CHAIN, enteredAt: "2026-01-05T08:00:00.000Z", enteredBy: "书记" };

export const branchId = (n: number): string => `b_${padded(n, 18)}`;
export const memberId = (n: number): string => `m_${padded(n, 18)}`;

/** The unit and the profile of a branch. */
export function branchItems(platform: Platform, id: string, parentId: string): Item[] {
  const store = orgStore(platform.table);
  const unit = unitRecord.parse({
    ...{ version: 1, chain: CHAIN, id, parentId, kind: "branch", name: `支部${id.slice(-6)}`, branchKind: "ordinary" },
    ...{ foundedOn: "2015-01-01", closedOn: null },
  });
  const { name, foundedOn, closedOn } = unit;
  const branch = {
    ...{ id, name, foundedOn, closedOn, branchKind: "ordinary" as const, version: 1, chain: CHAIN, groups: [] },
    ...{
      term: { startedOn: "2025-01-10", years: 3, extendedTo: null },
      settings: branchSettings.parse({}),
      committee: [],
    },
  };
  const event = { action: "unit.founded" } as const;
  return [stored(store.writeUnit(unit, null, event)), stored(store.writeBranch(branch, null, event))];
}

export function memberItem(platform: Platform, branch: string, n: number, left?: string): Item {
  const member = memberRecord.parse({
    ...{
      ...entered,
      id: memberId(n),
      branchId: branch,
      name: "陈建国",
      initials: "cjg",
      sex: "male",
      ethnicity: "01",
      stage: "full",
    },
    ...{
      idNumber: `11010119800101${padded(n % 10_000, 4)}`,
      phone: "13800000000",
      address: "北京市东城区某某街道某某小区 1 号楼",
    },
    ...{
      birthDate: "1980-01-01",
      education: "bachelor",
      joinedOn: "2005-07-01",
      convertedOn: "2006-07-01",
      job: "013",
    },
    ...{ arrival: "initial", left: left ? { on: left, how: "transfer" } : null },
  });
  return stored(memberStore(platform.table, platform.keyring).write(member, null, { action: "member.registered" }));
}

/** A year of a branch that meets five times a month, each time confirmed with its roll. */
export function activityItems(platform: Platform, branch: string, year: number, roll: string[], months = 12): Item[] {
  const kinds = ["themeDay", "committee", "general", "lecture", "study"] as const;
  return Array.from({ length: months * 5 }, (_, i) => {
    const [month, nth] = [Math.floor(i / 5) + 1, i % 5];
    const startsAt = `${year}-${padded(month, 2)}-${padded(nth * 4 + 3, 2)}T14:00`;
    const activity = activityRecord.parse({
      ...{
        ...entered,
        id: `a_${year}${padded(i, 14)}`,
        branchId: branch,
        kinds: [kinds[nth]],
        title: "学习贯彻会议精神，研究部署下一步工作",
      },
      ...{
        startsAt,
        endsAt: startsAt.replace("14:00", "16:00"),
        forYear: year,
        place: "三楼会议室",
        hours: 2,
        state: "confirmed",
      },
      attendance: { default: "present", exceptions: [{ memberId: roll[0], state: "leave", reason: "出差" }] },
      items: [{ title: "学习文件" }, { title: "讨论发言" }],
      roll: { expected: roll, entitled: roll },
      ...{ recordedAt: startsAt, confirmedAt: startsAt, confirmedBy: "书记" },
    });
    return stored(activityStore(platform.table).write(activity, null, { action: "activity.recorded" }));
  });
}

/** A rollup with the longest sentences that are kept. */
export function rollupItem(branch: string, year: number): Item {
  const gap = { rule: "committee-meeting", status: "overdue", sentence: "党".repeat(60) };
  const rollup = rollupRecord.parse({
    ...{ branchId: branch, year, version: 1, computedOn: "2026-11-22", members: { party: 60, full: 55 } },
    counts: { done: 40, due: 12, overdue: 3, breached: 9, notApplicable: 14 },
    worst: [gap, gap, gap],
  });
  return { ...rollup, entity: "rollup", ...keys.rollup(branch, year), ...keys.rollupView(branch, year) };
}

async function writeBatch(client: DynamoDBDocumentClient, tableName: string, batch: Item[], tries = 0): Promise<void> {
  const requests = batch.map((Item) => ({ PutRequest: { Item } }));
  try {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error("the engine left items unwritten");
  } catch (error) {
    // An engine that has only just started may exceed the client's limits; the same items may be written again.
    if (tries === 5) throw error;
    await writeBatch(client, tableName, batch, tries + 1);
  }
}

/** Batch writes of 25, four at a time. */
export async function writeItems(
  client: DynamoDBDocumentClient,
  tableName: string,
  items: readonly Item[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, i) => items.slice(i * 25, i * 25 + 25));
  const worker = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await writeBatch(client, tableName, batch);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
