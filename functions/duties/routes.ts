import { Hono } from "hono";
import { dutiesQuery, homeAnswer, homeQuery } from "#shared/duties/schema";
import { dutiesAnswer } from "#shared/duties/types";
import { api, type Env, param } from "../platform/http";
import { dutyService } from "./service";

export const dutyRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/duties",
    api({
      summary: "What the regulations ask of a year, with evidence",
      act: "duties.read",
      query: dutiesQuery,
      answers: { 200: dutiesAnswer },
    }),
    async (c) =>
      c.json(await dutyService(c.var.actor, c.var.platform).duties(param(c, "b"), c.var.held, c.req.valid("query"))),
  )
  .get(
    "/api/branches/:b/home",
    api({ summary: "What is late, due and next", act: "duties.read", query: homeQuery, answers: { 200: homeAnswer } }),
    async (c) =>
      c.json(await dutyService(c.var.actor, c.var.platform).home(param(c, "b"), c.var.held, c.req.valid("query").on)),
  );
