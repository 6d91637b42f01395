import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { PasswordHash } from "#shared/accounts/schema";

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
export const random = (bytes: number): Uint8Array => randomBytes(bytes);
/** A URL-safe secret of 256 bits. */
export const makeSecret = (): string => randomBytes(32).toString("base64url");

export function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/** scrypt's N; r = 8 and p = 1 are fixed. 2^17 in use, low in tests. */
export type PasswordCost = { n: number };

export type Passwords = {
  hash(password: string): Promise<PasswordHash>;
  /** Equal work whether or not there is a hash to compare with. */
  matches(password: string, stored: PasswordHash | null): Promise<boolean>;
};

/** At most two computations at once (each takes 128 MB at the full cost); `busy` is thrown when more than `waiting` stand in line. */
export function makePasswords(cost: PasswordCost, busy: () => Error, waiting = 32): Passwords {
  const line: (() => void)[] = [];
  const state = { running: 0 };
  const derive = (password: string, salt: string, n: number, r: number, p: number) =>
    new Promise<Buffer>((resolve, reject) =>
      scrypt(
        password.normalize("NFKC"),
        Buffer.from(salt, "base64"),
        32,
        { N: n, r, p, maxmem: 256 * n * r },
        (error, key) => (error ? reject(error) : resolve(key)),
      ),
    );
  const turn = () => {
    if (state.running < 2) {
      state.running += 1;
      return Promise.resolve();
    }
    if (line.length >= waiting) return Promise.reject(busy());
    return new Promise<void>((resolve) => line.push(resolve));
  };
  const limited = async (work: () => Promise<Buffer>) => {
    await turn();
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else state.running -= 1;
    }
  };
  const decoy: PasswordHash = { n: cost.n, r: 8, p: 1, salt: randomBytes(16).toString("base64"), hash: "" };
  return {
    async hash(password) {
      const salt = randomBytes(16).toString("base64");
      const key = await limited(() => derive(password, salt, cost.n, 8, 1));
      return { n: cost.n, r: 8, p: 1, salt, hash: key.toString("base64") };
    },
    async matches(password, stored) {
      const { n, r, p, salt, hash } = stored ?? decoy;
      const key = await limited(() => derive(password, salt, n, r, p));
      return equal(key.toString("base64"), hash);
    },
  };
}
