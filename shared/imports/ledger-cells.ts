import { activityKindNames } from "../activities/labels";
import { isDay } from "../dates";
import { type CellReader, filled, problem, readText, textOf, tidy, value } from "./cells";
import { kindsOf } from "./codes";
import { readDate } from "./dates";
import type { Readers } from "./rows";

const readDay: CellReader = (cell) => {
  const reading = readDate(cell);
  return reading.kind === "value" && typeof reading.value === "string" && !isDay(reading.value)
    ? problem("date.month-only", "日期应写到日，例如 2026-05-20")
    : reading;
};

/** 18, 18人. */
const readCount: CellReader = filled((cell) => {
  const match = /^(\d{1,5})\s*[人名个位]?$/.exec(tidy(textOf(cell)));
  return match ? value(Number(match[1])) : problem("count.unreadable", `“${tidy(textOf(cell))}”不是人数，请填写整数`);
});
const readHours: CellReader = filled((cell) => {
  const match = /^(\d{1,2}(?:\.\d)?)\s*(?:学时|小时|个?课时)?$/.exec(tidy(textOf(cell)));
  return match ? value(Number(match[1])) : problem("hours.unreadable", `“${tidy(textOf(cell))}”不是学时，请填写数字`);
});
const readKinds: CellReader = filled((cell) => {
  const kinds = kindsOf(textOf(cell));
  return kinds
    ? value(kinds)
    : problem(
        "choice.unknown",
        `活动类别“${tidy(textOf(cell))}”无法归类，请填：${Object.values(activityKindNames).join("、")}`,
      );
});
const readYear: CellReader = filled((cell) => {
  const match = /^((?:19|20)\d{2})年?度?$/.exec(tidy(textOf(cell)));
  return match ? value(Number(match[1])) : problem("year.unreadable", "所属年度应为四位年份，例如 2026");
});

export const ledgerReaders: Readers = {
  date: readDay,
  clock: readText,
  kind: readKinds,
  title: readText,
  place: readText,
  host: readText,
  recorder: readText,
  lecturer: readText,
  expected: readCount,
  present: readCount,
  leave: readText,
  absent: readText,
  hours: readHours,
  group: readText,
  forYear: readYear,
};

export type Missing = { name: string; reason: string };
const nobody = /^(无|没有|0人?|无人)$/;

/** 张三（病假）、李四 → names with their reasons. */
export function missingIn(text: string): Missing[] {
  const parts = tidy(text)
    .replaceAll(/[(（]([^)）]*)[)）]/g, (_, reason: string) => `(${reason.replaceAll(/[、,，;；/\s]/g, "·")})`)
    .split(/[、,，;；/\s]+/);
  return parts.flatMap((part): Missing[] => {
    const match = /^([^(:]+)(?:[(:](.*?)\)?)?$/.exec(part.trim());
    const name = match?.[1]?.trim() ?? "";
    return name === "" || nobody.test(name) ? [] : [{ name, reason: (match?.[2] ?? "").replaceAll("·", "、") }];
  });
}

/** Away with a reason that is leave rather than absence. */
export const isLeave = (reason: string) => /假|差|病|值班|学习|培训/.test(reason);
