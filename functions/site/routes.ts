import { Hono } from "hono";
import * as z from "zod";
import { Fault } from "#shared/problem";
import { api, type Env } from "../platform/http";

/** The page reads its own filters from the address; the server takes whatever stands there. */
const anyQuery = z.looseObject({});
const immutable = "public, max-age=31536000, immutable";

/** The page itself, the health of the server and the description of the interface. */
export const siteRoutes = new Hono<Env>()
  .get(
    "/healthz",
    api({
      summary: "Ready to answer",
      act: "page.open",
      query: anyQuery,
      answers: { 200: z.object({ status: z.literal("ok") }) },
    }),
    (c) => c.json({ status: "ok" as const }),
  )
  .get(
    "/api/openapi.json",
    api({ summary: "This document", act: "page.open", answers: { 200: "application/json" } }),
    async (c) => c.body(await c.var.platform.openapi(), 200, { "Content-Type": "application/json" }),
  )
  .get(
    "/assets/:name{.+}",
    api({
      summary: "A built asset of the page",
      act: "page.open",
      query: anyQuery,
      answers: { 200: "application/octet-stream" },
    }),
    async (c) => {
      const asset = await c.var.platform.site.asset(c.req.param("name"));
      if (!asset) throw new Fault("request.not-found");
      const takesGzip = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
      const packed = takesGzip ? asset.gzip : null;
      return c.body(new Uint8Array(packed ?? asset.bytes), 200, {
        "Content-Type": asset.type,
        "Cache-Control": immutable,
        Vary: "Accept-Encoding",
        ...(packed && { "Content-Encoding": "gzip" }),
      });
    },
  )
  .get(
    "/:path{(?!api/|api$|assets/).*}",
    api({ summary: "The page", act: "page.open", query: anyQuery, answers: { 200: "text/html" } }),
    async (c) => c.html(await c.var.platform.site.shell(), 200, { "Cache-Control": "no-cache" }),
  );
