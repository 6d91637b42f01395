import { expect, it } from "vitest";
import { keys } from "#functions/platform/keys";
import { trimTrail } from "#functions/platform/retention";
import { startSystem } from "#test/support/app";
import { fsckOf, itemsOf } from "#test/support/lived-in";

const YEAR = 365 * 86_400_000;
const BEGUN = Date.parse("2022-03-01T02:00:00Z");

it("到期的轨迹事件只留每条记录的最后一条，检查照样没有一处不符；起点被改就被发现", { timeout: 60_000 }, async () => {
  const system = await startSystem({ now: BEGUN, today: "2022-03-01" });
  const { id, secretary } = await system.foundBranch("机关第一党支部");
  const path = `/api/branches/${id}/members`;
  const made = await secretary.post(path, { name: "王书记", stage: "applicant" });
  const change = (version: number) => secretary.patch(`${path}/${made.body.id}`, version, { note: `第 ${version} 次` });
  for (const version of [1, 2, 3]) expect((await change(version)).status).toBe(200);
  const rest = await secretary.post(path, { name: "李委员", stage: "applicant" });
  const trailOf = (member: string) => system.platform.table.range(keys.auditOf(member));

  system.clock.ms = BEGUN + YEAR;
  expect(await trimTrail(system.platform, 1096)).toEqual({ trails: 0, events: 0 });
  expect(await trailOf(made.body.id)).toHaveLength(4);

  system.clock.ms = BEGUN + 4 * YEAR;
  const { trails, events } = await trimTrail(system.platform, 1096);
  expect([trails > 0, events >= 3]).toEqual([true, true]);
  expect((await trailOf(made.body.id)).map((event) => event.version)).toEqual([4]);
  expect((await trailOf(rest.body.id)).map((event) => event.version)).toEqual([1]);
  expect((await fsckOf(system)).findings).toEqual([]);
  expect(await trimTrail(system.platform, 1096)).toEqual({ trails: 0, events: 0 });

  const anchor = (await itemsOf(system)).find(
    ({ pk, entity }) => entity === "anchor" && pk === `AUDIT#${made.body.id}`,
  );
  await system.platform.table.drop(keys.anchor(made.body.id));
  expect((await fsckOf(system)).findings).toMatchObject([{ kind: "trail.gap", id: `${made.body.id}@4` }]);
  expect(anchor).toMatchObject({ upTo: 3 });
});

it("不足 184 天的期限不予执行", async () => {
  const system = await startSystem();
  await expect(trimTrail(system.platform, 183)).rejects.toThrow("184");
});
