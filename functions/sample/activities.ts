import { entitledPresent, expectedOn } from "#shared/activities/attendance";
import type { Activity, Attendance, Resolution, Roll, VoteBasis } from "#shared/activities/schema";
import { majorityNeeded } from "#shared/activities/votes";
import { addDays, type Day, yearOf } from "#shared/dates";
import type { Member } from "#shared/members/schema";
import { belongsOn, isExcusedOn, isFullOn, isLostOn } from "#shared/members/standing";
import type { Branch } from "#shared/org/schema";
import type { Gathering } from "./calendar";
import { type Chance, chanceOf } from "./chance";
import { dayBack, instantOf } from "./days";
import type { BranchPlan } from "./plan";
import { leaveReasons, resolutionTexts } from "./topics";

/** Gatherings as records: who came, how the votes fell, when they were entered. */

export type Stage = { plan: BranchPlan; branch: Branch; members: readonly Member[]; today: Day };
export type Recorded = { activity: Activity; texts: string[] };

type Exception = Attendance["exceptions"][number];

/** Who chairs and who writes: the secretary and the organisation member, in a group its first two. */
function leadersOf(
  { plan, members }: Stage,
  { groupId }: Gathering,
): [hostId: string | null, recorderId: string | null] {
  const circle = groupId === undefined ? members : members.filter((member) => member.groupId === groupId);
  const [host, recorder] = circle;
  return [host?.id ?? null, (plan.posts.length === 0 ? null : recorder?.id) ?? null];
}

function absenceOf(member: Member, day: Day, away: number, chance: Chance): Exception | null {
  if (isLostOn(member, day)) return { memberId: member.id, state: "absent", reason: "失去联系" };
  if (!chance.is(away)) return null;
  const state = chance.pick<Exception["state"]>(["leave", "leave", "leave", "leave", "online", "absent"]);
  return { memberId: member.id, state, reason: state === "leave" ? chance.pick(leaveReasons) : "" };
}

/** Applicants in training sit in on theme days. */
const observersOf = ({ members }: Stage, { kinds, day }: Gathering): Exception[] =>
  kinds.includes("themeDay")
    ? members
        .filter(
          ({ stage, activistOn }) =>
            (stage === "activist" || stage === "candidate") && activistOn !== null && activistOn <= day,
        )
        .filter((member) => belongsOn(member, day))
        .map(({ id }): Exception => ({ memberId: id, state: "observer", reason: "" }))
    : [];

/** Nobody votes about the own admission, though the record says from that day on that it was granted. */
function rollOn({ branch, members }: Stage, gathering: Gathering, attendance: Attendance): Roll {
  const { kinds, day, time, groupId = null, about } = gathering;
  const { expected, entitled } = expectedOn(
    { kinds, startsAt: `${day}T${time}`, groupId, attendance },
    branch,
    members,
  );
  return { expected, entitled: about ? entitled.filter((id) => !about.includes(id)) : entitled };
}

/** Those excused who came to vote all the same. */
const excusedOn = ({ members }: Stage, day: Day): Exception[] =>
  members
    .filter((member) => isFullOn(member, day) && isExcusedOn(member, day))
    .map(({ id }): Exception => ({ memberId: id, state: "present", reason: "到会投票" }));

type Attended = { attendance: Attendance; roll: Roll };

function attendanceOf(
  stage: Stage,
  gathering: Gathering,
  leaders: readonly (string | null)[],
  chance: Chance,
): Attended {
  const { plan, members } = stage;
  const { day, kinds } = gathering;
  const everybody: Attendance = { default: plan.trade === "away" ? "online" : "present", exceptions: [] };
  if (kinds.includes("election")) {
    const attendance = { ...everybody, exceptions: excusedOn(stage, day) };
    return { attendance, roll: rollOn(stage, gathering, attendance) };
  }
  const roll = rollOn(stage, gathering, everybody);
  if (gathering.noQuorum) {
    const { length } = roll.entitled;
    const missing = roll.entitled.filter((id) => !leaders.includes(id)).slice(0, Math.floor(length / 2) + 2);
    const exceptions = missing.map((memberId): Exception => ({ memberId, state: "leave", reason: "抢收抢种" }));
    return { attendance: { ...everybody, exceptions }, roll };
  }
  const share = gathering.votes ? plan.away / 2 : plan.away;
  const expected = new Set(roll.expected);
  const others = members.filter(({ id }) => expected.has(id) && !leaders.includes(id));
  const away = others.flatMap((member) => absenceOf(member, day, share, chance) ?? []);
  const most = kinds.includes("committee") ? 1 : away.length;
  return { attendance: { ...everybody, exceptions: [...away.slice(0, most), ...observersOf(stage, gathering)] }, roll };
}

function itemsOf(gathering: Gathering, attendance: Attendance, roll: Roll, chance: Chance): Activity["items"] {
  const voteOn = (basis: VoteBasis) => {
    const present = entitledPresent({ attendance, counted: null, onlineCounts: false }, roll, basis);
    const isEnough = present - 1 >= majorityNeeded(basis, roll.entitled.length, present);
    const abstain = isEnough && chance.is(0.25) ? 1 : 0;
    return { basis, yes: present - abstain, no: 0, abstain, writtenYes: 0, writtenNo: 0, outcome: "passed" as const };
  };
  return gathering.topic.items.map(({ title }, i) => {
    const basis = gathering.votes?.[i];
    return { title, vote: basis ? voteOn(basis) : null };
  });
}

function resolutionsOf(stage: Stage, { kinds, day }: Gathering, chance: Chance): Resolution[] {
  const { plan, members, today } = stage;
  const isDeciding = kinds.includes("general") || kinds.includes("committee");
  const isUnsettled = day >= dayBack(today, { months: plan.openMonths ?? 0 });
  if (!isDeciding || !(chance.is(kinds.includes("general") ? 0.8 : 0.35) || isUnsettled)) return [];
  const officers = members.slice(0, plan.posts.length).map(({ id }) => id);
  const dueOn = addDays(day, chance.whole(3, 6) * 7);
  const doneOn = addDays(dueOn, -chance.whole(1, 9));
  const isOpen = doneOn >= today || isUnsettled;
  return [
    {
      text: chance.pick(resolutionTexts),
      ownerId: officers[chance.whole(0, officers.length - 1)] ?? null,
      dueOn,
      doneOn: isOpen ? null : doneOn,
    },
  ];
}

const endOf = (time: string, hours: number): string => {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + hours * 60;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};

/** Entered in the evening or in the next days, some of them late; all before the day on which the history ends. */
function entryOf(
  { plan, today }: Stage,
  { day }: Gathering,
  chance: Chance,
): { enteredAt: string; confirmedAt: string } {
  const yesterday = addDays(today, -1);
  const notAfter = (one: Day): Day => (one < yesterday ? one : yesterday);
  const entered = notAfter(addDays(day, chance.is(plan.late) ? chance.whole(9, 20) : chance.whole(0, 3)));
  const confirmed = notAfter(addDays(entered, chance.whole(0, 1)));
  return { enteredAt: instantOf(entered, "19:10"), confirmedAt: instantOf(confirmed, "20:40") };
}

const MONTHS_OF_TEXTS = 12;
const textsOf = ({ plan, today }: Stage, { day, topic }: Gathering): string[] => {
  const isKept =
    plan.texts === true &&
    day >= dayBack(today, { months: MONTHS_OF_TEXTS }) &&
    topic.items.some(({ text }) => text !== "");
  return isKept ? topic.items.map(({ text }) => text) : [];
};

const nobodyYet: Attended = {
  attendance: { default: "present", exceptions: [] },
  roll: { expected: [], entitled: [] },
};

/** `isWaiting`: recorded, and not confirmed yet. */
export function recordOf(stage: Stage, gathering: Gathering, n: number, isWaiting: boolean): Recorded {
  const { plan, branch, today } = stage;
  const { kinds, day, time, hours, topic } = gathering;
  const number = `${String(plan.no).padStart(2, "0")}${String(n).padStart(4, "0")}`;
  const chance = chanceOf(`activity ${number}`);
  const isPlanned = day >= today;
  const leaders = leadersOf(stage, gathering);
  const { attendance, roll } = isPlanned ? nobodyYet : attendanceOf(stage, gathering, leaders, chance);
  const { enteredAt, confirmedAt } = entryOf(stage, gathering, chance);
  const isConfirmed = !isPlanned && !isWaiting;
  const isKeptByOthers = plan.posts.includes("organisation");
  const activity: Activity = {
    ...{ id: `t_00${number}`, branchId: branch.id, version: 1, chain: "" },
    ...{ kinds, title: topic.title, hours, groupId: gathering.groupId ?? null, place: plan.place },
    ...{
      startsAt: `${day}T${time}`,
      endsAt: `${day}T${endOf(time, hours)}`,
      forYear: gathering.forYear ?? yearOf(day),
    },
    ...{ hostId: leaders[0], recorderId: leaders[1], lecturer: kinds.includes("lecture") ? "党支部书记" : "" },
    ...{
      state: isPlanned ? ("planned" as const) : isWaiting ? ("recorded" as const) : ("confirmed" as const),
      attendance,
    },
    items: isPlanned
      ? topic.items.map(({ title }) => ({ title, vote: null }))
      : itemsOf(gathering, attendance, roll, chance),
    resolutions: isPlanned ? [] : resolutionsOf(stage, gathering, chance),
    ...{ onlineCounts: false, roll: isConfirmed ? roll : null, counted: null, files: [], amendments: [] },
    ...{
      enteredAt: isPlanned ? instantOf(addDays(today, -1), "10:20") : enteredAt,
      enteredBy: `${plan.name}${isKeptByOthers ? "组织委员" : "书记"}`,
    },
    ...{
      recordedAt: isPlanned ? null : enteredAt,
      confirmedAt: isConfirmed ? confirmedAt : null,
      confirmedBy: isConfirmed ? `${plan.name}书记` : null,
    },
  };
  return { activity, texts: textsOf(stage, gathering) };
}

/** All records of a branch; the latest so many of its theme days and committee meetings wait to be confirmed. */
export function recordsOf(stage: Stage, gatherings: readonly Gathering[]): Recorded[] {
  const held = gatherings.filter(({ day, kinds }) => day < stage.today && !kinds.includes("group"));
  const waiting = new Set(held.slice(held.length - (stage.plan.unconfirmed ?? 0)));
  return gatherings.map((gathering, n) => recordOf(stage, gathering, n + 1, waiting.has(gathering)));
}
