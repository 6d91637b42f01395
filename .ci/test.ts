import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromiumForTests } from "#test/support/chromium";
import { conventionFaults } from "./conventions.ts";

interface Outcome {
  passed: number;
  failed: number;
  skipped: string[];
}

const OUTPUT = "test/output";
const [chosenRun = "all", ...filters] = process.argv.slice(2);
/** The Node that a user has, not the newer one that npm finds first in node_modules/.bin. */
const NODE = process.env.npm_node_execpath ?? process.execPath;

function run(command: string, args: string[], options: SpawnSyncOptions = {}): boolean {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", ...options });
  if (error) console.error(error.message);
  return status === 0;
}

function runBin(path: string, args: string[], env: NodeJS.ProcessEnv = {}): boolean {
  return run(NODE, [join("node_modules", path), ...args], { env: { ...process.env, ...env } });
}

function conventionsHold(): boolean {
  const faults = conventionFaults();
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

const CHECKS: [string, () => boolean][] = [
  ["types", () => runBin("typescript/bin/tsc", ["-b", "--checkers", "1"])],
  ["lint", () => runBin("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"])],
  ["lock file", () => run(NODE, [".ci/complete-lock.mjs", "--check"])],
  ["licences", () => runBin("tsx/dist/cli.mjs", [".ci/sbom.ts", "--check"])],
  ["dead code", () => runBin("knip/bin/knip.js", [])],
  ["conventions", conventionsHold],
];

function check(name: string, holds: () => boolean): Outcome {
  console.log(`\n── ${name}`);
  const ok = holds();
  console.log(`${ok ? "✓" : "✗"} ${name}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] };
}

function recorded(path: string): Outcome | undefined {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** Runs one layer of tests; a run that broke down without a failed test counts as one failure. */
function layer(project: string, label = project, env: NodeJS.ProcessEnv = {}): Outcome {
  console.log(`\n── ${label}`);
  const path = join(OUTPUT, `${label}.json`);
  const reporters = ["--reporter", "default", "--reporter", "./test/support/reporter.ts"];
  const args = ["run", "--project", project, ...reporters, ...filters];
  const ok = runBin("vitest/vitest.mjs", args, { ...env, ZHIBU_TEST_OUTCOME: path });
  const outcome = recorded(path) ?? { passed: 0, failed: 0, skipped: [] };
  return ok || outcome.failed > 0 ? outcome : { ...outcome, failed: 1 };
}

function browserLayer(): Outcome {
  const chromium = chromiumForTests();
  if (chromium.path) return layer("e2e", "e2e", { CHROMIUM: chromium.path });
  console.error(`\n── e2e\n${chromium.advice}`);
  return { passed: 0, failed: 1, skipped: [] };
}

function checks(): Outcome[] {
  return CHECKS.map(([name, holds]) => check(name, holds));
}

const engines = () => [
  layer("contract", "contract-dynoxide", { ZHIBU_TEST_ENGINE: "dynoxide" }),
  layer("contract", "contract-dynamodb-local", { ZHIBU_TEST_ENGINE: "dynamodb-local" }),
];

const RUNS: Record<string, () => Outcome[]> = {
  check: () => [...checks(), layer("unit")],
  engines,
  /** What proves more the longer it runs; not part of `npm test`. */
  long: () => [layer("long")],
  all: () => [...checks(), layer("unit"), layer("infra"), layer("contract"), browserLayer()],
};

function report(outcomes: Outcome[]): void {
  const skipped = outcomes.flatMap((outcome) => outcome.skipped);
  const total = (key: "passed" | "failed") => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  if (skipped.length > 0) console.log(`\nskipped:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
  if (total("failed") > 0 || total("passed") === 0) process.exitCode = 1;
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
}

const chosen = RUNS[chosenRun];
if (!chosen) throw new Error(`one of ${Object.keys(RUNS).join(", ")}`);
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT, { recursive: true });
report(chosen());
