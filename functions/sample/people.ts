import { addDays, addMonths, type Day, toDay, yearOf } from "#shared/dates";
import { type Education, type Job, type Member, memberRecord, type ranks } from "#shared/members/schema";
import { type Chance, chanceOf } from "./chance";
import { type Back, dayBack, historyStart, instantOf, workday } from "./days";
import { inventIdNumber, nameOf } from "./names";
import { type BranchPlan, branchIdOf, groupIdOf } from "./plan";

/** The people of a branch: posts first, then in the order of their standing, those who left last. */

type Trade = {
  ages: [number, number];
  women: number;
  educations: readonly [Education, ...Education[]];
  jobs: readonly [Job, ...Job[]];
  positions: readonly [string, ...string[]];
};

const trades: Record<BranchPlan["trade"], Trade> = {
  office: {
    ages: [27, 58],
    women: 0.42,
    educations: ["bachelor", "bachelor", "bachelor", "postgraduate", "college"],
    jobs: ["014", "014", "015"],
    positions: ["综合科科员", "财务科会计", "生产科科员", "人力资源科科员", "种子技术科农艺师", "档案管理员"],
  },
  field: {
    ages: [30, 59],
    women: 0.25,
    educations: ["high", "secondary", "college", "high", "below", "bachelor"],
    jobs: ["016", "016", "0164", "015", "014"],
    positions: ["种植户", "农业技术员", "灌溉管理员", "作业组长", "植保员", "统计员"],
  },
  machine: {
    ages: [26, 58],
    women: 0.15,
    educations: ["college", "secondary", "high", "bachelor"],
    jobs: ["016", "016", "015", "014"],
    positions: ["农机驾驶员", "农机修理工", "调度员", "工程技术员", "安全员"],
  },
  factory: {
    ages: [25, 57],
    women: 0.38,
    educations: ["college", "secondary", "bachelor", "high"],
    jobs: ["016", "016", "015", "014", "0164"],
    positions: ["制粉工", "仓储保管员", "质检员", "车间班长", "物流调度员", "营销员"],
  },
  school: {
    ages: [28, 55],
    women: 0.6,
    educations: ["bachelor", "college", "postgraduate"],
    jobs: ["013"],
    positions: ["中学教师", "小学教师", "主治医师", "护师"],
  },
  retired: {
    ages: [61, 86],
    women: 0.36,
    educations: ["high", "secondary", "college", "below"],
    jobs: ["4"],
    positions: ["退休职工", "退休干部", "退休教师"],
  },
  away: {
    ages: [24, 47],
    women: 0.35,
    educations: ["college", "high", "secondary"],
    jobs: ["113"],
    positions: ["外出务工"],
  },
};

const destinations = ["省城建筑企业", "邻市物流园", "沿海制造企业", "省城家政公司"] as const;
const ethnicities = ["01", "01", "01", "01", "01", "01", "01", "01", "03", "08", "11", "15", "02"] as const;
const skilled: Partial<Record<Job, readonly [string, (typeof ranks)[number]]>> = {
  "013": ["一级教师", "intermediate"],
  "015": ["农艺师", "intermediate"],
};

type Sort = {
  kind: "full" | "arrived" | "converted" | "probationary" | "candidate" | "activist" | "applicant" | "left";
  n: number;
  back?: Back;
};

function sortsOf({ crowd }: BranchPlan): Sort[] {
  const times = (kind: Sort["kind"], count = 0): Sort[] => Array.from({ length: count }, (_, n) => ({ kind, n }));
  const dated = (kind: Sort["kind"], backs: Back[] = []): Sort[] => backs.map((back, n) => ({ kind, n, back }));
  return [
    ...times("full", crowd.full),
    ...dated("arrived", crowd.arrived),
    ...dated("converted", crowd.converted),
    ...dated("probationary", crowd.probationary),
    ...times("candidate", crowd.candidates),
    ...times("activist", crowd.activists),
    ...times("applicant", crowd.applicants),
    ...dated(
      "left",
      crowd.left?.map(({ back }) => back),
    ),
  ];
}

/** Dates of an admission: applied, activist, candidate, joined. */
const pathTo = (joinedOn: Day, chance: Chance) => ({
  joinedOn,
  candidateOn: addMonths(joinedOn, -chance.whole(4, 8)),
  activistOn: addMonths(joinedOn, -chance.whole(21, 30)),
  appliedOn: addMonths(joinedOn, -chance.whole(36, 48)),
});

/** An older admission; of the oldest only the month is known. */
function longAgo(birthDate: Day, today: Day, chance: Chance): Partial<Member> {
  const latest = addMonths(historyStart(today), -30);
  const wanted = addDays(addMonths(birthDate, chance.whole(22, 34) * 12), chance.whole(0, 330));
  const joined = wanted < latest ? wanted : addDays(latest, -chance.whole(0, 300));
  const converted = addDays(addMonths(joined, 12), chance.whole(0, 12));
  const isOld = joined < "1996-01-01";
  return {
    stage: "full",
    joinedOn: isOld ? joined.slice(0, 7) : joined,
    convertedOn: isOld ? converted.slice(0, 7) : converted,
    ...(joined > "2012-01-01" && { appliedOn: addMonths(joined, -chance.whole(30, 44)) }),
  };
}

/** What became of somebody, and when. */
function standingOf(sort: Sort, birthDate: Day, today: Day, chance: Chance): Partial<Member> {
  const on = (back: Back) => workday(dayBack(today, back));
  if (sort.kind === "probationary")
    return { stage: "probationary", arrival: "admitted", ...pathTo(on(sort.back ?? { months: 6 }), chance) };
  if (sort.kind === "converted") {
    const convertedOn = on(sort.back ?? { months: 6 });
    return { stage: "full", arrival: "admitted", convertedOn, ...pathTo(addMonths(convertedOn, -12), chance) };
  }
  const months = chance.whole(14, 22);
  if (sort.kind === "candidate")
    return {
      stage: "candidate",
      candidateOn: on({ months: 2, days: sort.n * 9 }),
      activistOn: on({ months }),
      appliedOn: on({ months: months + 12 }),
    };
  if (sort.kind === "activist")
    return {
      stage: "activist",
      activistOn: on({ months: 5 + sort.n * 3 }),
      appliedOn: on({ months: 16 + sort.n * 3 }),
    };
  if (sort.kind === "applicant") return { stage: "applicant", appliedOn: on({ months: 3 + sort.n * 2, days: 6 }) };
  const old = longAgo(birthDate, today, chance);
  return sort.kind === "arrived" && sort.back ? { ...old, arrival: "transfer", arrivedOn: on(sort.back) } : old;
}

/** Excused, lost, away: the last of those who hold no post; in a floating branch everybody is away. */
function circumstanceOf(plan: BranchPlan, sort: Sort, today: Day, chance: Chance): Partial<Member> {
  if (sort.kind !== "full") return {};
  const { full, excused = 0, lost = 0, floating = 0 } = plan.crowd;
  const fromEnd = full - 1 - sort.n;
  const since = dayBack(today, { months: 30, days: sort.n * 5 });
  const isAway = fromEnd >= excused && fromEnd < excused + floating;
  const firstLost = plan.trade === "away" ? 0 : excused + floating;
  const isLost = fromEnd >= firstLost && fromEnd < firstLost + lost;
  const reason = plan.trade === "retired" ? "年老体弱" : "长期患病";
  return {
    ...(fromEnd < excused && { excused: { reason, from: dayBack(today, { months: 14 + fromEnd }), to: null } }),
    ...(isAway && { floating: { to: chance.pick(destinations), since } }),
    ...(isLost && { lost: { on: dayBack(today, { months: 4, days: 8 }), reason: "1" as const } }),
  };
}

function birthOf(plan: BranchPlan, sort: Sort, today: Day, chance: Chance): Day {
  const [youngest, oldest] = trades[plan.trade].ages;
  const isNew = !["full", "arrived", "left"].includes(sort.kind);
  const isExcused = sort.kind === "full" && plan.crowd.full - sort.n <= (plan.crowd.excused ?? 0);
  const [from, to] = isNew
    ? [25, 38]
    : isExcused
      ? [oldest - 9, oldest]
      : [Math.max(youngest, 31), plan.trade === "retired" ? oldest - 8 : oldest];
  return toDay(yearOf(today) - chance.whole(from, to), chance.whole(1, 12), chance.whole(1, 28));
}

/** Every field empty. */
const blank = memberRecord.parse({
  id: "",
  branchId: "",
  name: "",
  stage: "full",
  version: 1,
  enteredAt: "",
  enteredBy: "",
});

function personOf(plan: BranchPlan, sort: Sort, serial: number, place: number, today: Day): Member {
  const chance = chanceOf(`member ${plan.no} ${place}`);
  const trade = trades[plan.trade];
  const sex = chance.is(trade.women) ? ("female" as const) : ("male" as const);
  const birthDate = birthOf(plan, sort, today, chance);
  const education = chance.pick(trade.educations);
  const job = chance.pick(trade.jobs);
  const number = `${String(plan.no).padStart(2, "0")}${String(place + 1).padStart(3, "0")}`;
  const left = sort.kind === "left" ? plan.crowd.left?.[sort.n] : undefined;
  const [specialty, rank] = skilled[job] ?? [null, null];
  return {
    ...blank,
    ...{ id: `m_00${number}`, branchId: branchIdOf(plan.no), version: 1, ...nameOf(serial) },
    ...{ sex, birthDate, education, job, ethnicity: chance.pick(ethnicities) },
    idNumber: inventIdNumber(plan.no, birthDate, place * 2 + (sex === "male" ? 1 : 0)),
    phone: `19900${number.padStart(6, "0")}`,
    address: `示例农场第${(place % 9) + 1}居民组`,
    position: chance.pick(trade.positions),
    degree: education === "bachelor" ? "学士" : education === "postgraduate" ? "硕士" : null,
    ...{ specialty, rank, migrantWorker: job === "0164" || job === "113" },
    workStartedOn: addMonths(birthDate, chance.whole(19, 23) * 12).slice(0, 7),
    nativePlace: "示例省示例县",
    staffNumber: `SL${number}`,
    groupId: plan.groups.length > 0 ? groupIdOf(plan.no, place % plan.groups.length) : null,
    arrival: "initial" as const,
    ...standingOf(sort, birthDate, today, chance),
    ...circumstanceOf(plan, sort, today, chance),
    ...(left && {
      left: {
        on: workday(dayBack(today, left.back)),
        how: left.how,
        note: left.how === "transfer" ? "组织关系转到外单位" : "因病去世",
      },
    }),
    ...{ enteredAt: instantOf(historyStart(today), "09:30"), enteredBy: `${plan.name}书记` },
  };
}

/** Everybody of the branch; `first` is the serial number of its first name. */
export function peopleOf(plan: BranchPlan, first: number, today: Day): Member[] {
  return sortsOf(plan).map((sort, place) => personOf(plan, sort, first + place, place, today));
}
