/** A calendar day `YYYY-MM-DD`. All arithmetic is on calendar days, without time zones. */
export type Day = string;
/** A day, or a month `YYYY-MM` where only the month is known. */
export type DayOrMonth = string;

const pad = (n: number, width = 2) => String(n).padStart(width, "0");
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

export const toDay = (year: number, month: number, day: number): Day => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** `[year, month 1–12, day]` of a day; a month counts as its first day. */
export function partsOf(value: DayOrMonth): [number, number, number] {
  return [Number(value.slice(0, 4)), Number(value.slice(5, 7) || 1), Number(value.slice(8, 10) || 1)];
}

export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const [year, month, day] = partsOf(value);
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

export const isMonth = (value: string): boolean => /^\d{4}-\d{2}$/.test(value) && isDay(`${value}-01`);

/** The first day that a day or month can mean. */
export const firstDay = (value: DayOrMonth): Day => (value.length === 7 ? `${value}-01` : value);
/** The last day that a day or month can mean. */
export const lastDay = (value: DayOrMonth): Day => {
  const [year, month] = partsOf(value);
  return value.length === 7 ? toDay(year, month, daysInMonth(year, month)) : value;
};

export const yearOf = (value: DayOrMonth): number => partsOf(value)[0];
export const monthOf = (value: DayOrMonth): number => partsOf(value)[1];

/** n calendar months later; the end of the month where the day does not exist there. */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = partsOf(day);
  const index = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1];
  return toDay(y, m, Math.min(date, daysInMonth(y, m)));
}

const toUtc = (day: Day): number => {
  const [year, month, date] = partsOf(day);
  return Date.UTC(year, month - 1, date);
};

const fromUtc = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => fromUtc(toUtc(day) + days * 86_400_000);
/** Days from a to b; negative when b is earlier. */
export const daysBetween = (a: Day, b: Day): number => Math.round((toUtc(b) - toUtc(a)) / 86_400_000);

/** Whole years from a to b; somebody born on 29 February is a year older on 1 March of common years. */
export function wholeYears(a: DayOrMonth, b: Day): number {
  const [y1, m1, d1] = partsOf(a);
  const [y2, m2, d2] = partsOf(b);
  return y2 - y1 - (m2 < m1 || (m2 === m1 && d2 < d1) ? 1 : 0);
}

/** Whole months from a to b. */
export function wholeMonths(a: DayOrMonth, b: Day): number {
  const [y1, m1, d1] = partsOf(a);
  const [y2, m2, d2] = partsOf(b);
  return (y2 - y1) * 12 + (m2 - m1) - (d2 < d1 ? 1 : 0);
}

/** The business day in Shanghai of an instant (milliseconds since the epoch). China has kept UTC+8 without summer time since 1992. */
export const shanghaiDay = (ms: number): Day => fromUtc(ms + 8 * 3_600_000);
/** `YYYY-MM-DDTHH:mm` in Shanghai of an instant. */
export const shanghaiTime = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);

export type Period = { label: string; from: Day; to: Day };

export const yearPeriod = (year: number): Period => ({
  label: `${year}年`,
  from: toDay(year, 1, 1),
  to: toDay(year, 12, 31),
});
export const monthPeriods = (year: number): Period[] =>
  Array.from({ length: 12 }, (_, i) => ({
    label: `${year}年${i + 1}月`,
    from: toDay(year, i + 1, 1),
    to: toDay(year, i + 1, daysInMonth(year, i + 1)),
  }));

/** The year cut into periods of 1, 3, 6 or 12 months. */
export function periodsOf(year: number, months: 1 | 3 | 6 | 12): Period[] {
  if (months === 1) return monthPeriods(year);
  if (months === 12) return [yearPeriod(year)];
  const names = months === 3 ? ["第一季度", "第二季度", "第三季度", "第四季度"] : ["上半年", "下半年"];
  return names.map((name, i) => {
    const last = (i + 1) * months;
    return {
      label: `${year}年${name}`,
      from: toDay(year, i * months + 1, 1),
      to: toDay(year, last, daysInMonth(year, last)),
    };
  });
}

export const isWithin = (day: Day, period: { from: Day; to: Day | null }): boolean =>
  period.from <= day && (period.to === null || day <= period.to);

/** `2026年5月20日`, or `2026年5月` for a month. */
export function chineseDay(value: DayOrMonth): string {
  const [year, month, day] = partsOf(value);
  return value.length === 7 ? `${year}年${month}月` : `${year}年${month}月${day}日`;
}
