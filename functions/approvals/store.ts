import { type Approval, approvalRecord } from "#shared/approvals/schema";
import { changeEvent, type Told } from "../platform/changed";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put } from "../platform/write";

/** How many of the latest requests are looked through; what is older is in the trail. */
const LATEST = 200;

/** Where requests for a second person's consent are kept: one small partition, the latest ones read. */
export const approvalStore = (table: Table) => ({
  one: (id: string) => table.get(keys.approval(id), approvalRecord),
  latest: async (): Promise<Approval[]> =>
    (await table.page(keys.approvals(), approvalRecord, { limit: LATEST, cursor: undefined, newestFirst: true })).items,
  write: (approval: Approval, seen: Approval | null, event: Told): Put => ({
    key: keys.approval(approval.id),
    kind: "approval",
    record: approval,
    seen,
    event: changeEvent(approval.id, event, seen, approval),
  }),
});
