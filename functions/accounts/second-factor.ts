import type { Account, Entry } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import { random, sha256 } from "../platform/crypto";
import type { Keyring } from "../platform/keyring";
import type { Platform } from "../platform/platform";

const ISSUER = "支部工作台";
const SETTINGS = { issuer: ISSUER, algorithm: "SHA1", digits: 6, period: 30 } as const;
const RECOVERY_CODES = 10;
/** Without those that are easily taken for another. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const contextOf = (accountId: string) => `${accountId}.secondFactor`;

/** The second factor of an account as its record keeps it; `secret` is Base32. */
export const sealedSecondFactor = (keyring: Keyring, accountId: string, secret: string, at: string) => ({
  secret: keyring.seal(secret, contextOf(accountId)),
  since: at,
});

export const openedSecret = (keyring: Keyring, accountId: string, sealed: string): string =>
  keyring.open(sealed, contextOf(accountId));

/** For what one's password alone does not suffice: bulk export. */
export function requireSecondFactor({ account }: Pick<Actor, "account">): void {
  if (!account.secondFactor)
    throw new Fault("account.second-factor-needed", { detail: "请先在“我的账号”中绑定动态口令，再办理这项工作" });
}

/** A new secret of 160 bits, and the address that an authenticator reads as a QR code. */
export async function newSecret(login: string): Promise<{ secret: string; uri: string }> {
  const { Secret, TOTP } = await import("otpauth");
  const secret = new Secret({ size: 20 });
  return { secret: secret.base32, uri: new TOTP({ ...SETTINGS, label: login, secret }).toString() };
}

/** The step of the authenticator that a code belongs to, one to either side of now; null for a wrong one. */
export async function stepOf(secret: string, code: string, now: number): Promise<number | null> {
  const { Secret, TOTP } = await import("otpauth");
  const totp = new TOTP({ ...SETTINGS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** Ten codes of 80 bits, each for one use; the table keeps their hashes. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(random(16), (byte) => LETTERS[byte % LETTERS.length])
      .join("")
      .replace(/(.{4})(?=.)/g, "$1-"),
  );
  return { codes, hashes: codes.map(hashOfCode) };
}

const hashOfCode = (code: string): string => sha256(`recovery ${code.toUpperCase().replace(/[^A-Z0-9]/g, "")}`);

/** How a code proves the second factor, and what is used up by it. */
export type Proof = { method: "code" | "recovery"; lastStep: number; recovery: string[] };

/** Null for a code that is wrong or was used. What it uses up must be saved under the version of the entry. */
export async function proveCode(
  { keyring, now }: Platform,
  account: Account,
  entry: Entry,
  code: string,
): Promise<Proof | null> {
  if (!account.secondFactor) return null;
  const { lastStep, recovery } = entry;
  if (/^\d{6}$/.test(code)) {
    const step = await stepOf(openedSecret(keyring, account.id, account.secondFactor.secret), code, now());
    return step !== null && step > lastStep ? { method: "code", lastStep: step, recovery } : null;
  }
  const hash = hashOfCode(code);
  return recovery.includes(hash)
    ? { method: "recovery", lastStep, recovery: recovery.filter((one) => one !== hash) }
    : null;
}
