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

type Purpose = z.infer<typeof purposeRecord>["purpose"];
export type Found = { units: number; accounts: number };

const notOurs = () => new Refusal("备份中没有本系统的数据，没有恢复；请换另一份备份。");

/** What the data are, when they are those of this system. */
export async function purposeOf({ table }: Platform): Promise<Purpose> {
  const mark = await table.get(keys.purpose(), purposeRecord).catch(() => null);
  if (!mark) throw notOurs();
  return mark.purpose;
}

export async function countRestored(platform: Platform): Promise<Found> {
  const units = await platform.tree();
  if (units.length === 0) throw notOurs();
  const accounts = await accountStore(platform.table, platform.keyring).all();
  return { units: units.length, accounts: accounts.length };
}

/** A session that was ended after the backup must not live again: everybody signs in anew. */
export async function endSessions(platform: Platform): Promise<void> {
  for (const { id } of await accountStore(platform.table, platform.keyring).all())
    for (const { pk, sk } of await platform.table.range(keys.sessions(id)))
      await platform.table.drop({ pk: String(pk), sk: String(sk) });
}

const restoreRecord = z.object({ ...stored, id: z.string(), backupAt: z.string(), emergency: z.boolean() });
/** From when the data are, how many findings they came with, and who confirmed: nobody in an emergency. */
type Restored = { backupAt: string; findings: number; confirmers: readonly Confirmer[] };

/** The trail of the restored data says how they were restored. */
export async function recordRestore(platform: Platform, { backupAt, findings, confirmers }: Restored): Promise<void> {
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
  const detail = { backupAt, emergency, findings, confirmedBy };
  const event: AuditEvent = { aggregate: id, action: "backup.restored", detail };
  await platform.table.commit(author, [{ key: keys.restore(id), kind: "restore", record, seen: null, event }]);
}
