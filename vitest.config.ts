import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const oneAtATime = { fileParallelism: false, maxWorkers: 1 };

function layer(
  name: "unit" | "contract" | "infra" | "e2e",
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
    ],
  },
});

export default config;
