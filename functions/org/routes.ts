import { Hono } from "hono";
import * as z from "zod";
import { historyPage, historyQuery } from "#shared/audit/schema";
import { choice, page } from "#shared/fields";
import { branchAnswer, branchChange, unitAnswer, unitChange, unitInput, unitKinds } from "#shared/org/schema";
import { api, type Env, ifMatch, param } from "../platform/http";
import { orgService } from "./service";

const unitQuery = z.strictObject({ kind: choice("组织类别", unitKinds).optional() });

export const orgRoutes = new Hono<Env>()
  .get(
    "/api/units",
    api({
      summary: "The actor's part of the tree",
      act: "units.see",
      query: unitQuery,
      answers: { 200: page(unitAnswer) },
    }),
    async (c) => c.json(await orgService(c.var.actor, c.var.platform).units(c.req.valid("query").kind)),
  )
  .post(
    "/api/units",
    api({ summary: "Found a unit", act: "units.shape", body: unitInput, answers: { 201: unitAnswer } }),
    async (c) => c.json(await orgService(c.var.actor, c.var.platform).found(c.req.valid("json")), 201),
  )
  .patch(
    "/api/units/:u",
    api({
      summary: "Rename, move or close a unit",
      act: "units.shape",
      body: unitChange,
      answers: { 200: unitAnswer },
    }),
    async (c) =>
      c.json(await orgService(c.var.actor, c.var.platform).change(param(c, "u"), ifMatch(c), c.req.valid("json"))),
  )
  .get(
    "/api/units/:u/history",
    api({
      summary: "Every change of a unit, the latest first",
      act: "units.shape",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => c.json(await orgService(c.var.actor, c.var.platform).unitHistory(param(c, "u"), c.req.valid("query"))),
  )
  .get(
    "/api/branches/:b/history",
    api({
      summary: "Every change of what stands in a branch, the latest first",
      act: "branch.keep",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => c.json(await orgService(c.var.actor, c.var.platform).history(param(c, "b"), c.req.valid("query"))),
  )
  .get(
    "/api/branches/:b",
    api({ summary: "What stands in a branch", act: "branch.see", answers: { 200: branchAnswer } }),
    async (c) => c.json(await orgService(c.var.actor, c.var.platform).branch(param(c, "b"))),
  )
  .patch(
    "/api/branches/:b",
    api({
      summary: "Term, committee and settings",
      act: "branch.keep",
      body: branchChange,
      answers: { 200: branchAnswer },
    }),
    async (c) =>
      c.json(
        await orgService(c.var.actor, c.var.platform).changeBranch(param(c, "b"), ifMatch(c), c.req.valid("json")),
      ),
  );
