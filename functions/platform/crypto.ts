import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import type { PasswordHash } from "#shared/accounts/schema";

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
export const random = (bytes: number): Uint8Array => randomBytes(bytes);
/** A URL-safe secret of 256 bits. */
export const makeSecret = (): string => randomBytes(32).toString("base64url");

export function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/** Keys derived from one master key: sealing of secret fields, and marks of values that must be unique without being readable. */
export type Keyring = {
  /** AES-256-GCM; `context` must be the same when opening. */
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
  /** HMAC-SHA-256 as hex. */
  mark(value: string): string;
};

export function makeKeyring(master: Uint8Array): Keyring {
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", master, new Uint8Array(), use, 32));
  const [sealing, marking] = [derive("zhibu seal 1"), derive("zhibu mark 1")];
  return {
    seal(text, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv).setAAD(Buffer.from(context));
      return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, "base64");
      const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
    },
    mark: (value) => createHmac("sha256", marking).update(value).digest("hex"),
  };
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
