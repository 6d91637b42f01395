import { entitledPresent, rollOf } from "../activities/attendance";
import { byStart, dayOf } from "../activities/days";
import { activityKindNames } from "../activities/labels";
import type { Activity, ActivityKind } from "../activities/schema";
import { quorumNeeded } from "../activities/votes";
import { chineseDay, type Day, isWithin, type Period } from "../dates";
import { committeeIdsOn } from "../members/standing";
import { branchSubject, openFinding, unaskedReason, unlessUnasked, yearDueOn } from "./finding";
import type { Asked, BranchFacts, Duty, DutyFinding } from "./types";

/** Duties that are met by holding a meeting: once a period, or once a year. */

/** How the sentence of a duty ends that only wants the secretary's confirmation. */
export const awaitsConfirmation = "已记录，待书记确认";

type Attended = { entitled: number; present: number };
/** How many of those who count came; absent where no number is asked. */
export type Quorum = (activity: Activity, facts: BranchFacts) => Attended;

/** 支部工作条例 第11条: at least half of those entitled to vote. */
export const generalQuorum: Quorum = (activity, { branch, members }) => {
  const roll = rollOf(activity, branch, members);
  return {
    entitled: activity.counted?.expected ?? roll.entitled.length,
    present: entitledPresent(activity, roll, "ordinary"),
  };
};

/** 支部工作条例 第12条: at least half of the committee. */
export const committeeQuorum: Quorum = (activity, { branch }) => {
  const alone = activity.kinds.every((kind) => kind === "committee");
  const ids = (alone ? activity.roll?.entitled : null) ?? committeeIdsOn(branch, dayOf(activity));
  return {
    entitled: activity.counted?.expected ?? ids.length,
    present: entitledPresent(activity, { expected: ids, entitled: ids }, "ordinary"),
  };
};

type Asking = {
  facts: BranchFacts;
  asked: Asked;
  kind: ActivityKind;
  says: string;
  period: Period;
  dueOn: Day;
  subject: Duty["subject"];
  quorum: Quorum | null;
  /** Whether an activity belongs to the period and subject. */
  belongs: (activity: Activity) => boolean;
  /** Whether it can be made good after its day. */
  isMendable: boolean;
};

export const countsAs = (activity: Activity, kind: ActivityKind, several: boolean): boolean =>
  several ? activity.kinds.includes(kind) : activity.kinds[0] === kind;

const isQuorate = (activity: Activity, { quorum, facts }: Asking): boolean => {
  if (quorum === null) return true;
  const { entitled, present } = quorum(activity, facts);
  return present >= quorumNeeded("ordinary", entitled);
};

const evidenceOf = (activities: readonly Activity[]): Duty["evidence"] =>
  activities.map((activity) => ({ kind: "activity", id: activity.id, name: activity.title, on: dayOf(activity) }));

function withoutQuorum(activity: Activity, { quorum, facts, kind }: Asking): string {
  const { entitled, present } = quorum ? quorum(activity, facts) : { entitled: 0, present: 0 };
  const who = kind === "committee" ? "委员" : "有表决权的党员";
  return `${chineseDay(dayOf(activity))}的${activityKindNames[kind]}到会人数不够：应到${who} ${entitled} 人，实到 ${present} 人，需 ${quorumNeeded("ordinary", entitled)} 人`;
}

function nothingHeld(planned: Activity | undefined, { kind, period, dueOn, asked: { on } }: Asking): string {
  const name = activityKindNames[kind];
  if (planned) {
    const day = chineseDay(dayOf(planned));
    return dayOf(planned) > on ? `${period.label}的${name}已安排在${day}` : `${day}安排的${name}还没有记录`;
  }
  if (period.from > on) return `${period.label}需要${name} 1 次`;
  return on > dueOn ? `${period.label}没有${name}的记录` : `${period.label}还没有${name}的记录`;
}

/** The duty before it is asked whether the branch is asked at all. */
function judge(asking: Asking): DutyFinding {
  const { facts, asked, kind, period, dueOn, belongs, isMendable } = asking;
  const { on } = asked;
  const base = { ...openFinding(asking.subject, period, asking.says), opensOn: period.from, dueOn };
  const mine = facts.activities
    .filter((activity) => countsAs(activity, kind, facts.branch.settings.countSeveralKinds) && belongs(activity))
    .sort(byStart);
  const held = mine.filter((activity) => activity.state !== "planned" && dayOf(activity) <= on);
  const quorate = held.filter((activity) => isQuorate(activity, asking));
  const met = quorate.filter((activity) => activity.state === "confirmed");
  const first = met[0];
  if (first)
    return { ...base, status: "done", late: dayOf(first) > dueOn, done: met.length, evidence: evidenceOf(met) };

  const isOver = on > dueOn;
  const waiting = quorate.at(-1);
  if (waiting) {
    const missing = `${chineseDay(dayOf(waiting))}的${activityKindNames[kind]}${awaitsConfirmation}`;
    return { ...base, status: isOver ? "overdue" : "due", missing, evidence: evidenceOf(quorate) };
  }
  const status = isOver ? (isMendable ? "overdue" : "breached") : "due";
  const failed = held.at(-1);
  if (failed) return { ...base, status, missing: withoutQuorum(failed, asking), evidence: evidenceOf(held) };
  return {
    ...base,
    status,
    missing: nothingHeld(
      mine.find((activity) => activity.state === "planned"),
      asking,
    ),
  };
}

type Meeting = {
  facts: BranchFacts;
  asked: Asked;
  kind: ActivityKind;
  says: string;
  period: Period;
  quorum?: Quorum;
  group?: { id: string; name: string };
};

/** One meeting in a period, by the day on which it was held; missed, it cannot be made good. */
export function meetingInPeriod({ facts, asked, kind, says, period, quorum, group }: Meeting): DutyFinding {
  const finding = judge({
    facts,
    asked,
    kind,
    says,
    period,
    dueOn: period.to,
    subject: group ? { kind: "group", id: group.id, name: group.name } : branchSubject(facts.branch),
    quorum: quorum ?? null,
    belongs: (activity) => isWithin(dayOf(activity), period) && (group === undefined || activity.groupId === group.id),
    isMendable: false,
  });
  return unlessUnasked(finding, unaskedReason(facts.branch, period));
}

/** One meeting for a year, by the year for which it is kept; it may follow until the set day of the next year and be made good after it. */
export function meetingForYear({ facts, asked, kind, says, period }: Omit<Meeting, "quorum" | "group">): DutyFinding {
  const finding = judge({
    facts,
    asked,
    kind,
    says,
    period,
    dueOn: yearDueOn(facts.branch, asked.year),
    subject: branchSubject(facts.branch),
    quorum: null,
    belongs: (activity) => activity.forYear === asked.year,
    isMendable: true,
  });
  return unlessUnasked(finding, unaskedReason(facts.branch, period));
}
