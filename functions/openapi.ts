import type { Hono } from "hono";
import type * as z from "zod";
import { rolesFor, standingOf } from "#shared/authority";
import { problems } from "#shared/problem";
import { type AnyRouteSpec, type Env, specOf } from "./platform/http";

type ToJsonSchema = (schema: z.ZodType, io: "input" | "output") => object;
type RouteEntry = { method: string; path: string; spec: AnyRouteSpec };

/** Every route with its statement, in the order of mounting; the page itself is left out. */
export const statedRoutes = (app: Pick<Hono<Env>, "routes">): RouteEntry[] =>
  app.routes.flatMap(({ method, path, handler }) => {
    const spec = specOf(handler);
    return spec ? [{ method, path, spec }] : [];
  });

/** `/api/x/:year{[0-9]+}` → `/api/x/{year}`. */
export function toTemplate(path: string): string {
  const plain: string[] = [];
  const state = { depth: 0 };
  for (const char of path) {
    if (char === "{") state.depth += 1;
    if (state.depth === 0) plain.push(char);
    if (char === "}") state.depth -= 1;
  }
  return plain.join("").replaceAll(/:(\w+)/g, "{$1}");
}

/** The OpenAPI 3.1 document of the app, from the same schemas that check its requests. */
export function describeApi(app: Pick<Hono<Env>, "routes">, toJsonSchema: ToJsonSchema): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, spec } of statedRoutes(app)) {
    const template = toTemplate(path);
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationOf(method, template, spec, toJsonSchema) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "支部工作台",
      version: "1",
      description: "Party branches of a state-owned enterprise: members, meetings, duties, the year's assessment.",
    },
    paths,
    components: {
      securitySchemes: { session: { type: "apiKey", in: "cookie", name: "sid" } },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: "A refusal (RFC 9457)",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

const problemSchema = {
  type: "object",
  required: ["code", "status", "title"],
  properties: {
    type: { type: "string" },
    code: { enum: Object.keys(problems) },
    status: { type: "integer" },
    title: { type: "string" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string" }, detail: { type: "string" }, code: { type: "string" } },
      },
    },
    current: {},
  },
};

function operationOf(method: string, template: string, spec: AnyRouteSpec, toJsonSchema: ToJsonSchema): object {
  const isWrite = method !== "GET";
  const content = (answer: z.ZodType | string) =>
    typeof answer === "string"
      ? { [answer]: { schema: { type: "string", format: "binary" } } }
      : { "application/json": { schema: toJsonSchema(answer, "output") } };
  const answers = Object.entries(spec.answers).map(([status, answer]) => [
    status,
    { description: spec.summary, ...(answer && { content: content(answer) }) },
  ]);
  const body = spec.upload
    ? Object.fromEntries(spec.upload.types.map((type) => [type, { schema: { type: "string", format: "binary" } }]))
    : spec.body && { "application/json": { schema: toJsonSchema(spec.body, "input") } };
  return {
    summary: spec.summary,
    operationId: `${method.toLowerCase()} ${template}`,
    ...(standingOf(spec.act).at !== "anyone" && { security: [{ session: [] }] }),
    ...(rolesFor(spec.act).length > 0 && { "x-roles": rolesFor(spec.act) }),
    parameters: [
      ...pathParameters(template),
      ...queryParameters(spec, toJsonSchema),
      ...headerParameters(method, spec),
    ],
    ...(isWrite && body && { requestBody: { required: true, content: body } }),
    responses: { ...Object.fromEntries(answers), default: { $ref: "#/components/responses/Problem" } },
  };
}

const pathParameters = (template: string) =>
  [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));

function queryParameters(spec: AnyRouteSpec, toJsonSchema: ToJsonSchema): object[] {
  if (!spec.query) return [];
  const { properties = {} } = toJsonSchema(spec.query, "output") as { properties?: Record<string, object> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

function headerParameters(method: string, spec: AnyRouteSpec): object[] {
  if (method === "POST" && !spec.withoutKey)
    return [{ name: "Idempotency-Key", in: "header", required: true, schema: { type: "string" } }];
  const key = { name: "Idempotency-Key", in: "header", required: false, schema: { type: "string" } };
  const match = { name: "If-Match", in: "header", required: true, schema: { type: "string" } };
  if (method === "GET" || spec.withoutKey || standingOf(spec.act).at === "anyone") return [];
  return method === "PATCH" || spec.ifMatch ? [match, key] : [key];
}
