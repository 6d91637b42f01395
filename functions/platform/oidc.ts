import type { ClientAuth, Configuration } from "openid-client";
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

/** Seconds for one answer of the provider, milliseconds for all that one request needs of it: less than the patience of a request. */
const ANSWER = 3;
const ALL_ANSWERS = 5_000;
/** What the provider says of itself is asked again after this time. */
const REMEMBERED = 10 * 60_000;

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

const isLocal = ({ protocol, hostname }: URL): boolean => protocol === "http:" && LOOPBACK.includes(hostname);

/** The library is loaded by the first who signs in this way. */
export function openOidc(settings: OidcSettings, now: () => number): Oidc {
  const memory: { until: number; known: Promise<Configuration> | null } = { until: 0, known: null };

  const configuration = (): Promise<Configuration> => {
    if (memory.known && now() < memory.until) return memory.known;
    memory.until = now() + REMEMBERED;
    memory.known = discover(settings).catch((error: unknown) => {
      memory.known = null;
      throw error;
    });
    return memory.known;
  };

  return {
    name: settings.name,

    begin: (redirectUri) =>
      inTime(async () => {
        const client = await import("openid-client");
        const flow: Flow = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
          redirectUri,
        };
        const url = client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirectUri,
          scope: "openid profile",
          state: flow.state,
          nonce: flow.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
          code_challenge_method: "S256",
        });
        return { url, flow };
      }),

    finish: (flow, search) =>
      inTime(async () => {
        const { authorizationCodeGrant, fetchUserInfo } = await import("openid-client");
        const known = await configuration();
        const tokens = await authorizationCodeGrant(known, new URL(`${flow.redirectUri}${search}`), {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new OidcFailure("interrupted", "no ID token");
        // Some providers keep the profile out of the ID token.
        const named =
          claims[settings.claim] ?? (await fetchUserInfo(known, tokens.access_token, claims.sub))[settings.claim];
        return { issuer: claims.iss, subject: claims.sub, login: typeof named === "string" ? named : null };
      }),
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import("openid-client");
  const basic = client.ClientSecretBasic(clientSecret);
  const posted = client.ClientSecretPost(clientSecret);
  /** As the provider says it wants it; where it says nothing, as the standard says. */
  const authenticate: ClientAuth = (as, ...rest) =>
    (as.token_endpoint_auth_methods_supported?.includes("client_secret_basic") === false ? posted : basic)(as, ...rest);
  return client.discovery(issuer, clientId, undefined, authenticate, {
    timeout: ANSWER,
    // The signature of the ID token is verified even though it came from the provider itself.
    execute: [client.enableNonRepudiationChecks, ...(isLocal(issuer) ? [client.allowInsecureRequests] : [])],
  });
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const timer: { id?: NodeJS.Timeout } = {};
  const over = new Promise<never>((_, reject) => {
    timer.id = setTimeout(() => reject(new OidcFailure("unreachable", "no answer in time")), ALL_ANSWERS);
  });
  try {
    return await Promise.race([work(), over]);
  } catch (error) {
    throw failureOf(error);
  } finally {
    clearTimeout(timer.id);
  }
}

/** An answer was given and is not one to sign in with: it is another flow's, was used, was refused or has been changed. */
const unusable = [
  "OAUTH_AUTHORIZATION_RESPONSE_ERROR",
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
  "invalid_grant",
];

function failureOf(error: unknown): OidcFailure {
  if (error instanceof OidcFailure) return error;
  const { code, error: refusal } = Object(error) as { code?: unknown; error?: unknown };
  const told = code === "OAUTH_RESPONSE_BODY_ERROR" ? String(refusal) : String(code ?? "no connection");
  return new OidcFailure(unusable.includes(told) ? "interrupted" : "unreachable", told);
}
