/** Chance that always falls the same way: the same seed gives the same draws on every machine. */
export type Chance = {
  /** A whole number from min to max, both included. */
  whole: (min: number, max: number) => number;
  /** True with this probability. */
  is: (probability: number) => boolean;
  pick: <T>(list: readonly [T, ...T[]]) => T;
};

/** FNV-1a, 32 bits. */
const hashOf = (text: string): number =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619), 2_166_136_261) >>> 0;

/** mulberry32 from the seed's hash. */
export function chanceOf(seed: string): Chance {
  const state = { at: hashOf(seed) };
  const next = (): number => {
    state.at = (state.at + 0x6d2b79f5) >>> 0;
    const a = Math.imul(state.at ^ (state.at >>> 15), state.at | 1);
    const b = a ^ (a + Math.imul(a ^ (a >>> 7), a | 61));
    return ((b ^ (b >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    whole,
    is: (probability) => next() < probability,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
  };
}
