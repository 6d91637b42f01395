import type * as z from "zod";
import { lineage, rolesAt } from "#shared/access";
import { type Token, type tokenInput, tokenRecord } from "#shared/accounts/schema";
import { makeId } from "#shared/ids";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { makeSecret, random, sha256 } from "../platform/crypto";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { AuditEvent, Put } from "../platform/write";

const DAY = 86_400_000;

/** Tokens by which machines read exports in the name of one's own account; the table keeps their hashes. */
export function tokensService(actor: Actor, platform: Platform) {
  const { table } = platform;

  async function all(): Promise<{ hash: string; token: Token }[]> {
    const items = await table.range(keys.tokens(actor.accountId));
    return items.map((item) => ({ hash: String(item.sk).split("#")[1] ?? "", token: tokenRecord.parse(item) }));
  }

  /** Whoever has no say at a unit cannot give it to a machine. */
  async function checkUnits(unitIds: readonly string[]): Promise<void> {
    const units = await platform.tree();
    const foreign = unitIds.findIndex((id) => rolesAt(actor.grants, lineage(units, id)).length === 0);
    if (foreign >= 0) throw fieldFault("request.invalid", `#/unitIds/${foreign}`, "请选择您可以查看的组织");
  }

  return {
    /** Newest first; those of before the last one-time link no longer count. */
    async list() {
      const tokens = (await all()).map(({ token }) => token).filter((token) => token.epoch === epochOf(actor));
      const items = tokens
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
        .map(({ endsAt, ...token }) => ({ ...token, expiresAt: endsAt }));
      return { items, next: null };
    },

    async issue({ name, unitIds, formats, days }: z.output<typeof tokenInput>) {
      await checkUnits(unitIds);
      const [id, secret] = [makeId("t", actor.now, random(5)), makeSecret()];
      const expiresAt = new Date(actor.now + days * DAY).toISOString();
      const token: Token = {
        ...{ id, accountId: actor.accountId, name, unitIds, formats, epoch: epochOf(actor) },
        ...{ createdAt: actor.at, endsAt: expiresAt, usedAt: null, usedFor: "", version: 0, chain: "" },
      };
      const answer = { id, token: `zb_${actor.accountId}.${secret}`, name, unitIds, formats, expiresAt };
      const write: Put = {
        key: keys.token(actor.accountId, sha256(secret)),
        kind: "token" as const,
        record: token,
        seen: null,
        event: { aggregate: id, action: "token.issued", detail: { name, unitIds, formats, expiresAt } },
      };
      await table.commit(actor, [write], answer);
      return answer;
    },

    /** A use under way at the same time changes its version: the removal is tried on what is there then. */
    async revoke(id: string, tries = 10): Promise<void> {
      const found = (await all()).find(({ token }) => token.id === id);
      if (!found) throw new Fault("record.missing");
      const event: AuditEvent = { aggregate: id, action: "token.revoked" };
      const write = { remove: keys.token(actor.accountId, found.hash), seen: found.token, event };
      await table.commit(actor, [write], null).catch((error: unknown) => {
        const isRace = error instanceof Fault && error.code === "record.stale";
        if (!isRace || tries === 0) throw error;
        return this.revoke(id, tries - 1);
      });
    },
  };
}

const epochOf = ({ account }: Actor): number => account.tokenEpoch ?? 0;
