import type { Role } from "../access";
import type { UnitKind } from "../org/schema";

/** Where each role may be given. */
export const unitKindsOf: Partial<Record<Role, readonly UnitKind[]>> = {
  secretary: ["branch"],
  committee: ["branch"],
  leader: ["group"],
  member: ["branch"],
  office: ["committee", "general", "branch"],
  inspector: ["committee", "general", "branch"],
};
