import { makeId } from "#shared/ids";
import { memberColumns } from "#shared/imports/columns";
import type { Column } from "#shared/imports/header";
import { type MemberAct, numbersIn, planMembers, readIdentities, rosterFieldNames } from "#shared/imports/member-rows";
import { type Planned, placesOf, type SheetRow } from "#shared/imports/rows";
import type { ImportBatch, RowOutcome } from "#shared/imports/schema";
import { applyChange } from "#shared/members/change";
import { type Member, memberRecord } from "#shared/members/schema";
import { isOpen } from "#shared/org/rules";
import { Fault } from "#shared/problem";
import { readStanding } from "../branch/facts";
import { initialsOf } from "../members/initials";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random } from "../platform/crypto";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { Write } from "../platform/write";
import { inTurns } from "./in-turns";
import type { PlannedRow, Saving, Subject, Undoing } from "./subject";

const GET_MANY = 100;

/** The import of a roster: people are matched on the ID number and updated rather than doubled. */
export function rosterSubject(actor: Actor, platform: Platform, branchId: string): Subject {
  const store = memberStore(platform.table, platform.keyring);

  /** Of the numbers, those that another branch holds. */
  async function heldElsewhere(numbers: readonly string[]): Promise<Set<string>> {
    const byMarker = new Map(numbers.map((number) => [store.marker(number).pk, number]));
    const markers = [...byMarker.keys()].map((pk) => ({ pk, sk: "-" }));
    const groups = Array.from({ length: Math.ceil(markers.length / GET_MANY) }, (_, i) =>
      markers.slice(i * GET_MANY, (i + 1) * GET_MANY),
    );
    const items = (await inTurns(groups, 8, (group) => platform.table.getMany(group))).flat();
    const others = items.filter((item) => item.branchId !== branchId);
    return new Set(others.flatMap((item) => byMarker.get(String(item.pk)) ?? []));
  }

  /** Rows keep their order in lists, which sort by id: each counts a millisecond later than the one before. */
  async function create(
    input: (MemberAct & { type: "create" })["input"],
    row: number,
    batch: ImportBatch,
  ): Promise<Saving> {
    const member = memberRecord.parse({
      arrival: "initial",
      ...input,
      ...{
        id: makeId("m", actor.now + row, random(5)),
        branchId,
        initials: await initialsOf(input.name),
        version: 1,
        enteredAt: actor.at,
        enteredBy: actor.name,
      },
    });
    const write = store.enter(member, null, { action: "member.registered", detail: { import: batch.id } });
    return { writes: [write], outcome: { row, verdict: "new", id: member.id, version: 1, before: null } };
  }

  async function update(
    before: Member,
    act: MemberAct & { type: "update" },
    { answer }: Planned<MemberAct>,
    batch: ImportBatch,
  ): Promise<Saving> {
    const changed = applyChange(before, act.change, actor.today);
    const after: Member = {
      ...changed,
      initials: act.change.name ? await initialsOf(changed.name) : before.initials,
      version: before.version + 1,
    };
    const fields = [...Object.keys(act.change), "timeline", "initials"];
    const former = Object.fromEntries(Object.entries(before).filter(([field]) => fields.includes(field)));
    const write = store.write(after, before, { action: "member.changed", detail: { import: batch.id } });
    return {
      writes: [write],
      outcome: { row: answer.row, verdict: "update", id: before.id, version: after.version, before: former },
    };
  }

  function toRow(planned: Planned<MemberAct>, members: ReadonlyMap<string, Member>): PlannedRow {
    const { act, answer } = planned;
    if (!act) return { answer, save: null };
    if (act.type === "create") return { answer, save: (batch) => create(act.input, answer.row, batch) };
    const member = members.get(act.memberId);
    if (!member) return { answer, save: null };
    const same = {
      row: answer.row,
      verdict: "unchanged" as const,
      id: member.id,
      version: member.version,
      before: null,
    };
    return {
      answer,
      save: (batch) =>
        act.type === "update" ? update(member, act, planned, batch) : Promise.resolve({ writes: [], outcome: same }),
    };
  }

  async function plan(rows: readonly SheetRow[], mapping: readonly Column[]): Promise<(row: SheetRow) => PlannedRow> {
    const places = placesOf(mapping);
    const identities = readIdentities(rows, places);
    const { branch, members: people, opened } = await readStanding(platform, branchId, true);
    if (!isOpen(branch, actor.today)) throw new Fault("unit.closed");
    const members = people.map(opened);
    const present = members.filter(({ left }) => left === null);
    const own = new Set(present.map(({ idNumber }) => idNumber));
    const elsewhere = await heldElsewhere(numbersIn(identities).filter((number) => !own.has(number)));
    const past = members.filter(({ left }) => left !== null);
    const byId = new Map(present.map((member) => [member.id, member]));
    const verdictOn = planMembers(identities, places, { branch, present, past, elsewhere, today: actor.today });
    return (row) => toRow(verdictOn(row), byId);
  }

  /** Everybody named in the branch's profile or in one of its records. */
  async function named(): Promise<Set<string>> {
    const [profile, records] = await Promise.all([
      platform.table.getMany([keys.branch(branchId)]),
      platform.table.range(keys.years(branchId)),
    ]);
    return new Set(JSON.stringify([profile, records]).match(/m_[0-9a-z]{18}/g) ?? []);
  }

  function takeBack(
    outcome: RowOutcome,
    members: ReadonlyMap<string, Member>,
    inUse: ReadonlySet<string>,
  ): { write: Write } | { name: string; reason: string } {
    const member = members.get(outcome.id);
    if (!member) return { name: "", reason: "已不在本支部" };
    if (member.version !== outcome.version) return { name: member.name, reason: "导入之后有修改" };
    const event: Told = { action: "member.import-undone" };
    if (outcome.before) {
      const before = memberRecord.parse({ ...member, ...outcome.before });
      return { write: store.write({ ...before, version: member.version + 1 }, member, event) };
    }
    return inUse.has(member.id)
      ? { name: member.name, reason: "已在任职或活动等记录中使用" }
      : { write: store.remove(member, event) };
  }

  return {
    kind: "members",
    columns: memberColumns,
    fieldNames: rosterFieldNames,
    keyFields: ["name", "idNumber"],
    identity: "idNumber",
    plan,
    async undoing() {
      const [everybody, inUse] = await Promise.all([store.everybody(branchId), named()]);
      const members = new Map(everybody.map((member) => [member.id, member]));
      return async (outcomes) => {
        const undo: Undoing = { writes: [], removed: 0, restored: 0, kept: [] };
        for (const outcome of outcomes.filter(({ verdict }) => verdict !== "unchanged")) {
          const back = takeBack(outcome, members, inUse);
          if (!("write" in back)) undo.kept.push({ row: outcome.row, id: outcome.id, ...back });
          else {
            undo.writes.push(back.write);
            if (outcome.before) undo.restored += 1;
            else undo.removed += 1;
          }
        }
        return undo;
      };
    },
  };
}
