import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { describeApi, statedRoutes, toTemplate } from "#functions/openapi";
import { startSystem } from "#test/support/app";

let system: Awaited<ReturnType<typeof startSystem>>;
beforeAll(async () => {
  system = await startSystem();
});

type Operation = {
  summary: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, object>;
  requestBody?: object;
};
const document = () =>
  describeApi(system.app, (schema, io) => z.toJSONSchema(schema, { io, unrepresentable: "any" })) as {
    openapi: string;
    paths: Partial<Record<string, Record<string, Operation>>>;
  };

describe("OpenAPI 文档", () => {
  it("与路由一一对应", () => {
    const described = Object.entries(document().paths).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const mounted = statedRoutes(system.app).map(({ method, path }) => `${method} ${toTemplate(path)}`);
    expect(new Set(described)).toEqual(new Set(mounted));
    expect(described.length).toBeGreaterThan(30);
  });

  it("每个操作写明路径参数、回答和正文", () => {
    for (const [path, methods] of Object.entries(document().paths)) {
      for (const [method, operation] of Object.entries(methods ?? {})) {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(
          inPath,
        );
        expect(operation.summary).not.toBe("");
        expect(Object.keys(operation.responses).length).toBeGreaterThan(1);
        if (method === "patch") expect(operation.requestBody, path).toBeDefined();
      }
    }
  });

  it("写操作的请求头写明", () => {
    const { paths } = document();
    const headers = (operation: Operation | undefined) =>
      operation?.parameters.filter((parameter) => parameter.in === "header").map(({ name }) => name);
    expect(headers(paths["/api/branches/{b}/members"]?.post)).toEqual(["Idempotency-Key"]);
    expect(headers(paths["/api/branches/{b}/members/{m}"]?.patch)).toEqual(["If-Match", "Idempotency-Key"]);
    expect(headers(paths["/api/session"]?.post)).toEqual([]);
  });
});
