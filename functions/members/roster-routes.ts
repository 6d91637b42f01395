import { Hono } from "hono";
import * as z from "zod";
import { day, line } from "#shared/fields";
import { api, contentTypes, type Env, file, param } from "../platform/http";
import { rosterService } from "./roster";

const onQuery = z.strictObject({ on: day("截至日期").optional() });
const fullInput = z.strictObject({
  password: z.string({ error: "请填写密码" }).min(1, { error: "请填写密码" }).max(200, { error: "密码不正确" }),
  reason: line("导出原因", 200),
});

export const rosterRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/roster.xlsx",
    api({
      summary: "The roster with masked numbers",
      act: "members.read",
      query: onQuery,
      answers: { 200: contentTypes.xlsx },
      exported: true,
    }),
    async (c) => {
      const { on } = c.req.valid("query");
      const { bytes, name } = await rosterService(c.var.actor, c.var.platform).masked(param(c, "b"), c.var.held, on);
      return file(c, bytes, name, contentTypes.xlsx);
    },
  )
  .post(
    "/api/branches/:b/roster-full.xlsx",
    api({
      summary: "The roster in full, as one opening that members can see",
      act: "members.reveal",
      query: onQuery,
      body: fullInput,
      answers: { 200: contentTypes.xlsx },
    }),
    async (c) => {
      const { on } = c.req.valid("query");
      const roster = rosterService(c.var.actor, c.var.platform);
      const { bytes, name } = await roster.full(param(c, "b"), c.req.valid("json"), on);
      return file(c, bytes, name, contentTypes.xlsx);
    },
  );
