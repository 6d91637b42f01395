import type { Oidc, OidcSettings } from "./oidc";

/** Provider and library are asked for by the first who signs in this way. */
export function openOidc(settings: OidcSettings, now: () => number): Oidc {
  const opened: { client: Promise<Omit<Oidc, "name">> | null } = { client: null };
  const client = () => {
    opened.client ??= import("./oidc-client").then(({ oidcClient }) => oidcClient(settings, now));
    return opened.client;
  };
  return {
    name: settings.name,
    begin: async (redirectUri) => (await client()).begin(redirectUri),
    finish: async (flow, search) => (await client()).finish(flow, search),
  };
}
