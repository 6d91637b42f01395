import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, test } from "vitest";

interface Output {
  bytes: number;
  imports: { path: string; kind: string; external?: boolean }[];
  inputs: Record<string, { bytesInOutput: number }>;
}
type Outputs = Record<string, Output>;

const meta: Record<string, { outputs: Outputs } | undefined> = JSON.parse(readFileSync("dist/meta.json", "utf8"));

/** What is loaded before the first request: the entry and all that it imports without `import()`. */
function loadedAtStart(outputs: Outputs, path: string, seen: Set<string> = new Set()): Set<string> {
  const output = outputs[path];
  if (!output || seen.has(path)) return seen;
  seen.add(path);
  for (const { kind, path: next } of output.imports)
    if (kind === "import-statement") loadedAtStart(outputs, next, seen);
  return seen;
}

function packagesIn(outputs: Outputs, paths: Iterable<string>): Set<string> {
  const inputs = [...paths].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  const names = inputs.map((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

describe("构建出的接口包", () => {
  const outputs = meta.http?.outputs ?? {};
  const atStart = loadedAtStart(outputs, "dist/functions/http/http.js");
  const bytes = [...atStart].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);

  test("启动时加载的代码不超过 600 KB", () => {
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(600_000);
  });

  test("导出、导入和拼音所用的包不在启动时加载", () => {
    const packages = packagesIn(outputs, atStart);
    expect(["docx", "hucre", "pinyin-pro", "yauzl", "file-type"].filter((name) => packages.has(name))).toEqual([]);
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
