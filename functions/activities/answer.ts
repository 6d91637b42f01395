import { attendanceCounts, rollOf, voteCounts } from "#shared/activities/attendance";
import { isLate } from "#shared/activities/days";
import type { Activity, ActivityAnswer, VoteBasis } from "#shared/activities/schema";
import { quorumNeeded } from "#shared/activities/votes";
import type { BranchFacts } from "#shared/duties/types";

export type Known = Pick<BranchFacts, "branch" | "members">;

/** How many of those entitled must come to each kind of vote. */
export const quorumOf = (entitled: number): Record<VoteBasis, number> => ({
  ordinary: quorumNeeded("ordinary", entitled),
  admission: quorumNeeded("admission", entitled),
  election: quorumNeeded("election", entitled),
});

/** The record with its figures; `texts` belong to its items by position and are left blank in lists. */
export function toAnswer(
  activity: Activity,
  { branch, members }: Known,
  texts: readonly string[] = [],
): ActivityAnswer {
  const { chain: _, items, ...shown } = activity;
  const roll = rollOf(activity, branch, members);
  const { expected, entitled, present } = attendanceCounts(activity, roll);
  const counts = voteCounts(activity, roll);
  return {
    ...shown,
    items: items.map(({ title, vote }, i) => {
      const count = counts[i];
      return { title, text: texts[i] ?? "", vote: vote && count ? { ...vote, ...count } : null };
    }),
    expected,
    entitled,
    present: activity.state === "planned" ? 0 : present,
    late: isLate(activity, branch.settings),
    quorum: quorumOf(entitled),
  };
}
