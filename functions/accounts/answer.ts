import type { Account } from "#shared/accounts/schema";
import type { Unit } from "#shared/org/schema";

/** The grants with the units that they are for. */
export const namedGrants = ({ grants }: Pick<Account, "grants">, units: readonly Unit[]) =>
  grants.flatMap(({ role, unitId }) => {
    const unit = units.find(({ id }) => id === unitId);
    return unit ? [{ role, unit: { id: unit.id, name: unit.name, kind: unit.kind } }] : [];
  });

export function stateOf(account: Account, now: number): "invited" | "expired" | "active" | "disabled" {
  if (account.disabled) return "disabled";
  if (account.password || account.oidc) return "active";
  return account.setup && Date.parse(account.setup.expiresAt) > now ? "invited" : "expired";
}

export const toAnswer = (account: Account, units: readonly Unit[], now: number) => ({
  id: account.id,
  version: account.version,
  login: account.login,
  name: account.name,
  grants: namedGrants(account, units),
  proposed: account.proposed && {
    grants: namedGrants(account.proposed, units),
    by: account.proposed.by,
    at: account.proposed.at,
  },
  disabled: account.disabled,
  state: stateOf(account, now),
  createdAt: account.createdAt,
});
