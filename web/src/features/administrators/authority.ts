import type { Unit } from "#shared/org/schema";
import { me } from "../../lib/session";

/** Only the office at the root names the three. */
export const namesTheThree = (units: readonly Unit[]): boolean =>
  me().grants.some(
    ({ role, unit }) => role === "office" && units.some(({ id, parentId }) => id === unit.id && parentId === null),
  );
