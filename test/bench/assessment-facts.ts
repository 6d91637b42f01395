import { expectedOn } from "#shared/activities/attendance";
import type { Activity, ActivityKind } from "#shared/activities/schema";
import { addDays, toDay } from "#shared/dates";
import type { BranchFacts } from "#shared/duties/types";
import type { Member } from "#shared/members/schema";
import { aBranch, aMember, anActivity, aTalk, aTraining } from "../support/facts";

/** The year of the largest branch that the regulations know: 50 members, 60 activities, everything filled in. */

const surnames = [..."王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁"];
const given = ["建国", "海燕", "志强", "秀英", "立新", "晓东", "文静", "卫平", "丽", "磊"];
const nameOf = (i: number): string =>
  `${surnames[i % surnames.length] ?? ""}${given[(i * 7 + Math.floor(i / 20)) % given.length] ?? ""}`;

function memberOf(i: number): Member {
  const id = `m${String(i + 1).padStart(2, "0")}`;
  const base = { name: nameOf(i), groupId: i < 25 ? "g1" : "g2", idNumber: "990000198001010000", phone: "19900000000" };
  if (i === 46)
    return aMember(id, {
      ...base,
      stage: "probationary",
      joinedOn: "2025-12-20",
      convertedOn: null,
      appliedOn: "2023-05-04",
    });
  if (i === 47)
    return aMember(id, {
      ...base,
      joinedOn: "2025-06-18",
      convertedOn: "2026-06-18",
      appliedOn: "2022-07-01",
      activistOn: "2023-03-15",
      candidateOn: "2024-11-08",
    });
  if (i === 48) return aMember(id, { ...base, arrivedOn: "2026-04-09", arrival: "transfer" });
  if (i === 49)
    return aMember(id, { ...base, left: { on: "2026-08-31", how: "transfer", note: "集团公司第二党支部" } });
  if (i === 12) return aMember(id, { ...base, excused: { reason: "年老体弱", from: "2025-01-01", to: null } });
  return aMember(id, base);
}

const branch = aBranch({
  name: "动力分厂党支部",
  term: { startedOn: "2024-03-01", years: 3, extendedTo: null },
  committee: (["secretary", "deputy", "organisation", "publicity", "discipline"] as const).map((post, i) => ({
    memberId: `m0${i + 1}`,
    post,
    from: "2024-03-01",
    to: null,
  })),
  groups: [
    { id: "g1", name: "运行党小组", foundedOn: "2020-01-01", closedOn: null },
    { id: "g2", name: "检修党小组", foundedOn: "2020-01-01", closedOn: null },
  ],
});

type Plan = { kinds: ActivityKind[]; month: number; date: number; groupId?: string; title: string; hours: number };

/** Five a month; one theme day and one committee meeting of the year are missing. */
function plansOf(month: number): Plan[] {
  const quarterly: Plan =
    month % 3 === 0
      ? {
          kinds: ["general", "lecture"],
          month,
          date: 25,
          title: `第${"一二三四"[month / 3 - 1] ?? ""}季度支部党员大会暨党课`,
          hours: 3,
        }
      : { kinds: ["study"], month, date: 25, title: `${month}月集中学习`, hours: 2 };
  const plans: Plan[] = [
    { kinds: ["themeDay"], month, date: 20, title: `${month}月主题党日：走进一线班组查隐患、保安全、促生产`, hours: 2 },
    { kinds: ["committee"], month, date: 5, title: `${month}月支委会`, hours: 0 },
    { kinds: ["group"], month, date: 10, groupId: "g1", title: `运行党小组${month}月组织生活`, hours: 1 },
    { kinds: ["group"], month, date: 11, groupId: "g2", title: `检修党小组${month}月组织生活`, hours: 1 },
    quarterly,
  ];
  return plans.filter(
    ({ kinds }) => !(month === 7 && kinds.includes("themeDay")) && !(month === 9 && kinds.includes("committee")),
  );
}

function toActivity(
  members: readonly Member[],
  { kinds, month, date, groupId, title, hours }: Plan,
  i: number,
): Activity {
  const day = toDay(2026, month, date);
  const away = members
    .filter((_, n) => (n + i) % 17 === 0)
    .map((member, n) => ({
      memberId: member.id,
      state: (["leave", "absent", "online"] as const)[n % 3] ?? "leave",
      reason: "",
    }));
  const activity = anActivity(`a${i + 1}`, {
    kinds,
    title,
    hours,
    startsAt: `${day}T15:00`,
    endsAt: `${day}T17:00`,
    groupId: groupId ?? null,
    place: i % 2 === 0 ? "三楼党员活动室" : "检修车间会议室",
    hostId: "m01",
    recorderId: "m03",
    attendance: { default: "present", exceptions: away },
    enteredAt: `${addDays(day, i % 11 === 0 ? 30 : 1)}T02:00:00.000Z`,
    resolutions:
      i % 10 === 0
        ? [{ text: "整理党员活动室，更新学习园地", ownerId: "m04", dueOn: addDays(day, 30), doneOn: null }]
        : [],
    items: [{ title: "通报本月党建工作", vote: null }],
  });
  return { ...activity, roll: expectedOn(activity, branch, members) };
}

export function largestBranch(): BranchFacts {
  const members = Array.from({ length: 50 }, (_, i) => memberOf(i));
  const plans = Array.from({ length: 12 }, (_, i) => plansOf(i + 1)).flat();
  const yearly: Plan = {
    kinds: ["orgLife", "appraisal"],
    month: 12,
    date: 28,
    title: "2026年度组织生活会和民主评议党员",
    hours: 4,
  };
  const activities = [...plans, yearly].map((plan, i) => toActivity(members, plan, i));
  const waiting = activities.map((one, i): Activity => (i === 57 ? { ...one, state: "recorded", roll: null } : one));
  return {
    branch,
    members,
    activities: waiting,
    talks: members.slice(1, 40).map((member, i) => aTalk(`t${i}`, "m01", member.id, toDay(2026, 1 + (i % 11), 12))),
    trainings: members.slice(0, 5).map((member, i) =>
      aTraining(`n${i}`, member.id, {
        kind: i === 0 ? "rotation" : "course",
        countyOrAbove: true,
        name: "县级以上党组织集中轮训",
        hours: 24,
      }),
    ),
  };
}
