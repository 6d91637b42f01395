import { Hono } from "hono";
import * as z from "zod";
import { overviewEntry } from "#shared/duties/rollup";
import { yearQuery } from "#shared/duties/schema";
import { page } from "#shared/fields";
import { api, type Env } from "../platform/http";
import { overviewService } from "./service";

const overviewPage = page(overviewEntry).extend({ year: z.number() });
const overviewQuery = z.strictObject({ year: yearQuery.optional() });

export const overviewRoutes = new Hono<Env>().get(
  "/api/overview",
  api({
    summary: "The branches of the subtree with their gaps",
    act: "overview.read",
    query: overviewQuery,
    answers: { 200: overviewPage },
  }),
  async (c) => c.json(await overviewService(c.var.actor, c.var.platform).branches(c.req.valid("query").year)),
);
