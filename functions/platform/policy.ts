import { defaultPolicy, type Policy, policyRecord } from "#shared/policy/schema";
import { keys } from "./keys";
import type { Table } from "./table";

/** How long another process's change of the policy may stay unseen. */
const REMEMBERED = 60_000;

/** What holds for the installation, remembered for a few seconds. */
export function rememberedPolicy(table: Table, now: () => number) {
  const memory: { until: number; policy: Promise<Policy> | null } = { until: 0, policy: null };
  const read = async () => (await table.get(keys.policy(), policyRecord)) ?? defaultPolicy;
  const policy = (): Promise<Policy> => {
    if (memory.policy && now() < memory.until) return memory.policy;
    memory.until = now() + REMEMBERED;
    memory.policy = read().catch((error: unknown) => {
      memory.policy = null;
      throw error;
    });
    return memory.policy;
  };
  const forgetPolicy = () => {
    memory.policy = null;
  };
  return { policy, forgetPolicy };
}
