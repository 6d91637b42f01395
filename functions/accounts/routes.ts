import { type Context, Hono } from "hono";
import {
  accountAnswer,
  accountChange,
  accountPage,
  administratorsAnswer,
  administratorsInput,
  appointmentAnswer,
  decisionInput,
  invitationAnswer,
  invitationInput,
  proposalInput,
} from "#shared/accounts/schema";
import { historyPage, historyQuery } from "#shared/audit/schema";
import { api, type Env, ifMatch, param } from "../platform/http";

/** What few requests need is loaded with the first of them. */
const accounts = async (c: Context<Env>) => (await import("./service")).accountService(c.var.actor, c.var.platform);
const three = async (c: Context<Env>) =>
  (await import("./administrators-service")).administratorsService(c.var.actor, c.var.platform);

export const accountRoutes = new Hono<Env>()
  .get(
    "/api/me/history",
    api({
      summary: "What happened to one's own account, and from which address",
      act: "own.account",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => {
      return c.json(await (await accounts(c)).history(c.var.actor.accountId, c.req.valid("query")));
    },
  )
  .get(
    "/api/accounts/:id/history",
    api({
      summary: "What happened to an account",
      act: "accounts.change",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => c.json(await (await accounts(c)).history(param(c, "id"), c.req.valid("query"))),
  )
  .get(
    "/api/accounts",
    api({ summary: "Accounts of the subtree", act: "accounts.read", answers: { 200: accountPage } }),
    async (c) => c.json(await (await accounts(c)).list()),
  )
  .post(
    "/api/accounts",
    api({
      summary: "Invite a person",
      act: "accounts.propose",
      body: invitationInput,
      answers: { 201: invitationAnswer },
    }),
    async (c) => c.json(await (await accounts(c)).propose(c.req.valid("json")), 201),
  )
  .patch(
    "/api/accounts/:id",
    api({
      summary: "Change name, grants or state",
      act: "accounts.change",
      body: accountChange,
      answers: { 200: accountAnswer },
    }),
    async (c) => c.json(await (await accounts(c)).change(param(c, "id"), ifMatch(c), c.req.valid("json"))),
  )
  .post(
    "/api/accounts/:id/invitation",
    api({ summary: "A new one-time link", act: "accounts.keep", answers: { 201: invitationAnswer } }),
    async (c) => c.json(await (await accounts(c)).renewInvitation(param(c, "id")), 201),
  )
  .post(
    "/api/accounts/:id/proposal",
    api({
      summary: "Ask for other roles",
      act: "accounts.propose",
      body: proposalInput,
      answers: { 200: accountAnswer },
    }),
    async (c) => c.json(await (await accounts(c)).proposeGrants(param(c, "id"), c.req.valid("json").grants)),
  )
  .post(
    "/api/accounts/:id/decision",
    api({
      summary: "Grant or refuse the roles that were asked for",
      act: "accounts.grant",
      body: decisionInput,
      answers: { 200: accountAnswer },
    }),
    async (c) => c.json(await (await accounts(c)).decide(param(c, "id"), c.req.valid("json"))),
  )
  .get(
    "/api/administrators",
    api({ summary: "The three administrators", act: "accounts.read", answers: { 200: administratorsAnswer } }),
    async (c) => c.json(await (await three(c)).state()),
  )
  .post(
    "/api/administrators",
    api({
      summary: "Name the three administrators, once",
      act: "administrators.name",
      body: administratorsInput,
      answers: { 201: appointmentAnswer },
    }),
    async (c) => c.json(await (await three(c)).name(c.req.valid("json")), 201),
  );
