import type * as z from "zod";
import type { Role } from "#shared/access";
import type { HistoryQuery, Opened } from "#shared/audit/schema";
import { makeId } from "#shared/ids";
import { applyChange } from "#shared/members/change";
import { checkMember } from "#shared/members/rules";
import {
  type Member,
  type MemberChange,
  type MemberInput,
  type MemberQuery,
  memberRecord,
  type Person,
  type revealInput,
} from "#shared/members/schema";

import { belongsOn, memberOn } from "#shared/members/standing";
import { isOpen } from "#shared/org/rules";
import type { Branch } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import { historyOf } from "../audit/history";
import { noteOpening, openingsOf } from "../audit/openings";
import { readStanding } from "../branch/facts";
import { orgStore } from "../org/store";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random, sha256 } from "../platform/crypto";
import { decodeCursor, encodeCursor } from "../platform/cursor";
import type { Platform } from "../platform/platform";
import { orCurrent } from "../platform/stale";
import { limited, toAnswer } from "./answer";
import { withIdNumber } from "./given";
import { initialsOf } from "./initials";
import { memberStore } from "./store";

/** Who sees everybody; a leader, whatever else the person is, sees the own groups. */
const readers: readonly Role[] = ["secretary", "committee", "office", "inspector"];

/** By a part of the name or by the beginning of the pinyin initials. */
function matches(member: Person, q: string | undefined): boolean {
  const asked = q?.trim().toLowerCase() ?? "";
  return asked === "" || member.name.includes(asked) || member.initials.startsWith(asked);
}

export function memberService(actor: Actor, platform: Platform) {
  const store = memberStore(platform.table, platform.keyring);
  const org = orgStore(platform.table);

  async function branchOf(id: string): Promise<Branch> {
    const branch = await org.branch(id);
    if (!branch) throw new Fault("record.missing");
    return branch;
  }

  async function load(branchId: string, id: string): Promise<Member> {
    const member = await store.one(branchId, id);
    if (!member) throw new Fault("record.missing");
    return member;
  }

  function requireOpen(branch: Branch): void {
    if (!isOpen(branch, actor.today)) throw new Fault("unit.closed");
  }

  function checkGroup(branch: Branch, groupId: string | null | undefined): void {
    if (groupId && !branch.groups.some((group) => group.id === groupId))
      throw fieldFault("request.invalid", "#/groupId", "请选择本支部的党小组");
  }

  /** Says where the number is held already, before the write path would refuse it without a reason. */
  async function checkNumber(member: Member): Promise<void> {
    const holder = member.idNumber && !member.left ? await store.holderOf(member.idNumber) : undefined;
    if (holder && holder.id !== member.id) throw store.taken(member, holder);
  }

  function checkDeparture(member: Member): void {
    if (member.left && member.left.on > actor.today)
      throw fieldFault("request.invalid", "#/left/on", "离开日期不能晚于今天");
  }

  return {
    async list(branchId: string, held: readonly Role[], query: MemberQuery) {
      const day = query.on ?? actor.today;
      const isPast = day < actor.today || query.left === "true";
      const { branch, members, opened } = await readStanding(platform, branchId, isPast);
      const there = members.filter((member) =>
        query.left === "true" ? member.left !== null && member.left.on <= day : belongsOn(member, day),
      );
      const groups = actor.grants.filter((grant) => grant.role === "leader").map((grant) => grant.unitId);
      const seesAll = held.some((role) => readers.includes(role));
      const asked = there
        .filter((member) => matches(member, query.q))
        .filter((member) => seesAll || groups.includes(member.groupId ?? ""))
        .filter((member) => isAsked(memberOn(member, day), query, seesAll))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const { limit: _limit, cursor, ...bound } = query;
      const binding = sha256(JSON.stringify([branchId, bound]));
      const after = cursor === undefined ? "" : decodeCursor(cursor, binding);
      const rest = asked.filter((member) => member.id > after);
      const items = rest.slice(0, query.limit);
      return {
        items: items.map((member) => limited(toAnswer(opened(member), branch, day), held)),
        next: rest.length > items.length ? encodeCursor(items.at(-1)?.id ?? "", binding) : null,
        total: asked.length,
      };
    },

    async read(branchId: string, id: string, held: readonly Role[]) {
      const [branch, member] = await Promise.all([branchOf(branchId), load(branchId, id)]);
      return limited(toAnswer(member, branch, actor.today), held);
    },

    async register(branchId: string, input: MemberInput) {
      const branch = await branchOf(branchId);
      requireOpen(branch);
      checkGroup(branch, input.groupId);
      const given = withIdNumber(input);
      const member = memberRecord.parse({
        arrival: "initial",
        ...given,
        ...{
          id: makeId("m", actor.now, random(5)),
          branchId,
          initials: await initialsOf(input.name),
          version: 1,
          enteredAt: actor.at,
          enteredBy: actor.name,
        },
      });
      checkMember(member, actor.today);
      checkDeparture(member);
      await checkNumber(member);
      const answer = toAnswer(member, branch, actor.today);
      await platform.table.commit(actor, [store.enter(member, null, { action: "member.registered" })], answer);
      return answer;
    },

    async change(branchId: string, id: string, version: number, change: MemberChange) {
      const [branch, before] = await Promise.all([branchOf(branchId), load(branchId, id)]);
      if (before.version !== version)
        throw new Fault("record.stale", { current: toAnswer(before, branch, actor.today) });
      checkGroup(branch, change.groupId);
      if (before.left && change.left === null) requireOpen(branch);
      const changed = applyChange(before, withIdNumber(change), actor.today);
      const after: Member = {
        ...changed,
        initials: change.name ? await initialsOf(changed.name) : before.initials,
        version: before.version + 1,
      };
      checkDeparture(after);
      if (after.idNumber !== before.idNumber || (before.left && !after.left)) await checkNumber(after);
      const event: Told = { action: "member.changed" };
      const isBack = before.left !== null && after.left === null;
      const write = isBack ? store.enter(after, before, event) : store.write(after, before, event);
      const answer = toAnswer(after, branch, actor.today);
      await orCurrent(platform.table.commit(actor, [write], answer), async () =>
        toAnswer(await load(branchId, id), branch, actor.today),
      );
      return answer;
    },

    /** The values in full; noted beside the record and in the trail before they are given. */
    async reveal(branchId: string, id: string, input: z.output<typeof revealInput>) {
      const member = await load(branchId, id);
      // A repetition of the request is the same opening.
      if (actor.operation)
        await noteOpening(platform.table, actor, { about: member.id, action: "record.opened", ...input });
      return Object.fromEntries(input.fields.map((field) => [field, member[field]]));
    },

    async history(branchId: string, id: string, query: HistoryQuery) {
      await load(branchId, id);
      return historyOf(platform.table, id, query);
    },

    /** Who opened the record's secrets, or took away what it stands in, the latest first. */
    async opened(branchId: string, id: string): Promise<Opened[]> {
      await load(branchId, id);
      const both = await Promise.all([id, branchId].map((about) => openingsOf(platform.table, about)));
      return both.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
    },

    /** The record of the person who is signed in, with who opened it. */
    async own() {
      const grant = actor.grants.find(({ role }) => role === "member");
      const member = grant && actor.memberId ? await store.one(grant.unitId, actor.memberId) : null;
      if (!member) throw new Fault("record.missing");
      const branch = await branchOf(member.branchId);
      return {
        member: toAnswer(member, branch, actor.today),
        branch: { id: branch.id, name: branch.name },
        opened: await this.opened(branch.id, member.id),
      };
    },
  };
}

/** By the facts of the asked day. Who may not read everything is told nobody's standing, and cannot ask for it either. */
const isAsked = (member: Person, query: MemberQuery, seesAll: boolean): boolean =>
  (query.stage === undefined || member.stage === query.stage) &&
  (query.groupId === undefined || member.groupId === query.groupId) &&
  (query.standing === undefined || (seesAll ? member.standing : "normal") === query.standing);
