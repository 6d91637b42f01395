import type { Environment } from "./assemble";

/** A provider of the enterprise with which people sign in elsewhere too. `claim` is what it calls the account, `name` what the button calls the provider. */
export type OidcSettings = { issuer: URL; clientId: string; clientSecret: string; claim: string; name: string };

/** What a flow began with; whoever ends it must have begun it. */
export type Flow = { state: string; nonce: string; verifier: string; redirectUri: string };
/** Whom the provider vouches for; `login` is null where it does not say. */
export type Identity = { issuer: string; subject: string; login: string | null };

export type Oidc = {
  name: string;
  /** Where the browser goes to sign in. */
  begin(redirectUri: string): Promise<{ url: URL; flow: Flow }>;
  /** What the provider says of the one who came back; `search` is the query of the address. */
  finish(flow: Flow, search: string): Promise<Identity>;
};

/** `unreachable`: the provider does not answer as it should; `interrupted`: this flow does not lead to a sign-in. */
export class OidcFailure extends Error {
  readonly reason: "unreachable" | "interrupted";
  /** What the library calls it: a word, never a part of what was sent. */
  readonly told: string;

  constructor(reason: OidcFailure["reason"], told: string) {
    super(reason);
    this.reason = reason;
    this.told = told;
  }
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** The provider of the settings, or null where none is set. */
export function oidcSettings(env: Environment): OidcSettings | null {
  const [issuer, clientId, clientSecret] = [
    env.ZHIBU_OIDC_ISSUER,
    env.ZHIBU_OIDC_CLIENT_ID,
    env.ZHIBU_OIDC_CLIENT_SECRET,
  ];
  if (!issuer && !clientId && !clientSecret) return null;
  if (!issuer || !clientId || !clientSecret)
    throw new Error("ZHIBU_OIDC_ISSUER、ZHIBU_OIDC_CLIENT_ID 和 ZHIBU_OIDC_CLIENT_SECRET 要同时设置。");
  if (!URL.canParse(issuer)) throw new Error(`ZHIBU_OIDC_ISSUER 应为 https:// 开头的地址，现在是“${issuer}”。`);
  const url = new URL(issuer);
  if (url.protocol !== "https:" && !isLocal(url))
    throw new Error(`ZHIBU_OIDC_ISSUER 应为 https:// 开头的地址（http:// 只能用于本机），现在是“${issuer}”。`);
  const claim = env.ZHIBU_OIDC_CLAIM || "preferred_username";
  return { issuer: url, clientId, clientSecret, claim, name: env.ZHIBU_OIDC_NAME || "统一认证" };
}

/** Without TLS; only a provider on the same machine may be. */
export const isLocal = ({ protocol, hostname }: URL): boolean => protocol === "http:" && LOOPBACK.includes(hostname);
