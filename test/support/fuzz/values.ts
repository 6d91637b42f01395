import { inventId } from "../people";

/** Evenly drawn numbers in [0, 1). */
export type Random = () => number;

export const whole = (random: Random, below: number): number => Math.floor(random() * below);
export const chance = (random: Random, share: number): boolean => random() < share;
export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[whole(random, list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}
export const bytesOf = (random: Random, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => whole(random, 256));

/** Lone surrogates, turned writing, zero bytes and widths, joined emoji, decomposed signs, what is no character. */
export const hostileTexts: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "党\udfff员",
  "\u202e员党\u2066",
  "\u200b\u200d\ufeff",
  "👨‍👩‍👧‍👦🏳️‍🌈",
  "e\u0301\u0323",
  "\uffff\ufffe",
  "㐀𠀀𪚥",
  "\r\nSet-Cookie: sid=1",
  "'; DROP TABLE 党员; --",
  '"><script>alert(1)</script>',
  "=cmd|' /C calc'!A0",
  "$\u007bjndi:ldap://127.0.0.1/a}",
  "{{7*7}}%s%n%d",
  "../../etc/passwd",
  "#",
  "a#b#c",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "-0",
  "1e309",
  "０１２３",
  "١٢٣",
  "\u{10ffff}",
  "Ａ".repeat(300),
];
export const hostileDays: readonly string[] = [
  "0000-00-00",
  "9999-12-31",
  "2023-02-29",
  "2024-02-29",
  "2100-02-29",
  "1899-12-31",
  "1900-01-01",
  "2026-13-01",
  "2026-00-10",
  "2026-1-1",
  "-001-01-01",
  "2026-02",
  "20260201",
  "2026-02-10T24:00",
  "2026-02-10T23:59",
  "9999-12-31T23:59",
  "2026-02-10T09:00:00Z",
];
export const hostileNumbers: readonly number[] = [
  0,
  -0,
  -1,
  0.1,
  1e-320,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 2,
  Number.MIN_SAFE_INTEGER,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  99.999,
  100_001,
  2101,
  1920,
];
export const hostileKeys: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "id",
  "version",
  "chain",
  "pk",
  "sk",
  "entity",
  "",
  "a/b~c",
  "党员",
  "\u0000",
];

/** Stands for ten thousand levels, too deep to be made by `JSON.stringify`. */
const DEEP = { "@deep-list": "[", "@deep-object": '{"a":' } as const;
const LEVELS = 10_000;
const deepText = (mark: keyof typeof DEEP): string =>
  `${DEEP[mark].repeat(LEVELS)}1${(mark === "@deep-list" ? "]" : "}").repeat(LEVELS)}`;
/** JSON of a value, the very deep parts of it written out. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/"(@deep-list|@deep-object)"/g, (_, mark: keyof typeof DEEP) => deepText(mark));

/** Anything that should not be there. The very large ones are rare: they cost more than they find. */
export function hostileValue(random: Random): unknown {
  const draw = random();
  if (draw < 0.3) return pick(random, hostileTexts);
  if (draw < 0.45) return pick(random, hostileDays);
  if (draw < 0.6) return pick(random, hostileNumbers);
  if (draw < 0.7) return pick<unknown>(random, [null, true, false, [], {}, [[]], [null], { id: {} }]);
  if (draw < 0.8) return JSON.parse(`{"${pick(random, ["__proto__", "constructor", "toString"])}":{"polluted":true}}`);
  if (draw < 0.85) return inventId(whole(random, 100_000));
  if (draw < 0.95) return pick(random, hostileTexts).repeat(whole(random, 40));
  if (draw < 0.98) return "党".repeat(whole(random, 30_000));
  return pick<() => unknown>(random, [
    () => "@deep-list",
    () => "@deep-object",
    () => new Array(100_000).fill(0),
    () => new Array(10_000).fill({}),
    () => "x".repeat(1_100_000),
  ])();
}

type Change = (value: unknown, random: Random) => unknown;

const mutateText: Change = (value, random) => {
  const text = String(value);
  const at = whole(random, text.length + 1);
  return pick<() => string>(random, [
    () => text.slice(0, at) + pick(random, hostileTexts) + text.slice(at),
    () => text.slice(0, at),
    () => text.repeat(whole(random, 30)),
    () => ` ${text}\n`,
    () => text.normalize("NFD").toUpperCase(),
  ])();
};

function mutateObject(value: object, random: Random): unknown {
  const entries = Object.entries(value);
  const at = whole(random, entries.length);
  const draw = random();
  if (draw < 0.15) return Object.fromEntries(entries.filter((_, i) => i !== at));
  if (draw < 0.3) return Object.fromEntries([...entries, [pick(random, hostileKeys), hostileValue(random)]]);
  return Object.fromEntries(entries.map(([key, inner], i) => [key, i === at ? mutated(inner, random) : inner]));
}

function mutateList(value: readonly unknown[], random: Random): unknown {
  const at = whole(random, value.length);
  const draw = random();
  if (draw < 0.2) return value.filter((_, i) => i !== at);
  if (draw < 0.4) return [...value, value[at]];
  if (draw < 0.5) return Array.from({ length: whole(random, 600) }, () => value[at]);
  return value.map((inner, i) => (i === at ? mutated(inner, random) : inner));
}

/** The value with one thing wrong somewhere in it. */
export function mutated(value: unknown, random: Random): unknown {
  if (chance(random, 0.25)) return hostileValue(random);
  if (Array.isArray(value)) return mutateList(value, random);
  if (typeof value === "object" && value !== null) return mutateObject(value, random);
  if (typeof value === "string") return mutateText(value, random);
  return hostileValue(random);
}
