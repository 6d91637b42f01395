import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const text = readFileSync("docs/security.md", "utf8");
const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim());
const rows = text.split("\n").filter((line) => line.startsWith("| "));
const asvs = rows.map(cellsOf).filter(([, number = ""]) => /^\d+\.\d+\.\d+$/.test(number));
const clauses = rows.map(cellsOf).filter(([, number = ""]) => number.startsWith("8.1."));
const TEST_FILE = /`((?:unit|contract|infra|e2e|long)\/[\w./-]+\.test\.tsx?)`/g;

/** Words of a row that promise a test. */
const TESTED = ["done", "part", "已有", "部分"];
const untested = (all: string[][], column: number) =>
  all
    .filter((row) => TESTED.includes(row[column] ?? "") && !new RegExp(TEST_FILE).test(row.join("|")))
    .map(([, number]) => number);

describe("docs/security.md", () => {
  test("写到的每个测试文件都在", () => {
    const named = [...text.matchAll(TEST_FILE)].map(([, path]) => `test/${path}`);
    expect(named.length).toBeGreaterThan(50);
    expect([...new Set(named)].filter((path) => !existsSync(path))).toEqual([]);
  });

  test("ASVS 第一级的 70 条一条不少、一条不重，状态都是表里说明的词", () => {
    const numbers = asvs.map(([, number]) => number);
    expect([numbers.length, new Set(numbers).size]).toEqual([70, 70]);
    const words = ["done", "part", "built", "planned", "operator", "no", "n/a"];
    expect(asvs.filter((row) => !words.includes(row[3] ?? "")).map(([, number]) => number)).toEqual([]);
  });

  test("说已做到或部分做到的，都写明测试", () => {
    expect(clauses.length).toBeGreaterThan(40);
    expect([...untested(asvs, 3), ...untested(clauses, 4)]).toEqual([]);
  });
});
