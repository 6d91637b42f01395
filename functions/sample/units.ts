import { addDays, addMonths, type Day } from "#shared/dates";
import type { Member } from "#shared/members/schema";
import { foundBranch } from "#shared/org/rules";
import type { Branch, CommitteePost, Unit } from "#shared/org/schema";
import { dayBack, historyStart, workday } from "./days";
import { type BranchPlan, branchIdOf, generalBranches, groupIdOf, newBranch, SUBSIDIARY } from "./plan";

const unit = (fields: Pick<Unit, "id" | "parentId" | "kind" | "name" | "foundedOn"> & Partial<Unit>): Unit => ({
  branchKind: null,
  closedOn: null,
  approval: "",
  former: [],
  version: 1,
  chain: "",
  ...fields,
});

/** The Party committee and its general branches. */
export const upperUnits = (): Unit[] => [
  unit({ ...SUBSIDIARY, parentId: null, kind: "committee" }),
  ...generalBranches.map((one) => unit({ ...one, parentId: SUBSIDIARY.id, kind: "general" })),
];

/** About three weeks old, so that its first whole month is being asked. */
export const newUnit = (today: Day): Unit =>
  unit({
    id: branchIdOf(newBranch.no),
    parentId: newBranch.parentId,
    kind: "branch",
    name: newBranch.name,
    branchKind: newBranch.kind,
    foundedOn: `${addDays(today, -20).slice(0, 7)}-01`,
    approval: "示例党发〔新设〕1号",
  });

const foundedOn = ({ founded }: BranchPlan, today: Day): Day =>
  typeof founded === "string" ? founded : workday(dayBack(today, founded));

export const unitOf = (plan: BranchPlan, today: Day): Unit =>
  unit({
    id: branchIdOf(plan.no),
    parentId: plan.parentId,
    kind: "branch",
    name: plan.name,
    branchKind: plan.kind,
    foundedOn: foundedOn(plan, today),
  });

export const groupUnits = (plan: BranchPlan, today: Day): Unit[] =>
  plan.groups.map((name, n) =>
    unit({
      id: groupIdOf(plan.no, n),
      parentId: branchIdOf(plan.no),
      kind: "group",
      name,
      foundedOn: foundedOn(plan, today),
    }),
  );

/** The day on which the present term began. */
export const termStart = (plan: BranchPlan, today: Day): Day =>
  workday(plan.term ? dayBack(today, plan.term) : foundedOn(plan, today));

/** A committee whose term began within the history was re-elected. */
function postsOf(plan: BranchPlan, members: readonly Member[], today: Day): CommitteePost[] {
  const from = termStart(plan, today);
  const isReelected = plan.term !== null && from > historyStart(today);
  return plan.posts.flatMap((post, i) => {
    const memberId = members[i]?.id;
    if (memberId === undefined) return [];
    const former = { memberId, post, from: addMonths(from, -36), to: addDays(from, -1) };
    return [...(isReelected ? [former] : []), { memberId, post, from, to: null }];
  });
}

export function profileOf(plan: BranchPlan, members: readonly Member[], today: Day): Branch {
  const profile = foundBranch(unitOf(plan, today));
  return {
    ...profile,
    term: plan.term && { startedOn: termStart(plan, today), years: 3, extendedTo: null },
    committee: postsOf(plan, members, today),
    groups: groupUnits(plan, today).map(({ id, name, foundedOn: day, closedOn }) => ({
      id,
      name,
      foundedOn: day,
      closedOn,
    })),
    settings: { ...profile.settings, usualPlace: plan.place, usualThemeDay: plan.days.themeDay, usualHours: 2 },
  };
}
