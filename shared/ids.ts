const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** A time-sortable id: prefix, ten characters of time, eight of the given 5 random bytes. `m_01k…` */
export function makeId(prefix: string, ms: number, random: Uint8Array): string {
  const time = Array.from({ length: 10 }, (_, i) => alphabet[Math.floor(ms / 32 ** (9 - i)) % 32]).join("");
  const bits = random.reduce((sum, byte) => sum * 256 + byte, 0);
  const tail = Array.from({ length: 8 }, (_, i) => alphabet[Math.floor(bits / 32 ** i) % 32]).join("");
  return `${prefix}_${time}${tail}`;
}

/** The time at which an id was made, in milliseconds. */
export const timeOf = (id: string): number =>
  [...id.slice(id.indexOf("_") + 1).slice(0, 10)].reduce((ms, sign) => ms * 32 + alphabet.indexOf(sign), 0);
