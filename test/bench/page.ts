import { basename } from "node:path";
import { chromium } from "playwright-core";
import { filesOfFirstPage, gzipBytes } from "../support/built";
import { findChromium } from "../support/chromium";
import type { Figure } from "./measure";
import type { Built } from "./system";

/** The built files that a real browser fetches from the first address until the list of duties is there. */
async function fetchedOnTheWayHome(built: Built, executablePath: string): Promise<string[]> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const fetched: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/assets/")) fetched.push(`assets/${basename(pathname)}`);
    });
    await page.goto(built.origin);
    await page.getByLabel("账号").fill("secretary02");
    await page.getByLabel("密码", { exact: true }).fill("Zhibu-demo-2026");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("navigation").first().waitFor();
    await page.waitForLoadState("networkidle");
    return [...new Set(fetched)];
  } finally {
    await browser.close();
  }
}

const inKb = (name: string, files: readonly string[], atMost: number): Figure => ({
  name,
  value: gzipBytes(files) / 1000,
  unit: "KB",
  atMost,
  ours: `${files.length} files`,
});

/** Weighed compressed; without a browser by the build's own list. */
export async function benchPage(built: Built): Promise<Figure[]> {
  const browser = findChromium();
  const listed = filesOfFirstPage();
  const fetched = browser ? await fetchedOnTheWayHome(built, browser) : [...listed.scripts, ...listed.styles];
  const source = browser ? "in Chromium" : "by the build's list";
  const of = (extension: string) => fetched.filter((file) => file.endsWith(extension));
  return [
    inKb(`JavaScript until home can be used, gzip, ${source}`, of(".js"), 90),
    inKb(`styles until home can be used, gzip, ${source}`, of(".css"), 25),
  ];
}
