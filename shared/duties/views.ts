import { byStart, dayOf } from "../activities/days";
import { activityKindNames } from "../activities/labels";
import { type Activity, type ActivityKind, activityKinds } from "../activities/schema";
import { type Day, daysBetween, monthOf, yearOf } from "../dates";
import { awaitsConfirmation } from "./meetings";
import type { Duty } from "./types";

/** How pages arrange the duties; nothing is judged here. */

/** The one thing to do about a duty, for the page to turn into a button. `params` are those of its address. */
export type Act = {
  kind: "record" | "confirm" | "branch" | "member" | "members" | "talk" | "training";
  label: string;
  params: Record<string, string>;
};

/** One line of the home list; the duties of many members under one rule are one line, without their long evidence. */
export type HomeEntry = {
  key: string;
  rule: string;
  name: string;
  period: string;
  subject: string;
  status: Duty["status"];
  dueOn: string | null;
  missing: string;
  detail: string;
  duties: Duty[];
  act: Act;
};
/** `missed` are the breached ones: over and not to be made good, unless a meeting was held and not entered. */
export type Home = { overdue: HomeEntry[]; due: HomeEntry[]; next: HomeEntry[]; missed: HomeEntry[] };

const kindOfRule: Partial<Record<string, ActivityKind>> = {
  "general-meeting": "general",
  "committee-meeting": "committee",
  "group-meeting": "group",
  lecture: "lecture",
  "theme-day": "themeDay",
  "org-life": "orgLife",
  appraisal: "appraisal",
};
const yearlyMeetings = ["org-life", "appraisal"];
/** Yearly duties move from next to due about half a year before their day: in the usual fourth quarter. */
const aheadDays = 184;

function within(on: Day, { from, to }: Duty["period"]): Day {
  if (on < from) return from;
  return on > to ? to : on;
}

function meetingAct(duty: Duty, kind: ActivityKind, on: Day): Act {
  const name = activityKindNames[kind];
  const waiting = duty.missing.endsWith(awaitsConfirmation) ? duty.evidence.at(-1) : undefined;
  if (waiting) return { kind: "confirm", label: `确认${name}`, params: { activityId: waiting.id } };
  const isYearly = yearlyMeetings.includes(duty.rule);
  return {
    kind: "record",
    label: duty.status === "breached" ? `补录${name}` : `记录${name}`,
    params: {
      kind,
      day: isYearly ? on : within(on, duty.period),
      ...(isYearly ? { forYear: String(yearOf(duty.period.from)) } : {}),
      ...(duty.subject.kind === "group" ? { groupId: duty.subject.id } : {}),
    },
  };
}

/** What to do about a duty that is not met. */
export function actFor(duty: Duty, on: Day): Act {
  const kind = kindOfRule[duty.rule];
  if (kind) return meetingAct(duty, kind, on);
  const memberId = duty.subject.kind === "member" ? { memberId: duty.subject.id } : {};
  if (duty.rule === "talks") return { kind: "talk", label: "记录谈心谈话", params: {} };
  if (duty.rule === "study-hours") return { kind: "training", label: "登记培训", params: {} };
  if (duty.rule === "probation") return { kind: "member", label: "查看预备党员", params: { ...memberId } };
  if (duty.rule === "branch-size") return { kind: "members", label: "查看党员", params: {} };
  if (duty.rule === "secretary-training" && duty.subject.kind === "member")
    return { kind: "training", label: "登记培训", params: { ...memberId, kind: "rotation" } };
  return { kind: "branch", label: "完善支部信息", params: {} };
}

type Bucket = keyof Home;

function bucketOf(duty: Duty, on: Day): Bucket | null {
  if (duty.status === "done" || duty.status === "notApplicable") return null;
  if (duty.status === "breached") return "missed";
  if (duty.status === "overdue") return "overdue";
  const isFar = duty.dueOn !== null && daysBetween(on, duty.dueOn) > aheadDays;
  return (duty.opensOn !== null && duty.opensOn > on) || isFar ? "next" : "due";
}

const last = "9999-12-31";
const byDay = (a: { dueOn: string | null }, b: { dueOn: string | null }): number => {
  const [x, y] = [a.dueOn ?? last, b.dueOn ?? last];
  return x < y ? -1 : x > y ? 1 : 0;
};

/** Duties of many people are joined by rule and day; every other one stands alone. */
const keyOf = (duty: Duty): string =>
  duty.rule === "study-hours"
    ? [duty.rule, duty.name, duty.dueOn ?? ""].join("/")
    : [duty.rule, duty.period.from, duty.subject.id].join("/");

function entryOf(key: string, duties: Duty[], first: Duty, on: Day): HomeEntry {
  const isOne = duties.length === 1;
  return {
    key,
    rule: first.rule,
    name: first.name,
    period: first.period.label,
    subject: isOne ? first.subject.name : `${duties.length} 人`,
    status: first.status,
    dueOn: first.dueOn,
    missing: isOne ? first.missing : `还有 ${duties.length} 人没有达到 ${first.required} 学时`,
    detail: first.detail,
    duties: isOne ? duties : duties.map((duty) => ({ ...duty, evidence: [] })),
    act: actFor(first, on),
  };
}

function entriesOf(duties: readonly Duty[], on: Day): HomeEntry[] {
  const byKey = new Map<string, Duty[]>();
  for (const duty of [...duties].sort(byDay)) {
    const key = keyOf(duty);
    const same = byKey.get(key);
    if (same) same.push(duty);
    else byKey.set(key, [duty]);
  }
  return [...byKey].flatMap(([key, same]) => (same[0] ? [entryOf(key, same, same[0], on)] : []));
}

/** Of what has not opened yet only the nearest of each rule and subject. */
function nearest(duties: readonly Duty[]): Duty[] {
  const seen = new Set<string>();
  return [...duties].sort(byDay).filter((duty) => {
    const key = `${duty.rule}/${duty.subject.id}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

/** The home list: what is overdue, due and next, soonest first, and what was missed, latest first. */
export function groupForHome(items: readonly Duty[], on: Day): Home {
  const inBucket = (bucket: Bucket) => items.filter((duty) => bucketOf(duty, on) === bucket);
  return {
    overdue: entriesOf(inBucket("overdue"), on),
    due: entriesOf(inBucket("due"), on),
    next: entriesOf(nearest(inBucket("next")), on),
    missed: entriesOf(inBucket("missed"), on).reverse(),
  };
}

export type GridCell = { month: number; ids: string[]; confirmed: number; recorded: number; planned: number };
/** `after`: those of the next year's first months that are kept for this year. */
export type GridRow = { kind: ActivityKind; name: string; months: GridCell[]; after: GridCell; total: number };

type Dated = Pick<Activity, "id" | "kinds" | "startsAt" | "forYear" | "state">;

function cellOf(month: number, activities: readonly Dated[]): GridCell {
  const count = (state: Activity["state"]) => activities.filter((activity) => activity.state === state).length;
  return {
    month,
    ids: activities.map(({ id }) => id),
    confirmed: count("confirmed"),
    recorded: count("recorded"),
    planned: count("planned"),
  };
}

/** Kinds × months, each cell with the ids that it counts; an activity of several kinds is in each of their rows. `total` counts the confirmed ones. */
export function yearGrid(activities: readonly Dated[], year: number): GridRow[] {
  const dated = [...activities].sort(byStart);
  const inYear = dated.filter((activity) => yearOf(dayOf(activity)) === year);
  const later = dated.filter((activity) => yearOf(dayOf(activity)) > year && activity.forYear === year);
  return activityKinds.map((kind) => {
    const isKind = (activity: Dated) => activity.kinds.includes(kind);
    const mine = inYear.filter(isKind);
    const months = Array.from({ length: 12 }, (_, i) =>
      cellOf(
        i + 1,
        mine.filter((activity) => monthOf(dayOf(activity)) === i + 1),
      ),
    );
    const after = cellOf(13, later.filter(isKind));
    return {
      kind,
      name: activityKindNames[kind],
      months,
      after,
      total: months.reduce((sum, cell) => sum + cell.confirmed, after.confirmed),
    };
  });
}
