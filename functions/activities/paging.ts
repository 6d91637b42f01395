import { sha256 } from "../platform/crypto";
import { decodeCursor, encodeCursor } from "../platform/cursor";

/** One page of a list that is read whole and ordered by `placeOf`. `bound` is the query that the cursor belongs to. */
export function pageOf<T>(
  sorted: readonly T[],
  placeOf: (one: T) => string,
  { limit, cursor, bound }: { limit: number; cursor: string | undefined; bound: unknown },
): { items: T[]; next: string | null } {
  const binding = sha256(JSON.stringify(bound));
  const after = cursor === undefined ? "" : decodeCursor(cursor, binding);
  const rest = sorted.filter((one) => placeOf(one) > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: last !== undefined && rest.length > items.length ? encodeCursor(placeOf(last), binding) : null,
  };
}

export const byPlace =
  <T>(placeOf: (one: T) => string) =>
  (a: T, b: T): number =>
    placeOf(a) < placeOf(b) ? -1 : 1;
