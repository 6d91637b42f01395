import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { freePort } from "#functions/platform/engine";
import { findChromium } from "./chromium.ts";

/** The built system on a data directory of its own, and a Chromium to look at it. */
export type Stage = {
  origin: string;
  /** What the system said at its start: of a real one, the first one-time link. */
  said: string;
  /** A page that nobody is signed in on. */
  open(path: string, size?: Size): Promise<Page>;
  /** A signed-in page of a person of the sample subsidiary. */
  enter(login: string, size?: Size): Promise<Page>;
  /** The same system so many days later. */
  later(days: number): Promise<void>;
  close(): Promise<void>;
};

type Size = { width: number; height: number };
export const DESKTOP: Size = { width: 1280, height: 800 };
export const PHONE: Size = { width: 360, height: 740 };
/** What an authenticator with this secret shows; `step` is how many times thirty seconds from now. */
export const codeOf = (secret: string, { step = 0, now = Date.now() } = {}): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) }).generate({ timestamp: now + step * 30_000 });

const READY = "按 Ctrl+C 停止";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

type Served = { child: ChildProcess; said: string };

/** A clock that is so many days ahead, for the whole of a server. */
const clockAhead = (days: number): string =>
  `const Real = Date; const ahead = ${days * 86_400_000};
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };`;

type Start = { dataDir: string; port: number; today: string; args: string[]; daysAhead: number };

async function serve({ dataDir, port, today, args, daysAhead }: Start): Promise<Served> {
  const env = {
    ...process.env,
    ...{ PORT: String(port), ZHIBU_DATA: dataDir, ZHIBU_TODAY: today },
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clockAhead(daysAhead))}`,
  };
  const child = spawn(process.execPath, ["dist/functions/local/local.js", ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { text: "" };
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output.text += chunk.toString();
      if (output.text.includes(READY)) resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", () => reject(new Error(`the system did not start: ${output.text}`)));
  });
  return { child, said: output.text };
}

/** With the sample subsidiary, or as a real start. `today` moves the business day, so that the journey is the same whenever it is run. */
export async function setStage(today: string, args: string[] = ["demo"]): Promise<Stage> {
  const path = findChromium();
  if (!path) throw new Error("no Chromium");
  const dataDir = await mkdtemp(join(tmpdir(), "zhibu-e2e-"));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const start = { dataDir, port, today, args, daysAhead: 0 };
  const first = await serve(start);
  const running = { server: first.child };
  const { said } = first;
  const browser: Browser = await chromium.launch({ executablePath: path, args: FLAGS });
  const contexts: BrowserContext[] = [];

  async function open(path: string, size: Size = DESKTOP): Promise<Page> {
    const context = await browser.newContext({ viewport: size, locale: "zh-CN", acceptDownloads: true });
    contexts.push(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => expect.unreachable(`the page failed: ${error.message}`));
    await page.goto(new URL(path, origin).href);
    return page;
  }

  async function enter(login: string, size: Size = DESKTOP): Promise<Page> {
    const page = await open("/sign-in", size);
    await page.getByLabel("账号").fill(login);
    await page.getByLabel("密码").fill("Zhibu-demo-2026");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("heading", { name: "登录", exact: true }).waitFor({ state: "detached" });
    const code = page.getByRole("textbox", { name: "动态口令" });
    if (await code.count()) {
      await code.fill(codeOf(/密钥：([A-Z2-7]+)/.exec(said)?.[1] ?? ""));
      await page.getByRole("button", { name: "登录" }).click();
    }
    await page.waitForURL((url) => !url.pathname.includes("sign-in"));
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  }

  async function stop(): Promise<void> {
    const ended = once(running.server, "exit");
    running.server.kill("SIGTERM");
    await ended;
  }

  async function later(days: number): Promise<void> {
    await stop();
    running.server = (await serve({ ...start, daysAhead: days })).child;
  }

  async function close(): Promise<void> {
    await Promise.all(contexts.map((context) => context.close()));
    await browser.close();
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return { origin, said, open, enter, later, close };
}

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
type Violation = { id: string; help: string; nodes: { html: string }[] };

/** What axe finds on the page, as sentences; the page's own policy forbids inline scripts, so axe comes as an evaluated text. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, "utf8"));
  const violations: Violation[] = await page.evaluate("axe.run().then((result) => result.violations)");
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

/** Whether anything sticks out at the side. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
