import { type Context, Hono } from "hono";
import * as z from "zod";
import { api, contentTypes, type Env, param, streamed } from "../platform/http";

const exportInput = z.strictObject({
  code: z.string({ error: "请填写动态口令" }).min(6, { error: "请填写动态口令" }).max(40, { error: "动态口令不正确" }),
});

/** What few requests need is loaded with the first of them. */
const exports = async (c: Context<Env>) => (await import("./service")).exportService(c.var.actor, c.var.platform);

export const exportRoutes = new Hono<Env>().post(
  "/api/exports/:id",
  api({
    summary: "What a second person has agreed to export, with a one-time code",
    act: "exports.make",
    body: exportInput,
    answers: { 200: contentTypes.xlsx },
  }),
  async (c) => {
    const { code } = c.req.valid("json");
    const { stream, name } = await (await exports(c)).make(param(c, "id"), code);
    return streamed(c, stream, name, contentTypes.xlsx);
  },
);
