import { type Branch, branchRecord, type Unit, unitRecord } from "#shared/org/schema";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { AuditEvent, Put } from "../platform/write";

/** Where units and branch profiles are kept: the tree in one partition, each branch's profile in its own. */
export const orgStore = (table: Table) => ({
  async tree(): Promise<Unit[]> {
    return (await table.range(keys.tree())).map((item) => unitRecord.parse(item));
  },
  unit: (id: string) => table.get(keys.unit(id), unitRecord),
  branch: (id: string) => table.get(keys.branch(id), branchRecord),

  writeUnit: (unit: Unit, seen: Unit | null, event: Omit<AuditEvent, "aggregate">): Put => ({
    key: keys.unit(unit.id),
    kind: "unit",
    record: unit,
    seen,
    event: { ...event, aggregate: unit.id },
  }),

  /** The profile's trail is apart from the unit's, because both change in one transaction. */
  writeBranch: (branch: Branch, seen: Branch | null, event: Omit<AuditEvent, "aggregate">): Put => ({
    key: keys.branch(branch.id),
    kind: "branch",
    record: branch,
    seen,
    event: { ...event, aggregate: `profile-${branch.id}` },
  }),
});
