import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { accessibilityFindings, type Stage, setStage } from "../support/browser.ts";
import { CLIENT, startProvider } from "../support/oidc.ts";

/** The provider is at 127.0.0.1, the system at localhost: for the browser two sites, as in use. */
let stage: Stage;
let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  provider = await startProvider(() => [`${stage.origin}/api/oidc/callback`]);
  vi.stubEnv("ZHIBU_OIDC_ISSUER", provider.issuer);
  vi.stubEnv("ZHIBU_OIDC_CLIENT_ID", CLIENT.id);
  vi.stubEnv("ZHIBU_OIDC_CLIENT_SECRET", CLIENT.secret);
  vi.stubEnv("ZHIBU_OIDC_NAME", "集团统一认证");
  stage = await setStage("2026-11-22");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await stage.close();
  await provider.stop();
});

async function signInAs(preferred_username: string, page: Page): Promise<void> {
  provider.manner.who = { sub: `sub-of-${preferred_username}`, preferred_username };
  await page.getByRole("link", { name: "用集团统一认证登录" }).click();
}

describe("用统一认证登录", () => {
  it("按下按钮，从统一认证回来就在首页，刷新后仍在登录中", async () => {
    const page = await stage.open("/sign-in");
    await signInAs("secretary02", page);
    await page.waitForURL(`${stage.origin}/`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const cookies = await page.context().cookies(stage.origin);
    expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
      ["sid", true, "Strict"],
    ]);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
  });

  it("进不来时回到登录页，说清楚为什么，还能用密码登录", async () => {
    const page = await stage.open("/sign-in");
    await signInAs("nobody.here", page);
    await page.getByText("在本系统中没有可用的账号").waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await signInAs("security", page);
    await page.getByText("您的账号要用动态口令").waitFor();
    await page.getByLabel("账号").fill("secretary02");
    await page.getByLabel("密码").fill("Zhibu-demo-2026");
    await page.getByRole("button", { name: "登录" }).click();
    await page.waitForURL(`${stage.origin}/`);
  });
});
