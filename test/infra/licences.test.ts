import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const shipped = z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync("dist/shipped.json", "utf8")));
const manifest = z.object({ name: z.string(), version: z.string() });
const notices = "THIRD-PARTY-LICENSES.txt";

describe("随系统交付的第三方代码", () => {
  test("许可证清单与锁定文件、构建结果一致，每个包的许可证都在允许之列", () => {
    const args = ["node_modules/tsx/dist/cli.mjs", ".ci/sbom.ts", "--check", "--built"];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status, stderr).toBe(0);
  });

  test("交付的每个包都列在许可证文本文件里", () => {
    const text = readFileSync(`dist/${notices}`, "utf8");
    const named = Object.keys(shipped).map((path) => {
      const { name, version } = manifest.parse(JSON.parse(readFileSync(`${path}/package.json`, "utf8")));
      return `${name} ${version} (`;
    });
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((line) => !text.includes(`\n${line}`))).toEqual([]);
  });

  test("服务端和页面的包都在清单里，许可证文本不放进对外提供的目录", () => {
    const bundles = new Set(Object.values(shipped).flat());
    expect(bundles).toEqual(new Set([...readdirSync("dist/functions"), "web"]));
    expect(existsSync(`dist/web/${notices}`)).toBe(false);
  });
});
