import { type Policy, policyRecord } from "#shared/policy/schema";
import { changeEvent, type Told } from "../platform/changed";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put } from "../platform/write";

/** Where the installation's policy is kept; null before anybody has decided on one. */
export const policyStore = (table: Table) => ({
  kept: () => table.get(keys.policy(), policyRecord),
  write: (policy: Policy, seen: Policy | null, event: Told): Put => ({
    key: keys.policy(),
    kind: "policy",
    record: policy,
    seen,
    event: changeEvent("policy", event, seen, policy),
  }),
});
