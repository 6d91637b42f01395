import { makeSecret, sha256 } from "../platform/crypto";
import type { Platform } from "../platform/platform";

const DAY = 86_400_000;

/** Codes of one-time links name the account and carry a secret: `a_….secret`. */
export const makeLink = (platform: Platform, accountId: string) => {
  const secret = makeSecret();
  return {
    setup: { codeHash: sha256(secret), expiresAt: new Date(platform.now() + DAY).toISOString() },
    url: `${platform.origins[0]}/setup#${accountId}.${secret}`,
  };
};
