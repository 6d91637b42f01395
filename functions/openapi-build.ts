import { writeFile } from "node:fs/promises";
import * as z from "zod";
import { createApp } from "./app";
import { describeApi } from "./openapi";
import type { Platform } from "./platform/platform";

/** Writes the OpenAPI document to the given file. Routes are only listed, so no platform is needed. */
const [target = "dist/openapi.json"] = process.argv.slice(2);
const document = describeApi(createApp({} as Platform), (schema, io) =>
  z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" }),
);
await writeFile(target, `${JSON.stringify(document, null, 1)}\n`);
