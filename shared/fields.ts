import * as z from "zod";
import { isDay, isMonth } from "./dates";

/** Field builders whose refusals are Chinese sentences that name the field as the form does. */

/** Control characters other than tab and line ends, and marks that turn the direction of writing. */
const control = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;
const unpaired = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const isClean = (text: string) => !control.test(text) && !unpaired.test(text);

/** An empty field is asked for; a wrong one is told what it should be. */
const asked = (label: string, sentence: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === "" || input === null || input === undefined ? `请填写${label}` : sentence,
});

/** One line of text, trimmed, 1..max characters. */
export const line = (label: string, max = 100) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, { error: `请填写${label}` })
    .max(max, { error: `${label}不能超过 ${max} 个字` })
    .refine((text) => isClean(text) && !/[\r\n]/.test(text), { error: `${label}中有不能使用的字符` });

/** One line that may stay empty. */
export const optionalLine = (label: string, max = 100) =>
  z
    .string({ error: `${label}应为文字` })
    .trim()
    .max(max, { error: `${label}不能超过 ${max} 个字` })
    .refine((text) => isClean(text) && !/[\r\n]/.test(text), { error: `${label}中有不能使用的字符` });

/** Several lines that may stay empty. */
export const paragraph = (label: string, max = 20_000) =>
  z
    .string({ error: `${label}应为文字` })
    .max(max, { error: `${label}不能超过 ${max} 个字` })
    .refine(isClean, { error: `${label}中有不能使用的字符` });

export const day = (label: string) =>
  z.string({ error: `请填写${label}` }).refine(isDay, asked(label, `${label}应为年-月-日，例如 2026-07-01`));

export const dayOrMonth = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .refine((text) => isDay(text) || isMonth(text), asked(label, `${label}应为年-月-日或年-月，例如 2026-07-01`));

/** Local time `YYYY-MM-DDTHH:mm` in Shanghai. */
export const localTime = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .refine(
      (text) => isDay(text.slice(0, 10)) && /^T([01]\d|2[0-3]):[0-5]\d$/.test(text.slice(10)),
      asked(label, `${label}应为日期和时间，例如 2026-07-01T09:00`),
    );

export const choice = <const T extends readonly [string, ...string[]]>(label: string, values: T) =>
  z.enum(values, { error: `请选择${label}` });

export const whole = (label: string, min: number, max: number) =>
  z
    .number(asked(label, `${label}应为数字`))
    .int({ error: `${label}应为整数` })
    .min(min, { error: `${label}不能小于 ${min}` })
    .max(max, { error: `${label}不能大于 ${max}` });

const hasTwoDecimals = (value: number) => Math.round(value * 100) / 100 === value;

export const amount = (label: string, min: number, max: number) =>
  z
    .number(asked(label, `${label}应为数字`))
    .min(min, { error: `${label}不能小于 ${min}` })
    .max(max, { error: `${label}不能大于 ${max}` })
    .refine(hasTwoDecimals, { error: `${label}最多两位小数` });

export const yesNo = (label: string) => z.boolean({ error: `请选择${label}` });

export const id = (label: string) =>
  z.string({ error: `请选择${label}` }).regex(/^[A-Za-z0-9_-]{1,64}$/, { error: `请选择${label}` });

export const year = (label: string) => whole(label, 1921, 2100);

export const listOf = <T extends z.ZodType>(label: string, item: T, max: number) =>
  z.array(item, { error: `${label}应为列表` }).max(max, { error: `${label}不能超过 ${max} 条` });

/** What every stored record carries. `chain` is the hash of the aggregate's latest audit event. */
export const stored = { version: z.number().int(), chain: z.string().default("") };

export const pageQuery = {
  limit: z.coerce
    .number({ error: "limit 应为 1–200 的整数" })
    .int()
    .min(1, { error: "limit 应为 1–200 的整数" })
    .max(200, { error: "limit 应为 1–200 的整数" })
    .default(50),
  cursor: z.string().max(2000).optional(),
};
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
