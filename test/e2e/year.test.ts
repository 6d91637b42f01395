import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readGrid } from "#functions/sheets/read";
import { DESKTOP, PHONE, type Stage, setStage } from "../support/browser.ts";

const SAMPLE = "test/support/党员花名册-示例.xlsx";
let stage: Stage;
beforeAll(async () => {
  stage = await setStage("2026-11-22");
});
afterAll(() => stage.close());

const settle = (page: Page) => page.waitForLoadState("networkidle");
const duty = (page: Page, name: string) => page.locator("li.duty", { has: page.getByRole("heading", { name }) });

async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Uint8Array }> {
  const waiting = page.waitForEvent("download");
  await click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path())) };
}

/** Counts what a person does to the fields of a page: every field typed into or chosen, once each. */
const countInputs = (page: Page) =>
  page.evaluate(() => {
    const touched = new Set<EventTarget>();
    addEventListener("input", (event) => event.target && touched.add(event.target), true);
    addEventListener("change", (event) => event.target && touched.add(event.target), true);
    Object.assign(window, { touchedFields: () => touched.size });
  });
const inputs = (page: Page): Promise<number> => page.evaluate("window.touchedFields()");

describe("书记的一年", () => {
  it("登录、导入花名册、改一行、记录主题党日、首页随之变化、上报考核并下载", async () => {
    const page = await stage.enter("secretary01", DESKTOP);
    await expect.poll(() => duty(page, "主题党日").first().textContent()).toContain("2026年11月还没有主题党日的记录");

    await page.getByRole("link", { name: "导入党员花名册" }).click();
    await page.setInputFiles("input[type=file]", SAMPLE);
    await page.getByRole("button", { name: "有错误（5）" }).waitFor();
    expect(await page.getByRole("button", { name: "新增（19）" }).count()).toBe(1);
    for (const sentence of ["校验码不对", "后面几位已经丢失", "出现了两次", "加入党组织日期不能晚于今天"]) {
      expect(await page.locator("table").textContent()).toContain(sentence);
    }
    await page.getByRole("button", { name: "改第 22 行" }).click();
    await page.getByLabel("加入党组织日期").last().fill("2020年6月1日");
    await page.getByRole("button", { name: "重新核对这一行" }).click();
    await page.getByRole("button", { name: "新增（20）" }).waitFor();
    await page.getByRole("button", { name: "确认导入 20 行" }).click();
    await page.getByText("导入完成：新增 20").waitFor();
    await page.getByRole("link", { name: "查看党员" }).click();
    await page.getByText("已显示 20 / 20 条").waitFor();

    await page.goto(`${stage.origin}/`);
    await duty(page, "主题党日").first().getByRole("link").click();
    await page.getByRole("heading", { name: "记录主题党日" }).waitFor();
    await settle(page);
    await countInputs(page);
    await page.getByLabel("开始时间").fill("2026-11-20T19:00");
    await page.getByRole("textbox", { name: "主题" }).fill("学习党的二十届四中全会精神");
    await page.getByLabel("地点").fill("三楼会议室");
    await page.getByLabel("全部到会，除了").fill("韩");
    await page.getByRole("option").first().click();
    await page.getByText("实到 19").waitFor();
    const touched = await inputs(page);
    expect(touched).toBeGreaterThan(0);
    expect(touched, "记录主题党日要填的项太多").toBeLessThanOrEqual(8);
    await page.getByRole("button", { name: "保存并确认" }).click();
    await page.getByText("已确认").first().waitFor();

    await page.goto(`${stage.origin}/`);
    await settle(page);
    expect(await page.getByText("2026年11月还没有主题党日的记录").count()).toBe(0);

    await page.getByRole("link", { name: "考核台账" }).first().click();
    await page.getByRole("button", { name: "上报 2026 年度考核" }).click();
    await page.getByRole("button", { name: "仍要上报" }).click();
    await page.getByText("2026 年度考核已上报").waitFor();
    const workbook = await saved(page, () => page.getByRole("link", { name: /Excel/ }).first().click());
    const { sheets } = await readGrid(workbook.bytes, "xlsx");
    expect(sheets.map((sheet) => sheet.name)).toEqual([
      "封面",
      "自查表",
      "会议台账",
      "出勤",
      "学时",
      "党员变动",
      "发展党员",
      "未办事项",
    ]);
    expect(JSON.stringify(sheets)).toContain("学习党的二十届四中全会精神");

    const path = new URL(page.url()).pathname.split("/")[2] ?? "";
    const frozen = await page.request.get(`${stage.origin}/api/branches/${path}/assessments/2026.json`);
    const hash = createHash("sha256")
      .update(await frozen.body())
      .digest("hex");
    expect(await page.getByText(hash.slice(0, 8)).count()).toBe(1);
  });

  it("别人先保存时，两边的内容都看得到，谁的都不丢", async () => {
    const [mine, theirs] = [await stage.enter("secretary02"), await stage.enter("secretary02")];
    for (const page of [mine, theirs]) {
      await page.getByRole("link", { name: "党员", exact: true }).first().click();
      await page.locator("tbody a").first().click();
      await page.getByRole("link", { name: "修改" }).click();
      await page.locator("summary", { hasText: "更多信息" }).click();
      await settle(page);
    }
    await theirs.getByLabel("学位").fill("硕士");
    await theirs.getByLabel("单位及职务").fill("机关副科长");
    await theirs.getByRole("button", { name: "保存" }).click();
    await theirs.getByText("已保存").waitFor();
    await mine.getByLabel("单位及职务").fill("机关科长");
    await mine.getByRole("button", { name: "保存" }).click();
    await mine.getByText("别人保存的：机关副科长").waitFor();
    await mine.getByRole("button", { name: "按选择合并" }).click();
    await mine.getByText("已保存").waitFor();
    await mine.getByText("机关科长", { exact: true }).waitFor();
    expect(await mine.getByText("硕士", { exact: true }).count()).toBe(1);
  });

  it("没有保存的内容刷新后还在，身份证号除外", async () => {
    const page = await stage.enter("secretary02");
    await page.goto(`${new URL(page.url()).origin}/`);
    await page.getByRole("link", { name: "党员", exact: true }).first().click();
    await page.getByRole("link", { name: "新增党员" }).click();
    await page.getByLabel("姓名").fill("草稿甲");
    await page.getByLabel("公民身份号码").fill("99100019800101101X");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText("已恢复上次没有保存的内容").waitFor();
    expect(await page.getByLabel("姓名").inputValue()).toBe("草稿甲");
    expect(await page.getByLabel("公民身份号码").inputValue()).toBe("");
  });

  it("只用键盘也能登录并打开第一件待办", async () => {
    const page = await stage.enter("secretary02", PHONE);
    await page.goto(`${stage.origin}/`);
    await settle(page);
    const target = page.locator("li.duty a").first();
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element === document.activeElement)) break;
    }
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== "/");
  });

  it("网络断开时说清楚，接上后同一次保存不会重复", async () => {
    const page = await stage.enter("secretary03");
    await page.getByRole("link", { name: "党员", exact: true }).first().click();
    await page.getByRole("link", { name: "新增党员" }).click();
    await page.getByLabel("姓名").fill("断网申请人");
    await page.getByLabel("人员类别").selectOption("applicant");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("网络不通").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("heading", { name: "断网申请人" }).waitFor();
    const branch = new URL(page.url()).pathname.split("/")[2];
    const found = await page.request.get(
      `${stage.origin}/api/branches/${branch}/members?q=${encodeURIComponent("断网申请人")}`,
    );
    expect(((await found.json()) as { total: number }).total).toBe(1);
  });
});
