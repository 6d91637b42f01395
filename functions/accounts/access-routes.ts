import { type Context, Hono } from "hono";
import { newTokenAnswer, sessionPage, tokenInput, tokenPage } from "#shared/accounts/schema";
import { api, type Env, param } from "../platform/http";

/** What is done now and then is loaded when it is. */
const sessionsOf = async (c: Context<Env>) => {
  const { sessionsService } = await import("./sessions");
  return sessionsService(c.var.actor, c.var.platform);
};
const tokensOf = async (c: Context<Env>) => {
  const { tokensService } = await import("./tokens");
  return tokensService(c.var.actor, c.var.platform);
};

/** What somebody who is signed in has open elsewhere: sessions, and tokens for machines. */
export const accessRoutes = new Hono<Env>()
  .get(
    "/api/me/sessions",
    api({ summary: "One's sessions", act: "own.account", answers: { 200: sessionPage } }),
    async (c) => c.json(await (await sessionsOf(c)).list()),
  )
  .delete(
    "/api/me/sessions/:s",
    api({ summary: "End a session", act: "own.account", answers: { 204: null } }),
    async (c) => {
      await (await sessionsOf(c)).endOne(param(c, "s"));
      return c.body(null, 204);
    },
  )
  .post(
    "/api/me/sessions/end-others",
    api({ summary: "End all sessions but this one", act: "own.account", answers: { 204: null } }),
    async (c) => {
      await (await sessionsOf(c)).endOthers();
      return c.body(null, 204);
    },
  )
  .get(
    "/api/me/tokens",
    api({ summary: "One's tokens for machines", act: "own.account", answers: { 200: tokenPage } }),
    async (c) => c.json(await (await tokensOf(c)).list()),
  )
  .post(
    "/api/me/tokens",
    api({
      summary: "A new token for a machine that reads exports, shown once",
      act: "own.account",
      body: tokenInput,
      answers: { 201: newTokenAnswer },
    }),
    async (c) => c.json(await (await tokensOf(c)).issue(c.req.valid("json")), 201),
  )
  .delete(
    "/api/me/tokens/:t",
    api({ summary: "Revoke a token", act: "own.account", answers: { 204: null } }),
    async (c) => {
      await (await tokensOf(c)).revoke(param(c, "t"));
      return c.body(null, 204);
    },
  )
  .post(
    "/api/accounts/:id/unlock",
    api({ summary: "End the lock after too many attempts", act: "accounts.grant", answers: { 204: null } }),
    async (c) => {
      const { unlock } = await import("./sessions");
      await unlock(c.var.actor, c.var.platform, param(c, "id"));
      return c.body(null, 204);
    },
  );
