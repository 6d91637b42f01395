import type { Role } from "#shared/access";
import { type Day, yearOf } from "#shared/dates";
import { evaluateDuties } from "#shared/duties/engine";
import { dutiesOn, firstYearOn, openResolutions, unconfirmedOf, withVisibleTalks } from "#shared/duties/open-items";
import type { HomeAnswer } from "#shared/duties/schema";
import type { BranchFacts, Duties, Duty } from "#shared/duties/types";
import { groupForHome } from "#shared/duties/views";
import { fieldFault } from "#shared/problem";
import { readFacts } from "../branch/facts";
import type { Actor } from "../platform/actor";
import type { Platform } from "../platform/platform";

/** Which days can be asked for: whatever lies behind, and until the end of next year. */
function checkDay(on: Day, today: Day): void {
  const last = `${yearOf(today) + 1}-12-31`;
  if (on > last) throw fieldFault("request.invalid", "?on", `截至日期最晚为 ${last}`);
}

export function dutyService(actor: Actor, platform: Platform) {
  const visible = (duties: readonly Duty[], facts: BranchFacts, held: readonly Role[]) =>
    withVisibleTalks(duties, facts.talks, {
      accountId: actor.accountId,
      memberId: actor.memberId,
      seesAll: held.includes("secretary"),
      seesOwn: held.includes("committee"),
    });

  return {
    async duties(
      branchId: string,
      held: readonly Role[],
      asked: { year?: number | undefined; on?: Day | undefined },
    ): Promise<Duties> {
      const on = asked.on ?? actor.today;
      checkDay(on, actor.today);
      const year = asked.year ?? yearOf(on);
      const facts = await readFacts(platform, branchId, { year, on, today: actor.today });
      const duties = evaluateDuties(facts, { year, on });
      return { ...duties, items: visible(duties.items, facts, held) };
    },

    /** The home page in two Queries of the branch's partition. */
    async home(branchId: string, held: readonly Role[], on: Day = actor.today): Promise<HomeAnswer> {
      checkDay(on, actor.today);
      const year = yearOf(on);
      const facts = await readFacts(platform, branchId, { year, since: firstYearOn(on), on, today: actor.today });
      const { duties, items } = dutiesOn(facts, on);
      return {
        branchId,
        year,
        on,
        duties: groupForHome(visible(items, facts, held), on),
        counts: duties.counts,
        unconfirmed: unconfirmedOf(facts.activities),
        followups: openResolutions(facts.activities, facts.members, on),
        handover: facts.handover,
        returned: facts.returned,
      };
    },
  };
}
