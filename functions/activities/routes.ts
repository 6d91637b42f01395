import { type Context, Hono } from "hono";
import * as z from "zod";
import {
  activityAnswer,
  activityChange,
  activityInput,
  activityPage,
  activityQuery,
  amendmentInput,
  prefillAnswer,
  prefillQuery,
} from "#shared/activities/schema";
import { api, type Env, ifMatch, inBranch, param } from "../platform/http";
import { activityService, type Place } from "./service";

/** Leaders are narrowed to their own group's meetings by the service. */
const seers = inBranch("secretary", "committee", "leader", "office", "inspector");
const writers = inBranch("secretary", "committee", "leader");
const secretary = inBranch("secretary");

const placeOf = (c: Context<Env>): Place => ({ branchId: param(c, "b"), held: c.var.held });
const activities = (c: Context<Env>) => activityService(c.var.actor, c.var.platform, placeOf(c));
/** An act that is no change of fields may say which version it means. */
const versionMeant = (c: Context<Env>): number | null => (c.req.header("if-match") === undefined ? null : ifMatch(c));

export const activityRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/activities",
    api({
      summary: "Activities of a year, by time",
      access: seers,
      query: activityQuery,
      answers: { 200: activityPage },
    }),
    async (c) => c.json(await activities(c).list(c.req.valid("query"))),
  )
  .post(
    "/api/branches/:b/activities",
    api({
      summary: "Plan or record an activity",
      access: writers,
      body: activityInput,
      answers: { 201: activityAnswer },
    }),
    async (c) => c.json(await activities(c).create(c.req.valid("json")), 201),
  )
  .get(
    "/api/branches/:b/activities/prefill",
    api({
      summary: "What is known of a new activity",
      access: writers,
      query: prefillQuery,
      answers: { 200: prefillAnswer },
    }),
    async (c) => c.json(await activities(c).prefill(c.req.valid("query"))),
  )
  .get(
    "/api/branches/:b/activities/:a",
    api({ summary: "One activity with its texts", access: seers, answers: { 200: activityAnswer } }),
    async (c) => c.json(await activities(c).read(param(c, "a"))),
  )
  .patch(
    "/api/branches/:b/activities/:a",
    api({
      summary: "Change an activity that is not confirmed",
      access: writers,
      body: activityChange,
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await activities(c).change(param(c, "a"), ifMatch(c), c.req.valid("json"))),
  )
  .delete(
    "/api/branches/:b/activities/:a",
    api({
      summary: "Remove an activity that is not confirmed",
      access: writers,
      ifMatch: true,
      answers: { 204: null },
    }),
    async (c) => {
      await activities(c).remove(param(c, "a"), ifMatch(c));
      return c.body(null, 204);
    },
  )
  .post(
    "/api/branches/:b/activities/:a/confirm",
    api({
      summary: "Confirm a recorded activity",
      access: secretary,
      body: z.strictObject({}),
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await activities(c).confirm(param(c, "a"), versionMeant(c))),
  )
  .post(
    "/api/branches/:b/activities/:a/amendments",
    api({
      summary: "Correct a confirmed activity",
      access: secretary,
      body: amendmentInput,
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await activities(c).amend(param(c, "a"), c.req.valid("json"), versionMeant(c))),
  );
