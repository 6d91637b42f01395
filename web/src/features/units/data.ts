import { query, revalidate } from "@solidjs/router";
import type { Unit, UnitChange, UnitInput } from "#shared/org/schema";
import { get, type Page, patch, post } from "../../lib/api";

/** The signed-in person's part of the tree. */
export const unitTree = query(async () => (await get<Page<Unit>>("/api/units")).items, "units");

export const foundUnit = (input: UnitInput, key: string) => post<Unit>("/api/units", input, key);
export const changeUnit = (unit: Unit, change: UnitChange) =>
  patch<Unit>(`/api/units/${unit.id}`, unit.version, change);
/** Names of units also stand in branches and in the view from above. */
export const refreshUnits = () => revalidate([unitTree.key, "branch", "overview"]);
