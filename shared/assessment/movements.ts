import { addDays, type Day, firstDay, toDay } from "../dates";
import { arrivalNames, departureNames } from "../members/labels";
import type { Person } from "../members/schema";
import { belongsOn, isFullOn, isPartyMemberOn, isProbationaryOn, partyMembersOn } from "../members/standing";
import type { AssessmentReport, ChangeKind, ChangeRow } from "./schema";

/** How the number of Party members came from the end of the last year to that of a day: head counts and every change between them. */

const headcount = (members: readonly Person[], on: Day): AssessmentReport["members"]["start"] => {
  const party = partyMembersOn(members, on);
  return {
    on,
    total: party.length,
    full: party.filter((member) => isFullOn(member, on)).length,
    probationary: party.filter((member) => isProbationaryOn(member, on)).length,
  };
};

/** The days on which anything that decides who counts may have changed. */
function turningDays(member: Person, from: Day, to: Day): Day[] {
  const { joinedOn, convertedOn, arrivedOn, left, timeline } = member;
  const dates = [joinedOn, convertedOn, arrivedOn, left?.on ?? null].flatMap((date) =>
    date === null ? [] : [firstDay(date)],
  );
  const days = [...dates, ...timeline.map((entry) => entry.from)].filter((day) => from <= day && day <= to);
  return [...new Set(days)].sort((a, b) => (a < b ? -1 : 1));
}

/** Whether somebody had been a Party member before the day: who comes back was not admitted anew. */
const wasAdmitted = ({ joinedOn }: Person, day: Day): boolean => joinedOn !== null && firstDay(joinedOn) < day;

function entryKind(member: Person, day: Day): ChangeKind {
  if (belongsOn(member, addDays(day, -1))) return wasAdmitted(member, day) ? "restored" : "admitted";
  if (member.arrival === "restored") return "restored";
  const isNewHere = member.arrival !== "transfer" && !wasAdmitted(member, day) && isProbationaryOn(member, day);
  const isNew = member.arrival === "admitted" || isNewHere;
  return isNew ? "admitted" : "arrived";
}

function entryDetail(member: Person, kind: ChangeKind): string {
  if (kind === "admitted") return "接收为预备党员";
  return kind === "arrived" && member.arrival !== null ? arrivalNames[member.arrival] : "";
}

function leavingDetail({ left }: Person): string {
  if (left === null) return "";
  return left.note ? `${departureNames[left.how]}（${left.note}）` : departureNames[left.how];
}

type Change = Pick<ChangeRow, "kind" | "effect" | "detail">;

function changeOn(member: Person, day: Day): Change | null {
  const eve = addDays(day, -1);
  const [was, is] = [isPartyMemberOn(member, eve), isPartyMemberOn(member, day)];
  if (!was && is) {
    const kind = entryKind(member, day);
    return { kind, effect: 1, detail: entryDetail(member, kind) };
  }
  if (was && !is) {
    return belongsOn(member, day)
      ? { kind: "suspended", effect: -1, detail: "" }
      : { kind: "left", effect: -1, detail: leavingDetail(member) };
  }
  const isConverted = was && isProbationaryOn(member, eve) && isFullOn(member, day);
  return isConverted ? { kind: "converted", effect: 0, detail: "预备党员转为正式党员" } : null;
}

/** From the last day of the year before to `end`, a day of the year: `start.total` and the effects of all changes make `end.total`. */
export function movementsOf(members: readonly Person[], year: number, end: Day): AssessmentReport["members"] {
  const changes = members.flatMap((member) =>
    turningDays(member, toDay(year, 1, 1), end).flatMap((on): ChangeRow[] => {
      const change = changeOn(member, on);
      return change ? [{ memberId: member.id, name: member.name, on, ...change }] : [];
    }),
  );
  return {
    start: headcount(members, toDay(year - 1, 12, 31)),
    end: headcount(members, end),
    changes: changes.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
  };
}
