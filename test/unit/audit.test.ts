import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const finding = (name: string, severity: string) => ({
  [name]: { name, severity, range: "<9", nodes: [`node_modules/${name}`] },
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zhibu-audit-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command with an npm that gives this answer. */
function audited(answer: unknown): { status: number | null; stdout: string } {
  const npm = join(folder, "npm.mjs");
  writeFileSync(npm, `process.stdout.write(${JSON.stringify(JSON.stringify(answer))});`);
  const args = ["node_modules/tsx/dist/cli.mjs", ".ci/audit.ts"];
  return spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, npm_execpath: npm } });
}

describe("依赖审计", () => {
  test("软件源不提供审计时直说没有审计，不算失败，也不称通过", () => {
    const { status, stdout } = audited({ message: "405 Method Not Allowed", error: { code: "ENOAUDIT" } });
    expect(stdout).toContain("no audit was done");
    expect(stdout).not.toContain("0 findings");
    expect(status).toBe(0);
  });

  test("运行中的包有高危漏洞时失败，并点名", () => {
    const { status, stdout } = audited({ auditReportVersion: 2, vulnerabilities: finding("hono", "critical") });
    expect(stdout).toContain("critical: hono <9 (runs in an installation)");
    expect(status).toBe(1);
  });

  test("只在开发时用到的包有高危漏洞，或运行中的包只有中危漏洞时，列出而不失败", () => {
    const vulnerabilities = { ...finding("vitest", "critical"), ...finding("hono", "moderate") };
    const { status, stdout } = audited({ auditReportVersion: 2, vulnerabilities });
    expect(stdout).toContain("critical: vitest <9 (development only)");
    expect(stdout).toContain("2 findings, 0 of them high or critical");
    expect(status).toBe(0);
  });
});
