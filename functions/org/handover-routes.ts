import { type Context, Hono } from "hono";
import * as z from "zod";
import { page } from "#shared/fields";
import { handoverAnswer, handoverInput } from "#shared/org/handover";
import { api, type Env, param } from "../platform/http";

/** What few requests need is loaded with the first of them. */
const handovers = async (c: Context<Env>) =>
  (await import("./handover-service")).handoverService(c.var.actor, c.var.platform);

export const handoverRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/handovers",
    api({
      summary: "Hand-overs of the secretary, the latest first",
      act: "handovers.read",
      answers: { 200: page(handoverAnswer) },
    }),
    async (c) => c.json(await (await handovers(c)).list(param(c, "b"))),
  )
  .post(
    "/api/branches/:b/handovers",
    api({
      summary: "Hand the branch over to a new secretary",
      act: "handovers.begin",
      body: handoverInput,
      answers: { 201: handoverAnswer },
    }),
    async (c) => c.json(await (await handovers(c)).handOver(param(c, "b"), c.var.held, c.req.valid("json")), 201),
  )
  .post(
    "/api/branches/:b/handovers/:h/receipt",
    api({
      summary: "The successor has received the list",
      act: "handovers.receive",
      body: z.strictObject({}),
      answers: { 200: handoverAnswer },
    }),
    async (c) => c.json(await (await handovers(c)).receive(param(c, "b"), param(c, "h"))),
  );
