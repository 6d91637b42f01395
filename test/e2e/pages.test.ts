import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFindings, DESKTOP, isTooWide, PHONE, type Stage, setStage } from "../support/browser.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage("2026-11-22");
});
afterAll(() => stage.close());

/** Every page that a person can reach, with the branch put in. */
const pages: Record<string, readonly string[]> = {
  secretary02: [
    "/",
    "/branches/:b/members",
    "/branches/:b/members/new",
    "/branches/:b/members/:m",
    "/branches/:b/members/:m/edit",
    "/branches/:b/imports",
    "/branches/:b/imports?kind=ledger",
    "/branches/:b/activities",
    "/branches/:b/activities/new?kind=themeDay&on=2026-11-20",
    "/branches/:b/activities/:a",
    "/branches/:b/assessment",
    "/branches/:b/profile",
    "/branches/:b/handover",
    "/branches/:b/talks",
    "/branches/:b/trainings",
    "/account",
  ],
  office: [
    "/",
    "/units",
    "/accounts",
    "/administrators",
    "/approvals",
    "/policy",
    "/account",
    "/branches/:other",
    "/branches/:other/members",
    "/branches/:other/activities",
    "/branches/:other/assessment",
  ],
  inspector: [
    "/",
    "/branches/:other",
    "/branches/:other/members",
    "/branches/:other/activities",
    "/branches/:other/assessment",
  ],
  member01: ["/", "/account"],
  system: ["/", "/accounts", "/administrators", "/approvals", "/policy", "/account"],
  security: ["/", "/accounts", "/approvals?state=all", "/policy"],
  audit: ["/", "/audit", "/approvals", "/policy"],
};

async function firstId(page: Page, path: string): Promise<string> {
  const answer = await page.request.get(`${stage.origin}${path}`);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items[0]?.id ?? "";
}

async function addressOf(page: Page, pattern: string): Promise<string> {
  const me = (await (await page.request.get(`${stage.origin}/api/me`)).json()) as {
    grants: { unit: { id: string } }[];
  };
  const own = me.grants[0]?.unit.id ?? "";
  const other = pattern.includes(":other") ? await firstId(page, "/api/units?kind=branch") : "";
  const member = pattern.includes(":m") ? await firstId(page, `/api/branches/${own}/members`) : "";
  const activity = pattern.includes(":a") ? await firstId(page, `/api/branches/${own}/activities?year=2026`) : "";
  return pattern.replace(":b", own).replace(":other", other).replace(":m", member).replace(":a", activity);
}

describe.each([
  ["电脑", DESKTOP],
  ["手机", PHONE],
] as const)("%s上的每一页", (_name, size) => {
  it.each(Object.keys(pages))("%s 能看到的页面没有无障碍问题，不左右滚动，全是中文", async (login) => {
    const page = await stage.enter(login, size);
    for (const pattern of pages[login] ?? []) {
      const address = await addressOf(page, pattern);
      await page.goto(`${stage.origin}${address}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      expect([pattern, await accessibilityFindings(page)]).toEqual([pattern, []]);
      expect([pattern, await isTooWide(page)]).toEqual([pattern, false]);
      expect([pattern, await page.getByRole("heading", { level: 1 }).textContent()]).toEqual([
        pattern,
        expect.stringMatching(/[\u4e00-\u9fff]/),
      ]);
      expect([pattern, await page.getByText("没有载入成功").count()]).toEqual([pattern, 0]);
    }
    await page.context().close();
  });
});
