import type { Role } from "#shared/access";
import type { Day } from "#shared/dates";
import { rosterHeaders } from "#shared/members/labels";
import { rosterRow, type Secrecy } from "#shared/members/roster";
import type { SecretField } from "#shared/members/schema";
import { belongsOn, memberOn } from "#shared/members/standing";
import { fieldFault } from "#shared/problem";
import { isOwnPassword } from "../accounts/guesses";
import { noteOpening } from "../audit/openings";
import { readStanding } from "../branch/facts";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";

/** The secret columns that the roster has. */
const rosterSecrets: readonly SecretField[] = ["idNumber", "phone", "address"];

type RosterFile = { bytes: Uint8Array; name: string };

/** 党员花名册 of a branch as of a day: the probationary and full members who belonged to it. */
export function rosterService(actor: Actor, platform: Platform) {
  async function make(branchId: string, day: Day, secrecy: Secrecy): Promise<RosterFile> {
    const { branch, members, opened } = await readStanding(platform, branchId, true);
    const there = members
      .filter((member) => belongsOn(member, day))
      .map((member) => memberOn(member, day))
      .filter(({ stage }) => stage === "probationary" || stage === "full")
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const { writeWorkbook } = await import("../sheets/write");
    const bytes = await writeWorkbook([
      {
        name: "党员花名册",
        columns: rosterHeaders.map((header) => (header === "公民身份号码" ? { header, width: 21 } : { header })),
        rows: there.map((member) => rosterRow({ ...opened(member), ...member }, branch.name, secrecy)),
        print: { landscape: true },
      },
    ]);
    return { bytes, name: `${branch.name}党员花名册（截至${day}）.xlsx` };
  }

  return {
    /** ID number, phone and address masked; an inspector sees none of them. */
    async masked(branchId: string, held: readonly Role[], on?: Day): Promise<RosterFile> {
      await noteOpening(platform.table, actor, { about: branchId, action: "roster.exported" });
      return make(branchId, on ?? actor.today, held.some((role) => role !== "inspector") ? "masked" : "none");
    },

    /** In full, for somebody who knows the account's password: noted as one opening before the file is given. A repetition of the request is the same opening. */
    async full(branchId: string, input: { password: string; reason: string }, on?: Day): Promise<RosterFile> {
      if (!(await isOwnPassword(platform, actor.account, actor.from, input.password)))
        throw fieldFault("account.password-wrong", "#/password", "密码不正确");
      const { reason } = input;
      if (actor.operation)
        await noteOpening(platform.table, actor, {
          ...{ about: branchId, action: "roster.exported-full", fields: rosterSecrets, reason },
        });
      return make(branchId, on ?? actor.today, "full");
    },
  };
}
