import {
  decided,
  endOfWaiting,
  mayAsk,
  mayDecide,
  maySee,
  mayUse,
  mayWithdraw,
  stateOn,
  withdrawn,
} from "#shared/approvals/rules";
import type { Approval, ApprovalAnswer, ApprovalInput, Asked } from "#shared/approvals/schema";
import { makeId } from "#shared/ids";
import { Fault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random } from "../platform/crypto";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import { approvalActs } from "./acts";
import { approvalStore } from "./store";

/** High-impact acts: one person asks, another decides, and with the decision it is carried out. */
export function approvalService(actor: Actor, platform: Platform) {
  const store = approvalStore(platform.table);
  const acts = approvalActs(actor, platform);
  const self = { accountId: actor.accountId, name: actor.name, roles: actor.grants.map(({ role }) => role) };

  const toAnswer = (approval: Approval): ApprovalAnswer => {
    const { id, version, asked, subject, reason, askedBy, askedAt, decidedBy, decidedAt, note, endsAt } = approval;
    return {
      ...{ id, version, kind: asked.kind, subject, reason, askedBy, askedAt, decidedBy, decidedAt, note },
      state: stateOn(approval, actor.now),
      expiresAt: endsAt,
      mayDecide: mayDecide(approval, self, actor.now),
      mayWithdraw: mayWithdraw(approval, self, actor.now),
      mayUse: mayUse(approval, self, actor.now),
    };
  };

  async function load(id: string): Promise<Approval> {
    const approval = await store.one(id);
    if (!approval || !maySee(approval, self)) throw new Fault("record.missing");
    return approval;
  }

  /** First the consent, then the deletion, then that it is done: a stop in between is made good by deciding again. */
  async function purge(before: Approval, decision: { granted: boolean; reason?: string | undefined }) {
    const isInterrupted = before.state === "granted" && before.uses === 0;
    const granted = isInterrupted ? before : decided(before, self, decision, actor.now);
    if (!isInterrupted) {
      const event: Told = { action: "approval.granted", detail: { asked: before.asked, askedBy: before.askedById } };
      await platform.table.commit({ ...actor, operation: null }, [store.write(granted, before, event)]);
    }
    await acts.follow(before);
    const seen = await load(before.id);
    const done = { ...seen, uses: 1, version: seen.version + 1 };
    const answer = { approval: toAnswer(done), link: null };
    await platform.table.commit(actor, [store.write(done, seen, { action: "approval.used" })], answer);
    return answer;
  }

  return {
    async list(state: "pending" | "all" = "all") {
      const seen = (await store.latest()).filter((approval) => maySee(approval, self));
      const items = seen.map(toAnswer).filter((answer) => state === "all" || answer.state === "pending");
      return { items, next: null };
    },

    async ask({ reason, ...given }: ApprovalInput) {
      const asked: Asked = given;
      if (!mayAsk(asked.kind, self)) throw new Fault("access.denied");
      const approval: Approval = {
        id: makeId("q", actor.now, random(5)),
        asked,
        subject: await acts.subjectOf(asked),
        reason,
        ...{ askedBy: actor.name, askedById: actor.accountId, askedAt: actor.at },
        ...{ state: "pending", decidedBy: null, decidedAt: null, note: "", uses: 0, endsAt: endOfWaiting(actor.now) },
        ...{ version: 1, chain: "" },
      };
      const answer = toAnswer(approval);
      const event: Told = { action: "approval.asked", detail: { asked, reason } };
      await platform.table.commit(actor, [store.write(approval, null, event)], answer);
      return answer;
    },

    /** The decision and what it writes, all or nothing; what takes longer follows it, and follows again when it was interrupted. */
    async decide(id: string, decision: { granted: boolean; reason?: string | undefined }) {
      const before = await load(id);
      if (decision.granted && before.asked.kind === "purge") return purge(before, decision);
      const after = decided(before, self, decision, actor.now);
      const { writes, link } = decision.granted ? await acts.carriedOut(before) : { writes: [], link: null };
      const answer = { approval: toAnswer(after), link };
      const action = decision.granted ? "approval.granted" : "approval.refused";
      const event: Told = { action, detail: { asked: before.asked, askedBy: before.askedById, reason: after.note } };
      await platform.table.commit(actor, [store.write(after, before, event), ...writes], answer);
      platform.forgetPolicy();
      return answer;
    },

    async withdraw(id: string) {
      const before = await load(id);
      const after = withdrawn(before, self, actor.now);
      const answer = toAnswer(after);
      await platform.table.commit(actor, [store.write(after, before, { action: "approval.withdrawn" })], answer);
      return answer;
    },

    /** What was granted to the actor and can be used now, and the write that notes one more use. */
    async use(id: string): Promise<{ asked: Asked; write: Put }> {
      const before = await load(id);
      if (!mayUse(before, self, actor.now)) throw new Fault("approval.state");
      const after = { ...before, uses: before.uses + 1, version: before.version + 1 };
      return { asked: before.asked, write: store.write(after, before, { action: "approval.used" }) };
    },
  };
}
