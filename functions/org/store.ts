import { heldName } from "#shared/org/names";
import { nameTaken } from "#shared/org/rules";
import { type Branch, branchRecord, type Unit, unitRecord } from "#shared/org/schema";
import { sha256 } from "../platform/crypto";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { AuditEvent, Put } from "../platform/write";

const nameMarker = (name: string) => keys.unique("unitname", sha256(name));

/** Where units and branch profiles are kept: the tree in one partition, each branch's profile in its own. */
export const orgStore = (table: Table) => ({
  async tree(): Promise<Unit[]> {
    return (await table.range(keys.tree())).map((item) => unitRecord.parse(item));
  },
  unit: (id: string) => table.get(keys.unit(id), unitRecord),
  branch: (id: string) => table.get(keys.branch(id), branchRecord),

  writeUnit(unit: Unit, seen: Unit | null, event: Omit<AuditEvent, "aggregate">): Put {
    const [now, before] = [heldName(unit), seen && heldName(seen)];
    return {
      key: keys.unit(unit.id),
      kind: "unit",
      record: unit,
      seen,
      ...(now !== null &&
        now !== before && { claim: [{ key: nameMarker(now), holder: { id: unit.id }, taken: nameTaken }] }),
      ...(before !== null && now !== before && { release: [nameMarker(before)] }),
      event: { ...event, aggregate: unit.id },
    };
  },

  /** The profile's trail is apart from the unit's, because both change in one transaction. */
  writeBranch: (branch: Branch, seen: Branch | null, event: Omit<AuditEvent, "aggregate">): Put => ({
    key: keys.branch(branch.id),
    kind: "branch",
    record: branch,
    seen,
    event: { ...event, aggregate: `profile-${branch.id}` },
  }),
});
