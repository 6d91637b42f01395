import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const HOUR = 3_600_000;
const oneAtATime = { fileParallelism: false, maxWorkers: 1 };

function layer(
  name: "unit" | "contract" | "infra" | "e2e" | "long",
  options: TestProjectInlineConfiguration["test"] = {},
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      environment: "node",
      testTimeout: 20_000,
      hookTimeout: 60_000,
      ...options,
    },
  };
}

const config = defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      layer("unit"),
      layer("contract", { globalSetup: ["./test/support/engine-global.ts"] }),
      layer("infra", { ...oneAtATime, testTimeout: 60_000 }),
      layer("e2e", { ...oneAtATime, testTimeout: 120_000, hookTimeout: 120_000 }),
      layer("long", {
        ...oneAtATime,
        testTimeout: 4 * HOUR,
        hookTimeout: 120_000,
        globalSetup: ["./test/support/engine-global.ts"],
        execArgv: ["--expose-gc"],
      }),
    ],
  },
});

export default config;
