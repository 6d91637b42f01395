import * as z from "zod";
import { stored } from "#shared/fields";
import { makeId } from "#shared/ids";
import { accountStore } from "../accounts/store";
import { Refusal } from "../platform/backup/refusal";
import { random } from "../platform/crypto";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { AuditEvent } from "../platform/write";
import type { Confirmer } from "./confirm";

/** What a restore does with the unpacked data before they come into place. */

const purposeRecord = z.object({ purpose: z.enum(["demo", "real"]) });

export type Found = { purpose: "demo" | "real"; units: number; accounts: number };

/** Whether the data are those of this system. */
export async function checkRestored(platform: Platform): Promise<Found> {
  const mark = await platform.table.get(keys.purpose(), purposeRecord).catch(() => null);
  const units = mark ? await platform.tree() : [];
  if (!mark || units.length === 0) throw new Refusal("备份中没有本系统的数据，没有恢复；请换另一份备份。");
  const accounts = await accountStore(platform.table, platform.keyring).all();
  return { purpose: mark.purpose, units: units.length, accounts: accounts.length };
}

/** A session that was ended after the backup must not live again: everybody signs in anew. */
export async function endSessions(platform: Platform): Promise<void> {
  for (const { id } of await accountStore(platform.table, platform.keyring).all())
    for (const { pk, sk } of await platform.table.range(keys.sessions(id)))
      await platform.table.drop({ pk: String(pk), sk: String(sk) });
}

const restoreRecord = z.object({ ...stored, id: z.string(), backupAt: z.string(), emergency: z.boolean() });

/** The trail of the restored data says that they were restored, from when, and who confirmed it. */
export async function recordRestore(
  platform: Platform,
  backupAt: string,
  confirmers: readonly Confirmer[],
): Promise<void> {
  const now = platform.now();
  const id = makeId("r", now, random(5));
  const emergency = confirmers.length === 0;
  const record: z.infer<typeof restoreRecord> = { id, backupAt, emergency, version: 0, chain: "" };
  const confirmedBy = confirmers.map(({ id, name, role }) => ({ id, name, role }));
  const author = {
    accountId: confirmers[0]?.id ?? "restore",
    name: confirmers[0]?.name ?? "应急恢复",
    at: new Date(now).toISOString(),
    operation: null,
  };
  const event: AuditEvent = { aggregate: id, action: "backup.restored", detail: { backupAt, emergency, confirmedBy } };
  await platform.table.commit(author, [{ key: keys.restore(id), kind: "restore", record, seen: null, event }]);
}
