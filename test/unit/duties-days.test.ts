import { describe, expect, test } from "vitest";
import { addDays, type Day, isDay } from "#shared/dates";
import { evaluateDuties } from "#shared/duties/engine";
import { rules } from "#shared/duties/registry";
import type { BranchFacts, Duty, DutyStatus } from "#shared/duties/types";
import { aBranch, aMember, anActivity, aTalk, aTraining, committeeOfThree, factsOf, membersOf } from "../support/facts";

/** All rules on all days of 2024–2028: what must hold whatever the facts are. */
const DAYS: Day[] = Array.from({ length: 1827 }, (_, n) => addDays("2024-01-01", n));
const LEAP = "2024-02-29";

const meetings = DAYS.filter((day) => /-(01|29|31)$/.test(day)).map((day, i) =>
  anActivity(`a${i}`, {
    kinds: [
      (["general", "committee", "themeDay", "lecture", "orgLife", "appraisal", "group"] as const)[i % 7] ?? "study",
    ],
    startsAt: `${day}T23:59`,
    groupId: i % 7 === 6 ? "g1" : null,
    state: (["confirmed", "confirmed", "recorded", "planned"] as const)[i % 4] ?? "confirmed",
  }),
);
const branch = aBranch({
  // In office before the first day, so that nobody's own target changes on the way.
  committee: committeeOfThree.map((post) => ({ ...post, from: "2023-01-01" })),
  groups: [{ id: "g1", name: "一组", foundedOn: "2020-01-01", closedOn: null }],
  term: { startedOn: LEAP, years: 3, extendedTo: null },
});

const CASES: [string, BranchFacts][] = [
  ["什么也没有记", factsOf({ branch, members: membersOf(8) })],
  [
    "闰日、月底和只知道月份的人",
    factsOf({
      branch: aBranch({
        foundedOn: LEAP,
        closedOn: "2028-02-29",
        term: { startedOn: "2024-08-31", years: 3, extendedTo: null },
      }),
      members: [
        aMember("m1", { birthDate: "2000-02-29", joinedOn: LEAP, convertedOn: "2025-02-28" }),
        aMember("m2", { stage: "probationary", joinedOn: LEAP, convertedOn: null }),
        aMember("m3", { stage: "probationary", joinedOn: "2024-08-31", convertedOn: null }),
        aMember("m4", { joinedOn: "2024-02", convertedOn: "2025-02" }),
        aMember("m5", { left: { on: "2028-02-29", how: "transfer" } }),
      ],
    }),
  ],
  [
    "月底和闰日都有会",
    factsOf({
      branch,
      members: membersOf(8),
      activities: meetings,
      talks: [aTalk("t1", "m1", "m2", LEAP), aTalk("t2", "m2", "m3", "2026-12-31")],
      trainings: [aTraining("r1", "m1", { from: LEAP, to: LEAP, hours: 32 })],
    }),
  ],
];

const rowOf = ({ rule, subject }: Duty): string => `${rule}|${subject.id}`;
const keyOf = ({ rule, period, subject }: Duty): string => `${rule}|${period.from}|${subject.kind}|${subject.id}`;
/** A term that runs is in order until half a year before its end, when it becomes due: it turns by itself. */
const turnsByItself = ({ rule }: Duty): boolean => rule === "term";
/** What stands on a day has that day as its period: such rows follow the day and are no deadline. */
const isStanding = ({ period }: Duty): boolean => period.from === period.to;
const isOver = (status: DutyStatus): boolean => status === "overdue" || status === "breached";

/** The years that somebody may ask about on a day. */
const asked = (on: Day): number[] => [Number(on.slice(0, 4)), Number(on.slice(0, 4)) - 1];

function faultsOf({ status, dueOn, opensOn, period, detail, missing, rule }: Duty, on: Day): string[] {
  return [
    ...(missing.includes("没有算出来") ? ["threw"] : []),
    ...(dueOn !== null && !isDay(dueOn) ? [`dueOn ${dueOn}`] : []),
    ...(opensOn !== null && !isDay(opensOn) ? [`opensOn ${opensOn}`] : []),
    ...(isDay(period.from) && isDay(period.to) && period.from <= period.to ? [] : [`${period.from}–${period.to}`]),
    ...(status === "due" && dueOn !== null && dueOn < on ? [`still due after ${dueOn}`] : []),
    ...(isOver(status) && dueOn !== null && dueOn >= on ? [`over before ${dueOn}`] : []),
    ...(status === "done" || status === "notApplicable" || missing !== "" ? [] : ["does not say what is missing"]),
    ...(detail.includes("《") && !/undefined|NaN|Invalid/.test(detail + missing) ? [] : [detail]),
  ].map((fault) => `${on} ${rule}: ${fault}`);
}

describe.each(CASES)("%s", (_, facts) => {
  const seen = DAYS.flatMap((on) =>
    asked(on).map((year) => ({ on, year, items: evaluateDuties(facts, { year, on }).items })),
  );

  test("每条规则每一天都有结论，期限是真实的日子，到期前是待办，过期后不再是待办", () => {
    expect(new Set(seen.flatMap(({ items }) => items.map(({ rule }) => rule))).size).toBeGreaterThan(rules.length / 2);
    expect(seen.flatMap(({ on, items }) => items.flatMap((item) => faultsOf(item, on))).slice(0, 10)).toEqual([]);
  });

  test("资料不变时，结论随日子只往前走：过了期不会回到待办，完成了不会变成没完成", () => {
    const back: string[] = [];
    for (const year of [2024, 2025, 2026, 2027, 2028]) {
      const latest = new Map<string, DutyStatus>();
      for (const { on, items } of seen.filter((one) => one.year === year))
        for (const item of items.filter((one) => !isStanding(one))) {
          const before = latest.get(keyOf(item));
          if (
            before &&
            before !== item.status &&
            ((before === "done" && !turnsByItself(item)) || (isOver(before) && item.status === "due"))
          )
            back.push(`${on} ${keyOf(item)}: ${before} → ${item.status}`);
          latest.set(keyOf(item), item.status);
        }
    }
    expect(back.slice(0, 10)).toEqual([]);
  });

  test("一条规则在一年里的各个周期铺满全年，不重不漏", () => {
    for (const { year, items } of seen
      .filter(({ on }) => on.endsWith("-12-31"))
      .filter(({ on, year }) => on.startsWith(String(year)))) {
      const rows = items.filter((item) => !isStanding(item));
      for (const name of new Set(rows.map(rowOf))) {
        const periods = rows.filter((item) => rowOf(item) === name).map(({ period }) => period);
        periods.sort((a, b) => (a.from < b.from ? -1 : 1));
        if (periods.length < 2) continue;
        expect([name, periods[0]?.from, periods.at(-1)?.to]).toEqual([name, `${year}-01-01`, `${year}-12-31`]);
        for (const [i, { from }] of periods.entries())
          if (i > 0) expect([name, from]).toEqual([name, addDays(periods[i - 1]?.to ?? "", 1)]);
      }
    }
  });
});
