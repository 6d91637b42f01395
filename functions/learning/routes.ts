import { Hono } from "hono";
import { historyPage, historyQuery } from "#shared/audit/schema";
import {
  learningQuery,
  talkAnswer,
  talkChange,
  talkInput,
  talkPage,
  trainingAnswer,
  trainingChange,
  trainingInput,
  trainingPage,
} from "#shared/learning/schema";
import { api, type Env, ifMatch, param } from "../platform/http";
import { learningService } from "./service";

/** Talks are for those who keep the branch: the secretary sees all of them without their texts, a committee member the own ones. */
export const learningRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/talks",
    api({
      summary: "Heart-to-heart talks of a year",
      act: "talks.keep",
      query: learningQuery,
      answers: { 200: talkPage },
    }),
    async (c) =>
      c.json(
        await learningService(c.var.actor, c.var.platform).talks(param(c, "b"), c.var.held, c.req.valid("query").year),
      ),
  )
  .post(
    "/api/branches/:b/talks",
    api({ summary: "Record a talk", act: "talks.keep", body: talkInput, answers: { 201: talkAnswer } }),
    async (c) =>
      c.json(await learningService(c.var.actor, c.var.platform).recordTalk(param(c, "b"), c.req.valid("json")), 201),
  )
  .patch(
    "/api/branches/:b/talks/:t",
    api({ summary: "Change a talk", act: "talks.keep", body: talkChange, answers: { 200: talkAnswer } }),
    async (c) =>
      c.json(
        await learningService(c.var.actor, c.var.platform).changeTalk(
          param(c, "b"),
          param(c, "t"),
          c.var.held,
          ifMatch(c),
          c.req.valid("json"),
        ),
      ),
  )
  .delete(
    "/api/branches/:b/talks/:t",
    api({ summary: "Remove a talk", act: "talks.keep", ifMatch: true, answers: { 204: null } }),
    async (c) => {
      await learningService(c.var.actor, c.var.platform).removeTalk(
        param(c, "b"),
        param(c, "t"),
        c.var.held,
        ifMatch(c),
      );
      return c.body(null, 204);
    },
  )
  .get(
    "/api/branches/:b/talks/:t/history",
    api({
      summary: "Every change of a talk, never its text",
      act: "talks.keep",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => {
      const learning = learningService(c.var.actor, c.var.platform);
      return c.json(await learning.talkHistory(param(c, "b"), param(c, "t"), c.var.held, c.req.valid("query")));
    },
  )
  .get(
    "/api/branches/:b/trainings/:t/history",
    api({
      summary: "Every change of a training, the latest first",
      act: "trainings.keep",
      query: historyQuery,
      answers: { 200: historyPage },
    }),
    async (c) => {
      const learning = learningService(c.var.actor, c.var.platform);
      return c.json(await learning.trainingHistory(param(c, "b"), param(c, "t"), c.req.valid("query")));
    },
  )
  .get(
    "/api/branches/:b/trainings",
    api({
      summary: "Trainings of a year",
      act: "trainings.read",
      query: learningQuery,
      answers: { 200: trainingPage },
    }),
    async (c) =>
      c.json(await learningService(c.var.actor, c.var.platform).trainings(param(c, "b"), c.req.valid("query").year)),
  )
  .post(
    "/api/branches/:b/trainings",
    api({ summary: "Record a training", act: "trainings.keep", body: trainingInput, answers: { 201: trainingAnswer } }),
    async (c) =>
      c.json(
        await learningService(c.var.actor, c.var.platform).recordTraining(param(c, "b"), c.req.valid("json")),
        201,
      ),
  )
  .patch(
    "/api/branches/:b/trainings/:t",
    api({
      summary: "Change a training",
      act: "trainings.keep",
      body: trainingChange,
      answers: { 200: trainingAnswer },
    }),
    async (c) =>
      c.json(
        await learningService(c.var.actor, c.var.platform).changeTraining(
          param(c, "b"),
          param(c, "t"),
          ifMatch(c),
          c.req.valid("json"),
        ),
      ),
  )
  .delete(
    "/api/branches/:b/trainings/:t",
    api({ summary: "Remove a training", act: "trainings.keep", ifMatch: true, answers: { 204: null } }),
    async (c) => {
      await learningService(c.var.actor, c.var.platform).removeTraining(param(c, "b"), param(c, "t"), ifMatch(c));
      return c.body(null, 204);
    },
  );
