import { isBuiltin } from "node:module";
import { describe, expect, test } from "vitest";
import { bytesAtStart, filesOfFirstPage, gzipBytes, loadedAtStart, type Outputs, outputsOf } from "../support/built";

const HTTP = "dist/functions/http/http.js";

function packagesIn(outputs: Outputs, paths: Iterable<string>): Set<string> {
  const inputs = [...paths].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  const names = inputs.map((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

describe("构建出的接口包", () => {
  const outputs = outputsOf("http");
  const atStart = loadedAtStart(outputs, HTTP);

  test("启动时加载的代码不超过 600 KB", () => {
    const bytes = bytesAtStart(outputs, HTTP);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(600_000);
  });

  test("导出、导入、拼音和统一认证所用的包不在启动时加载", () => {
    const packages = packagesIn(outputs, atStart);
    expect(
      ["docx", "hucre", "pinyin-pro", "yauzl", "file-type", "openid-client", "oauth4webapi"].filter((name) =>
        packages.has(name),
      ),
    ).toEqual([]);
    expect(packages).toContain("hono");
  });

  test("不依赖 node_modules：除 Node 自带模块外没有外部引用", () => {
    const external = Object.values(outputs).flatMap((output) =>
      output.imports.filter(({ external }) => external).map(({ path }) => path),
    );
    const foreign = external.filter((path) => !isBuiltin(path));
    expect(foreign).toEqual([]);
  });
});

/** The most and the least that the first page may weigh, in KB of gzip: below the least, both are drawn closer to what it weighs. */
const SCRIPTS = { atMost: 90, atLeast: 32 };
const STYLES = { atMost: 25, atLeast: 7 };

describe("登录到首页可用", () => {
  const { scripts, styles } = filesOfFirstPage();

  test("浏览器取的脚本压缩后不超过 90 KB；变小后要收紧", () => {
    const kilobytes = gzipBytes(scripts) / 1000;
    expect(kilobytes).toBeLessThanOrEqual(SCRIPTS.atMost);
    expect(kilobytes, "脚本变小了：请把上下限都收紧到现在的大小附近").toBeGreaterThanOrEqual(SCRIPTS.atLeast);
  });

  test("样式压缩后不超过 25 KB；变小后要收紧", () => {
    const kilobytes = gzipBytes(styles) / 1000;
    expect(kilobytes).toBeLessThanOrEqual(STYLES.atMost);
    expect(kilobytes, "样式变小了：请把上下限都收紧到现在的大小附近").toBeGreaterThanOrEqual(STYLES.atLeast);
  });
});
