import { type Context, Hono } from "hono";
import * as z from "zod";
import {
  commitAnswer,
  type ImportKind,
  importPage,
  importQuery,
  mappingInput,
  previewAnswer,
  repairInput,
  rowPage,
  rowQuery,
  undoAnswer,
} from "#shared/imports/schema";
import { Fault } from "#shared/problem";
import { api, contentTypes, type Env, file, ifMatch, param } from "../platform/http";

const MAX_FILE = 4_000_000;
const upload = { types: [contentTypes.xlsx, "text/csv"], maxBytes: MAX_FILE };
const nothing = z.strictObject({});

/** Reached by `import()`: the API starts without the import code. */
async function imports(c: Context<Env>, kind: ImportKind) {
  const { importsInto } = await import("./imports-into");
  return importsInto(c.var.actor, c.var.platform, param(c, "b"), kind, c.var.held);
}
const service = async (c: Context<Env>, kind: ImportKind) => (await imports(c, kind)).preparing;
const carrying = async (c: Context<Env>, kind: ImportKind) => (await imports(c, kind)).carrying;

const uploaded = (c: Context<Env>, name: string | undefined) => ({
  bytes: c.var.upload,
  type: (c.req.header("content-type") ?? "").startsWith("text/csv") ? ("csv" as const) : ("xlsx" as const),
  name: name ?? "",
});

function rowNumber(c: Context<Env>): number {
  const text = param(c, "row");
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Fault("record.missing");
  return Number(text);
}

/** The same steps for a roster and a ledger: upload, preview, mapping, repair, commit, undo, the bad rows. */
const routesOf = (kind: ImportKind) =>
  new Hono<Env>()
    .get(
      `/api/branches/:b/${kind}/imports`,
      api({ summary: `Imports of ${kind}, the latest first`, act: "imports.keep", answers: { 200: importPage } }),
      async (c) => c.json(await (await service(c, kind)).list()),
    )
    .post(
      `/api/branches/:b/${kind}/imports`,
      api({
        summary: `Upload a sheet of ${kind} for preview`,
        bulk: true,
        act: "imports.keep",
        query: importQuery,
        upload,
        answers: { 201: previewAnswer },
      }),
      async (c) => c.json(await (await service(c, kind)).start(uploaded(c, c.req.valid("query").name)), 201),
    )
    .get(
      `/api/branches/:b/${kind}/imports/:i`,
      api({ summary: "A batch with its first rows", bulk: true, act: "imports.keep", answers: { 200: previewAnswer } }),
      async (c) => c.json(await (await service(c, kind)).read(param(c, "i"))),
    )
    .patch(
      `/api/branches/:b/${kind}/imports/:i`,
      api({
        summary: "Correct what the columns mean",
        bulk: true,
        act: "imports.keep",
        body: mappingInput,
        answers: { 200: previewAnswer },
      }),
      async (c) => c.json(await (await service(c, kind)).map(param(c, "i"), ifMatch(c), c.req.valid("json"))),
    )
    .get(
      `/api/branches/:b/${kind}/imports/:i/rows`,
      api({
        summary: "The rows of a batch",
        bulk: true,
        act: "imports.keep",
        query: rowQuery,
        answers: { 200: rowPage },
      }),
      async (c) => c.json(await (await service(c, kind)).rows(param(c, "i"), c.req.valid("query"))),
    )
    .patch(
      `/api/branches/:b/${kind}/imports/:i/rows/:row`,
      api({
        summary: "Repair a row in place",
        bulk: true,
        act: "imports.keep",
        body: repairInput,
        answers: { 200: previewAnswer },
      }),
      async (c) =>
        c.json(await (await service(c, kind)).repair(param(c, "i"), rowNumber(c), ifMatch(c), c.req.valid("json"))),
    )
    .post(
      `/api/branches/:b/${kind}/imports/:i/commit`,
      api({
        summary: "Commit the good rows",
        bulk: true,
        act: "imports.keep",
        body: nothing,
        answers: { 200: commitAnswer },
      }),
      async (c) => c.json(await (await carrying(c, kind)).commit(param(c, "i"))),
    )
    .post(
      `/api/branches/:b/${kind}/imports/:i/undo`,
      api({
        summary: "Take a committed batch back",
        bulk: true,
        act: "imports.keep",
        body: nothing,
        answers: { 200: undoAnswer },
      }),
      async (c) => c.json(await (await carrying(c, kind)).undo(param(c, "i"))),
    )
    .get(
      `/api/branches/:b/${kind}/imports/:i/errors.xlsx`,
      api({
        summary: "The rows that cannot be imported",
        bulk: true,
        act: "imports.keep",
        answers: { 200: contentTypes.xlsx },
      }),
      async (c) => {
        const { bytes, name } = await (await service(c, kind)).errors(param(c, "i"));
        return file(c, bytes, name, contentTypes.xlsx);
      },
    );

export const importRoutes = new Hono<Env>().route("/", routesOf("members")).route("/", routesOf("activities"));
