import { changesBetween } from "#shared/audit/changes";
import { sha256 } from "./crypto";
import type { AuditEvent } from "./write";

/** What a service says of its write; the store adds which record it is and what altered. */
export type Told = Omit<AuditEvent, "aggregate">;

/** What differs, as the trail keeps it. */
export const changesOf = (before: object, after: object, secret: readonly string[] = []) =>
  changesBetween(before, after, secret, sha256);

/** The event of a write with what it altered. Who knows more than the record shows has said it in `detail.changes`; what is new says nothing. */
export function changeEvent(
  aggregate: string,
  { action, detail }: Told,
  seen: object | null,
  after: object,
  secret: readonly string[] = [],
): AuditEvent {
  const changes = seen === null || detail?.changes !== undefined ? [] : changesOf(seen, after, secret);
  return { aggregate, action, detail: { ...detail, ...(changes.length > 0 && { changes }) } };
}
