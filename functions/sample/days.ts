import { addDays, addMonths, type Day, daysBetween, daysInMonth, monthOf, toDay, yearOf } from "#shared/dates";

/** How far back from the day on which the history ends. */
export type Back = { months: number; days?: number };
export const dayBack = (today: Day, { months, days = 0 }: Back): Day => addDays(addMonths(today, -months), -days);

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: Day): number => (((daysBetween("1970-01-01", day) + 4) % 7) + 7) % 7;

/** The same day, or the next Monday where it falls on a weekend. */
export function workday(day: Day): Day {
  const weekday = weekdayOf(day);
  return weekday === 6 ? addDays(day, 2) : weekday === 0 ? addDays(day, 1) : day;
}

/** A month of the history; `ago` counts back from the current one, −1 is the next. */
export type Month = { ago: number; year: number; month: number; quarter: number };

const monthAgo = (today: Day, ago: number): Month => {
  const first = addMonths(`${today.slice(0, 7)}-01`, -ago);
  return { ago, year: yearOf(first), month: monthOf(first), quarter: Math.ceil(monthOf(first) / 3) };
};

const MONTHS_OF_HISTORY = 24;
/** Two years back to next month, the oldest first. */
export const monthsOfHistory = (today: Day): Month[] =>
  Array.from({ length: MONTHS_OF_HISTORY + 2 }, (_, i) => monthAgo(today, MONTHS_OF_HISTORY - i));
export const historyStart = (today: Day): Day => addMonths(`${today.slice(0, 7)}-01`, -MONTHS_OF_HISTORY);

/** A working day of the month, about the wanted one; the first days of October and May are holidays. */
export const dayIn = ({ year, month }: Month, wanted: number): Day =>
  workday(
    toDay(
      year,
      month,
      Math.min(month === 10 || month === 5 ? Math.max(wanted, 9) : wanted, daysInMonth(year, month) - 2),
    ),
  );

/** How many quarters ago the month's quarter was. */
export const quartersAgo = (today: Day, { year, quarter }: Month): number =>
  (yearOf(today) - year) * 4 + Math.ceil(monthOf(today) / 3) - quarter;

/** The instant of a local time `HH:mm` in Shanghai. */
export const instantOf = (day: Day, time: string): string =>
  new Date(Date.parse(`${day}T${time}:00+08:00`)).toISOString();

export const latest = (...days: [Day, ...Day[]]): Day =>
  days.sort((a, b) => a.localeCompare(b, "en")).at(-1) ?? days[0];
