import { readFileSync } from "node:fs";
import type { Role } from "#shared/access";
import { ORIGIN, PASSWORD } from "../app";
import { type Schema, valueFor } from "./schema";
import {
  bytesOf,
  chance,
  hostileDays,
  hostileTexts,
  hostileValue,
  jsonOf,
  mutated,
  pick,
  type Random,
  whole,
} from "./values";
import { csvOf, type Identity, PICTURE, placeOf, type World } from "./world";

/** A route as the OpenAPI document and its statement have it. */
export type FuzzRoute = {
  method: string;
  template: string;
  /** Who may call it; nobody named: anyone, or everybody signed in. */
  roles: readonly Role[];
  /** Nobody has to be signed in. */
  isOpen: boolean;
  query: [string, Schema][];
  body: Schema | null;
  uploads: readonly string[];
};
export type FuzzRequest = {
  route: FuzzRoute;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
  identity: Identity | null;
};

const ROSTER = readFileSync("test/support/党员花名册-示例.xlsx");
/** Parameters that are no id of a record. */
const OTHER_PARAMETERS: Record<string, readonly string[]> = {
  dayFile: ["2026-02-10.csv", "2026-02-10.xlsx", "2026-02-30.csv"],
  file: ["2024.json", "2025.xlsx", "2026.docx", "2026.csv", "2023.json"],
  year: ["2023", "2024", "2025", "2026"],
  n: ["0", "1", "7"],
  row: ["2", "3", "2", "3", "9"],
  name: ["app.js", "a/b.css"],
  path: ["", "branches", "sign-in"],
};
const HOSTILE_SEGMENTS = ["%00", "%2F", "%23", "..", "%E0%A4%A", "%F0%9F%91%A8", "x".repeat(5000), "__proto__", "-1"];
const HOSTILE_HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ["idempotency-key", ["", " ", "a b", "x".repeat(129), "\u00e9", "#", "__proto__", "same-key"]],
  ["if-match", ['"0"', "*", '"-1"', '"999999999"', '"1e3"', 'W/"1"', "", '"1","2"', "x".repeat(9000)]],
  [
    "cookie",
    ["sid=", "sid=a.b", `sid=${"x".repeat(5000)}`, "sid=%00", "__Host-sid=1", "sid=acc#1.x", ";;;=", "sid=__proto__.x"],
  ],
  ["content-length", ["0", "-1", "5", "99999999999", "abc", "1.5"]],
  [
    "content-type",
    ["", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "application/xml", "/;;"],
  ],
  ["origin", ["null", "http://evil.example", `${ORIGIN}.evil.example`]],
  ["sec-fetch-site", ["cross-site", "same-site", "none", "SAME-ORIGIN"]],
  ["accept", ["\u00ff", "application/xml;q=2"]],
  ["accept-language", ["zh".repeat(3000)]],
  ["x-forwarded-for", ["127.0.0.1, ::1, '\"", "x".repeat(3000)]],
  ["x-http-method-override", ["DELETE"]],
  ["range", ["bytes=-1", "bytes=0-0,1-1"]],
  ["authorization", ["Bearer x", "Basic Og==", `Bearer ${"é".repeat(100)}`]],
  ["expect", ["100-continue"]],
];

/** Lone surrogates cannot stand in an address. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

export function requestMaker(random: Random, world: World, today: string) {
  const { ids, identities } = world;

  function idFor(field: string): string {
    const places: Record<string, () => readonly string[]> = {
      unitId: () => [...ids.at("/api/branches"), ...ids.at("/api/units")],
      parentId: () => ids.at("/api/units"),
      groupId: () => ids.ending("/units"),
    };
    const found = places[field]?.() ?? ids.ending("/members");
    const some = chance(random, 0.1) ? ids.all() : found;
    return some.length === 0 ? "none" : pick(random, some);
  }
  const known = { idFor, today, password: PASSWORD, logins: identities.map(({ login }) => login) };

  /** The address with ids that exist; the branch in which most lies comes first. */
  function pathOf(template: string, login?: string): string {
    return (
      template.split("/").reduce((path, segment) => {
        const name = /^\{(\w+)\}(.*)$/.exec(segment)?.[1];
        if (name === undefined) return path === "" && segment === "" ? "" : `${path}/${segment}`;
        const here = path === "/api/branches" && chance(random, 0.9) ? [world.branchId] : ids.at(placeOf(path, login));
        const options = OTHER_PARAMETERS[name] ?? (here.length > 0 ? here : ids.all());
        return `${path}/${segment.replace(/^\{\w+\}/, pick(random, options))}`;
      }, "") || "/"
    );
  }

  function queryOf(query: FuzzRoute["query"]): string {
    const chosen = query.filter(() => chance(random, 0.3));
    const named = chosen.map(([name, schema]) => [name, String(valueFor(schema, name, known, random))]);
    return named.length === 0 ? "" : `?${new URLSearchParams(named)}`;
  }

  function identityFor({ roles }: FuzzRoute): Identity | null {
    const allowed = identities.filter(({ role }) => roles.length === 0 || roles.includes(role));
    const own = allowed.filter(({ unitId }) => unitId === world.branchId);
    if (chance(random, 0.7) && allowed.length > 0)
      return pick(random, own.length > 0 && chance(random, 0.6) ? own : allowed);
    return chance(random, 0.15) ? null : pick(random, identities);
  }

  function uploadFor(route: FuzzRoute): [string, Uint8Array] {
    const isActivities = route.template.includes("/activities/imports");
    const type = pick(random, route.uploads);
    const bytes =
      type === "text/csv"
        ? csvOf(isActivities ? "activities" : "members", whole(random, 1e6))
        : type.startsWith("image")
          ? PICTURE
          : ROSTER;
    return [type, bytes];
  }

  /** What the route may well accept. */
  function proper(route: FuzzRoute): FuzzRequest {
    const chosen = identityFor(route);
    const endsOneself = route.method !== "GET" && /^\/api\/(me|session)\b/.test(route.template);
    const identity = endsOneself && chosen?.isLasting ? null : chosen;
    const [type, bytes] = route.uploads.length > 0 ? uploadFor(route) : ["application/json", null];
    const body = bytes ?? (route.body ? JSON.stringify(valueFor(route.body, "", known, random)) : undefined);
    return {
      ...{
        route,
        method: route.method,
        path: pathOf(route.template, identity?.login) + queryOf(route.query),
        identity,
        body,
      },
      headers: {
        origin: ORIGIN,
        ...(identity && { cookie: identity.cookie }),
        ...(body !== undefined && { "content-type": type }),
        ...(route.method === "POST" && { "idempotency-key": `k${whole(random, 2 ** 40)}` }),
        ...(/PATCH|DELETE/.test(route.method) && { "if-match": `"${pick(random, [1, 1, 1, 2, 2, 3, 4])}"` }),
      },
    };
  }

  function hostilePath(path: string): string {
    const segments = path.split("/");
    const named = segments.flatMap((segment, i) => (segment.includes("_") ? [i] : []));
    const at = named.length > 0 && chance(random, 0.8) ? pick(random, named) : 1 + whole(random, segments.length - 1);
    return pick<() => string>(random, [
      () => segments.with(at, pick(random, HOSTILE_SEGMENTS)).join("/"),
      () => segments.with(at, pick(random, HOSTILE_SEGMENTS)).join("/"),
      () => segments.with(at, encodeURIComponent(wellFormed(pick(random, hostileTexts)))).join("/"),
      () => `${path}/${pick(random, ids.all())}`,
      () => path.toUpperCase(),
      () => `//${path}//`,
    ])();
  }

  function hostileQuery(route: FuzzRoute): string {
    const names = [...route.query.map(([name]) => name), "limit", "cursor", "__proto__", "on", "year", "q"];
    const value = () =>
      String(pick<unknown>(random, [...hostileDays, ...hostileTexts, "-1", "1e9", "201", "W10", "%"]));
    const parts = Array.from({ length: 1 + whole(random, 3) }, () => [pick(random, names), wellFormed(value())]);
    return `?${new URLSearchParams(parts)}${pick(random, ["", "", "&%", "&limit=1&limit=2", "&a[b]=c", `&x=${"y".repeat(9000)}`])}`;
  }

  const hostileHeaders = (): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 1 + whole(random, 2) }, () => {
        const [name, values] = pick(random, HOSTILE_HEADERS);
        return [name, pick(random, values)];
      }),
    );

  function hostileBody(text: FuzzRequest["body"]): FuzzRequest["body"] {
    const broken = typeof text === "string" ? Buffer.from(text) : Buffer.from(text ?? "{}");
    const cut = whole(random, broken.length + 1);
    return pick<() => FuzzRequest["body"]>(random, [
      () => undefined,
      () => "",
      () => bytesOf(random, whole(random, 400)),
      () => broken.subarray(0, cut),
      () => Buffer.concat([broken.subarray(0, cut), bytesOf(random, 3), broken.subarray(cut)]),
      () =>
        broken.toString("latin1").replace(/\d+|"[^"]*"$/, pick(random, ["NaN", "1e999", "-", "Infinity", '"\\ud800"'])),
      () => Buffer.from(`\ufeff${broken}`, "utf16le"),
      () => `${broken} ${broken}`,
      () => jsonOf(hostileValue(random)),
    ])();
  }

  /** One or two things wrong with a proper request. */
  function spoiled(request: FuzzRequest): FuzzRequest {
    const { body, path, route } = request;
    const value: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
    const draw = value === undefined ? 0.5 + random() * 0.5 : random();
    if (draw < 0.5) return { ...request, body: jsonOf(mutated(value, random)) };
    if (draw < 0.7) return { ...request, path: hostilePath(path) };
    if (draw < 0.85) return { ...request, path: (path.split("?")[0] ?? "") + hostileQuery(route) };
    return { ...request, headers: { ...request.headers, ...hostileHeaders() } };
  }

  const withBody = (request: FuzzRequest): FuzzRequest =>
    ["GET", "HEAD"].includes(request.method) ? { ...request, body: undefined } : request;

  function raw(request: FuzzRequest): FuzzRequest {
    const method = pick(random, [
      "GET",
      "HEAD",
      "POST",
      "PUT",
      "PATCH",
      "DELETE",
      "OPTIONS",
      "PROPFIND",
      request.method,
    ]);
    const headers = { ...request.headers, ...hostileHeaders() };
    return withBody({
      ...request,
      method: chance(random, 0.3) ? method : request.method,
      body: hostileBody(request.body),
      headers,
    });
  }

  /** Mostly spoiled; `proper` requests are what the rules may accept. */
  function any(route: FuzzRoute): FuzzRequest {
    const request = proper(route);
    const draw = random();
    if (draw < 0.35) return request;
    return draw < 0.85 ? spoiled(request) : raw(request);
  }

  return { any, proper };
}
