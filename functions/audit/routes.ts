import { type Context, Hono } from "hono";
import { auditPage, auditQuery, dayCounts, daysQuery } from "#shared/audit/schema";
import { isDay } from "#shared/dates";
import { Fault } from "#shared/problem";
import { api, contentTypes, type Env, file, param } from "../platform/http";

/** What few requests need is loaded with the first of them. */
const audit = async (c: Context<Env>) => (await import("./service")).auditService(c.var.actor, c.var.platform);

export const auditRoutes = new Hono<Env>()
  .get(
    "/api/audit",
    api({
      summary: "The trail, the latest first: who, when, from where, which act on which record and which fields",
      act: "trail.read",
      query: auditQuery,
      answers: { 200: auditPage },
    }),
    async (c) => c.json(await (await audit(c)).list(c.req.valid("query"))),
  )
  .get(
    "/api/audit/days",
    api({ summary: "Events per day of a month", act: "trail.read", query: daysQuery, answers: { 200: dayCounts } }),
    async (c) => c.json(await (await audit(c)).days(c.req.valid("query").month)),
  )
  .get(
    "/api/audit/:dayFile{[0-9]{4}-[0-9]{2}-[0-9]{2}\\.(?:csv|xlsx)}",
    api({
      summary: "A day of the trail as .csv or .xlsx; noted in the trail itself",
      act: "trail.read",
      answers: { 200: contentTypes.csv },
    }),
    async (c) => {
      const [day = "", extension] = param(c, "dayFile").split(".");
      if (!isDay(day)) throw new Fault("record.missing");
      const format = extension === "csv" ? "csv" : "xlsx";
      const { bytes, name } = await (await audit(c)).export(day, format);
      return file(c, bytes, name, contentTypes[format]);
    },
  );
