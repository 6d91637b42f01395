import { addDays, type Day, daysBetween, firstDay, toDay, yearOf } from "#shared/dates";
import type { Talk, TalkKind, Training } from "#shared/learning/schema";
import type { Member } from "#shared/members/schema";
import { isLostOn, isPartyMemberOn } from "#shared/members/standing";
import { chanceOf } from "./chance";
import { historyStart, instantOf, latest, workday } from "./days";
import { accountIdOf, type BranchPlan } from "./plan";

/** Talks and trainings of the two years. */

const two = (n: number): string => String(n).padStart(2, "0");
export const loginOf = (plan: Pick<BranchPlan, "no">): string => `secretary${two(plan.no)}`;

type Pair = { talkerId: string; memberId: string; kind: TalkKind };

/** The secretary talks with the other officers, each officer with three members, the rest with one another, so that a share of all is reached. */
function pairsOf(plan: BranchPlan, members: readonly Member[], share: number): Pair[] {
  const officers = members.slice(0, plan.posts.length);
  const others = members.slice(
    officers.length,
    officers.length + Math.round((members.length - officers.length) * share),
  );
  const [secretary, ...rest] = officers;
  if (!secretary) return [];
  const amongOfficers = rest.map(({ id }): Pair => ({ talkerId: secretary.id, memberId: id, kind: "committee" }));
  const led = officers.flatMap((officer, i): Pair[] =>
    others.slice(i * 3, i * 3 + 3).map(({ id }) => ({ talkerId: officer.id, memberId: id, kind: "member" })),
  );
  const left = others.slice(officers.length * 3);
  const amongMembers = left.flatMap((member, i): Pair[] => {
    if (i % 2 === 1) return [];
    const partner = left[i + 1];
    return [
      partner
        ? { talkerId: member.id, memberId: partner.id, kind: "other" }
        : { talkerId: secretary.id, memberId: member.id, kind: "support" },
    ];
  });
  return [...amongOfficers, ...led, ...amongMembers];
}

const isReachable = (member: Member, day: Day): boolean => isPartyMemberOn(member, day) && !isLostOn(member, day);

/** The talks of a year between February and the end of October, as far as it has come. */
function talksIn(plan: BranchPlan, branchId: string, members: readonly Member[], year: number, today: Day): Talk[] {
  const first = toDay(year, 2, 10);
  const last = toDay(year, 10, 28);
  const end = last < today ? last : addDays(today, -1);
  const here = members.filter((member) => isReachable(member, latest(first, end)));
  const settled = new Map(
    here.map(({ id, arrivedOn }) => [id, addDays(firstDay(arrivedOn ?? first), arrivedOn ? 7 : 0)]),
  );
  const share = year === yearOf(today) || plan.talks >= 0.9 ? plan.talks : plan.talks / 2;
  const pairs = pairsOf(plan, here, share);
  return pairs.flatMap((pair, i): Talk[] => {
    const turn = addDays(first, Math.round((i * daysBetween(first, last)) / Math.max(1, pairs.length)));
    const on = workday(latest(turn, settled.get(pair.talkerId) ?? first, settled.get(pair.memberId) ?? first));
    if (on >= today || on < historyStart(today)) return [];
    const chance = chanceOf(`talk ${plan.no} ${year} ${i}`);
    const officer = pair.kind === "other" ? "组织委员" : "书记";
    return [
      {
        ...{
          id: `k_00${two(plan.no)}${year}${String(i + 1).padStart(3, "0")}`,
          branchId,
          version: 1,
          chain: "",
          on,
          ...pair,
        },
        ...{
          place: chance.pick(["党员活动室", "作业现场", "办公室", plan.place]),
          authorId: accountIdOf(loginOf(plan)),
        },
        ...{ enteredAt: instantOf(on, "20:10"), enteredBy: `${plan.name}${officer}` },
      },
    ];
  });
}

export function talksOf(plan: BranchPlan, branchId: string, members: readonly Member[], today: Day): Talk[] {
  const year = yearOf(today);
  return [year - 1, year].flatMap((one) => talksIn(plan, branchId, members, one, today));
}

type Course = Pick<Training, "kind" | "name" | "organiser" | "countyOrAbove" | "hours"> & {
  month: number;
  day: number;
  days: number;
  forAll: boolean;
};

const courses: readonly Course[] = [
  {
    month: 5,
    day: 19,
    days: 4,
    forAll: false,
    kind: "rotation",
    name: "基层党组织书记集中轮训班",
    organiser: "示例县委党校",
    countyOrAbove: true,
    hours: 40,
  },
  {
    month: 8,
    day: 18,
    days: 1,
    forAll: true,
    kind: "course",
    name: "支部委员业务培训班",
    organiser: "示例农场有限公司党委",
    countyOrAbove: false,
    hours: 16,
  },
];

/** The secretary's rotation and the officers' course; where not all went, there was no course and the secretary missed this year's rotation. */
export function trainingsOf(plan: BranchPlan, branchId: string, members: readonly Member[], today: Day): Training[] {
  const thisYear = yearOf(today);
  return [thisYear - 1, thisYear].flatMap((year) =>
    courses.flatMap(({ month, day, days, forAll, ...course }, c): Training[] => {
      const isMissed = plan.trainings !== "all" && (forAll || year === thisYear);
      const from = workday(toDay(year, month, day));
      const to = addDays(from, days);
      if (isMissed || to >= today || from < historyStart(today)) return [];
      return members
        .slice(0, forAll ? plan.posts.length : 1)
        .filter((member) => isReachable(member, to))
        .map((member, i) => ({
          ...{
            id: `r_00${two(plan.no)}${year}${c}${i}`,
            branchId,
            version: 1,
            chain: "",
            memberId: member.id,
            from,
            to,
            ...course,
          },
          ...{ enteredAt: instantOf(to, "21:00"), enteredBy: `${plan.name}书记` },
        }));
    }),
  );
}
