import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import * as z from "zod";
import { describeApi, statedRoutes, toTemplate } from "#functions/openapi";
import { rolesFor, standingOf } from "#shared/authority";
import type { Problem } from "#shared/problem";
import { ORIGIN, startSystem } from "../app";
import { seeded } from "../kill-harness";
import { described, faultsOfProblem, isPolluted } from "./checks";
import { type FuzzRequest, type FuzzRoute, requestMaker } from "./request";
import type { Schema } from "./schema";
import { pick } from "./values";
import { type Identity, makeWorld, placeOf, type World } from "./world";

type System = Awaited<ReturnType<typeof startSystem>>;
/** What became of a route: how often asked, answered well, refused by a rule of the work itself, and how often the trail told of it. */
export type Reached = { asked: number; done: number; refused: number; audited: number };
export type FuzzOutcome = {
  statuses: Map<number, number>;
  routes: Map<string, Reached>;
  faults: string[];
  /** Heap after collecting, at the middle and at the end, in bytes; null where collecting cannot be asked for. */
  heap: [number, number] | null;
  figures: string;
};

const PER_WORLD = 1_000;
const TOLD_EVERY = 10_000;
/** Requests under way at once: the engine works on one while another is judged. */
const LANES = 4;
const SLOWEST = 5_000;
const MOST_TRIES = 32;
const ROUNDS = 4;
/** Days of the business that matter to rules: handing in is open in January to March. */
const FEBRUARY = "2026-02-10";
const DAYS = [FEBRUARY, "2026-11-22", "2024-02-29", "2025-12-31"];

type Operation = {
  parameters: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};

/** Every route with what the OpenAPI document says of it. */
export function fuzzRoutes(system: Pick<System, "app">): FuzzRoute[] {
  const document = describeApi(system.app, (schema, io) => z.toJSONSchema(schema, { io, unrepresentable: "any" })) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return statedRoutes(system.app).map(({ method, path, spec }) => {
    const template = toTemplate(path);
    const operation = document.paths[template]?.[method.toLowerCase()];
    const queries = (operation?.parameters ?? []).filter((parameter) => parameter.in === "query");
    return {
      ...{
        method,
        template,
        roles: rolesFor(spec.act),
        isOpen: standingOf(spec.act).at === "anyone",
        uploads: spec.upload?.types ?? [],
      },
      query: queries.map(({ name, schema }) => [name, schema]),
      body: operation?.requestBody?.content["application/json"]?.schema ?? null,
    };
  });
}

/** Refusals that come before the work itself. */
const isGeneral = (code: string): boolean =>
  /^request\.|^session\.none|^access\.denied|^record\.(missing|version-missing)/.test(code);

export const nameOf = ({ method, template }: Pick<FuzzRoute, "method" | "template">): string => `${method} ${template}`;

/** Sends mutated requests to every route in turn and judges each answer; tells how far it has come. */
export async function fuzz(
  requests: number,
  seed: number,
  tell: (line: string) => void = () => undefined,
): Promise<FuzzOutcome> {
  const began = performance.now();
  const random = seeded(seed);
  const rejections: unknown[] = [];
  const onRejection = (error: unknown) => rejections.push(error);
  process.on("unhandledRejection", onRejection);
  const system = await startSystem();
  countTrail(system);
  const asset = { bytes: Buffer.from("1"), type: "text/javascript", gzip: null };
  system.platform.site.asset = async (name) => (name === "app.js" ? asset : null);
  const routes = fuzzRoutes(system);
  const outcome: FuzzOutcome = { statuses: new Map(), routes: new Map(), faults: [], heap: null, figures: "" };
  for (const route of routes) outcome.routes.set(nameOf(route), { asked: 0, done: 0, refused: 0, audited: 0 });
  const heap: number[] = [];
  type Work = (send: (request: FuzzRequest) => Promise<void>, make: ReturnType<typeof requestMaker>) => Promise<void>;
  async function inWorld(number: number, today: string, work: Work): Promise<void> {
    system.clock.today = today;
    const world = await makeWorld(system, number);
    const make = requestMaker(random, world, today);
    await work((request) => judge(system, world, request, outcome), make);
    outcome.faults.push(...(await faultsAfter(system, number)));
    system.log.length = 0;
  }
  for (let sent = 0; sent < requests; sent += PER_WORLD) {
    await inWorld(sent / PER_WORLD, pick(random, DAYS), async (send, make) => {
      const left = { from: sent, to: Math.min(sent + PER_WORLD, requests) };
      const lane = async () => {
        while (left.from < left.to) {
          const route = routes[left.from % routes.length];
          left.from += 1;
          if (route) await send(make.any(route));
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
    });
    heap.push(...collected());
    if ((sent + PER_WORLD) % TOLD_EVERY === 0)
      tell(figuresOf({ ...outcome, heap: halves(heap) }, seed, performance.now() - began));
  }
  for (let round = 1; round <= ROUNDS; round += 1)
    await inWorld(Math.ceil(requests / PER_WORLD) + round, FEBRUARY, async (send, make) => {
      for (const route of routes)
        await insist(route, outcome.routes.get(nameOf(route)), () => send(make.proper(route)));
    });
  await setImmediate();
  process.off("unhandledRejection", onRejection);
  for (const error of rejections) outcome.faults.push(`unhandled rejection: ${String(error)}`);
  outcome.heap = halves(heap);
  outcome.figures = figuresOf(outcome, seed, performance.now() - began);
  return outcome;
}

/** What chance has not reached is tried on with proper requests. */
async function insist({ method }: FuzzRoute, reached: Reached | undefined, send: () => Promise<void>): Promise<void> {
  const before = reached?.done ?? 0;
  // Writes are done once in every world, since others build on them: what is to be undone has to be committed there.
  const isOver = () => !reached || reached.done > (method === "GET" ? 0 : before);
  for (let tries = 0; !isOver() && tries < MOST_TRIES; tries += 1) await send();
}

/** The request that a command to the table belongs to, and how many trail events it has sent there. */
const underWay = new AsyncLocalStorage<{ events: number }>();

function countTrail(system: System): void {
  system.client.middlewareStack.add(
    (next) => (args) => {
      const actions = "TransactItems" in args.input ? args.input.TransactItems : undefined;
      const request = underWay.getStore();
      if (request && actions?.some((action) => "Put" in action && action.Put?.Item?.entity === "audit"))
        request.events += 1;
      return next(args);
    },
    { step: "initialize" },
  );
}

async function judge(system: System, world: World, request: FuzzRequest, outcome: FuzzOutcome): Promise<void> {
  const told = { events: 0 };
  const { method, path, headers, body } = request;
  const url = `${ORIGIN}${path}`;
  const init = {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : new Uint8Array(body) }),
  };
  const fault = (text: string) => outcome.faults.push(`${text} ← ${described(request)}`);
  const answer = await Promise.race([
    underWay
      .run(told, async () => system.app.request(url, init))
      .then(async (response) => ({
        response,
        text: await response.text(),
      })),
    new Promise<null>((resolve) => setTimeout(resolve, SLOWEST, null).unref()),
  ]).catch((error: unknown) => String(error));
  if (answer === null || typeof answer === "string") {
    fault(answer ?? `no answer in ${SLOWEST} ms`);
    return;
  }
  const { response, text } = answer;
  outcome.statuses.set(response.status, (outcome.statuses.get(response.status) ?? 0) + 1);
  if (response.status >= 500 && response.status !== 503)
    fault(`${response.status} ${text} ${JSON.stringify(system.log.filter(({ level }) => level === "error").at(-1))}`);
  if (isPolluted()) fault("Object.prototype was written to");
  note(outcome, request, response.status, text, told.events);
  if (response.status >= 400 && method !== "HEAD") {
    for (const found of faultsOfProblem(response.status, response.headers.get("content-type") ?? "", text))
      fault(found);
    const { identity } = request;
    if (identity && headers.cookie === identity.cookie && (await isGone(system, world, identity, response.status)))
      await world.renew(identity);
  }
  if (response.ok && (response.headers.get("content-type") ?? "").includes("application/json"))
    world.ids.learn(placeOf(path.split("?")[0] ?? "", request.identity?.login), JSON.parse(text || "null"));
}

/** Whether somebody was signed out, or a secretary of the world has lost the role that most of it depends on. */
async function isGone(system: System, world: World, { role, unitId, cookie }: Identity, status: number) {
  if (status === 401) return true;
  if (role !== "secretary" || unitId !== world.branchId || ![403, 404].includes(status)) return false;
  const { body } = await system.browser(cookie).get("/api/me");
  return !body?.grants?.some((grant: { role: string }) => grant.role === role);
}

function note(
  outcome: FuzzOutcome,
  { route, method }: FuzzRequest,
  status: number,
  text: string,
  events: number,
): void {
  const reached = outcome.routes.get(nameOf(route));
  if (!reached || method !== route.method) return;
  reached.asked += 1;
  if (status < 400) reached.done += 1;
  if (status < 400 && events > 0) reached.audited += 1;
  if (status >= 400 && status < 500 && !isGeneral((JSON.parse(text) as Problem).code)) reached.refused += 1;
}

/** The system works as before: a new branch, its secretary, a member. */
async function faultsAfter(system: System, number: number): Promise<string[]> {
  const branch = await system.foundBranch(`事后支部${number}`);
  const saved = await branch.secretary.post(`/api/branches/${branch.id}/members`, { name: "王芳", stage: "applicant" });
  const listed = await branch.secretary.get(`/api/branches/${branch.id}/members`);
  return saved.status === 201 && listed.body.items.length === 1
    ? []
    : [`after ${number}: ${saved.text} ${listed.text}`];
}

function halves(heap: readonly number[]): FuzzOutcome["heap"] {
  const [middle, end] = [heap[Math.floor(heap.length / 2)], heap.at(-1)];
  return middle === undefined || end === undefined ? null : [middle, end];
}

function collected(): number[] {
  if (!globalThis.gc) return [];
  globalThis.gc();
  return [process.memoryUsage().heapUsed];
}

function figuresOf({ statuses, faults, heap }: FuzzOutcome, seed: number, ms: number): string {
  const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const distribution = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const grown = heap ? `heap ${heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(" → ")} MB` : "heap not measured";
  return `fuzz: ${requests} requests (${distribution.join(", ")}), ${faults.length} faults, ${grown}, ${Math.round(ms / 1000)} s, seed ${seed}`;
}
