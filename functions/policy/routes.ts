import { Hono } from "hono";
import { policyAnswer } from "#shared/policy/schema";
import { api, type Env } from "../platform/http";

export const policyRoutes = new Hono<Env>().get(
  "/api/policy",
  api({ summary: "What holds for the whole installation", act: "policy.read", answers: { 200: policyAnswer } }),
  async (c) => {
    const { chain: _, ...policy } = await c.var.platform.policy();
    return c.json(policy);
  },
);
