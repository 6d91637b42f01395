import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Writes how many tests of a layer passed, failed and were skipped, for the sum over all layers. */
class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const path = process.env.ZHIBU_TEST_OUTCOME;
    if (!path) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const having = (state: string) => tests.filter((test) => test.result().state === state);
    const brokenFiles = modules.filter((module) => module.state() === "failed" && module.errors().length > 0);
    const outcome = {
      passed: having("passed").length,
      failed: having("failed").length + having("pending").length + brokenFiles.length + errors.length,
      skipped: having("skipped").map(titleOf),
    };
    writeFileSync(path, JSON.stringify(outcome));
  }
}

function titleOf(test: TestCase): string {
  return `${test.module.relativeModuleId} › ${test.fullName}`;
}

export default OutcomeReporter;
