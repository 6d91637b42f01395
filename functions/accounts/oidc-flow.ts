import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import * as z from "zod";
import type { Env } from "../platform/http";
import type { Flow } from "../platform/oidc";
import { cookieOptions, isSecure } from "../platform/session";

const LIFE = 10 * 60_000;
const CONTEXT = "oidc flow";

const flowRecord = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  startedAt: z.number(),
});

const name = (c: Context<Env>) => (isSecure(c.var.platform) ? "__Host-oidc" : "oidc");
/** The browser comes back from another site and must bring it, so it cannot be as strict as the session's. */
const options = (c: Context<Env>) => ({ ...cookieOptions(c.var.platform), sameSite: "Lax" }) as const;

/** The browser that began keeps what ends the flow, sealed: nobody else can end it, and nobody can read or change it. */
export function keepFlow(c: Context<Env>, flow: Flow): void {
  const { keyring, now } = c.var.platform;
  const sealed = keyring.seal(JSON.stringify({ ...flow, startedAt: now() }), CONTEXT);
  setCookie(c, name(c), sealed, { ...options(c), maxAge: LIFE / 1000 });
}

/** The flow that this browser began; it is good for one return. */
export function takeFlow(c: Context<Env>): Flow | "expired" | "interrupted" {
  const sealed = getCookie(c, name(c));
  if (sealed === undefined) return "expired";
  deleteCookie(c, name(c), options(c));
  const flow = opened(c, sealed);
  if (!flow) return "interrupted";
  return flow.startedAt + LIFE < c.var.platform.now() ? "expired" : flow;
}

function opened(c: Context<Env>, sealed: string): z.infer<typeof flowRecord> | null {
  try {
    return flowRecord.parse(JSON.parse(c.var.platform.keyring.open(sealed, CONTEXT)));
  } catch {
    return null;
  }
}
