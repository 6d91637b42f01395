import { lineage, rolesAt, subtree } from "#shared/access";
import { selfCheckHeaders } from "#shared/assessment/labels";
import { buildAssessment } from "#shared/assessment/report";
import { isOpen } from "#shared/org/rules";
import type { Unit } from "#shared/org/schema";
import { Fault, fieldFault } from "#shared/problem";
import { entryStore } from "../accounts/entry-store";
import { guesses } from "../accounts/guesses";
import { proveCode, requireSecondFactor } from "../accounts/second-factor";
import { approvalService } from "../approvals/service";
import { readFacts } from "../branch/facts";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import type { CellInput } from "../sheets/write";

/** Exports of more than one branch: agreed to by a second person, begun with a one-time code, noted before the first byte. */
export function exportService(actor: Actor, platform: Platform) {
  /** The code and the use of the consent are one write: a code is good for one export. */
  async function begin(code: string, use: Put): Promise<void> {
    requireSecondFactor(actor);
    const entries = entryStore(platform.table);
    const attempt = await guesses(platform, actor.login, await entries.of(actor.accountId), actor.from);
    await attempt.begin();
    await entries.change(actor, actor.accountId, async (entry, seen) => {
      const proof = await proveCode(platform, actor.account, entry, code);
      if (!proof) throw fieldFault("account.code-wrong", "#/code", "动态口令不正确或已用过，请等下一个");
      const { lastStep, recovery } = proof;
      const event: Told = { action: "account.code-used", detail: { use: "export" } };
      return { writes: [entries.write({ ...entry, lastStep, recovery }, seen, event), use], result: undefined };
    });
    await attempt.succeeded();
  }

  /** One row for each duty of each branch, branch after branch. */
  async function* selfChecks(branches: readonly Unit[], units: readonly Unit[], year: number) {
    const { selfCheckRow } = await import("../papers/assessment-sheets");
    const on = actor.today;
    for (const branch of branches) {
      const path = lineage(units, branch.id)
        .slice(1)
        .map((id) => units.find((unit) => unit.id === id)?.name ?? "");
      const facts = await readFacts(platform, branch.id, { year, on, today: on });
      const report = buildAssessment(facts, { year, on, madeOn: on });
      for (const duty of report.duties) {
        const row: CellInput[] = [path.toReversed().join(" / "), branch.name, ...selfCheckRow(duty, on)];
        yield row;
      }
    }
  }

  return {
    /** 考核自查表 of every open branch in the subtree as of today, streamed. */
    async make(id: string, code: string) {
      const { asked, write } = await approvalService(actor, platform).use(id);
      if (asked.kind !== "export") throw new Fault("approval.state");
      // The unit, or the role there, may have changed hands since the consent.
      const units = await platform.tree();
      if (!rolesAt(actor.grants, lineage(units, asked.unitId)).includes("office")) throw new Fault("record.missing");
      // A repetition of the request is the same export.
      if (actor.operation) await begin(code, write);
      const branches = subtree(units, asked.unitId).filter(
        (unit) => unit.kind === "branch" && isOpen(unit, actor.today),
      );
      const { streamWorkbook } = await import("../sheets/write");
      const columns = ["上级组织", "党支部", ...selfCheckHeaders].map((header) => ({ header }));
      const rows = selfChecks(branches, units, asked.year);
      const top = units.find((unit) => unit.id === asked.unitId)?.name ?? "";
      return {
        stream: streamWorkbook({ name: "考核自查表", columns, rows }),
        name: `${top}${asked.year}年度各支部考核自查表（截至${actor.today}）.xlsx`,
      };
    },
  };
}
