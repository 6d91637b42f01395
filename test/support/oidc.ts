import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const CLIENT = { id: "zhibu", secret: "client-secret-canary-4711" };

/** Whom the provider signs in, and how it misbehaves. */
type Manner = {
  who: { sub: string; preferred_username: string };
  /** What is changed in the ID tokens before they are signed. */
  forge: ((token: Token) => void) | null;
  /** Takes the connection and never answers. */
  silent: boolean;
};
type Token = { header: { alg: string }; claims: Record<string, unknown>; key: "own" | "other" };

const keyPair = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const keys = { own: keyPair(), other: keyPair() };

function signature({ header, key }: Token, text: string): string {
  if (header.alg === "none") return "";
  const bytes =
    header.alg === "HS256"
      ? createHmac("sha256", CLIENT.secret).update(text).digest()
      : sign("RSA-SHA256", Buffer.from(text), keys[key]);
  return bytes.toString("base64url");
}

/** The token as it was, but for the change, signed anew as its header says. */
function forged(token: string, forge: (token: Token) => void): string {
  const [header, claims] = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
  const made: Token = { header: JSON.parse(header ?? ""), claims: JSON.parse(claims ?? ""), key: "own" };
  forge(made);
  const text = [made.header, made.claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${signature(made, text)}`;
}

function forgeAnswer(response: ServerResponse, forge: (token: Token) => void): void {
  const end = response.end.bind(response);
  Object.assign(response, {
    end(body: unknown) {
      const { id_token, ...rest } = JSON.parse(String(body));
      const text = JSON.stringify({ ...rest, ...(id_token && { id_token: forged(id_token, forge) }) });
      response.setHeader("content-length", Buffer.byteLength(text));
      return end(text);
    },
  });
}

const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );

/** A real provider on a free port, which signs in whoever `manner` says without asking; made with the first request, when the system has its port too. */
export async function startProvider(redirectUris: () => string[]) {
  const manner: Manner = {
    who: { sub: "nobody", preferred_username: "nobody" },
    forge: null,
    silent: false,
  };
  const handler: { now: (request: IncomingMessage, response: ServerResponse) => unknown } = { now: () => undefined };
  const server = createServer((request, response) => void handler.now(request, response));
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  const make = () =>
    new Provider(issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris() }],
      claims: { profile: ["preferred_username"] },
      cookies: { keys: ["cookie"] },
      jwks: { keys: [{ ...keys.own.export({ format: "jwk" }), kid: "one", use: "sig" }] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      ttl: {
        IdToken: 600,
        AccessToken: 600,
        AuthorizationCode: 60,
        Grant: 600,
        Session: 600,
        Interaction: 600,
      },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ ...manner.who, sub: accountId }) }),
      async loadExistingGrant({ oidc }) {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId ?? "",
          accountId: oidc.session?.accountId ?? "",
        });
        grant.addOIDCScope("openid profile");
        await grant.save();
        return grant;
      },
    });
  const made: { provider?: Provider } = {};
  handler.now = (request, response) => {
    if (manner.silent) return;
    made.provider ??= make();
    if (request.url?.startsWith("/interaction/"))
      return made.provider.interactionFinished(request, response, { login: { accountId: manner.who.sub } });
    if (manner.forge && request.url === "/token") forgeAnswer(response, manner.forge);
    return made.provider.callback()(request, response);
  };
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { issuer, manner, stop };
}

/** What a browser does at the provider: follows it from page to page until it is sent elsewhere; the address where it ends. */
export async function throughProvider(issuer: string, begin: string): Promise<string> {
  const jar = new Map<string, string>();
  const state = { at: begin };
  while (state.at.startsWith(issuer)) {
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const answer = await fetch(state.at, { redirect: "manual", headers: { cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (one.split(";")[0] ?? "").split("=");
      jar.set(name, value);
    }
    const next = answer.headers.get("location");
    if (next === null) throw new Error(`${answer.status} ${await answer.text()}`);
    state.at = new URL(next, state.at).href;
  }
  return state.at;
}
