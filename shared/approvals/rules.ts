import type { Role } from "../access";
import { Fault } from "../problem";
import type { Approval, ApprovalKind, ApprovalState } from "./schema";

/** Who may ask, and who of the others decides. Nobody decides on what he asked for. */
export const hands: Record<ApprovalKind, { ask: readonly Role[]; decide: readonly Role[] }> = {
  policy: { ask: ["security"], decide: ["system", "audit"] },
  administrator: { ask: ["system", "security", "audit"], decide: ["system", "security", "audit"] },
  purge: { ask: ["office"], decide: ["security"] },
  export: { ask: ["office"], decide: ["security"] },
};

const DAY = 86_400_000;
/** A request waits this long, and what was granted can be used this long. */
const WAITS = 7 * DAY;
const USABLE = DAY;

export const endOfWaiting = (now: number): string => new Date(now + WAITS).toISOString();

type Somebody = { accountId: string; roles: readonly Role[] };
const holds = (person: Somebody, roles: readonly Role[]) => person.roles.some((role) => roles.includes(role));

/** A request waits for a time, and a consent to an export can be used for a time; the other consents were carried out. */
export function stateOn({ state, asked, endsAt }: Approval, now: number): ApprovalState {
  const isOver = Date.parse(endsAt) <= now;
  const runsOut = state === "pending" || (state === "granted" && asked.kind === "export");
  return isOver && runsOut ? "expired" : state;
}

const isOpen = (approval: Approval, now: number) => stateOn(approval, now) === "pending";
export const mayAsk = (kind: ApprovalKind, person: Somebody): boolean => holds(person, hands[kind].ask);
export const mayDecide = (approval: Approval, person: Somebody, now: number): boolean =>
  isOpen(approval, now) && approval.askedById !== person.accountId && holds(person, hands[approval.asked.kind].decide);
export const mayWithdraw = (approval: Approval, person: Somebody, now: number): boolean =>
  isOpen(approval, now) && approval.askedById === person.accountId;
/** Only exports are used afterwards; the others are carried out with the decision. */
export const mayUse = (approval: Approval, person: Somebody, now: number): boolean =>
  approval.asked.kind === "export" && approval.askedById === person.accountId && stateOn(approval, now) === "granted";
/** Who is shown a request: whoever asked, and those who decide on its kind. */
export const maySee = (approval: Approval, person: Somebody): boolean =>
  approval.askedById === person.accountId || holds(person, hands[approval.asked.kind].decide);

/** The decision of another person, while it is open. */
export function decided(
  approval: Approval,
  person: Somebody & { name: string },
  { granted, reason = "" }: { granted: boolean; reason?: string | undefined },
  now: number,
): Approval {
  if (approval.askedById === person.accountId) throw new Fault("access.denied", { detail: "自己提出的申请由别人决定" });
  if (!holds(person, hands[approval.asked.kind].decide)) throw new Fault("access.denied");
  if (!isOpen(approval, now)) throw new Fault("approval.state");
  return {
    ...approval,
    state: granted ? "granted" : "refused",
    decidedBy: person.name,
    decidedAt: new Date(now).toISOString(),
    note: reason,
    endsAt: new Date(now + USABLE).toISOString(),
    version: approval.version + 1,
  };
}

export function withdrawn(approval: Approval, person: Somebody, now: number): Approval {
  if (approval.askedById !== person.accountId) throw new Fault("access.denied");
  if (!isOpen(approval, now)) throw new Fault("approval.state");
  return { ...approval, state: "withdrawn", version: approval.version + 1 };
}
