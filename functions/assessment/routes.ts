import { type Context, Hono } from "hono";
import { assessmentFormats } from "#shared/assessment/names";
import {
  type AssessmentQuery,
  assessmentList,
  assessmentQuery,
  assessmentReport,
  returnAnswer,
  returnInput,
  submissionAnswer,
  submissionInput,
} from "#shared/assessment/schema";
import { Fault } from "#shared/problem";
import { api, contentTypes, type Env, file, param } from "../platform/http";

/** A year of the path; others do not exist. */
function yearOf(text: string): number {
  const year = Number(text);
  if (year < 1921 || year > 2100) throw new Fault("record.missing");
  return year;
}

/** What few requests need is loaded with the first of them. */
const assessments = async (c: Context<Env>) =>
  (await import("./service")).assessmentService(c.var.actor, c.var.platform);

async function download(c: Context<Env>, query: AssessmentQuery): Promise<Response> {
  const [year = "", extension = ""] = param(c, "file").split(".");
  const format = assessmentFormats.find((one) => one === extension) ?? "json";
  const { bytes, name } = await (await assessments(c)).export(param(c, "b"), yearOf(year), format, query);
  if (format !== "json") return file(c, bytes, name, contentTypes[format]);
  return c.body(new Uint8Array(bytes), 200, { "Content-Type": contentTypes.json, "Cache-Control": "no-store" });
}

export const assessmentRoutes = new Hono<Env>()
  .get(
    "/api/branches/:b/assessments",
    api({
      summary: "The years of a branch and what was handed in",
      act: "assessment.read",
      answers: { 200: assessmentList },
    }),
    async (c) => c.json({ items: await (await assessments(c)).list(param(c, "b")), next: null }),
  )
  .get(
    "/api/branches/:b/assessments/:file{[0-9]{4}\\.(?:xlsx|docx|csv|json)}",
    api({
      summary: "The year's assessment: handed in, or a draft as of a day; as .json, .xlsx, .docx or .csv",
      act: "assessment.read",
      query: assessmentQuery,
      answers: { 200: assessmentReport },
      exported: true,
    }),
    async (c) => download(c, c.req.valid("query")),
  )
  .post(
    "/api/branches/:b/assessments/:year{[0-9]{4}}/submission",
    api({
      summary: "Hand in the year",
      act: "assessment.submit",
      body: submissionInput,
      answers: { 201: submissionAnswer },
    }),
    async (c) => c.json(await (await assessments(c)).submit(param(c, "b"), yearOf(param(c, "year"))), 201),
  )
  .post(
    "/api/branches/:b/assessments/:year{[0-9]{4}}/submission/return",
    api({
      summary: "Return what was handed in, with a reason",
      act: "assessment.return",
      body: returnInput,
      answers: { 201: returnAnswer },
    }),
    async (c) =>
      c.json(
        await (await assessments(c)).return(param(c, "b"), yearOf(param(c, "year")), c.req.valid("json").reason),
        201,
      ),
  );
