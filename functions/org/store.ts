import { heldName } from "#shared/org/names";
import { nameTaken } from "#shared/org/rules";
import { type Branch, branchRecord, type Unit, unitRecord } from "#shared/org/schema";
import { changeEvent, type Told } from "../platform/changed";
import { sha256 } from "../platform/crypto";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put } from "../platform/write";

/** The profile's trail is apart from the unit's, because both change in one transaction. */
export const profileTrail = (branchId: string): string => `profile-${branchId}`;
/** Every setting as a field of its own: `settings.studyHours`. */
const withSettings = ({ settings, ...branch }: Branch) => ({
  ...branch,
  ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`settings.${name}`, value])),
});

const nameMarker = (name: string) => keys.unique("unitname", sha256(name));

/** Where units and branch profiles are kept: the tree in one partition, each branch's profile in its own. */
export const orgStore = (table: Table) => ({
  async tree(): Promise<Unit[]> {
    return (await table.range(keys.tree())).map((item) => unitRecord.parse(item));
  },
  unit: (id: string) => table.get(keys.unit(id), unitRecord),
  branch: (id: string) => table.get(keys.branch(id), branchRecord),

  writeUnit(unit: Unit, seen: Unit | null, event: Told): Put {
    const [now, before] = [heldName(unit), seen && heldName(seen)];
    return {
      key: keys.unit(unit.id),
      kind: "unit",
      record: unit,
      seen,
      ...(now !== null &&
        now !== before && { claim: [{ key: nameMarker(now), holder: { id: unit.id }, taken: nameTaken }] }),
      ...(before !== null && now !== before && { release: [nameMarker(before)] }),
      event: changeEvent(unit.id, event, seen, unit),
    };
  },

  writeBranch: (branch: Branch, seen: Branch | null, event: Told): Put => ({
    key: keys.branch(branch.id),
    kind: "branch",
    record: branch,
    seen,
    event: changeEvent(profileTrail(branch.id), event, seen && withSettings(seen), withSettings(branch)),
  }),
});
