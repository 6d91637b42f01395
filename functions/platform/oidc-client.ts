import * as client from "openid-client";
import { type Flow, isLocal, type Oidc, OidcFailure, type OidcSettings } from "./oidc";

/** Seconds for one answer of the provider, milliseconds for all that one request needs of it: less than the patience of a request. */
const ANSWER = 3;
const ALL_ANSWERS = 5_000;
/** What the provider says of itself is asked again after this time. */
const REMEMBERED = 10 * 60_000;

export function oidcClient(settings: OidcSettings, now: () => number): Omit<Oidc, "name"> {
  const memory: { until: number; known: Promise<client.Configuration> | null } = { until: 0, known: null };

  const configuration = (): Promise<client.Configuration> => {
    if (memory.known && now() < memory.until) return memory.known;
    memory.until = now() + REMEMBERED;
    memory.known = discover(settings).catch((error: unknown) => {
      memory.known = null;
      throw error;
    });
    return memory.known;
  };

  return {
    begin: (redirectUri) =>
      inTime(async () => {
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
        const known = await configuration();
        const tokens = await client.authorizationCodeGrant(known, new URL(`${flow.redirectUri}${search}`), {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new OidcFailure("interrupted", "no ID token");
        // Some providers keep the profile out of the ID token.
        const named =
          claims[settings.claim] ??
          (await client.fetchUserInfo(known, tokens.access_token, claims.sub))[settings.claim];
        return { issuer: claims.iss, subject: claims.sub, login: typeof named === "string" ? named : null };
      }),
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const basic = client.ClientSecretBasic(clientSecret);
  const posted = client.ClientSecretPost(clientSecret);
  /** As the provider says it wants it; where it says nothing, as the standard says. */
  const authenticate: client.ClientAuth = (as, ...rest) =>
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
