import type { Role } from "#shared/access";
import type { ImportKind } from "#shared/imports/schema";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";
import { commitService } from "./commit-service";
import { ledgerSubject } from "./ledger-subject";
import { rosterSubject } from "./roster-subject";
import { importService } from "./service";

/** The imports of one kind into a branch, by somebody who keeps it. A secretary's ledger rows count at once. */
export function importsInto(
  actor: Actor,
  platform: Platform,
  branchId: string,
  kind: ImportKind,
  held: readonly Role[],
) {
  const subject =
    kind === "members"
      ? rosterSubject(actor, platform, branchId)
      : ledgerSubject(actor, platform, branchId, held.includes("secretary"));
  return {
    preparing: importService(actor, platform, branchId, subject),
    carrying: commitService(actor, platform, branchId, subject),
  };
}
