import { type Context, Hono } from "hono";
import * as z from "zod";
import { type OidcOutcome, signInOptions } from "#shared/accounts/schema";
import { api, type Env } from "../platform/http";
import { OidcFailure } from "../platform/oidc";
import { prepareSession } from "../platform/session";

/** The browser goes to addresses of this system only, none of which comes from a request. */
const backToPage = (c: Context<Env>, outcome?: OidcOutcome) =>
  c.redirect(outcome === undefined ? "/sign-in" : `/sign-in?oidc=${outcome}`, 302);

/** Where the provider sends the browser back: the origin under which it is here, if that is a configured one. */
function redirectUriOf(c: Context<Env>): string {
  const { origins } = c.var.platform;
  const { host } = new URL(c.req.url);
  return `${origins.find((origin) => new URL(origin).host === host) ?? origins[0]}/api/oidc/callback`;
}

/** What failed is said on the page; what the library calls it is in the log, nothing of what was sent is. */
function outcomeOf(c: Context<Env>, error: unknown): OidcOutcome {
  if (!(error instanceof OidcFailure)) throw error;
  c.var.platform.log({ level: "warn", requestId: c.var.requestId, oidc: error.reason, told: error.told });
  return error.reason;
}

async function begin(c: Context<Env>): Promise<Response> {
  const { oidc } = c.var.platform;
  if (!oidc) return backToPage(c, "unreachable");
  // Another site may not sign anybody in: it ends on the page, with the button.
  if (["cross-site", "same-site"].includes(c.req.header("sec-fetch-site") ?? "")) return backToPage(c);
  try {
    const { keepFlow } = await import("./oidc-flow");
    const { url, flow } = await oidc.begin(redirectUriOf(c));
    keepFlow(c, flow);
    return c.redirect(url.href, 302);
  } catch (error) {
    return backToPage(c, outcomeOf(c, error));
  }
}

async function finish(c: Context<Env>): Promise<Response> {
  const { platform, address } = c.var;
  if (!platform.oidc) return backToPage(c, "unreachable");
  const [{ takeFlow }, { oidcService }] = await Promise.all([import("./oidc-flow"), import("./oidc-service")]);
  const flow = takeFlow(c);
  if (typeof flow === "string") return backToPage(c, flow);
  try {
    const identity = await platform.oidc.finish(flow, new URL(c.req.url).search);
    const opening = await oidcService(platform, address).enter(identity, (account) =>
      prepareSession(c, account, "oidc"),
    );
    if (typeof opening === "string") return backToPage(c, opening);
    await opening.start();
    return c.redirect("/", 302);
  } catch (error) {
    return backToPage(c, outcomeOf(c, error));
  }
}

/** Signing in with the enterprise's own provider, beside passwords (docs/decisions/047). */
export const oidcRoutes = new Hono<Env>()
  .get(
    "/api/sign-in-options",
    api({ summary: "How one may sign in", act: "session.enter", answers: { 200: signInOptions } }),
    (c) => c.json({ oidc: c.var.platform.oidc && { name: c.var.platform.oidc.name } }),
  )
  .get(
    "/api/oidc/start",
    api({ summary: "Go to the provider to sign in", act: "session.enter", answers: { 302: null } }),
    begin,
  )
  .get(
    "/api/oidc/callback",
    api({
      summary: "Come back from the provider",
      act: "session.enter",
      // Providers add what they like; the library reads the parameters itself.
      query: z.looseObject({}),
      answers: { 302: null },
    }),
    finish,
  );
