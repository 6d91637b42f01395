import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { checkItems } from "#functions/platform/fsck/check";
import { pagesOf } from "#functions/platform/fsck/table";
import type { Keyring } from "#functions/platform/keyring";
import type { Item } from "#functions/platform/keys";
import { markPurpose } from "#functions/platform/purpose";
import { recomputeStale } from "#functions/stream";
import { type Answer, startSystem } from "./app";
import { inventId } from "./people";

export const LIVED_IN_ON = "2026-11-22";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const roster = new Uint8Array(readFileSync("test/support/党员花名册-示例.xlsx"));

type System = Pick<Awaited<ReturnType<typeof startSystem>>, "client" | "tableName">;

/** The whole table in the order of its keys. */
export async function itemsOf({ client, tableName }: System): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(client, tableName)) items.push(...page);
  return items;
}

const done = (answer: Answer): Answer => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};

/** A table in which everything has been done once: registered, imported and undone, amended, removed, handed in, given back, handed over, opened. */
export async function livedIn(keyring?: Keyring) {
  const system = await startSystem({ today: LIVED_IN_ON, ...(keyring && { keyring }) });
  await markPurpose(system.client, system.tableName, "real", system.platform.keyring);
  const { id, secretary } = await system.foundBranch("机关第一党支部");
  const path = `/api/branches/${id}`;
  const member = async (name: string, serial: number, more: object = {}): Promise<string> => {
    const fields = {
      name,
      stage: "full",
      joinedOn: "2010-07-01",
      convertedOn: "2011-07-01",
      idNumber: inventId(serial),
    };
    const secret = { phone: `1990000${1000 + serial}`, address: `示例农场第${serial}居民组`, ...more };
    return done(await secretary.post(`${path}/members`, { ...fields, ...secret })).body.id;
  };
  const [wang, li, zhao] = [await member("王书记", 1), await member("李委员", 2), await member("赵离开", 3)];
  const account = await system.person("committee", id, "committee-li", li);
  const older = await itemsOf(system);
  await secretary.patch(`${path}/members/${li}`, 1, { phone: "19955550000", position: "车间主任" });
  await secretary.patch(`${path}/members/${zhao}`, 1, { left: { on: "2026-11-20", how: "transfer" } });
  const moment = await secretary.post(`${path}/members`, { name: "误录", stage: "applicant" });
  done(await secretary.post(`${path}/members/${li}/reveals`, { fields: ["phone"], reason: "核对" }));
  expect(moment.status).toBe(201);

  const meeting = { kinds: ["general"], title: "党员大会", startsAt: "2026-05-20T09:00", hours: 2, state: "recorded" };
  const text = { items: [{ title: "学习文件", text: "第一段" }], resolutions: [{ text: "整改", ownerId: wang }] };
  const hold = async (more: object) => done(await secretary.post(`${path}/activities`, { ...meeting, ...more })).body;
  const first = await hold(text);
  done(await secretary.post(`${path}/activities/${first.id}/confirm`));
  const amendment = { reason: "笔误", changes: { items: [{ title: "学习文件", text: "改正的一段" }] } };
  done(await secretary.post(`${path}/activities/${first.id}/amendments`, amendment));
  const moved = await hold({ title: "改期的会", startsAt: "2026-06-20T09:00" });
  done(await secretary.patch(`${path}/activities/${moved.id}`, moved.version, { startsAt: "2026-07-02T09:00" }));
  const dropped = await hold({ title: "取消的会", ...text });
  done(await secretary.delete(`${path}/activities/${dropped.id}`, dropped.version));

  const talk = { kind: "member", talkerId: li, memberId: wang };
  for (const [n, day] of ["2026-05-21", "2026-06-21"].entries())
    done(await account.post(`${path}/talks`, { ...talk, on: day, text: `家里有困难${n}` }));
  const training = { from: "2026-03-01", to: "2026-03-05", memberId: wang, kind: "rotation", name: "轮训", hours: 24 };
  done(await secretary.post(`${path}/trainings`, training));

  const imports = `${path}/members/imports`;
  const upload = async () => done(await secretary.post(`${imports}?name=a.xlsx`, roster, { type: XLSX })).body;
  const batch = await upload();
  const fields = { fields: { joinedOn: "2022-09-25" } };
  done(await secretary.patch(`${imports}/${batch.id}/rows/22`, batch.version, fields));
  done(await secretary.post(`${imports}/${batch.id}/commit`));
  done(await secretary.post(`${imports}/${batch.id}/undo`));
  await upload();

  system.clock.today = "2026-02-20";
  const submission = `${path}/assessments/2025/submission`;
  done(await secretary.post(submission));
  done(await system.office.post(`${path}/assessments/2025/submission/return`, { reason: "请补充" }));
  done(await secretary.post(submission));
  system.clock.today = LIVED_IN_ON;

  const { body: profile } = await secretary.get(path);
  const committee = [{ memberId: wang, post: "secretary", from: "2024-01-10", to: null }];
  done(await secretary.patch(path, profile.version, { committee }));
  const second = await system.foundBranch("机关第二党支部");
  done(
    await second.secretary.post(`/api/branches/${second.id}/members`, {
      name: "赵离开",
      stage: "applicant",
      idNumber: inventId(3),
    }),
  );
  const handover = done(await system.office.post(`${path}/handovers`, { memberId: li, on: "2026-11-21" })).body;
  const asLi = await system.person("secretary", id, "secretary-li", li);
  done(await asLi.post(`${path}/handovers/${handover.id}/receipt`));
  await recomputeStale(system.platform);
  return { system, path, branchId: id, secretary: asLi, wang, li, zhao, older };
}

/** What fsck says of a table on which a day like any other has passed. */
export async function fsckOf(system: System & Pick<Awaited<ReturnType<typeof startSystem>>, "platform">) {
  const asked = { keyring: system.platform.keyring, now: Date.now(), isFormerTable: false };
  return checkItems(await itemsOf(system), asked);
}
