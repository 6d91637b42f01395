import { expect, it } from "vitest";
import { purgeMember } from "#functions/members/purge";
import type { Actor } from "#functions/platform/actor";
import { keys } from "#functions/platform/keys";
import { accountRecord } from "#shared/accounts/schema";
import { startSystem } from "#test/support/app";
import { fsckOf, itemsOf } from "#test/support/lived-in";
import { inventId } from "#test/support/people";

const NAME = "欧阳离去";
const PLACE = "示例农场第九居民组";

it("删除已离开人员的个人信息后，数据里只有会议记录原文还有姓名，轨迹仍可核对", { timeout: 60_000 }, async () => {
  const system = await startSystem({ today: "2026-11-22" });
  const { id, secretary } = await system.foundBranch("机关第一党支部");
  const path = `/api/branches/${id}`;
  const full = { stage: "full", joinedOn: "2010-07-01", convertedOn: "2011-07-01" };
  const other = (await secretary.post(`${path}/members`, { name: "李委员", ...full })).body.id;
  const person = {
    name: NAME,
    idNumber: inventId(9),
    phone: "19900009999",
    address: PLACE,
    note: `${NAME}的备注`,
    ...full,
  };
  const memberId: string = (await secretary.post(`${path}/members`, person)).body.id;
  await secretary.patch(`${path}/members/${memberId}`, 1, { note: `${NAME}的新备注` });
  await secretary.post(`${path}/members/${memberId}/reveals`, { fields: ["phone"], reason: `核对${NAME}` });
  await secretary.post(`${path}/talks`, { on: "2026-05-21", kind: "member", talkerId: other, memberId, text: NAME });
  const attendance = { default: "present", exceptions: [{ memberId, state: "leave", reason: `${NAME}生病` }] };
  const meeting = { kinds: ["general"], title: "大会", startsAt: "2026-05-20T09:00", state: "recorded", attendance };
  const items = [{ title: "议题", text: `${NAME}作了发言` }];
  const held = await secretary.post(`${path}/activities`, { ...meeting, items });
  expect((await secretary.post(`${path}/activities/${held.body.id}/confirm`)).status).toBe(200);

  const now = Date.now();
  const account = accountRecord.parse((await itemsOf(system)).find(({ entity }) => entity === "account"));
  const actor: Actor = {
    ...{
      accountId: account.id,
      login: account.login,
      name: account.name,
      grants: account.grants,
      memberId: null,
      account,
    },
    ...{
      sessionHash: "",
      from: "",
      at: new Date(now).toISOString(),
      now,
      today: "2026-11-22",
      operation: null,
      required: null,
      machine: null,
      method: "password",
    },
  };
  const purge = () => purgeMember(actor, system.platform, id, memberId);
  await expect(purge()).rejects.toMatchObject({ code: "access.denied" });
  const left = { left: { on: "2026-11-20", how: "transfer" } };
  expect((await secretary.patch(`${path}/members/${memberId}`, 2, left)).status).toBe(200);
  expect(await purge()).toEqual({ texts: 1, reasons: 1, events: 4 });

  const after = await itemsOf(system);
  const naming = after.filter((item) => /欧阳离去|第九居民组|19900009999/.test(JSON.stringify(item)));
  expect(naming.map(({ entity }) => entity)).toEqual(["minutes"]);
  expect(after.filter((item) => item.entity === "member" && item.id === memberId)).toEqual([]);
  const roll = after.find(({ id: one }) => one === held.body.id)?.roll;
  expect(roll).toMatchObject({ expected: expect.arrayContaining([memberId]) });
  const trail = await system.platform.table.range(keys.auditOf(memberId));
  expect(trail.map(({ action }) => action)).toEqual([
    ...["member.registered", "member.changed", "member.changed", "member.purged"],
  ]);
  expect((await fsckOf(system)).findings).toEqual([]);

  const [, changed] = trail;
  await system.platform.table.emptyEvent({ ...changed, at: "2020-01-01T00:00:00.000Z" }, "");
  expect((await fsckOf(system)).findings).not.toEqual([]);
  await expect(purge()).rejects.toMatchObject({ code: "record.missing" });
});
