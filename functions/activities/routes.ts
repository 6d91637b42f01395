import { type Context, Hono } from "hono";
import * as z from "zod";
import {
  activityAnswer,
  activityChange,
  activityInput,
  activityPage,
  activityQuery,
  amendmentInput,
  attachedFile,
  doneInput,
  fileQuery,
  followupPage,
  followupQuery,
  noticeAnswer,
  prefillAnswer,
  prefillQuery,
} from "#shared/activities/schema";
import { historyPage, historyQuery } from "#shared/audit/schema";
import { api, contentTypes, type Env, file, ifMatch, param } from "../platform/http";
import { declaredTypes, MAX_FILE } from "./file-types";
import { fileService } from "./files";
import { followupService } from "./followups";
import { paperService } from "./papers";
import type { Place } from "./records";
import { activityService } from "./service";

/** Leaders are narrowed to their own group's meetings by the service. */

const placeOf = (c: Context<Env>): Place => ({ branchId: param(c, "b"), held: c.var.held });
const activities = (c: Context<Env>) => activityService(c.var.actor, c.var.platform, placeOf(c));
const followups = (c: Context<Env>) => followupService(c.var.actor, c.var.platform, placeOf(c));
const files = (c: Context<Env>) => fileService(c.var.actor, c.var.platform, placeOf(c));
const papers = (c: Context<Env>) => paperService(c.var.actor, c.var.platform, placeOf(c));
/** An act that is no change of fields may say which version it means. */
const versionMeant = (c: Context<Env>): number | null => (c.req.header("if-match") === undefined ? null : ifMatch(c));

export const activityRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/activities",
    api({
      summary: "Activities of a year, by time",
      act: "activities.read",
      query: activityQuery,
      answers: { 200: activityPage },
    }),
    async (c) => c.json(await activities(c).list(c.req.valid("query"))),
  )
  .post(
    "/api/branches/:b/activities",
    api({
      summary: "Plan or record an activity",
      act: "activities.record",
      body: activityInput,
      answers: { 201: activityAnswer },
    }),
    async (c) => c.json(await activities(c).create(c.req.valid("json")), 201),
  )
  .get(
    "/api/branches/:b/activities/prefill",
    api({
      summary: "What is known of a new activity",
      act: "activities.record",
      query: prefillQuery,
      answers: { 200: prefillAnswer },
    }),
    async (c) => c.json(await activities(c).prefill(c.req.valid("query"))),
  )
  .get(
    "/api/branches/:b/activities/:a",
    api({ summary: "One activity with its texts", act: "activities.read", answers: { 200: activityAnswer } }),
    async (c) => c.json(await activities(c).read(param(c, "a"))),
  )
  .patch(
    "/api/branches/:b/activities/:a",
    api({
      summary: "Change an activity that is not confirmed",
      act: "activities.record",
      body: activityChange,
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await activities(c).change(param(c, "a"), ifMatch(c), c.req.valid("json"))),
  )
  .delete(
    "/api/branches/:b/activities/:a",
    api({
      summary: "Remove an activity that is not confirmed",
      act: "activities.record",
      ifMatch: true,
      answers: { 204: null },
    }),
    async (c) => {
      await activities(c).remove(param(c, "a"), ifMatch(c));
      return c.body(null, 204);
    },
  )
  .get(
    "/api/branches/:b/activities/:a/history",
    api({
      summary: "Every change of an activity, the latest first",
      act: "activities.record",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => c.json(await activities(c).history(param(c, "a"), c.req.valid("query"))),
  )
  .post(
    "/api/branches/:b/activities/:a/confirm",
    api({
      summary: "Confirm a recorded activity",
      act: "activities.confirm",
      body: z.strictObject({}),
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await activities(c).confirm(param(c, "a"), versionMeant(c))),
  )
  .post(
    "/api/branches/:b/activities/:a/amendments",
    api({
      summary: "Correct a confirmed activity",
      act: "activities.confirm",
      body: amendmentInput,
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await activities(c).amend(param(c, "a"), c.req.valid("json"), versionMeant(c))),
  )
  .post(
    "/api/branches/:b/activities/:a/resolutions/:n{[0-9]{1,2}}/done",
    api({
      summary: "Mark a resolution as carried out, or open again",
      act: "activities.record",
      body: doneInput,
      answers: { 200: activityAnswer },
    }),
    async (c) => c.json(await followups(c).finish(param(c, "a"), Number(param(c, "n")), c.req.valid("json").doneOn)),
  )
  .get(
    "/api/branches/:b/followups",
    api({
      summary: "Resolutions of this year and the last, open ones first",
      act: "activities.read",
      query: followupQuery,
      answers: { 200: followupPage },
    }),
    async (c) => c.json(await followups(c).list(c.req.valid("query"))),
  )
  .post(
    "/api/branches/:b/activities/:a/files",
    api({
      summary: "Keep a file with an activity",
      act: "activities.record",
      query: fileQuery,
      upload: { types: declaredTypes, maxBytes: MAX_FILE },
      answers: { 201: attachedFile },
    }),
    async (c) => c.json(await files(c).attach(param(c, "a"), c.req.valid("query").name, c.var.upload), 201),
  )
  .get(
    "/api/branches/:b/activities/:a/files/:f",
    api({ summary: "One file of an activity", act: "activities.read", answers: { 200: "application/octet-stream" } }),
    async (c) => {
      const { bytes, name, type } = await files(c).open(param(c, "a"), param(c, "f"));
      const answer = file(c, bytes, name, type);
      // Pictures show in the page; everything else is only ever saved.
      if (type.startsWith("image/"))
        answer.headers.set("Content-Disposition", `inline; filename*=UTF-8''${encodeURIComponent(name)}`);
      return answer;
    },
  )
  .delete(
    "/api/branches/:b/activities/:a/files/:f",
    api({
      summary: "Remove a file of an activity that is not confirmed",
      act: "activities.record",
      answers: { 204: null },
    }),
    async (c) => {
      await files(c).detach(param(c, "a"), param(c, "f"));
      return c.body(null, 204);
    },
  )
  .get(
    "/api/branches/:b/activities/:a/minutes.docx",
    api({
      summary: "Minutes as a Word document",
      act: "activities.read",
      answers: { 200: contentTypes.docx },
      exported: true,
    }),
    async (c) => {
      const { bytes, name } = await papers(c).minutes(param(c, "a"));
      return file(c, bytes, name, contentTypes.docx);
    },
  )
  .get(
    "/api/branches/:b/activities/:a/signin.docx",
    api({
      summary: "Sign-in sheet as a Word document",
      act: "activities.read",
      answers: { 200: contentTypes.docx },
      exported: true,
    }),
    async (c) => {
      const { bytes, name } = await papers(c).signin(param(c, "a"));
      return file(c, bytes, name, contentTypes.docx);
    },
  )
  .get(
    "/api/branches/:b/activities/:a/notice",
    api({ summary: "Text of the invitation", act: "activities.read", answers: { 200: noticeAnswer } }),
    async (c) => c.json(await papers(c).notice(param(c, "a"))),
  );
