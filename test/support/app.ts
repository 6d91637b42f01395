import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { entryService } from "#functions/accounts/entry-service";
import { createApp } from "#functions/app";
import { ensureRoot } from "#functions/org/root";
import { connect } from "#functions/platform/client";
import { makePasswords } from "#functions/platform/crypto";
import { directoryFiles } from "#functions/platform/files";
import { openKeyring } from "#functions/platform/key-store";
import { type Keyring, localWrapper } from "#functions/platform/keyring";
import type { Platform } from "#functions/platform/platform";
import { rememberedPolicy } from "#functions/platform/policy";
import { openTable } from "#functions/platform/table";
import { rememberedTree } from "#functions/platform/tree";
import type { Role } from "#shared/access";
import { shanghaiDay } from "#shared/dates";
import { Fault } from "#shared/problem";
import { freshTable } from "./engine";

export const ORIGIN = "http://localhost:8787";
export const PASSWORD = "Zhibu-test-2026";

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Answer = { status: number; headers: Headers; body: any; text: string; bytes: Uint8Array };
type Ask = { headers?: Record<string, string>; ifMatch?: number; key?: string; type?: string };

/** A system of its own on a fresh table: the app as it is served, with a clock that tests may set. `today` moves the business day only. */
export async function startSystem(
  options: { today?: string; now?: number; withoutAdministrators?: boolean; keyring?: Keyring } = {},
) {
  const { endpoint, tableName } = await freshTable();
  const clock = { ms: options.now ?? Date.now(), today: options.today, isFixed: options.now !== undefined };
  const now = () => (clock.isFixed ? clock.ms : Date.now());
  const client = connect({ endpoint, tableName });
  const keyring = options.keyring ?? (await openKeyring(client, tableName, localWrapper(new Uint8Array(32).fill(7))));
  const table = openTable(client, tableName, now, keyring);
  const log: Record<string, unknown>[] = [];
  const platform: Platform = {
    table,
    keyring,
    passwords: makePasswords({ n: 1024 }, () => new Fault("session.busy")),
    oidc: null,
    files: directoryFiles(mkdtempSync(join(tmpdir(), "zhibu-files-"))),
    ...rememberedTree(table, now),
    ...rememberedPolicy(table, now),
    now,
    today: () => clock.today ?? shanghaiDay(now()),
    origins: [ORIGIN],
    demo: false,
    addressOf: (c) => c.req.header("x-test-address") ?? "203.0.113.1",
    log: (line) => log.push(line),
    site: { shell: async () => "<!doctype html>", asset: async () => null },
    openapi: async () => "{}",
  };
  const app = createApp(platform);
  const root = await ensureRoot(platform);

  async function call(method: string, path: string, body: unknown, cookie: string, ask: Ask = {}): Promise<Answer> {
    const isRaw = body instanceof Uint8Array;
    const response = await app.request(`${ORIGIN}${path}`, {
      method,
      headers: {
        origin: ORIGIN,
        ...(cookie && { cookie }),
        ...(body !== undefined && { "content-type": ask.type ?? "application/json" }),
        ...((method === "POST" || ask.key) && { "idempotency-key": ask.key ?? crypto.randomUUID() }),
        ...(ask.ifMatch !== undefined && { "if-match": `"${ask.ifMatch}"` }),
        ...ask.headers,
      },
      ...(body !== undefined && { body: isRaw ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : undefined,
      text,
      bytes,
    };
  }

  const browser = (cookie = "") => ({
    cookie,
    get: (path: string, ask?: Ask) => call("GET", path, undefined, cookie, ask),
    post: (path: string, body: unknown = {}, ask?: Ask) => call("POST", path, body, cookie, ask),
    patch: (path: string, version: number | undefined, body: unknown, ask?: Ask) =>
      call("PATCH", path, body, cookie, { ...(version !== undefined && { ifMatch: version }), ...ask }),
    delete: (path: string, version?: number, ask?: Ask) =>
      call("DELETE", path, undefined, cookie, { ...(version !== undefined && { ifMatch: version }), ...ask }),
    call: (method: string, path: string, body?: unknown, ask?: Ask) => call(method, path, body, cookie, ask),
  });

  type Visitor = ReturnType<typeof browser>;
  const cookieOf = (answer: Answer) => answer.headers.get("set-cookie")?.split(";")[0] ?? "";

  /** Follows a one-time link and is signed in. */
  async function follow(url: string, login?: string) {
    const code = url.split("#")[1] ?? "";
    const answer = await browser().post("/api/setup", {
      code,
      password: PASSWORD,
      ...(login && { login }),
      ...(login && { name: login }),
    });
    if (answer.status !== 200)
      throw new Error(`${answer.text} ${JSON.stringify(log.filter((line) => line.level === "error"))}`);
    const visitor = browser(cookieOf(answer));
    if (answer.body.required === "second-factor") await enrol(visitor, answer.body.account.login);
    return visitor;
  }

  /** The secrets of the authenticators, by login. */
  const authenticators = new Map<string, string>();
  /** The code that the login's authenticator shows; each works once. */
  const codeOf = (login: string): string =>
    new TOTP({ secret: Secret.fromBase32(authenticators.get(login) ?? "") }).generate({ timestamp: now() });
  /** What somebody enters to sign in. */
  const credentials = (login: string, password = PASSWORD) => ({
    ...{ login, password },
    ...(authenticators.has(login) && { code: codeOf(login) }),
  });
  async function enrol(visitor: Visitor, login: string) {
    const begun = await visitor.post("/api/me/second-factor", { password: PASSWORD });
    authenticators.set(login, begun.body.secret);
    const confirmed = await visitor.post("/api/me/second-factor/confirmation", { code: codeOf(login) });
    if (confirmed.status !== 200) throw new Error(confirmed.text);
    const recoveryCodes: string[] = confirmed.body.recoveryCodes;
    return { secret: String(begun.body.secret), recoveryCodes };
  }

  const office = await follow((await entryService(platform).firstLink(root.id)) ?? "", "office");

  const three = {
    system: { login: "system", name: "system" },
    security: { login: "security", name: "security" },
    audit: { login: "audit", name: "audit" },
  };
  const named = options.withoutAdministrators ? null : await office.post("/api/administrators", three);
  /** Nobody is signed in as an administrator where none has been named. */
  const administrator = async (role: Role): Promise<Visitor> =>
    named ? follow(named.body.items.find((item: { role: Role }) => item.role === role).setupUrl) : browser();
  const systemAdmin = await administrator("system");
  const security = await administrator("security");
  const audit = await administrator("audit");

  /** The security administrator grants what was asked for. */
  async function grant(accountId: string) {
    const granted = await system.security.post(`/api/accounts/${accountId}/decision`, { granted: true });
    if (granted.status !== 200) throw new Error(granted.text);
  }

  /** A person with one role at a unit: asked for by the office, granted, and signed in. */
  async function person(role: Role, unitId: string, login: string, memberId?: string) {
    const invited = await system.office.post("/api/accounts", {
      login,
      name: login,
      grants: [{ role, unitId }],
      ...(memberId && { memberId }),
    });
    if (invited.status !== 201) throw new Error(invited.text);
    await grant(invited.body.id);
    return follow(invited.body.setupUrl);
  }

  /** A branch under the root with its secretary signed in. */
  async function foundBranch(name: string, more: Record<string, unknown> = {}) {
    const branch = await system.office.post("/api/units", {
      parentId: root.id,
      kind: "branch",
      name,
      foundedOn: "2020-01-01",
      ...more,
    });
    if (branch.status !== 201) throw new Error(branch.text);
    const id: string = branch.body.id;
    return { id, secretary: await person("secretary", id, `sec-${id.slice(-8)}`) };
  }

  /** After the clock moved, everybody named here signs in anew; an authenticator shows each code once, so a step must have gone by. */
  async function signInAgain(): Promise<void> {
    const again = async (login: string) => browser(cookieOf(await browser().post("/api/session", credentials(login))));
    system.office = await again("office");
    system.systemAdmin = await again("system");
    system.security = await again("security");
    system.audit = await again("audit");
  }

  const system = {
    app,
    platform,
    client,
    tableName,
    clock,
    log,
    root,
    office,
    systemAdmin,
    security,
    audit,
    grant,
    browser,
    cookieOf,
    follow,
    enrol,
    codeOf,
    credentials,
    signInAgain,
    person,
    foundBranch,
  };
  return system;
}
