import { type Context, Hono } from "hono";
import {
  type Account,
  codeInput,
  enrolmentAnswer,
  enrolmentInput,
  linkAnswer,
  linkInput,
  meAnswer,
  passwordInput,
  recoveryAnswer,
  secondFactorInput,
  setupInput,
  signInInput,
} from "#shared/accounts/schema";
import { api, type Env } from "../platform/http";
import { endSession, prepareSession } from "../platform/session";
import { describe } from "./entry-service";
import { signInService } from "./sign-in";

/** What is done now and then is loaded when it is. */
const secondFactorOf = async (c: Context<Env>) => {
  const { secondFactorService } = await import("./second-factor-service");
  return secondFactorService(c.var.actor, c.var.platform);
};
const linksOf = async (c: Context<Env>) => {
  const { linkService } = await import("./sign-in-link");
  return linkService(c.var.platform, c.var.address);
};
const opener = (c: Context<Env>) => (account: Account) => prepareSession(c, account);

/** Signing in and out, password and second factor. */
export const ownRoutes = new Hono<Env>()
  .post(
    "/api/session",
    api({ summary: "Sign in", act: "session.enter", body: signInInput, answers: { 200: meAnswer }, withoutKey: true }),
    async (c) => {
      const { account, opening } = await signInService(c.var.platform, c.var.address).signIn(
        c.req.valid("json"),
        opener(c),
      );
      await opening.start();
      return c.json(await describe(c.var.platform, account));
    },
  )
  .delete("/api/session", api({ summary: "Sign out", act: "session.enter", answers: { 204: null } }), async (c) => {
    const { sessionsService } = await import("./sessions");
    // A machine has no session that could end.
    if (c.var.actor && !c.var.actor.machine) await sessionsService(c.var.actor, c.var.platform).signOut();
    await endSession(c);
    return c.body(null, 204);
  })
  .post(
    "/api/setup/link",
    api({
      summary: "Whom a one-time link is for",
      act: "session.enter",
      body: linkInput,
      answers: { 200: linkAnswer },
      withoutKey: true,
    }),
    async (c) => c.json(await (await linksOf(c)).open(c.req.valid("json").code)),
  )
  .post(
    "/api/setup",
    api({
      summary: "Use a one-time link",
      act: "session.enter",
      body: setupInput,
      answers: { 200: meAnswer },
      withoutKey: true,
    }),
    async (c) => {
      const { account, opening } = await (await linksOf(c)).setUp(c.req.valid("json"), opener(c));
      await opening.start();
      return c.json(await describe(c.var.platform, account));
    },
  )
  .get(
    "/api/me",
    api({ summary: "Who is signed in", act: "own.account", answers: { 200: meAnswer }, whileRequired: true }),
    async (c) => c.json(await describe(c.var.platform, c.var.actor.account, c.var.actor.method)),
  )
  .post(
    "/api/me/password",
    api({
      summary: "Change one's password",
      act: "own.account",
      body: passwordInput,
      answers: { 204: null },
      whileRequired: true,
    }),
    async (c) => {
      const { changePassword } = await import("./passwords");
      const opening = await changePassword(c.var.actor, c.var.platform, c.req.valid("json"), opener(c));
      await opening.start();
      return c.body(null, 204);
    },
  )
  .post(
    "/api/me/second-factor",
    api({
      summary: "Begin to enrol an authenticator: its secret, shown once",
      act: "own.account",
      body: enrolmentInput,
      answers: { 200: enrolmentAnswer },
      whileRequired: true,
    }),
    async (c) => c.json(await (await secondFactorOf(c)).begin(c.req.valid("json"))),
  )
  .post(
    "/api/me/second-factor/confirmation",
    api({
      summary: "Confirm the authenticator with its first code; the recovery codes, shown once",
      act: "own.account",
      body: codeInput,
      answers: { 200: recoveryAnswer },
      whileRequired: true,
    }),
    async (c) => c.json(await (await secondFactorOf(c)).confirm(c.req.valid("json").code)),
  )
  .post(
    "/api/me/second-factor/recovery-codes",
    api({
      summary: "New recovery codes, shown once",
      act: "own.account",
      body: secondFactorInput,
      answers: { 200: recoveryAnswer },
      whileRequired: true,
    }),
    async (c) => c.json(await (await secondFactorOf(c)).renewCodes(c.req.valid("json"))),
  )
  .post(
    "/api/me/second-factor/removal",
    api({
      summary: "Do without the second factor",
      act: "own.account",
      body: secondFactorInput,
      answers: { 204: null },
      whileRequired: true,
    }),
    async (c) => {
      await (await secondFactorOf(c)).remove(c.req.valid("json"));
      return c.body(null, 204);
    },
  );
