import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFindings, DESKTOP, isTooWide, PHONE, type Stage, setStage } from "../support/browser.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage("2026-11-22");
});
afterAll(() => stage.close());

async function expectSound(page: Page) {
  await page.waitForLoadState("networkidle");
  expect(await accessibilityFindings(page)).toEqual([]);
  expect(await isTooWide(page)).toBe(false);
}

describe.each([
  ["电脑", DESKTOP],
  ["手机", PHONE],
] as const)("%s上的留痕", (_name, size) => {
  it("书记看到党员改了什么，一步恢复原值，恢复也有记录", async () => {
    const page = await stage.enter("secretary02", size);
    const me = await (await page.request.get(`${stage.origin}/api/me`)).json();
    const branch = me.grants[0].unit.id;
    const list = await (await page.request.get(`${stage.origin}/api/branches/${branch}/members`)).json();
    const member = list.items[size === PHONE ? 1 : 2];
    const path = `/branches/${branch}/members/${member.id}`;
    const changed = await page.request.patch(`${stage.origin}/api${path}`, {
      headers: { origin: stage.origin, "if-match": `"${member.version}"` },
      data: { position: "写错的职务" },
    });
    expect(changed.status()).toBe(200);
    await page.goto(`${stage.origin}${path}`);
    const entry = page.getByText(/单位及职务：.* → 写错的职务/);
    await entry.waitFor();
    await expectSound(page);
    await page.getByRole("button", { name: /恢复为此值：单位及职务/ }).click();
    await page.getByRole("button", { name: "恢复", exact: true }).click();
    await page.getByText(/单位及职务：写错的职务 → /).waitFor();
    const now = await (await page.request.get(`${stage.origin}/api${path}`)).json();
    expect(now.position).toBe(member.position);
    await page.context().close();
  });
});

describe("审计页面", () => {
  it("审计管理员从首页进入，看到谁做了什么，按人员查找，看一天并导出；电脑和手机上都好看", async () => {
    const page = await stage.enter("audit");
    await page.getByRole("navigation", { name: "主要栏目" }).getByRole("link", { name: "审计", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "审计" }).waitFor();
    for (const size of [DESKTOP, PHONE]) {
      await page.setViewportSize(size);
      await page.getByText("显示更多").waitFor();
      await expectSound(page);
    }
    await page.getByLabel("人员").fill("没有这个人");
    await page.getByRole("button", { name: "查找" }).click();
    await page.getByText(/没有符合条件的记录/).waitFor();
    await expectSound(page);
    await page.getByRole("button", { name: "清除条件" }).click();
    await page
      .getByRole("button", { name: /月\d+日 \d+ 条/ })
      .first()
      .click();
    const link = page.getByRole("link", { name: "导出 csv" });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toMatch(/^审计记录\d{4}-\d{2}-\d{2}\.csv$/);
  });
});
