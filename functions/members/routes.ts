import { Hono } from "hono";
import * as z from "zod";
import { historyPage, historyQuery, openedPage } from "#shared/audit/schema";
import {
  memberAnswer,
  memberChange,
  memberInput,
  memberPage,
  memberQuery,
  ownRecord,
  revealInput,
  secretFields,
} from "#shared/members/schema";
import { api, type Env, ifMatch, param } from "../platform/http";
import { memberService } from "./service";

const revealed = z.partialRecord(z.enum(secretFields), z.string().nullable());

export const memberRoutes = new Hono<Env>()
  .get(
    "/api/me/record",
    api({ summary: "One's own member record, and who opened it", act: "own.record", answers: { 200: ownRecord } }),
    async (c) => c.json(await memberService(c.var.actor, c.var.platform).own()),
  )
  .get(
    "/api/branches/:b/members",
    api({
      summary: "Members as of a day",
      act: "members.names",
      query: memberQuery,
      answers: { 200: memberPage.extend({ total: z.number() }) },
    }),
    async (c) =>
      c.json(await memberService(c.var.actor, c.var.platform).list(param(c, "b"), c.var.held, c.req.valid("query"))),
  )
  .post(
    "/api/branches/:b/members",
    api({ summary: "Register a member", act: "members.keep", body: memberInput, answers: { 201: memberAnswer } }),
    async (c) =>
      c.json(await memberService(c.var.actor, c.var.platform).register(param(c, "b"), c.req.valid("json")), 201),
  )
  .get(
    "/api/branches/:b/members/:m",
    api({ summary: "One member", act: "members.read", answers: { 200: memberAnswer } }),
    async (c) =>
      c.json(await memberService(c.var.actor, c.var.platform).read(param(c, "b"), param(c, "m"), c.var.held)),
  )
  .patch(
    "/api/branches/:b/members/:m",
    api({ summary: "Change a member", act: "members.keep", body: memberChange, answers: { 200: memberAnswer } }),
    async (c) =>
      c.json(
        await memberService(c.var.actor, c.var.platform).change(
          param(c, "b"),
          param(c, "m"),
          ifMatch(c),
          c.req.valid("json"),
        ),
      ),
  )
  .post(
    "/api/branches/:b/members/:m/reveals",
    api({ summary: "Secret fields in full", act: "members.reveal", body: revealInput, answers: { 200: revealed } }),
    async (c) =>
      c.json(
        await memberService(c.var.actor, c.var.platform).reveal(param(c, "b"), param(c, "m"), c.req.valid("json")),
      ),
  )
  .get(
    "/api/branches/:b/members/:m/history",
    api({
      summary: "Every change of a member, the latest first",
      act: "members.keep",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) =>
      c.json(
        await memberService(c.var.actor, c.var.platform).history(param(c, "b"), param(c, "m"), c.req.valid("query")),
      ),
  )
  .get(
    "/api/branches/:b/members/:m/opened",
    api({ summary: "Who opened secret fields", act: "members.keep", answers: { 200: openedPage } }),
    async (c) =>
      c.json({
        items: await memberService(c.var.actor, c.var.platform).opened(param(c, "b"), param(c, "m")),
        next: null,
      }),
  );
