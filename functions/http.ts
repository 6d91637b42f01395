import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getConnInfo, handle } from "hono/aws-lambda";
import { Fault } from "#shared/problem";
import { createApp } from "./app";
import { assemble, dayOf } from "./platform/assemble";
import { connect } from "./platform/client";
import { openKeyring } from "./platform/key-store";
import { localWrapper } from "./platform/keyring";
import { oidcSettings } from "./platform/oidc";
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
const oidc = oidcSettings(env);

async function makeHandler() {
  const where = {
    tableName: required("ZHIBU_TABLE"),
    ...(env.DYNAMODB_ENDPOINT && { endpoint: env.DYNAMODB_ENDPOINT }),
    ...(env.AWS_REGION && { region: env.AWS_REGION }),
  };
  const wrapper = localWrapper(Buffer.from(required("ZHIBU_KEY"), "base64"));
  const platform = assemble({
    ...where,
    keyring: await openKeyring(connect(where), where.tableName, wrapper),
    origins: required("ZHIBU_ORIGIN").split(","),
    oidc,
    demo: false,
    files: { put: noFiles, get: noFiles, remove: noFiles },
    site: directorySite(join(here, "web")),
    openapi: () => readFile(join(here, "openapi.json"), "utf8"),
    addressOf: (c) => getConnInfo(c).remote.address ?? "",
    log: (line) => console.log(JSON.stringify(line)),
    ...(today && { today }),
  });
  return handle(createApp(platform));
}

const memory: { handler: ReturnType<typeof makeHandler> | null } = { handler: null };

/** The API as a Lambda handler behind API Gateway REST; its keys are unwrapped with the first request. */
export const handler: ReturnType<typeof handle> = async (event, context) => {
  memory.handler ??= makeHandler().catch((error: unknown) => {
    memory.handler = null;
    throw error;
  });
  return (await memory.handler)(event, context);
};
