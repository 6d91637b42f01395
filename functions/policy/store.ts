import { type Policy, policyRecord } from "#shared/policy/schema";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { AuditEvent, Put } from "../platform/write";

/** Where the installation's policy is kept; null before anybody has decided on one. */
export const policyStore = (table: Table) => ({
  kept: () => table.get(keys.policy(), policyRecord),
  write: (policy: Policy, seen: Policy | null, event: Omit<AuditEvent, "aggregate">): Put => ({
    key: keys.policy(),
    kind: "policy",
    record: policy,
    seen,
    event: { ...event, aggregate: "policy" },
  }),
});
