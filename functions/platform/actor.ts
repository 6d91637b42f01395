import { covers, type Grant, lineage, type Role, rolesAt } from "#shared/access";
import type { Account, Requirement, Session } from "#shared/accounts/schema";
import type { Day } from "#shared/dates";
import type { Unit } from "#shared/org/schema";
import { Fault } from "#shared/problem";
import type { Machine } from "./bearer";
import type { Operation } from "./write";

/** Who asks, when and with which grants. `at` is the instant (ISO), `today` the business day in Shanghai. */
export type Actor = {
  accountId: string;
  login: string;
  name: string;
  grants: readonly Grant[];
  memberId: string | null;
  account: Account;
  sessionHash: string;
  /** How the session began. */
  method: Session["method"];
  /** What the account must do before anything else. */
  required: Requirement | null;
  /** Null for a person; else what a token allows. */
  machine: Machine | null;
  /** The network address of the request. */
  from: string;
  at: string;
  now: number;
  today: Day;
  operation: Operation | null;
};

/** The roles that an actor has in a branch: at it, over it, or as leader of one of its groups. The tree is read only when a grant lies elsewhere. */
export async function rolesInBranch(
  actor: Actor,
  branchId: string,
  tree: () => Promise<readonly Unit[]>,
): Promise<Role[]> {
  const here = actor.grants.filter((grant) => grant.unitId === branchId);
  if (actor.grants.every((grant) => grant.unitId === branchId || !(covers(grant.role) || grant.role === "leader"))) {
    return here.map((grant) => grant.role);
  }
  const units = await tree();
  const groups = units.filter((unit) => unit.parentId === branchId).map((unit) => unit.id);
  const leads = actor.grants.filter((grant) => grant.role === "leader" && groups.includes(grant.unitId));
  return [...rolesAt(actor.grants, lineage(units, branchId)), ...leads.map((grant) => grant.role)];
}

/** 404 outside the actor's scope, 403 where the scope is right and the role is not. */
export function requireRole(held: readonly Role[], allowed: readonly Role[]): void {
  if (held.length === 0) throw new Fault("record.missing");
  if (!held.some((role) => allowed.includes(role))) throw new Fault("access.denied");
}
