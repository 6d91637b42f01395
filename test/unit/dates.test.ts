import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  daysInMonth,
  isDay,
  lastDay,
  partsOf,
  periodsOf,
  shanghaiDay,
  shanghaiTime,
  toDay,
  wholeMonths,
  wholeYears,
} from "#shared/dates";

/** Every day of 2024–2028: two leap years, their neighbours, all month ends. */
const FIRST = "2024-01-01";
const DAYS: Day[] = Array.from({ length: 1827 }, (_, n) =>
  new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10),
);

describe("2024–2028 年的每一天", () => {
  test("首尾正确，闰年有 2 月 29 日，平年没有", () => {
    expect([DAYS[0], DAYS.at(-1)]).toEqual([FIRST, "2028-12-31"]);
    expect(DAYS.filter((day) => day.endsWith("-02-29"))).toEqual(["2024-02-29", "2028-02-29"]);
    expect(DAYS.every(isDay)).toBe(true);
    for (const year of [2023, 2025, 2026, 2027, 2100]) expect(isDay(`${year}-02-29`), String(year)).toBe(false);
    for (const year of [2000, 2024, 2028]) expect(isDay(`${year}-02-29`), String(year)).toBe(true);
  });

  test("加减天数和间隔与日历一致", () => {
    DAYS.forEach((day, n) => {
      expect(addDays(FIRST, n)).toBe(day);
      expect(daysBetween(FIRST, day)).toBe(n);
      expect(addDays(day, -n)).toBe(FIRST);
    });
    expect(daysBetween("2024-01-01", "2025-01-01")).toBe(366);
    expect(daysBetween("2025-01-01", "2026-01-01")).toBe(365);
  });

  test("加月份落在真实的日子上，不越过目标月份", () => {
    for (const day of DAYS)
      for (const months of [-13, -12, -1, 1, 2, 3, 6, 11, 12, 24]) {
        const later = addMonths(day, months);
        const [year, month, date] = partsOf(day);
        const [y, m, d] = partsOf(later);
        expect(isDay(later), `${day} ${months}`).toBe(true);
        expect((y - year) * 12 + m - month).toBe(months);
        expect(d).toBe(Math.min(date, daysInMonth(y, m)));
      }
  });

  test("周期铺满全年：首尾相接，不重不漏", () => {
    for (const year of [2024, 2025, 2026, 2027, 2028])
      for (const months of [1, 3, 6, 12] as const) {
        const periods = periodsOf(year, months);
        expect([periods[0]?.from, periods.at(-1)?.to]).toEqual([`${year}-01-01`, `${year}-12-31`]);
        for (const [i, { from, to }] of periods.entries()) {
          expect(isDay(from) && isDay(to) && from <= to).toBe(true);
          if (i > 0) expect(from).toBe(addDays(periods[i - 1]?.to ?? "", 1));
        }
        const within = DAYS.filter((day) => day.startsWith(String(year))).map(
          (day) => periods.filter(({ from, to }) => from <= day && day <= to).length,
        );
        expect(new Set(within)).toEqual(new Set([1]));
      }
  });

  test("年龄和党龄在生日当天加一，每年恰好一次；2 月 29 日生人平年在 3 月 1 日", () => {
    for (const birthday of ["2000-02-29", "1996-02-29", "1980-01-01", "1990-12-31", "1975-03-01", "1988-02-28"]) {
      const turns = DAYS.filter((day) => wholeYears(birthday, day) > wholeYears(birthday, addDays(day, -1)));
      const expected = [2024, 2025, 2026, 2027, 2028].map((year) => {
        const same = toDay(year, partsOf(birthday)[1], partsOf(birthday)[2]);
        return isDay(same) ? same : `${year}-03-01`;
      });
      expect(turns, birthday).toEqual(expected);
      for (const day of DAYS)
        expect(wholeYears(birthday, day) - wholeYears(birthday, addDays(day, -1))).toBeLessThanOrEqual(1);
    }
  });

  test("满几个月与加几个月相合", () => {
    for (const day of DAYS)
      for (const months of [1, 6, 12, 24]) {
        const reached = addMonths(day, months);
        const isClamped = partsOf(reached)[2] < partsOf(day)[2];
        expect(wholeMonths(day, isClamped ? addDays(reached, 1) : reached), `${day} ${months}`).toBe(months);
      }
  });

  test("只知道月份时，最后一天是当月月底", () => {
    for (const day of DAYS) {
      const [year, month] = partsOf(day);
      expect(lastDay(day.slice(0, 7))).toBe(toDay(year, month, daysInMonth(year, month)));
    }
  });
});

describe.each(["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])("服务器时区 %s", (zone) => {
  test("每一天零点到八点，营业日期是上海的那一天，与服务器时区无关", () => {
    const former = process.env.TZ;
    process.env.TZ = zone;
    try {
      for (const day of DAYS)
        for (const [time, shown] of [
          ["00:00:00.000", "00:00"],
          ["00:30:00.000", "00:30"],
          ["07:59:59.999", "07:59"],
          ["08:00:00.000", "08:00"],
          ["23:59:59.999", "23:59"],
        ] as const) {
          const ms = Date.parse(`${day}T${time}+08:00`);
          expect(shanghaiDay(ms)).toBe(day);
          expect(shanghaiTime(ms)).toBe(`${day}T${shown}`);
        }
      expect(DAYS.every((day, n) => addDays(FIRST, n) === day && daysBetween(FIRST, day) === n)).toBe(true);
    } finally {
      if (former === undefined) delete process.env.TZ;
      else process.env.TZ = former;
    }
  });
});
