import type { Unit } from "./schema";

/** What only one unit may be called under one parent; a closed unit gives its name free. */
export const heldName = (unit: Unit): string | null =>
  unit.parentId === null || unit.closedOn !== null ? null : `${unit.parentId}\n${unit.name}`;
