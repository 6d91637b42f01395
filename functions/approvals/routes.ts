import { type Context, Hono } from "hono";
import * as z from "zod";
import {
  approvalAnswer,
  approvalDecision,
  approvalInput,
  approvalPage,
  approvalQuery,
  decisionAnswer,
} from "#shared/approvals/schema";
import { api, type Env, param } from "../platform/http";

const nothing = z.strictObject({});

/** What few requests need is loaded with the first of them. */
const approvals = async (c: Context<Env>) => (await import("./service")).approvalService(c.var.actor, c.var.platform);

export const approvalRoutes = new Hono<Env>()
  .get(
    "/api/approvals",
    api({
      summary: "Requests of one's own, and those one may decide on",
      act: "approvals.read",
      query: approvalQuery,
      answers: { 200: approvalPage },
    }),
    async (c) => c.json(await (await approvals(c)).list(c.req.valid("query").state)),
  )
  .post(
    "/api/approvals",
    api({
      summary: "Ask for a second person's consent",
      act: "approvals.ask",
      body: approvalInput,
      answers: { 201: approvalAnswer },
    }),
    async (c) => c.json(await (await approvals(c)).ask(c.req.valid("json")), 201),
  )
  .post(
    "/api/approvals/:id/decision",
    api({
      summary: "Agree, which carries it out, or refuse",
      act: "approvals.decide",
      body: approvalDecision,
      answers: { 200: decisionAnswer },
    }),
    async (c) => c.json(await (await approvals(c)).decide(param(c, "id"), c.req.valid("json"))),
  )
  .post(
    "/api/approvals/:id/withdrawal",
    api({ summary: "Take one's request back", act: "approvals.ask", body: nothing, answers: { 200: approvalAnswer } }),
    async (c) => c.json(await (await approvals(c)).withdraw(param(c, "id"))),
  );
