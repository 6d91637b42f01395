import type { ActivityKind, VoteBasis } from "#shared/activities/schema";
import { addDays, type Day } from "#shared/dates";
import type { Member } from "#shared/members/schema";
import { chanceOf } from "./chance";
import { dayBack, dayIn, historyStart, type Month, monthsOfHistory, quartersAgo, workday } from "./days";
import { type BranchPlan, groupIdOf } from "./plan";
import { committeeOf, generalOf, groupOf, lectureOf, studyOf, type Topic, themeOf, yearlyOf } from "./topics";
import { termStart } from "./units";

/** What took place in a branch and when, before anybody attends. */
export type Gathering = {
  kinds: ActivityKind[];
  day: Day;
  time: string;
  hours: number;
  topic: Topic;
  /** By item, where it is voted on. */
  votes?: (VoteBasis | null)[];
  /** Members about whose own admission is voted. */
  about?: string[];
  groupId?: string;
  forYear?: number;
  noQuorum?: boolean;
};

type Making = { plan: BranchPlan; members: readonly Member[]; today: Day; start: Day };

const has = (gap: readonly number[] | undefined, ago: number): boolean => gap?.includes(ago) ?? false;
const joined = (...topics: Topic[]): Topic => ({
  title: topics.map(({ title }) => title).join("；"),
  items: topics.flatMap(({ items }) => items),
});

function committeeIn({ plan }: Making, month: Month): Gathering[] {
  if (!plan.posts.includes("organisation") || has(plan.gaps.committee, month.ago)) return [];
  const topic = committeeOf(chanceOf(`committee ${plan.no} ${month.year} ${month.month}`));
  return [
    {
      kinds: ["committee"],
      day: dayIn(month, plan.days.committee),
      time: "15:00",
      hours: 1,
      topic: { ...topic, title: `${month.month}月支委会：${topic.title}` },
    },
  ];
}

function groupsIn({ plan }: Making, month: Month): Gathering[] {
  return plan.groups.flatMap((name, n): Gathering[] => {
    if (n === 0 && has(plan.gaps.group, month.ago)) return [];
    const topic = groupOf(chanceOf(`group ${plan.no} ${n} ${month.year} ${month.month}`));
    return [
      {
        kinds: ["group"],
        day: dayIn(month, 20 + n),
        time: "17:30",
        hours: 1,
        topic: { ...topic, title: `${name}${month.month}月小组会：${topic.title}` },
        groupId: groupIdOf(plan.no, n),
      },
    ];
  });
}

/** The third month of the quarter counts from 0. */
const monthInQuarter = ({ month }: Month): number => (month - 1) % 3;

/** Admissions, conversions and elections take place at general meetings of their own day; the regular one of that quarter is then left out. */
function decisions({ plan, members, today, start }: Making): Gathering[] {
  const meeting = (day: Day, title: string, names: string[], basis: VoteBasis, about: string[]): Gathering => ({
    kinds: basis === "election" ? ["general", "election"] : ["general"],
    day,
    time: "09:30",
    hours: basis === "election" ? 2 : 1.5,
    topic: { title, items: names.map((name) => ({ title: name, text: "" })) },
    votes: names.map(() => basis),
    about,
  });
  const isInside = (day: string | null): day is Day => day !== null && day.length === 10 && day >= start && day < today;
  const admissions = members.flatMap(({ id, name, arrival, joinedOn, convertedOn }) =>
    arrival === "admitted"
      ? [
          ...(isInside(joinedOn)
            ? [meeting(joinedOn, `讨论接收${name}为预备党员`, [`讨论接收${name}为预备党员`], "admission", [])]
            : []),
          ...(isInside(convertedOn)
            ? [meeting(convertedOn, `讨论${name}预备期满转正`, [`讨论${name}按期转为正式党员`], "admission", [id])]
            : []),
        ]
      : [],
  );
  const elected = plan.term === null ? null : termStart(plan, today);
  const officers = members.slice(0, plan.posts.length);
  const election = isInside(elected)
    ? [
        meeting(
          elected,
          "换届选举大会",
          officers.map(({ name }) => `选举${name}为新一届支部委员会委员`),
          "election",
          [],
        ),
      ]
    : [];
  return [...admissions, ...election];
}

function generalIn({ plan, today }: Making, month: Month, decided: readonly Gathering[]): Gathering[] {
  const [wanted, date] = plan.days.general;
  const ago = quartersAgo(today, month);
  if (monthInQuarter(month) !== wanted || has(plan.gaps.general, ago)) return [];
  const day = dayIn(month, date);
  if (
    decided.some(
      (one) => one.day.slice(0, 4) === day.slice(0, 4) && Math.ceil(Number(one.day.slice(5, 7)) / 3) === month.quarter,
    )
  )
    return [];
  const topic = generalOf(month);
  const isReport = month.quarter === 1;
  return [
    {
      kinds: ["general"],
      day,
      time: "09:30",
      hours: 1.5,
      topic: { ...topic, title: `第${"一二三四"[month.quarter - 1]}季度支部党员大会：${topic.title}` },
      ...(isReport && { votes: ["ordinary" as const, null] }),
      ...(ago === plan.noQuorum && { noQuorum: true, votes: [] }),
    },
  ];
}

const themeDayIn = ({ plan }: Making, month: Month): Gathering[] =>
  has(plan.gaps.themeDay, month.ago)
    ? []
    : [{ kinds: ["themeDay"], day: dayIn(month, plan.days.themeDay), time: "14:30", hours: 2, topic: themeOf(month) }];

/** Lectures alone, or one event with the theme day or general meeting of the month. */
function withLecture(making: Making, month: Month, theme: Gathering[], general: Gathering[]): Gathering[] {
  const { plan, today } = making;
  if (monthInQuarter(month) !== plan.days.lecture || has(plan.gaps.lecture, quartersAgo(today, month)))
    return [...theme, ...general];
  const topic = lectureOf(month);
  const add = (one: Gathering): Gathering => ({
    ...one,
    kinds: [...one.kinds, "lecture"],
    hours: one.hours + 1,
    topic: joined(one.topic, topic),
  });
  const [companion] = plan.lectureWith === "themeDay" ? theme : plan.lectureWith === "general" ? general : [];
  if (companion) return [...theme, ...general].map((one) => (one === companion ? add(one) : one));
  return [...theme, ...general, { kinds: ["lecture"], day: dayIn(month, 24), time: "09:00", hours: 2, topic }];
}

function yearlyIn({ plan, today }: Making, month: Month): Gathering[] {
  if (month.month !== plan.yearlyIn) return [];
  const forYear = plan.yearlyIn === 12 ? month.year : month.year - 1;
  if (has(plan.gaps.yearly, Number(today.slice(0, 4)) - forYear)) return [];
  return [
    {
      kinds: ["orgLife", "appraisal"],
      day: dayIn(month, 25),
      time: "09:00",
      hours: 3,
      topic: yearlyOf(forYear),
      forYear,
    },
  ];
}

const STUDY_MONTH = 6;
const studyIn = ({ plan }: Making, month: Month): Gathering[] =>
  month.month === STUDY_MONTH && plan.talks > 0.5
    ? [{ kinds: ["study"], day: dayIn(month, 26), time: "14:00", hours: 4, topic: studyOf(month) }]
    : [];

const WEEKS_AHEAD = 21;

function planned({ plan, members, today }: Making): Gathering[] {
  const soon = (days: number) => workday(addDays(today, days));
  const item = (title: string): Topic => ({ title, items: [{ title, text: "" }] });
  const probationer = members.find(
    ({ stage, joinedOn }) => stage === "probationary" && joinedOn !== null && joinedOn < dayBack(today, { months: 12 }),
  );
  return (plan.ahead ?? []).flatMap((what): Gathering[] => {
    if (what === "election")
      return [{ kinds: ["general", "election"], day: soon(16), time: "09:30", hours: 2, topic: item("换届选举大会") }];
    if (what === "admission" && probationer)
      return [
        {
          kinds: ["general"],
          day: soon(5),
          time: "09:30",
          hours: 1.5,
          topic: item(`讨论${probationer.name}预备期满转正`),
        },
      ];
    return [];
  });
}

/** Whether a theme day that lies ahead is on the books already. */
const isAhead = ({ plan, today }: Making, { kinds, day }: Gathering): boolean =>
  day >= today &&
  day <= addDays(today, WEEKS_AHEAD) &&
  kinds.includes("themeDay") &&
  (plan.ahead?.includes("themeDay") ?? false);

/** Everything of two years by day, the planned of the next weeks last. */
export function gatheringsOf(plan: BranchPlan, members: readonly Member[], today: Day, foundedOn: Day): Gathering[] {
  const first = historyStart(today);
  const making = { plan, members, today, start: foundedOn > first ? foundedOn : first };
  const decided = decisions(making);
  const regular = monthsOfHistory(today).flatMap((month) => [
    ...committeeIn(making, month),
    ...withLecture(making, month, themeDayIn(making, month), generalIn(making, month, decided)),
    ...groupsIn(making, month),
    ...yearlyIn(making, month),
    ...studyIn(making, month),
  ]);
  const isKept = (one: Gathering) => one.day >= making.start && (one.day < today || isAhead(making, one));
  const when = ({ day, time }: Gathering) => `${day}T${time}`;
  return [...decided, ...regular.filter(isKept), ...planned(making)].sort((a, b) =>
    when(a).localeCompare(when(b), "en"),
  );
}
