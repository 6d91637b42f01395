import { chineseDay, type Day, daysInMonth, type Period, partsOf, toDay, yearPeriod } from "../dates";
import type { Person } from "../members/schema";
import type { Branch } from "../org/schema";
import type { Asked, BranchFacts, Duty, DutyFinding } from "./types";

/** What the rules share: subjects, days and the plain finding that each of them fills in. */

type Evidence = Duty["evidence"][number];

export const branchSubject = (branch: Branch): Duty["subject"] => ({
  kind: "branch",
  id: branch.id,
  name: branch.name,
});
export const memberSubject = (member: Person): Duty["subject"] => ({
  kind: "member",
  id: member.id,
  name: member.name,
});
export const memberEvidence = (member: Person, on: Day): Evidence => ({
  kind: "member",
  id: member.id,
  name: member.name,
  on,
});

/** A duty that is asked once and not met; rules say what differs. */
export const openFinding = (subject: Duty["subject"], period: Period, says: string): DutyFinding => ({
  period,
  subject,
  says,
  note: "",
  status: "due",
  late: false,
  opensOn: null,
  dueOn: null,
  required: 1,
  done: 0,
  missing: "",
  evidence: [],
});

export const notApplicable = (finding: DutyFinding, reason: string): DutyFinding => ({
  ...finding,
  status: "notApplicable",
  late: false,
  opensOn: null,
  dueOn: null,
  missing: "",
  note: reason,
  evidence: [],
});

/** Why the branch is not asked in a period: it is asked from the first whole one, and no longer when it is closed. */
export function unaskedReason({ foundedOn, closedOn }: Branch, period: Period): string | null {
  if (foundedOn > period.to) return `支部成立于${chineseDay(foundedOn)}，此前不作要求`;
  if (foundedOn > period.from) return `支部成立于${chineseDay(foundedOn)}，从第一个完整的周期起要求`;
  return closedOn !== null && closedOn <= period.to ? `支部已于${chineseDay(closedOn)}撤销` : null;
}

/** What was met stays met; anything else is not asked where the reason says so. */
export function unlessUnasked(finding: DutyFinding, reason: string | null): DutyFinding {
  return reason === null || finding.status === "done" ? finding : notApplicable(finding, reason);
}

/** The last day of a year's yearly duties: the set day of the next year. */
export function yearDueOn(branch: Branch, year: number): Day {
  const [, month, date] = partsOf(`${year + 1}-${branch.settings.yearEnd}`);
  return toDay(year + 1, month, Math.min(date, daysInMonth(year + 1, month)));
}

/** The day by which the people of a year are looked up: `on`, but no later than the year's last day. */
export const rosterDay = ({ year, on }: Asked): Day => {
  const { to } = yearPeriod(year);
  return on < to ? on : to;
};

/** A yearly duty of a branch or person, open from 1 January to the set day of the next year, and overdue after it. */
export function yearlyFinding(
  { branch }: BranchFacts,
  { year, on }: Asked,
  subject: Duty["subject"],
  says: string,
): DutyFinding {
  const period = yearPeriod(year);
  const dueOn = yearDueOn(branch, year);
  return { ...openFinding(subject, period, says), opensOn: period.from, dueOn, status: on > dueOn ? "overdue" : "due" };
}

/** The state of what stands on a day (term, committee, size). */
export const standingPeriod = (on: Day): Period => ({ label: `截至${chineseDay(on)}`, from: on, to: on });

/** Names for a sentence, the first few and how many there are. */
export function nameList(members: readonly Person[], most = 5): string {
  const names = members.slice(0, most).map((member) => member.name);
  return `${names.join("、")}${members.length > most ? `等 ${members.length} 人` : ""}`;
}
