import { isShortened } from "#shared/audit/changes";
import type { HistoryEntry } from "#shared/audit/schema";
import { chineseDay, isDay, isMonth } from "#shared/dates";
import { chineseTime } from "../../lib/dates";

export type HistoryChange = HistoryEntry["changes"][number];
/** How the values of one kind of record are read; undefined leaves it to the general rule. */
export type Readable = (field: string, value: unknown) => string | undefined;

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** A value as people read it; names of codes and of people come from `readable`. */
export function shownValue(field: string, value: unknown, readable: Readable): string {
  if (isEmpty(value)) return "空";
  if (isShortened(value)) return `${value.shortened}（内容较长，只记开头）`;
  const named = readable(field, value);
  if (named !== undefined) return named || "空";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "string") return isDay(value) || isMonth(value) ? chineseDay(value) : timed(value);
  if (Array.isArray(value)) return value.map((part) => shownValue(field, part, readable)).join("、");
  if (typeof value === "object" && value !== null)
    return (
      Object.values(value)
        .filter((part) => !isEmpty(part))
        .map((part) => shownValue(field, part, readable))
        .join("，") || "有"
    );
  return String(value);
}

const timed = (text: string): string => (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? chineseTime(text) : text);

/** Of two lists only what went and what came is told; the rest stayed. */
function difference(from: readonly unknown[], to: readonly unknown[], show: (part: unknown) => string): string {
  const [was, is] = [from.map(show), to.map(show)];
  const [gone, come] = [was.filter((part) => !is.includes(part)), is.filter((part) => !was.includes(part))];
  return [gone.length > 0 && `去掉 ${gone.join("、")}`, come.length > 0 && `增加 ${come.join("、")}`]
    .filter(Boolean)
    .join("；");
}

/** `姓名：张三 → 李四`; of secret values only that they changed. */
export function sentence({ field, secret, from, to }: HistoryChange, label: string, readable: Readable): string {
  if (secret) return `${label}：已修改（内容不显示）`;
  const show = (value: unknown) => shownValue(field, value, readable);
  if (Array.isArray(from) && Array.isArray(to) && from.length > 0 && to.length > 0) {
    const told = difference(from, to, show);
    if (told !== "") return `${label}：${told}`;
  }
  return `${label}：${show(from)} → ${show(to)}`;
}
