import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Fault } from "#shared/problem";
import type { Env } from "./http";
import { makePatience } from "./patience";

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

/**
 * Every answer comes in time, however many calls a request makes and however slow each of them is: when the time is over the answer is 503.
 * What is under way ends by the client's own limits; sent again under its key the request finds what it did.
 */
export const inTime: MiddlewareHandler<Env> = (c, next) =>
  new Promise<void>((resolve, reject) => {
    const over = () => reject(new Fault("service.unavailable", { detail: "数据库没有及时回答，请稍后再试" }));
    const { patience, stop } = makePatience(over);
    c.set("patience", patience);
    next().then(resolve, reject).finally(stop);
  });

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
