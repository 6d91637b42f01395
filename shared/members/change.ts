import type { Day } from "../dates";
import { Fault, fieldFault } from "../problem";
import { memberFindings } from "./rules";
import { type DatedField, datedFields, type Member, type MemberChange, type TimelineEntry } from "./schema";
import { entriesOf } from "./standing";

const sinceEver: Day = "1900-01-01";

/** The day from which a changed value holds: excuse, loss of contact and absence carry their own. */
function startOf(field: DatedField, next: Member, effectiveOn: Day): Day {
  if (field === "excused") return next.excused?.from ?? effectiveOn;
  if (field === "lost") return next.lost?.on ?? effectiveOn;
  return (field === "floating" ? next.floating?.since : null) ?? effectiveOn;
}

/** Whether the new value mends the former one rather than following it. */
function isCorrection(field: DatedField, before: Member, next: Member): boolean {
  if (field === "excused")
    return !!before.excused && !!next.excused && (before.excused.to === null || before.excused.to >= next.excused.from);
  return (field === "lost" || field === "floating") && before[field] !== null && next[field] !== null;
}

/** The field's history with the new value from `start` on; what was dated later is superseded. */
function historyOf(field: DatedField, before: Member, next: Member, effectiveOn: Day): TimelineEntry[] {
  const entries = entriesOf(before, field);
  const start = startOf(field, next, effectiveOn);
  const former =
    entries.length > 0
      ? entries
      : [{ field, from: isCorrection(field, before, next) ? start : sinceEver, value: before[field] }];
  const kept = (isCorrection(field, before, next) ? former.slice(0, -1) : former).filter((entry) => entry.from < start);
  const base = kept.length > 0 || !isCorrection(field, before, next) ? kept : [{ field, from: sinceEver, value: null }];
  return [...base, { field, from: start, value: next[field] }];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The record after a change, with the history of its dated facts. Refuses a change that makes fields disagree; what disagreed before does not stand in the way of mending something else. */
export function applyChange(member: Member, change: MemberChange, today: Day): Member {
  const { effectiveOn = today, ...fields } = change;
  if (effectiveOn > today) throw fieldFault("request.invalid", "#/effectiveOn", "生效日期不能晚于今天");
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Member>;
  const next: Member = { ...member, ...given };
  const before = memberFindings(member, today).errors;
  const errors = memberFindings(next, today).errors.filter((error) => !before.some((old) => isSame(old, error)));
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
  const changed = datedFields.filter((field) => !isSame(member[field], next[field]));
  const untouched = member.timeline.filter((entry) => !changed.includes(entry.field));
  return {
    ...next,
    timeline: [...untouched, ...changed.flatMap((field) => historyOf(field, member, next, effectiveOn))],
  };
}
