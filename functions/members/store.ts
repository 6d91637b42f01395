import { type Member, memberRecord, type Person, type SecretField, secretFields } from "#shared/members/schema";

import { Fault } from "#shared/problem";
import { changeEvent, type Told } from "../platform/changed";
import type { Keyring, Sealer } from "../platform/keyring";
import type { Item } from "../platform/keys";
import { type Key, keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Put, Remove } from "../platform/write";

/** What seals the secrets of a person, also those kept elsewhere; a record from before it had a key of its own uses the subsidiary's. */
export const memberSealer = (keyring: Keyring, { id, dataKey }: Pick<Member, "id" | "dataKey">): Sealer =>
  dataKey === null ? keyring : keyring.withKey(dataKey, id);

/** Where members are kept: in their branch, those who left in a range of their own; ID number, phone and address sealed. */
export function memberStore(table: Table, keyring: Keyring) {
  const keyOf = (member: Member): Key =>
    member.left ? keys.memberLeft(member.branchId, member.id) : keys.member(member.branchId, member.id);

  /** Under the member's own data key, which comes into being with the record and goes with it. */
  function sealed(member: Member, seen: Member | null): Member & { dataKey: string } {
    const dataKey = member.dataKey ?? seen?.dataKey ?? keyring.newKey(member.id);
    const { seal } = keyring.withKey(dataKey, member.id);
    const secrets = secretFields.map((field: SecretField) => [
      field,
      member[field] ? seal(member[field], `${member.id}.${field}`) : null,
    ]);
    return { ...member, dataKey, ...Object.fromEntries(secrets) };
  }

  function read(item: Item): Member {
    const member = memberRecord.parse(item);
    const { open } = memberSealer(keyring, member);
    for (const field of secretFields) {
      const value = member[field];
      member[field] = value ? open(value, `${member.id}.${field}`) : null;
    }
    return member;
  }

  /** Without opening what is sealed. */
  function readPerson(item: Item): Person {
    const { idNumber: _i, phone: _p, address: _a, household: _h, ...person } = memberRecord.parse(item);
    return person;
  }

  const marker = (idNumber: string) => keys.unique("idno", keyring.mark(idNumber));
  /** Somebody who has left no longer holds the number: another branch may register the person. */
  const heldNumber = (member: Member | null) => (member && !member.left ? member.idNumber : null);

  const taken = (member: Member, holder: Item | undefined): Fault => {
    const isOwn = holder?.branchId === member.branchId;
    const detail = isOwn ? "该身份证号已登记在本支部另一名党员名下" : "该身份证号已登记，请联系党务部门办理转接";
    return new Fault("member.id-number-taken", { errors: [{ pointer: "#/idNumber", detail }] });
  };

  return {
    read,
    readPerson,
    keyOf,
    marker,
    /** Everybody who is in the branch now. */
    present: async (branchId: string): Promise<Member[]> => (await table.range(keys.members(branchId))).map(read),
    past: async (branchId: string): Promise<Member[]> => (await table.range(keys.membersLeft(branchId))).map(read),
    async everybody(branchId: string): Promise<Member[]> {
      const [present, past] = await Promise.all([
        table.range(keys.members(branchId)),
        table.range(keys.membersLeft(branchId)),
      ]);
      return [...present, ...past].map(read);
    },

    async one(branchId: string, id: string): Promise<Member | null> {
      const [item] = await table.getMany([keys.member(branchId, id), keys.memberLeft(branchId, id)]);
      return item ? read(item) : null;
    },

    /** Those of the branch with these ids, present or departed; in no order, unknown ones left out. */
    async several(branchId: string, ids: readonly string[]): Promise<Member[]> {
      const wanted = [...new Set(ids)];
      const pairs = wanted.map((id) => [keys.member(branchId, id), keys.memberLeft(branchId, id)]);
      const groups = Array.from({ length: Math.ceil(pairs.length / 50) }, (_, i) => pairs.slice(i * 50, i * 50 + 50));
      return (await Promise.all(groups.map((group) => table.getMany(group.flat())))).flat().map(read);
    },

    /** Whoever holds the ID number: member and branch, or nobody. */
    async holderOf(idNumber: string): Promise<Item | undefined> {
      return (await table.getMany([marker(idNumber)]))[0];
    },

    taken,

    write(member: Member, seen: Member | null, event: Told): Put {
      const [now, before] = [heldNumber(member), heldNumber(seen)];
      return {
        key: keyOf(member),
        ...(seen && { formerKey: keyOf(seen) }),
        views: keys.memberById(member.id),
        kind: "member",
        record: sealed(member, seen),
        seen,
        ...(now !== null &&
          now !== before && {
            claim: [
              {
                key: marker(now),
                holder: { id: member.id, branchId: member.branchId },
                taken: () => taken(member, undefined),
              },
            ],
          }),
        ...(before !== null && now !== before && { release: [marker(before)] }),
        event: changeEvent(member.id, event, seen, member, secretFields),
      };
    },

    /** The same for somebody who comes into the branch: it must not have been closed at the same moment. */
    enter(member: Member, seen: Member | null, event: Told): Put {
      const requires = [{ key: keys.branch(member.branchId), fails: () => new Fault("unit.closed") }];
      return { ...this.write(member, seen, event), requires };
    },

    /** Takes back somebody who was entered by mistake; the number is free again. */
    remove: (member: Member, event: Told): Remove => {
      const number = heldNumber(member);
      return {
        remove: keyOf(member),
        seen: member,
        ...(number !== null && { release: [marker(number)] }),
        event: { ...event, aggregate: member.id },
      };
    },
  };
}
