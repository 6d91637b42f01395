import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { ORIGIN, PASSWORD, startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

/** The built handler file, as Lambda loads it, on the same table as the app beside it. */
const BUILT = "dist/functions/http/http.js";

let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;
let handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

beforeAll(async () => {
  system = await startSystem();
  branch = await system.foundBranch("云端支部");
  process.env.DYNAMODB_ENDPOINT = inject("endpoint");
  process.env.ZHIBU_TABLE = system.tableName;
  process.env.ZHIBU_KEY = Buffer.alloc(32, 7).toString("base64");
  process.env.ZHIBU_ORIGIN = ORIGIN;
  ({ handler } = await import(/* @vite-ignore */ pathToFileURL(BUILT).href));
});

type Sent = { method: string; path: string; headers?: Record<string, string>; body?: string | Uint8Array };

/** A REST event of API Gateway. */
async function send({ method, path, headers = {}, body }: Sent) {
  const [resource = "", search = ""] = path.split("?");
  const query = new URLSearchParams(search);
  const isBinary = body instanceof Uint8Array;
  const all = { host: "localhost:8787", origin: ORIGIN, ...headers };
  const event = {
    resource: "/{proxy+}",
    path: resource,
    httpMethod: method,
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    queryStringParameters: search ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: search
      ? Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key)]))
      : null,
    pathParameters: { proxy: resource.slice(1) },
    stageVariables: null,
    body: isBinary ? Buffer.from(body).toString("base64") : (body ?? null),
    isBase64Encoded: isBinary,
    requestContext: {
      accountId: "1",
      apiId: "x",
      httpMethod: method,
      identity: { sourceIp: "192.0.2.1" },
      path: resource,
      stage: "v1",
      requestId: "r",
      requestTimeEpoch: 0,
      resourceId: "x",
      resourcePath: "/{proxy+}",
      protocol: "HTTP/1.1",
      authorizer: null,
    },
  } as unknown as APIGatewayProxyEvent;
  const result = await handler(event);
  const bytes = Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8");
  const lists = Object.entries(result.multiValueHeaders ?? {}).map(([name, values]) => [
    name.toLowerCase(),
    String(values?.[0]),
  ]);
  const single = Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: result.statusCode,
    headers: Object.fromEntries([...single, ...lists]) as Partial<Record<string, string>>,
    bytes,
    text: bytes.toString(),
  };
}

const json = { "content-type": "application/json" };
async function signIn(): Promise<string> {
  const answer = await send({
    method: "POST",
    path: "/api/session",
    headers: json,
    body: JSON.stringify({ login: "office", password: PASSWORD }),
  });
  expect(answer.status).toBe(200);
  return answer.headers["set-cookie"]?.split(";")[0] ?? "";
}

describe("Lambda 处理程序", () => {
  it("同样的请求得到与本机相同的回答", async () => {
    const cookie = await signIn();
    await branch.secretary.post(`/api/branches/${branch.id}/members`, fullMember(1));
    for (const path of [
      "/api/me",
      "/api/units?kind=branch",
      `/api/branches/${branch.id}`,
      `/api/branches/${branch.id}/members?limit=10`,
      "/api/nothing",
      "/api/branches/b_none/members",
    ]) {
      const [there, here] = [
        await send({ method: "GET", path, headers: { cookie } }),
        await system.browser(cookie).get(path),
      ];
      expect([path, there.status, there.text]).toEqual([path, here.status, here.text]);
    }
    const wrong = await send({ method: "PUT", path: "/api/units", headers: { cookie, ...json }, body: "{}" });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, "GET, POST"]);
  });

  it("没有登录、别处网站、坏正文都同样被拒绝", async () => {
    expect((await send({ method: "GET", path: "/api/me" })).status).toBe(401);
    expect(
      (
        await send({
          method: "POST",
          path: "/api/session",
          headers: { ...json, origin: "https://evil.example" },
          body: "{}",
        })
      ).status,
    ).toBe(403);
    expect((await send({ method: "POST", path: "/api/session", headers: json, body: "{" })).status).toBe(400);
  });

  it("上传的表格和下载的文件经过网关一字节不变", async () => {
    await system.person("secretary", branch.id, "sec-cloud");
    const session = await send({
      method: "POST",
      path: "/api/session",
      headers: json,
      body: JSON.stringify({ login: "sec-cloud", password: PASSWORD }),
    });
    const cookie = session.headers["set-cookie"]?.split(";")[0] ?? "";
    const bytes = new Uint8Array(readFileSync("test/support/党员花名册-示例.xlsx"));
    const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const path = `/api/branches/${branch.id}/members/imports?name=${encodeURIComponent("花名册.xlsx")}`;
    const preview = await send({
      method: "POST",
      path,
      headers: { cookie, "content-type": type, "idempotency-key": crypto.randomUUID() },
      body: bytes,
    });
    expect(preview.status).toBe(201);
    expect(JSON.parse(preview.text).counts).toMatchObject({ new: 19, error: 5 });
    const roster = await send({ method: "GET", path: `/api/branches/${branch.id}/roster.xlsx`, headers: { cookie } });
    expect([roster.status, roster.bytes.subarray(0, 2).toString()]).toEqual([200, "PK"]);
  });

  it("页面、健康检查和接口文档都在", async () => {
    expect((await send({ method: "GET", path: "/healthz" })).text).toBe('{"status":"ok"}');
    const shell = await send({ method: "GET", path: "/" });
    expect([shell.status, shell.headers["content-type"]]).toEqual([200, "text/html; charset=UTF-8"]);
    const asset = /\/assets\/[\w.-]+\.js/.exec(shell.text)?.[0] ?? "";
    expect((await send({ method: "GET", path: asset })).headers["cache-control"]).toContain("immutable");
    const packed = await send({ method: "GET", path: asset, headers: { "accept-encoding": "br, gzip" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(packed.bytes)).toEqual((await send({ method: "GET", path: asset })).bytes);
    expect(JSON.parse((await send({ method: "GET", path: "/api/openapi.json" })).text).openapi).toBe("3.1.0");
  });
});
