import { chineseDay } from "#shared/dates";

/** `5月20日`, for lists that stand under a year. */
export const shortDay = (day: string): string => chineseDay(day).replace(/^\d+年/, "");

/** `2026年5月20日 19:00` of a local time `YYYY-MM-DDTHH:mm`. */
export const chineseTime = (time: string): string => `${chineseDay(time.slice(0, 10))} ${time.slice(11, 16)}`;

const stampFormat = new Intl.DateTimeFormat("zh-CN", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "Asia/Shanghai",
});
/** An instant of the server's clock, in Shanghai. */
export const chineseStamp = (instant: string): string => stampFormat.format(new Date(instant));
/** Whether an instant (ISO) lies behind. */
export const isOver = (instant: string): boolean => Date.parse(instant) <= Date.now();

const weekdayFormat = new Intl.DateTimeFormat("zh-CN", { weekday: "long", timeZone: "UTC" });
export const weekday = (day: string): string => weekdayFormat.format(new Date(`${day}T00:00:00Z`));
