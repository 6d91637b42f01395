import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Fault } from "#shared/problem";
import type { Env } from "./http";

/**
 * Everything but GET and HEAD must come from the page itself: `Sec-Fetch-Site: same-origin`, or, where the browser sends no such
 * header (plain http on the office network), an `Origin` that is configured.
 */
export const sameSite: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") {
    const site = c.req.header("sec-fetch-site");
    const origin = c.req.header("origin");
    const isOwn =
      site === undefined ? origin !== undefined && c.var.platform.origins.includes(origin) : site === "same-origin";
    if (!isOwn) throw new Fault("request.cross-site");
  }
  return next();
};

export const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:", "blob:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  strictTransportSecurity: "max-age=31536000",
  xFrameOptions: "DENY",
  referrerPolicy: "no-referrer",
  crossOriginResourcePolicy: "same-origin",
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
});
