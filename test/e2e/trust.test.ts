import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFindings, codeOf, isTooWide, PHONE, type Stage, setStage } from "../support/browser.ts";

const PASSWORD = "Lvcheng-Yundou-2026";
let stage: Stage;
beforeAll(async () => {
  stage = await setStage("2026-11-22", []);
});
afterAll(() => stage.close());

/** Opens a one-time link, in a browser of its own, and sets a password. */
async function setUp(link: string): Promise<Page> {
  const page = await stage.open(link);
  await page.getByLabel("新密码").fill(PASSWORD);
  await page.getByLabel("再输入一次").fill(PASSWORD);
  await page.getByRole("button", { name: "保存并进入" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  return page;
}

/** Ties an authenticator to the account; its secret and the recovery codes. */
async function enrol(page: Page): Promise<{ secret: string; recoveryCodes: string[] }> {
  await page.getByLabel("登录密码").fill(PASSWORD);
  await page.getByRole("button", { name: "开始绑定" }).click();
  await page.getByRole("img", { name: "绑定动态口令的二维码" }).waitFor();
  await page.getByText("不能扫码").click();
  const secret = await page.getByLabel("密钥", { exact: true }).inputValue();
  await page.getByRole("textbox", { name: "动态口令" }).fill(codeOf(secret));
  await page.getByRole("button", { name: "确认绑定" }).click();
  await page.getByRole("button", { name: "已保管好" }).waitFor();
  const recoveryCodes = await page.locator("ol.codes li").allTextContents();
  await page.getByRole("button", { name: "已保管好" }).click();
  return { secret, recoveryCodes };
}

async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.goto(`${stage.origin}/sign-in`);
  await page.getByLabel("账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

const signedIn = (page: Page) => page.waitForURL((url) => url.pathname === "/");
const firstLink = () => /http\S+\/setup#\S+/.exec(stage.said)?.[0] ?? "";

/** What one test leaves for the next: the pages of people and what they carry. */
const left: { office?: Page; security?: Page; secret: string; recoveryCodes: string[]; links: Map<string, string> } = {
  secret: "",
  recoveryCodes: [],
  links: new Map(),
};
const present = (page: Page | undefined): Page => {
  if (!page) throw new Error("an earlier test has failed");
  return page;
};

describe("从第一次启动到支部书记登录", () => {
  it("党务部门在首页看到先任命三员，任命后三个链接各显示一次", async () => {
    const office = await setUp(firstLink());
    left.office = office;
    await office.getByText("请先任命三员").waitFor();
    await office.getByRole("link", { name: "去任命三员" }).click();
    for (const name of ["系统管理员", "安全管理员", "审计管理员"]) {
      const row = office.getByRole("group", { name });
      await row.getByLabel("姓名").fill(`${name}甲`);
      await row.getByLabel("账号").fill("system");
    }
    await office.getByRole("button", { name: "任命三员并生成链接" }).click();
    await office.getByText("三员要用三个不同的账号").first().waitFor();
    await office.getByRole("group", { name: "安全管理员" }).getByLabel("账号").fill("security");
    await office.getByRole("group", { name: "审计管理员" }).getByLabel("账号").fill("audit");
    await office.getByRole("button", { name: "任命三员并生成链接" }).click();
    await office.getByText("三个链接只显示这一次").waitFor();
    expect(await accessibilityFindings(office)).toEqual([]);
    for (const name of ["系统管理员", "安全管理员", "审计管理员"])
      left.links.set(name, await office.getByLabel(`${name}的链接`, { exact: true }).inputValue());
    await office.reload();
    await office.getByText("现任三员").waitFor();
    expect(await office.getByText("/setup#").count()).toBe(0);
    await office.goto(stage.origin);
    await office.getByRole("heading", { level: 1 }).waitFor();
    expect(await office.getByText("请先任命三员").count()).toBe(0);
  });

  it("安全管理员先绑定动态口令才能办事，用过的链接马上说无效", async () => {
    const link = left.links.get("安全管理员") ?? "";
    const security = await setUp(link);
    left.security = security;
    await security.setViewportSize(PHONE);
    expect([await accessibilityFindings(security), await isTooWide(security)]).toEqual([[], false]);
    await security.getByRole("heading", { name: "请先绑定动态口令" }).waitFor();
    Object.assign(left, await enrol(security));
    expect(left.recoveryCodes).toHaveLength(10);
    await security.getByRole("heading", { name: "等待安全管理员同意（0）" }).waitFor();
    const again = await stage.open(link);
    await again.getByText("链接已用过或已过期").waitFor();
    expect(await again.getByLabel("新密码").count()).toBe(0);
  });

  it("党务部门提出书记的角色，安全管理员同意后书记才能进入支部", async () => {
    const [office, security] = [present(left.office), present(left.security)];
    await office.goto(`${stage.origin}/units`);
    await office.getByRole("button", { name: "新建下级" }).click();
    await office.getByLabel("名称").fill("第一党支部");
    await office.getByLabel("成立日期").fill("2020-01-01");
    await office.getByRole("button", { name: "新建", exact: true }).click();
    await office.getByText("第一党支部已建立").waitFor();
    await office.goto(`${stage.origin}/accounts`);
    await office.getByRole("button", { name: "邀请" }).click();
    await office.getByLabel("姓名").fill("王书记");
    await office.getByRole("textbox", { name: "账号" }).fill("wang");
    await office.getByLabel("在哪个组织").fill("第一");
    await office.getByRole("option", { name: "第一党支部" }).click();
    await office.getByRole("button", { name: "生成链接" }).click();
    const link = await office.getByLabel("链接", { exact: true }).inputValue();
    await office.getByRole("button", { name: "关闭" }).click();
    await office.getByText("等待安全管理员同意（1）").waitFor();

    const early = await setUp(link);
    await early.getByText("还没有对应到党员信息").waitFor();

    await security.goto(stage.origin);
    await security.getByRole("button", { name: "同意：王书记", exact: true }).click();
    await security.getByText("王书记的角色已生效").waitFor();

    await early.reload();
    await early.waitForURL((url) => url.pathname === "/sign-in");
    await signIn(early, "wang");
    await early.getByRole("heading", { name: "首页待办" }).waitFor();
  });

  it("登录分两步，口令错了不用重填账号和密码，备用码只能用一次", async () => {
    const page = await stage.open("/sign-in");
    await signIn(page, "security");
    await page.getByRole("heading", { name: "输入动态口令" }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole("textbox", { name: "动态口令" }).fill("000000");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByText("不正确或已用过").waitFor();
    await page.getByRole("textbox", { name: "动态口令" }).fill(codeOf(left.secret, { step: 1 }));
    await page.getByRole("button", { name: "登录" }).click();
    await signedIn(page);
    for (const isFirst of [true, false]) {
      const other = await stage.open("/sign-in");
      await signIn(other, "security");
      await other.getByRole("textbox", { name: "动态口令" }).fill(left.recoveryCodes[0] ?? "");
      await other.getByRole("button", { name: "登录" }).click();
      if (isFirst) await signedIn(other);
      else await other.getByText("不正确或已用过").waitFor();
    }
  });

  it("改动密码要求要两个人：安全管理员申请，系统管理员同意后生效", async () => {
    const security = present(left.security);
    await security.goto(`${stage.origin}/policy`);
    await security.getByLabel("留痕保存天数").fill("100");
    await security.getByLabel("原因").fill("按上级要求");
    await security.getByRole("button", { name: "申请修改" }).click();
    await security.getByText("请改正标出的内容").waitFor();
    await security.getByLabel("留痕保存天数").fill("400");
    await security.getByRole("button", { name: "申请修改" }).click();
    await security.getByText("等待决定").waitFor();
    expect(await security.getByRole("button", { name: /^同意/ }).count()).toBe(0);
    const system = await setUp(left.links.get("系统管理员") ?? "");
    await enrol(system);
    await system.getByRole("button", { name: /^同意：/ }).click();
    await system.getByRole("dialog").getByRole("button", { name: "同意", exact: true }).click();
    await system.getByText("没有等待决定的申请").waitFor();
    await system.goto(`${stage.origin}/policy`);
    await system.getByText("400 天").waitFor();
  });

  it("导出全部支部考核表：先绑定动态口令，安全管理员同意后凭口令下载一次", async () => {
    const [office, security] = [present(left.office), present(left.security)];
    const ask = () => office.getByRole("button", { name: "导出全部支部考核表" }).click();
    await office.goto(stage.origin);
    await ask();
    await office.getByRole("link", { name: "去绑定动态口令" }).click();
    const { secret } = await enrol(office);
    await office.getByText("下次登录时使用").waitFor();
    await office.goto(stage.origin);
    await ask();
    await office.getByLabel("原因").fill("年度考核");
    await office.getByRole("button", { name: "申请导出" }).click();
    await office.getByText("安全管理员同意后").waitFor();
    await security.goto(`${stage.origin}/approvals`);
    await security.getByRole("button", { name: /^同意：导出/ }).click();
    await security.getByRole("dialog").getByRole("button", { name: "同意", exact: true }).click();
    await security.getByText("已同意").first().waitFor();
    await office.goto(`${stage.origin}/approvals`);
    await office.getByRole("button", { name: /^下载：/ }).click();
    await office.getByRole("textbox", { name: "动态口令" }).fill(codeOf(secret, { step: 1 }));
    const waiting = office.waitForEvent("download");
    await office.getByRole("dialog").getByRole("button", { name: "下载" }).click();
    expect((await waiting).suggestedFilename()).toMatch(/\.xlsx$/);
  });

  it("办事当中密码到期：改好密码，填过的内容还在", async () => {
    const page = present(left.security);
    await page.goto(`${stage.origin}/policy`);
    await page.getByLabel("原因").fill("写到一半的原因");
    await page.route("**/api/approvals", (route) =>
      route.fulfill({ status: 403, json: { code: "account.password-expired", title: "密码已到期，请先修改密码" } }),
    );
    await page.route("**/api/me", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), required: "password" } });
    });
    await page.getByRole("button", { name: "申请修改" }).click();
    await page.getByRole("heading", { name: "请先修改密码" }).waitFor();
    await page.unrouteAll();
    await page.getByLabel("当前密码").fill(PASSWORD);
    await page.getByLabel("新密码").first().fill(`${PASSWORD}-8`);
    await page.getByLabel("再输入一次新密码").fill(`${PASSWORD}-8`);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.getByRole("heading", { name: "密码和留痕要求" }).waitFor();
    expect(await page.getByLabel("原因").inputValue()).toBe("写到一半的原因");
  });

  it("在别处的登录可以逐个退出，退出的马上不能再用", async () => {
    const here = await stage.open("/sign-in");
    const there = await stage.open("/sign-in");
    for (const page of [there, here]) {
      await signIn(page, "wang");
      await signedIn(page);
    }
    await here.goto(`${stage.origin}/account`);
    await here.getByText("本机").waitFor();
    await here.getByRole("button", { name: "退出其他全部" }).click();
    await here.getByRole("dialog").getByRole("button", { name: "退出其他全部" }).click();
    await here.getByText("其他地方的登录已全部退出").waitFor();
    expect(await here.getByRole("button", { name: /^退出：/ }).count()).toBe(0);
    await there.reload();
    await there.waitForURL((url) => url.pathname === "/sign-in");
  });

  it("多次输错密码暂时锁住，说多久、找谁；安全管理员解锁后马上能登录", async () => {
    const page = await stage.open("/sign-in");
    for (let tries = 0; tries < 6; tries += 1) {
      await signIn(page, "wang", "not the password");
      await page.getByText(tries < 5 ? "账号或密码不正确" : "请 30 分钟后再试，或请安全管理员解锁").waitFor();
    }
    const security = present(left.security);
    await security.goto(`${stage.origin}/accounts`);
    await security.getByRole("button", { name: "解锁：王书记" }).click();
    await security.getByRole("dialog").getByRole("button", { name: "解锁", exact: true }).click();
    await security.getByText("已解锁").waitFor();
    await signIn(page, "wang");
    await signedIn(page);
  });

  it("密码满九十天，先改密码再回到要看的页面", async () => {
    await stage.later(91);
    const page = await stage.open("/account");
    await page.waitForURL((url) => url.pathname === "/sign-in");
    await page.getByLabel("账号").fill("wang");
    await page.getByLabel("密码").fill(PASSWORD);
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("heading", { name: "请先修改密码" }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel("当前密码").fill(PASSWORD);
    await page.getByLabel("新密码").first().fill(PASSWORD);
    await page.getByLabel("再输入一次新密码").fill(PASSWORD);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.getByText("不能与正在使用的密码相同").waitFor();
    await page.getByLabel("新密码").first().fill(`${PASSWORD}-9`);
    await page.getByLabel("再输入一次新密码").fill(`${PASSWORD}-9`);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.getByRole("heading", { name: "我的账号" }).waitFor();
    await page.getByText("密码到期日").waitFor();
  });
});
