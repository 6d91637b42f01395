import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { handle } from "hono/aws-lambda";
import { Fault } from "#shared/problem";
import { createApp } from "./app";
import { assemble, dayOf } from "./platform/assemble";
import { directorySite } from "./platform/site";

const env = process.env;

/** A setting that the stack must give. */
function required(name: string): string {
  const value = env[name];
  if (!value) throw new Error(`Environment variable ${name} is missing.`);
  return value;
}

/** Attachments need a bucket, which comes with the cloud deployment; until then the refusal says so. */
const noFiles = () => Promise.reject(new Fault("service.unavailable", { detail: "本系统尚未配置附件存储" }));

const here = import.meta.dirname;
const today = dayOf(env);
const app = createApp(
  assemble({
    tableName: required("ZHIBU_TABLE"),
    ...(env.DYNAMODB_ENDPOINT && { endpoint: env.DYNAMODB_ENDPOINT }),
    ...(env.AWS_REGION && { region: env.AWS_REGION }),
    masterKey: Buffer.from(required("ZHIBU_KEY"), "base64"),
    origins: required("ZHIBU_ORIGIN").split(","),
    demo: false,
    files: { put: noFiles, get: noFiles, remove: noFiles },
    site: directorySite(join(here, "web")),
    openapi: () => readFile(join(here, "openapi.json"), "utf8"),
    log: (line) => console.log(JSON.stringify(line)),
    ...(today && { today }),
  }),
);

/** The API as a Lambda handler behind API Gateway REST. */
export const handler = handle(app);
